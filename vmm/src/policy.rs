//! How a runtime's upcalls cross into the guest, and counting how they did.

/// How the upcalls of a runtime cross into its guest. The interpreter has nothing to cross and ignores it.
///
/// A *sync* crossing enters the guest on the calling thread and leaves it with the result: one system call and one
/// VM exit, and no CPU time in between calls. A *resident* vCPU stays in the guest on a thread of the engine and
/// waits there for the next upcall: a call is two cache lines that pass between two cores, with no system call and
/// no exit, and keeps a second core busy as long as calls keep coming.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Policy {
    /// Every crossing enters the guest and leaves it.
    Sync,
    /// Resident whenever the engine has a core for it. Between calls the vCPU parks after
    /// [`crate::EngineBuilder::resident_idle`] and takes up its place again with the next call.
    Resident,
    /// Sync until calls follow each other so fast that residency pays, resident as long as it does.
    #[default]
    Adaptive,
}

/// How the crossings of a runtime went: upcalls, and returns from callbacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Crossings {
    /// Crossings that entered the guest on the calling thread.
    pub sync: u64,
    /// Crossings that a resident vCPU answered.
    pub resident: u64,
    /// How often the vCPU was handed to a thread of the engine.
    pub stays: u64,
    /// How often the vCPU parked because no call came.
    pub parks: u64,
    /// How often the calling thread took the vCPU back because no answer came: the plugin runs long, or the thread
    /// that is resident does not get its core.
    pub steals: u64,
}
