//! Tests of the lowering: IR files, feature programs run by the interpreter, hostile sources.

mod files;
mod hostile;
mod programs;

use crate::diag::Diagnostics;
use crate::front;
use crate::ir::{Module, verify};

/// Compiles to IR, which must verify.
fn compile(name: &str, source: &str) -> Result<Module, String> {
    let mut diags = Diagnostics::default();
    let unit = front::parse(name, source, &crate::Options::default(), &mut diags)
        .ok_or_else(|| format!("{name}: {diags:?}"))?;
    let module = super::lower(unit);
    verify(&module).map_err(|errors| format!("{name}: {errors}\n{module}"))?;
    Ok(module)
}

fn module(name: &str, source: &str) -> Module {
    compile(name, source).unwrap_or_else(|error| panic!("{error}"))
}
