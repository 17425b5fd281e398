//! Adapters between the mailbox and the calling convention: code that the runtime generates per signature.

/// The addresses in a guest's gate that adapters and thunks jump to, as code-segment offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GateLinks {
    /// Where an entry adapter jumps when the plugin has returned.
    pub done: u32,
    /// What a built-in's thunk calls.
    pub callback: u32,
}
