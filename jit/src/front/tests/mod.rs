//! Tests of the front end as a whole.

mod accept;
mod golden;
mod hostile;
mod layout;
mod macros;

use super::tree::Unit;
use crate::diag::Diagnostics;
use crate::{Library, Options};
use guest_abi::Ty;
use linker::object::Signature;

/// Built-ins as a host may predeclare them.
pub(super) fn builtins() -> Vec<(String, Signature)> {
    let signature = |params: &[Ty], result, variadic| Signature { params: params.to_vec(), result, variadic };
    vec![
        ("printf".into(), signature(&[Ty::Ptr], Some(Ty::I32), true)),
        ("puts".into(), signature(&[Ty::Ptr], Some(Ty::I32), false)),
        ("putchar".into(), signature(&[Ty::I32], Some(Ty::I32), false)),
    ]
}

/// A library as a host may have it.
#[derive(Debug)]
pub(super) struct TestLibrary;

impl Library for TestLibrary {
    fn function(&self, name: &str) -> Option<Signature> {
        let (params, result) = match name {
            "strlen" => (vec![Ty::Ptr], Ty::U32),
            "abs" => (vec![Ty::I32], Ty::I32),
            _ => return None,
        };
        Some(Signature { params, result: Some(result), variadic: false })
    }

    fn header(&self, name: &str) -> Option<&str> {
        Some(match name {
            "strlen" => "string.h",
            "abs" => "stdlib.h",
            "FILE" | "EOF" => "stdio.h",
            _ => return None,
        })
    }
}

pub(super) fn parse(source: &str) -> (Option<Unit>, Diagnostics) {
    let mut diags = Diagnostics::new();
    let options = Options { predeclared: builtins(), ..Options::default() };
    let unit = super::parse("test.c", source, &options, &mut diags);
    (unit, diags)
}

/// The unit of a source that has neither errors nor warnings.
pub(super) fn accept(source: &str) -> Unit {
    let (unit, diags) = parse(source);
    assert!(diags.is_empty(), "{diags}");
    unit.expect("no errors, so there is a unit")
}
