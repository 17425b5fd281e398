//! The rows of `vmm bench upcall`.

use std::time::Duration;

use plugvisor::{Mode, Policy};

use super::task::{Measured, Task};
use super::{Suite, batch, callback, limit, name, rivals, staying};
use crate::report::RowName;
use crate::subjects::{COUNTS, split, upcall, words};

/// One that does not pass.
const DEADLINE: Duration = Duration::from_secs(10);

pub(super) fn tasks(suite: &Suite) -> Vec<Task<'_>> {
    let mut tasks = rivals::all(suite);
    tasks.extend(suite.policies(suite.mode).map(|policy| null(suite, suite.mode, policy)));
    tasks.push(with_deadline(suite));
    tasks.extend(COUNTS.into_iter().map(|count| by_arguments(suite, count)));
    tasks.extend(callback::brief(suite));
    tasks.extend(batch::brief(suite));
    let others = suite.others.iter().flat_map(|&mode| suite.policies(mode).map(move |policy| (mode, policy)));
    tasks.extend(others.map(|(mode, policy)| null(suite, mode, policy)));
    tasks
}

/// A null upcall without arguments.
fn null(suite: &Suite, mode: Mode, policy: Policy) -> Task<'_> {
    let group = if mode == suite.mode { "null upcall" } else { "other modes" };
    let name = RowName::new(group, name(policy), &format!("null upcall, {}, {mode}", name(policy))).of(mode);
    let name = if mode == suite.mode { name.beside(limit(policy)) } else { name };
    Task::new(name, move || {
        let mut runtime = suite.runtime(mode, policy)?;
        upcall::link(&mut runtime).map_err(words)?;
        staying(&mut runtime, policy, |runtime| upcall::sample(runtime, &suite.sampler, 0))
    })
}

/// A null upcall that a deadline is kept for.
fn with_deadline(suite: &Suite) -> Task<'_> {
    let (mode, policy) = (suite.mode, suite.policy());
    let what = format!("with a deadline, {}, {mode}", name(policy));
    let name = RowName::new("null upcall", "deadline", &what).of(mode).beside(limit(policy));
    Task::new(name, move || {
        let mut runtime = suite.runtime(mode, policy)?;
        runtime.set_deadline(DEADLINE);
        upcall::link(&mut runtime).map_err(words)?;
        staying(&mut runtime, policy, |runtime| upcall::sample(runtime, &suite.sampler, 0))
    })
}

/// A null upcall with `count` arguments, and its entry and exit apart.
fn by_arguments(suite: &Suite, count: usize) -> Task<'_> {
    let (mode, policy) = (suite.mode, suite.policy());
    let group = format!("null upcall by arguments, {}, {mode}", name(policy));
    let what = format!("{count} argument{}", if count == 1 { "" } else { "s" });
    let name = RowName::new(&group, &format!("args_{count}"), &what).of(mode).arguments(count);
    Task::new(name, move || {
        let mut runtime = split::prepare(suite.builder(mode, policy)).build().map_err(words)?;
        upcall::link(&mut runtime).map_err(words)?;
        let whole = staying(&mut runtime, policy, |runtime| upcall::sample(runtime, &suite.sampler, count))?;
        let parts = if mode == Mode::Interp {
            Err("the interpreter has no entry and no exit".into())
        } else {
            split::link(&mut runtime).map_err(words)?;
            staying(&mut runtime, policy, |runtime| split::sample(runtime, &suite.sampler, count))
        };
        Ok(Measured { whole, parts: Some(parts) })
    })
}
