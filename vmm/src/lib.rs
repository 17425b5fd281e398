//! Runs untrusted plugins behind a hardware wall.
