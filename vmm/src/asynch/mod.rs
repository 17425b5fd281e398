//! Calls that nobody's thread waits for.

pub(crate) mod block_on;
