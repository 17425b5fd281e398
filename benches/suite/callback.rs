//! The rows of `vmm bench callback`.

use plugvisor::Policy;

use super::task::Task;
use super::{Suite, limit, name, rivals, staying};
use crate::report::RowName;
use crate::subjects::callback::{self, Recorder};
use crate::subjects::{COUNTS, builtin, words};

pub(super) fn tasks(suite: &Suite) -> Vec<Task<'_>> {
    let (mode, policy) = (suite.mode, suite.policy());
    let mut tasks = rivals::few(suite);
    tasks.extend(brief(suite));
    tasks.push(upcalls(suite, "nested", "upcall, callback, upcall again", builtin::NESTED));
    tasks.push(many(suite, "oneway", "one-way built-in", builtin::NOTES));
    tasks.push(many(suite, "guest_builtin", "built-in in the guest", builtin::STAYS));
    if policy != Policy::Sync && suite.policies(mode).any(|policy| policy == Policy::Sync) {
        tasks.push(sample(
            suite,
            row(suite, Policy::Sync, "callback_sync", "plugin to host and back"),
            Policy::Sync,
            1,
        ));
    }
    tasks.extend(COUNTS.into_iter().map(|count| {
        let group = format!("callback by arguments, {}, {mode}", name(policy));
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
        upcalls(suite, "upcall_with_callback", "upcall with one callback", builtin::ONCE),
    ]
}

fn row(suite: &Suite, policy: Policy, key: &str, what: &str) -> RowName {
    let what = format!("{what}, {}, {}", name(policy), suite.mode);
    RowName::new("callback", key, &what).of(suite.mode).beside(limit(policy))
}

/// Callbacks alone.
fn sample(suite: &Suite, name: RowName, policy: Policy, count: usize) -> Task<'_> {
    Task::new(name, move || {
        let recorder = Recorder::new(&suite.sampler);
        let builder = callback::builtins(suite.builder(suite.mode, policy), &recorder);
        let mut runtime = builder.build().map_err(words)?;
        callback::link(&mut runtime).map_err(words)?;
        staying(&mut runtime, policy, |runtime| callback::sample(runtime, &recorder, &suite.sampler, count))
    })
}

/// Whole upcalls that make callbacks.
fn upcalls<'a>(suite: &'a Suite, key: &str, what: &str, plugin: &'static str) -> Task<'a> {
    let policy = suite.policy();
    Task::new(row(suite, policy, key, what), move || {
        let mut runtime = builtin::runtime(&suite.engine, suite.builder(suite.mode, policy)).map_err(words)?;
        staying(&mut runtime, policy, |runtime| {
            suite.sampler.calls(builtin::upcalls(runtime, plugin).map_err(words)?).map_err(words)
        })
    })
}

/// Calls of built-ins that don't cross, many in an upcall. Whether that is resident is no matter.
fn many<'a>(suite: &'a Suite, key: &str, what: &str, plugin: &'static str) -> Task<'a> {
    let policy = suite.policy();
    Task::new(row(suite, policy, key, what).beside("getpid").per(builtin::CALLS), move || {
        let mut runtime = builtin::runtime(&suite.engine, suite.builder(suite.mode, policy)).map_err(words)?;
        builtin::sample_many(&mut runtime, &suite.sampler, plugin)
    })
}
