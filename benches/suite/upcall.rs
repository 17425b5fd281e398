//! The rows of `vmm bench upcall`.

use plugvisor::Mode;

use super::task::{Measured, Task};
use super::{Suite, batch, callback, rivals};
use crate::report::RowName;
use crate::subjects::{COUNTS, split, upcall, words};

pub(super) fn tasks(suite: &Suite) -> Vec<Task<'_>> {
    let mut tasks = rivals::all(suite);
    tasks.push(null(suite, suite.mode, "null upcall"));
    tasks.extend(COUNTS.into_iter().map(|count| by_arguments(suite, count)));
    tasks.extend(callback::brief(suite));
    tasks.extend(batch::brief(suite));
    tasks.extend(suite.others.iter().map(|&mode| null(suite, mode, "other modes")));
    tasks
}

/// A null upcall without arguments.
fn null<'a>(suite: &'a Suite, mode: Mode, group: &str) -> Task<'a> {
    let name = RowName::new(group, "sync", &format!("null upcall, sync, {mode}")).of(mode);
    let name = if mode == suite.mode { name.beside("kvm_run") } else { name };
    Task::new(name, move || {
        let mut runtime = suite.runtime(mode)?;
        upcall::link(&mut runtime).map_err(words)?;
        suite.sampler.calls(upcall::null(&mut runtime).map_err(words)?).map_err(words)
    })
}

/// A null upcall with `count` arguments, and its entry and exit apart.
fn by_arguments(suite: &Suite, count: usize) -> Task<'_> {
    let group = format!("null upcall by number of arguments, {}", suite.mode);
    let what = format!("{count} argument{}", if count == 1 { "" } else { "s" });
    let name = RowName::new(&group, &format!("args_{count}"), &what).of(suite.mode).arguments(count);
    Task::new(name, move || {
        let mut runtime = suite.runtime(suite.mode)?;
        upcall::link(&mut runtime).map_err(words)?;
        let whole = upcall::sample(&mut runtime, &suite.sampler, count)?;
        let parts = if suite.mode == Mode::Interp {
            Err("the interpreter has no entry and no exit".into())
        } else {
            split::link(&mut runtime).map_err(words)?;
            split::sample(&mut runtime, &suite.sampler, count)
        };
        Ok(Measured { whole, parts: Some(parts) })
    })
}
