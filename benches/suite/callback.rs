//! The rows of `vmm bench callback`.

use plugvisor::Runtime;

use super::task::Task;
use super::{Suite, rivals};
use crate::report::RowName;
use crate::subjects::callback::{self, Recorder};
use crate::subjects::{COUNTS, words};

pub(super) fn tasks(suite: &Suite) -> Vec<Task<'_>> {
    let mut tasks = rivals::few(suite);
    tasks.extend(brief(suite));
    tasks.push(upcalls(suite, "nested", "upcall, callback, upcall again", callback::NESTED));
    tasks.extend(COUNTS.into_iter().map(|count| {
        let group = format!("callback by number of arguments, {}", suite.mode);
        let what = format!("{count} argument{}", if count == 1 { "" } else { "s" });
        let name = RowName::new(&group, &format!("callback_args_{count}"), &what).of(suite.mode).arguments(count);
        sample(suite, name, count)
    }));
    tasks
}

/// The rows that `vmm bench upcall` has as well.
pub(super) fn brief(suite: &Suite) -> Vec<Task<'_>> {
    vec![
        sample(suite, name(suite, "callback", "plugin to host and back"), 1),
        upcalls(suite, "upcall_with_callback", "upcall with one callback", callback::ONCE),
    ]
}

fn name(suite: &Suite, key: &str, what: &str) -> RowName {
    RowName::new("callback", key, &format!("{what}, {}", suite.mode)).of(suite.mode).beside("kvm_run")
}

/// Callbacks alone.
fn sample(suite: &Suite, name: RowName, count: usize) -> Task<'_> {
    Task::new(name, move || {
        let (mut runtime, recorder) = runtime(suite)?;
        callback::sample(&mut runtime, &recorder, &suite.sampler, count)
    })
}

/// Whole upcalls that make callbacks.
fn upcalls<'a>(suite: &'a Suite, key: &str, what: &str, plugin: &'static str) -> Task<'a> {
    Task::new(name(suite, key, what), move || {
        let (mut runtime, _) = runtime(suite)?;
        suite.sampler.calls(callback::upcalls(&mut runtime, plugin).map_err(words)?).map_err(words)
    })
}

fn runtime(suite: &Suite) -> Result<(Runtime, Recorder), String> {
    let recorder = Recorder::new(&suite.sampler);
    let mut runtime = callback::builtins(suite.builder(suite.mode), &recorder).build().map_err(words)?;
    callback::link(&mut runtime).map_err(words)?;
    Ok((runtime, recorder))
}
