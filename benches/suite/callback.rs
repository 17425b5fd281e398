//! The rows of `vmm bench callback`.

use plugvisor::{Policy, Runtime};

use super::task::Task;
use super::{Suite, limit, name, rivals, stayed};
use crate::latencies::Latencies;
use crate::report::RowName;
use crate::subjects::callback::{self, Recorder};
use crate::subjects::{COUNTS, words};

pub(super) fn tasks(suite: &Suite) -> Vec<Task<'_>> {
    let (mode, policy) = (suite.mode, suite.policy());
    let mut tasks = rivals::few(suite);
    tasks.extend(brief(suite));
    tasks.push(upcalls(suite, "nested", "upcall, callback, upcall again", callback::NESTED));
    if policy != Policy::Sync && suite.policies(mode).any(|policy| policy == Policy::Sync) {
        tasks.push(sample(
            suite,
            row(suite, Policy::Sync, "callback_sync", "plugin to host and back"),
            Policy::Sync,
            1,
        ));
    }
    tasks.extend(COUNTS.into_iter().map(|count| {
        let group = format!("callback by number of arguments, {}, {mode}", name(policy));
        let what = format!("{count} argument{}", if count == 1 { "" } else { "s" });
        let name = RowName::new(&group, &format!("callback_args_{count}"), &what).of(mode).arguments(count);
        sample(suite, name, policy, count)
    }));
    tasks
}

/// The rows that `vmm bench upcall` has as well.
pub(super) fn brief(suite: &Suite) -> Vec<Task<'_>> {
    let policy = suite.policy();
    vec![
        sample(suite, row(suite, policy, "callback", "plugin to host and back"), policy, 1),
        upcalls(suite, "upcall_with_callback", "upcall with one callback", callback::ONCE),
    ]
}

fn row(suite: &Suite, policy: Policy, key: &str, what: &str) -> RowName {
    let what = format!("{what}, {}, {}", name(policy), suite.mode);
    RowName::new("callback", key, &what).of(suite.mode).beside(limit(policy))
}

/// Callbacks alone.
fn sample(suite: &Suite, name: RowName, policy: Policy, count: usize) -> Task<'_> {
    Task::new(name, move || {
        measure(suite, policy, |runtime, recorder| callback::sample(runtime, recorder, &suite.sampler, count))
    })
}

/// Whole upcalls that make callbacks.
fn upcalls<'a>(suite: &'a Suite, key: &str, what: &str, plugin: &'static str) -> Task<'a> {
    let policy = suite.policy();
    Task::new(row(suite, policy, key, what), move || {
        measure(suite, policy, |runtime, _| {
            suite.sampler.calls(callback::upcalls(runtime, plugin).map_err(words)?).map_err(words)
        })
    })
}

fn measure(
    suite: &Suite,
    policy: Policy,
    samples: impl FnOnce(&mut Runtime, &Recorder) -> Result<Latencies, String>,
) -> Result<Latencies, String> {
    let recorder = Recorder::new(&suite.sampler);
    let builder = callback::builtins(suite.builder(suite.mode, policy), &recorder);
    let mut runtime = builder.build().map_err(words)?;
    callback::link(&mut runtime).map_err(words)?;
    let latencies = samples(&mut runtime, &recorder)?;
    stayed(&runtime, policy)?;
    Ok(latencies)
}
