//! Which CPUs the measurements run on, and keeping threads there.
//!
//! All rows of a run use the same two: one for the caller, the other one for whoever answers.

use std::fs;
use std::io;

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// The CPUs of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cores {
    /// Where the caller runs.
    pub here: usize,
    /// Where the other side runs; `None` if this process may use one CPU only.
    pub there: Option<usize>,
}

impl Cores {
    /// The first CPU that this process may use, and the first other one, of another core if there is one.
    ///
    /// # Errors
    /// When the kernel does not say which CPUs these are.
    pub fn pick() -> io::Result<Self> {
        let allowed = allowed()?;
        let here = *allowed.first().ok_or_else(|| io::Error::other("this process may use no CPU"))?;
        let others = || allowed.iter().copied().filter(|&cpu| cpu != here);
        let siblings = siblings(here);
        let there = others().find(|cpu| !siblings.contains(cpu)).or_else(|| others().next());
        Ok(Self { here, there })
    }
}

/// The CPUs that this thread may use.
///
/// # Errors
/// When the kernel does not say.
pub fn allowed() -> io::Result<Vec<usize>> {
    let set = sched_getaffinity(None)?;
    Ok((0..CpuSet::MAX_CPU).filter(|&cpu| set.is_set(cpu)).collect())
}

/// The CPUs that share a core with this one, itself included; empty if that is not known.
fn siblings(cpu: usize) -> Vec<usize> {
    let file = format!("/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list");
    fs::read_to_string(file).map(|list| parse_list(list.trim())).unwrap_or_default()
}

/// The kernel's notation for sets of CPUs: `0-1,8`.
fn parse_list(list: &str) -> Vec<usize> {
    let range = |part: &str| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        Some(first.parse().ok()?..=last.parse::<usize>().ok()?)
    };
    list.split(',').filter_map(range).flatten().collect()
}

/// Keeps the calling thread on one CPU until it is dropped. Threads that it starts meanwhile inherit that.
#[derive(Debug)]
pub struct Pinned {
    before: CpuSet,
}

impl Pinned {
    /// Moves the calling thread.
    ///
    /// # Errors
    /// When this process may not use the CPU.
    pub fn to(cpu: usize) -> io::Result<Self> {
        let before = sched_getaffinity(None)?;
        if cpu >= CpuSet::MAX_CPU {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let mut only = CpuSet::new();
        only.set(cpu);
        sched_setaffinity(None, &only)?;
        Ok(Self { before })
    }
}

impl Drop for Pinned {
    fn drop(&mut self) {
        // If these CPUs are gone, the thread stays where it is.
        let _ = sched_setaffinity(None, &self.before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_cpus() {
        assert_eq!(parse_list("3"), [3]);
        assert_eq!(parse_list("0-2,8,10-11"), [0, 1, 2, 8, 10, 11]);
        assert_eq!(parse_list(""), [0; 0]);
    }

    #[test]
    fn a_pinned_thread_stays_on_its_cpu_and_is_let_go() {
        let before = allowed().unwrap();
        let cores = Cores::pick().unwrap();
        assert!(before.contains(&cores.here) && cores.there.is_none_or(|there| before.contains(&there)));
        assert_eq!(cores.there.is_none(), before.len() == 1);
        assert_ne!(cores.there, Some(cores.here));
        let pinned = Pinned::to(*before.last().unwrap()).unwrap();
        assert_eq!(allowed().unwrap(), before[before.len() - 1..]);
        drop(pinned);
        assert_eq!(allowed().unwrap(), before);
        assert!(Pinned::to(usize::MAX).is_err());
    }
}
