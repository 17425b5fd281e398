//! Runs loop adapters natively and compares what they leave in memory with calls one by one in the interpreter.

use std::fmt::Write;

use guest_abi::layout::{CODE_BASE, DATA_BASE};
use guest_abi::mailbox::PROGRESS;
use guest_abi::{Isa, Ty};
use jit::isa::adapter::{entry, many, many_signature};
use jit::{Options, compile};
use linker::object::{Signature, SymbolKind};

use super::{LINKS, Layout, Outcome, Request, call, indices, loader, place, run_interp, run_requests};

/// A function of a type that mixes its arguments, and arrays for its elements and results.
fn source(signature: &Signature, count: usize) -> String {
    let mut text = "struct element {".to_owned();
    let name = |ty: Ty| if ty == Ty::Ptr { "char *" } else { ty.c_name() };
    for (i, (ty, _)) in signature.fields().enumerate() {
        let _ = write!(text, " {} m{i};", name(ty));
    }
    let result = signature.result.map_or("void", name);
    let params: Vec<String> = signature.fields().enumerate().map(|(i, (ty, _))| format!("{} p{i}", name(ty))).collect();
    let params = if params.is_empty() { "void".to_owned() } else { params.join(", ") };
    let bytes = (signature.stride() as usize * count).max(8);
    let cells = (count * 8).max(8);
    let _ = write!(
        text,
        " int unused; }};\nlong long in[{}]; long long out[{}]; unsigned long long seen = 1, calls;\n\
         {result} f({params}) {{\nunsigned long long m = calls++;\n",
        bytes.div_ceil(8),
        cells.div_ceil(8) + 1,
    );
    for (i, (ty, _)) in signature.fields().enumerate() {
        let cast = match ty {
            Ty::F32 | Ty::F64 => "(long long)",
            Ty::Ptr => "(unsigned)",
            _ => "",
        };
        let _ = writeln!(text, "m = m * 31 + {cast} p{i};");
    }
    let _ = match signature.result {
        None => writeln!(text, "seen = seen * 7 + m;\n}}"),
        Some(Ty::Ptr) => writeln!(text, "return (char *)(unsigned)m;\n}}"),
        Some(Ty::F32 | Ty::F64) => writeln!(text, "return ({result})(int)(m & 0xffff);\n}}"),
        Some(_) => writeln!(text, "return ({result})m;\n}}"),
    };
    text
}

/// A word of this type: for floats a small whole number, so that a conversion is exact.
fn word(ty: Ty, bits: u64) -> u64 {
    match ty {
        Ty::Bool => bits & 1,
        Ty::F32 => u64::from((bits as i16 as f32).to_bits()),
        Ty::F64 => (bits as i16 as f64).to_bits(),
        ty if ty.size() == 8 => bits,
        ty => bits & ((1 << (8 * ty.size())) - 1),
    }
}

fn put(bytes: &mut [u8], at: usize, value: u64, size: u32) {
    let size = size as usize;
    bytes[at..at + size].copy_from_slice(&value.to_le_bytes()[..size]);
}

/// Calls a function of this type for `count` random elements, natively by its loop adapter and in the interpreter one
/// by one. `in_place` leaves the results where the elements were.
pub fn compare_many(isa: Isa, signature: &Signature, count: usize, in_place: bool, mut random: impl FnMut() -> u64) {
    let Some(loader) = loader(isa) else { return };
    let source = source(signature, count);
    let unit = |isa| {
        let options = Options { isa, ..Options::default() };
        compile("many.c", &source, &options).unwrap_or_else(|diagnostics| panic!("{diagnostics:?}\n{source}"))
    };
    let (object, portable) = (unit(isa).object, unit(Isa::Portable));
    let layout = Layout::of(&object.symbols);
    let by_name = indices(&object.symbols);
    assert_eq!(object.symbols[by_name["f"]].kind, SymbolKind::Function(signature.clone()));
    let address = |name: &str| layout.addresses[by_name[name]].unwrap();
    let (input, output) = (address("in"), if in_place { address("in") } else { address("out") });

    // The elements, and what the interpreter makes of each.
    let mut data = layout.data(&object.data);
    let mut calls = Vec::new();
    for i in 0..count {
        let mut args = Vec::new();
        for (ty, offset) in signature.fields() {
            let word = word(ty, random());
            put(&mut data, (input - DATA_BASE + i as u32 * signature.stride() + offset) as usize, word, ty.size());
            args.push(word);
        }
        calls.push(call("f", &args));
    }
    let module = portable.ir.expect("the portable target has IR");
    let outcomes = run_interp(&module, &calls);

    // The code segment, with the loop adapter and its own entry adapter behind the object.
    let (mut code, places) = place(&object);
    let mut append = |assemble: &dyn Fn(u32) -> Vec<u8>| {
        code.resize(code.len().next_multiple_of(16), 0xcc);
        let at = code.len() as u32;
        let bytes = assemble(at);
        assert!(!bytes.is_empty());
        code.extend(bytes);
        at
    };
    let looping = append(&|at| many(isa, signature, at));
    let adapter = append(&|at| entry(isa, &many_signature(), at, &LINKS));
    let args = [input, output, count as u32, places[by_name["f"]].1].map(u64::from).to_vec();
    let request = Request { adapter, target: isa.code_address(looping), args };

    // Calls write to variables too, as the interpreter's last memory shows; only results are put there by the adapter.
    let mut expected = data.clone();
    let mut seen = 1u64;
    for (i, (outcome, call)) in outcomes.iter().zip(&calls).enumerate() {
        let Outcome::Returned(value, _) = *outcome else { panic!("{outcome:?}\n{source}") };
        let size = signature.result_size();
        put(&mut expected, (output - DATA_BASE + i as u32 * size) as usize, value, size);
        let mix = |m: u64, (ty, word): (Ty, u64)| m.wrapping_mul(31).wrapping_add(as_integer(ty, word));
        let m = signature.fields().map(|(ty, _)| ty).zip(call.args.iter().copied()).fold(i as u64, mix);
        seen = seen.wrapping_mul(7).wrapping_add(m);
    }
    let global = |name| (address(name) - DATA_BASE) as usize;
    put(&mut expected, global("calls"), count as u64, 8);
    if signature.result.is_none() {
        put(&mut expected, global("seen"), seen, 8);
    }
    let got = run_requests(loader, &code, &data, &[request]);
    let Outcome::Returned(_, hash) = got[0] else { panic!("{signature:?}: {got:?}\n{source}") };
    assert_eq!(hash, super::hash(&expected), "{signature:?}, {count} elements, in place: {in_place}\n{source}");
    const { assert!(CODE_BASE.is_multiple_of(16) && PROGRESS.is_multiple_of(64)) };
}

/// A member as the function sees it, converted to `unsigned long long`.
fn as_integer(ty: Ty, word: u64) -> u64 {
    match ty {
        Ty::I8 => word as i8 as u64,
        Ty::I16 => word as i16 as u64,
        Ty::I32 => word as i32 as u64,
        Ty::F32 => f32::from_bits(word as u32) as i64 as u64,
        Ty::F64 => f64::from_bits(word) as i64 as u64,
        _ => word,
    }
}
