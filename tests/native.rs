//! Hand-written machine code as a plugin: what a hostile client may bring.

use guest_abi::{Isa, Ty};
use linker::object::{FunctionCode, Linkage, Object, Signature, SrcLoc, Symbol, SymbolId, SymbolKind};

/// A native object with one function, `int attack(int, ..)` of so many parameters.
#[must_use]
pub fn native(isa: Isa, code: Vec<u8>, params: usize) -> Object {
    native_function(
        "attack",
        Signature { params: vec![Ty::I32; params], result: Some(Ty::I32), variadic: false },
        isa,
        code,
    )
}

/// A native object with one function.
#[must_use]
pub fn native_function(name: &str, signature: Signature, isa: Isa, code: Vec<u8>) -> Object {
    let kind = SymbolKind::Function(signature);
    Object {
        name: name.into(),
        isa,
        files: Vec::new(),
        symbols: vec![Symbol { name: name.into(), kind, linkage: Linkage::Export, loc: SrcLoc::default() }],
        functions: vec![FunctionCode { symbol: SymbolId(0), offset: 0, len: code.len() as u32 }],
        code,
        relocs: Vec::new(),
        data: Vec::new(),
        lines: Vec::new(),
        traps: Vec::new(),
    }
}
