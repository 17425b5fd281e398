//! The rows of `vmm bench batch`.

use plugvisor::Policy;

use super::task::Task;
use super::{Suite, name, rivals};
use crate::report::RowName;
use crate::subjects::batch::{Batch, ELEMENTS, MOST};
use crate::subjects::words;

/// Sizes of the batches that are measured; the last one is [`MOST`].
const SIZES: [u32; 7] = [1, 4, 16, 64, 256, ELEMENTS, MOST];

/// Calls in flight in the rings that are measured.
const DEPTH: usize = 64;
const DEPTHS: [usize; 4] = [1, 8, 64, 512];

/// A way to make a batch of calls.
type Way = fn(&mut Batch, u32) -> Result<(), String>;

pub(super) fn tasks(suite: &Suite) -> Vec<Task<'_>> {
    let policy = suite.policy();
    let mut tasks = rivals::few(suite);
    tasks.extend(brief(suite));
    if policy != Policy::Sync && suite.policies(suite.mode).any(|policy| policy == Policy::Sync) {
        let sync = |key, what, way| batch(suite, row(suite, Policy::Sync, key, what), Policy::Sync, ELEMENTS, way);
        tasks.push(sync("map_sync", "map", Batch::map));
        tasks.push(sync("call_many_sync", "call_many", Batch::call_many));
    }
    tasks.extend(DEPTHS.into_iter().map(|depth| {
        let group = format!("ring by depth, one call, {}, {}", name(policy), suite.mode);
        let name = RowName::new(&group, &format!("ring_{depth}"), &format!("ring of {depth}")).of(suite.mode);
        ring(suite, name.per(ELEMENTS), policy, depth)
    }));
    tasks.extend(SIZES.into_iter().map(|size| {
        let group = format!("map by size, one element, {}, {}", name(policy), suite.mode);
        let what = format!("{size} element{}", if size == 1 { "" } else { "s" });
        let name = RowName::new(&group, &format!("map_{size}"), &what).of(suite.mode).arguments(size as usize);
        batch(suite, name.per(size), policy, size, Batch::map)
    }));
    tasks
}

/// The rows that `vmm bench upcall` has as well.
pub(super) fn brief(suite: &Suite) -> Vec<Task<'_>> {
    let policy = suite.policy();
    let ways = [("map", Batch::map as Way), ("call_many", Batch::call_many)];
    let mut tasks = Vec::from(ways.map(|(key, way)| batch(suite, row(suite, policy, key, key), policy, ELEMENTS, way)));
    tasks.push(ring(suite, row(suite, policy, "ring", &format!("ring of {DEPTH}")), policy, DEPTH));
    tasks
}

fn row(suite: &Suite, policy: Policy, key: &str, what: &str) -> RowName {
    let what = format!("{what}, one call, {}, {}", name(policy), suite.mode);
    RowName::new("batch", key, &what).of(suite.mode).beside("getpid").per(ELEMENTS)
}

/// Batches of a size. Whether they are resident is no matter: a stay ends when the caller has waited for long.
fn batch(suite: &Suite, name: RowName, policy: Policy, size: u32, way: Way) -> Task<'_> {
    Task::new(name, move || {
        let mut batch = Batch::new(suite.runtime(suite.mode, policy)?).map_err(words)?;
        suite.sampler.batches(size, || way(&mut batch, size))
    })
}

fn ring(suite: &Suite, name: RowName, policy: Policy, depth: usize) -> Task<'_> {
    Task::new(name, move || {
        let mut batch = Batch::new(suite.runtime(suite.mode, policy)?).map_err(words)?;
        let mut ring = batch.ring(depth).map_err(words)?;
        suite.sampler.batches(ELEMENTS, || ring.calls(ELEMENTS))
    })
}
