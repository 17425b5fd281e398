//! The front end: source text to typed tree.

pub mod tree;
pub mod types;
