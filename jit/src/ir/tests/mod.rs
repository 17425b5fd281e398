//! Tests of the text form and the verifier.

mod random;
mod text;
mod verifier;
