//! The preprocessor by itself: its output against that of GCC, headers, and hostile sources.

#[path = "preprocess/golden.rs"]
mod golden;
#[path = "preprocess/headers.rs"]
mod headers;
#[path = "preprocess/hostile.rs"]
mod hostile;
