//! The guest stub image.
