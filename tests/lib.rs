//! Shared parts of the behaviour tests.

#![forbid(unsafe_code)]

pub mod oracle;
