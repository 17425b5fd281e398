//! The rows of `vmm bench batch`.

use super::task::Task;
use super::{Suite, rivals};

pub(super) fn tasks(suite: &Suite) -> Vec<Task<'_>> {
    let mut tasks = rivals::few(suite);
    tasks.extend(brief(suite));
    tasks
}

/// The rows that `vmm bench upcall` has as well.
pub(super) fn brief(_suite: &Suite) -> Vec<Task<'_>> {
    Vec::new()
}
