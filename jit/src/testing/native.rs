//! Runs compiled modules as native code in a process of their own (see `loader.c`) and in the interpreter, and
//! compares what comes out.

use crate::interp::{Event, FaultKind, Interp};
use crate::ir::{Module, parse, verify};
use crate::isa::adapter::{GateLinks, builtin, entry};
use crate::isa::emit_checked;
use guest_abi::layout::{
    CODE_BASE, CODE_START, DATA_BASE, FUNCTION_TAG, GATE_OFFSET, SLOT_COUNT, SLOT_SIZE, SLOTS_OFFSET, UNDEFINED_OFFSET,
    UNDEFINED_SIZE,
};
use guest_abi::{Isa, ValType, mailbox};
use linker::object::{DataItem, Linkage, Object, Reloc, RelocKind, Signature, Symbol, SymbolKind};
use linker::{Binding, ObjectId, Slot, SlotTarget};
use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// The mailbox as the loader knows it.
const FIELDS: [(&str, u32); 8] = [
    ("REQ_TARGET", mailbox::REQ_TARGET),
    ("REQ_ARGS", mailbox::REQ_ARGS),
    ("REQ_OVERFLOW", mailbox::REQ_OVERFLOW),
    ("RESP_BUILTIN", mailbox::RESP_BUILTIN),
    ("RESP_VALUE", mailbox::RESP_VALUE),
    ("RESP_ARGS", mailbox::RESP_ARGS),
    ("RESP_OVERFLOW", mailbox::RESP_OVERFLOW),
    ("MAILBOX_SIZE", mailbox::SIZE),
];

/// Bytes of stack.
pub const STACK: u32 = 64 * 1024;
/// Bytes of memory, the stack included.
pub const MEMORY: u32 = 1024 * 1024;
/// Where adapters go when they have done, and for a callback.
pub const LINKS: GateLinks = GateLinks { done: GATE_OFFSET, callback: GATE_OFFSET + 64 };

/// A call of an exported function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Its name.
    pub function: String,
    /// A word for each machine-level parameter.
    pub args: Vec<u64>,
}

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Result word, and a hash of the data above the stack.
    Returned(u64, u64),
    /// A division by zero or one that overflows.
    Divide,
    /// An access outside memory.
    Memory,
    /// Any other trap.
    Illegal,
}

/// Builds the loader once for each ISA. `None`, with a message, if the machine can't.
#[must_use]
pub fn loader(isa: Isa) -> Option<&'static Path> {
    static LOADERS: [OnceLock<Option<PathBuf>>; 2] = [OnceLock::new(), OnceLock::new()];
    let (index, flags): (usize, &[&str]) = match isa {
        Isa::Ia32 => (1, &["-m32", "-no-pie", "-fno-pie", "-Wl,-Ttext-segment=0x60000000"]),
        _ => (0, &[]),
    };
    let built = LOADERS[index].get_or_init(|| {
        let out = std::env::temp_dir().join(format!("plugvisor-loader-{isa:?}-{}", std::process::id()));
        match build(&out, flags) {
            Ok(true) => Some(out),
            _ => {
                eprintln!("SKIPPED: there is no C compiler for {isa:?} here, so compiled code was not executed");
                None
            }
        }
    });
    built.as_deref()
}

fn build(out: &Path, flags: &[&str]) -> std::io::Result<bool> {
    let mut compiler = Command::new("cc")
        .args(["-O1", "-fno-stack-protector", "-x", "c", "-", "-o"])
        .arg(out)
        .args(flags)
        .args(FIELDS.map(|(name, offset)| format!("-D{name}={offset}")))
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    if let Some(mut stdin) = compiler.stdin.take() {
        stdin.write_all(include_bytes!("loader.c"))?;
    }
    Ok(compiler.wait()?.success())
}

/// The smallest possible linker: symbols to addresses and slots in the order of their numbers.
#[derive(Debug)]
pub struct Layout {
    /// The address of each symbol that is data.
    pub addresses: Vec<Option<u32>>,
    end: u32,
}

impl Layout {
    /// Places all data behind the stack.
    #[must_use]
    pub fn of(symbols: &[Symbol]) -> Self {
        let mut end = DATA_BASE + STACK;
        let addresses = symbols
            .iter()
            .map(|symbol| match symbol.kind {
                SymbolKind::Data { size, align } => {
                    let at = end.next_multiple_of(align.max(1));
                    end = at + size;
                    Some(at)
                }
                SymbolKind::Function(_) => None,
            })
            .collect();
        Self { addresses, end }
    }

    fn value(&self, reloc: &Reloc) -> u32 {
        let symbol = reloc.symbol.0;
        match reloc.kind {
            RelocKind::Data => self.addresses[symbol as usize].unwrap_or(0).wrapping_add_signed(reloc.addend),
            RelocKind::FunctionPointer => FUNCTION_TAG | (symbol + 1),
            RelocKind::Slot | RelocKind::Code => 0,
        }
    }

    /// The data segment at the start, the stack included.
    #[must_use]
    pub fn data(&self, items: &[DataItem]) -> Vec<u8> {
        let mut bytes = vec![0; (self.end - DATA_BASE).next_multiple_of(8) as usize];
        for item in items {
            let Some(at) = self.addresses[item.symbol.0 as usize] else { continue };
            let at = (at - DATA_BASE) as usize;
            bytes[at..at + item.init.len()].copy_from_slice(&item.init);
            for reloc in &item.relocs {
                let at = at + reloc.at as usize;
                bytes[at..at + 4].copy_from_slice(&self.value(reloc).to_le_bytes());
            }
        }
        bytes
    }
}

fn signature(symbol: &Symbol) -> Option<&Signature> {
    match &symbol.kind {
        SymbolKind::Function(signature) => Some(signature),
        SymbolKind::Data { .. } => None,
    }
}

/// Id of a built-in as the loader wants it: how many words, and which.
fn builtin_id(symbol: usize, signature: &Signature) -> u32 {
    (signature.words().count() as u32) << 16 | symbol as u32
}

/// What the loader's built-ins compute.
fn serve(id: u32, args: &[u64]) -> u64 {
    args.iter().fold(u64::from(id), |mix, &word| mix.wrapping_mul(1_000_003).wrapping_add(word))
}

/// An upcall as the loader gets it.
#[derive(Debug)]
pub struct Request {
    /// Offset of the adapter.
    pub adapter: u32,
    /// What it calls, as code addresses it.
    pub target: u32,
    /// Argument words.
    pub args: Vec<u64>,
}

/// The code segment with the object in it, and for each symbol the adapter and the function.
#[must_use]
pub fn place(object: &Object) -> (Vec<u8>, Vec<(u32, u32)>) {
    let base = if object.isa == Isa::Amd64 { CODE_BASE } else { 0 };
    let mut code = vec![0u8; CODE_START as usize];
    for slot in 0..SLOT_COUNT {
        let trap = UNDEFINED_OFFSET + slot * UNDEFINED_SIZE;
        code[trap as usize..][..2].copy_from_slice(&[0x0f, 0x0b]);
        let at = (SLOTS_OFFSET + slot * SLOT_SIZE) as usize;
        code[at..at + 4].copy_from_slice(&(base + trap).to_le_bytes());
    }
    let mut places = Vec::new();
    for (i, symbol) in object.symbols.iter().enumerate() {
        code.resize(code.len().next_multiple_of(16), 0xcc);
        let at = code.len() as u32;
        let mut target = 0;
        if let Some(signature) = signature(symbol) {
            if symbol.linkage == Linkage::Import {
                code.extend(builtin(object.isa, signature, builtin_id(i, signature), at, &LINKS));
                target = at;
            } else if signature.words().count() <= 16 {
                code.extend(entry(object.isa, signature, at, &LINKS));
            }
        }
        places.push((at, target));
    }
    code.resize(code.len().next_multiple_of(16), 0xcc);
    let start = code.len() as u32;
    code.extend(&object.code);
    for function in &object.functions {
        places[function.symbol.0 as usize].1 = start + function.offset;
    }
    for (i, &(_, target)) in places.iter().enumerate() {
        if target != 0 {
            let at = SLOTS_OFFSET as usize + (i + 1) * SLOT_SIZE as usize;
            code[at..at + 4].copy_from_slice(&(base + target).to_le_bytes());
        }
    }
    let layout = Layout::of(&object.symbols);
    for reloc in &object.relocs {
        let value = match reloc.kind {
            RelocKind::Slot => base + SLOTS_OFFSET + (reloc.symbol.0 + 1) * SLOT_SIZE,
            RelocKind::Code => (base + start).wrapping_add_signed(reloc.addend),
            _ => layout.value(reloc),
        };
        let at = (start + reloc.at) as usize;
        code[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
    for place in &mut places {
        place.1 = (base + place.1) * u32::from(place.1 != 0);
    }
    (code, places)
}

/// Runs the calls natively.
///
/// # Panics
/// If the process dies, or there is no such function.
#[must_use]
pub fn run_native(loader: &Path, object: &Object, calls: &[Call]) -> Vec<Outcome> {
    time_native(loader, object, calls).into_iter().map(|(outcome, _)| outcome).collect()
}

/// Runs the calls natively, and says how long those that return take.
///
/// # Panics
/// If the process dies, or there is no such function.
#[must_use]
pub fn time_native(loader: &Path, object: &Object, calls: &[Call]) -> Vec<(Outcome, Duration)> {
    let (code, places) = place(object);
    let by_name = indices(&object.symbols);
    let requests = calls.iter().map(|call| {
        let (adapter, target) = places[by_name[call.function.as_str()]];
        Request { adapter, target, args: call.args.clone() }
    });
    let data = Layout::of(&object.symbols).data(&object.data);
    time_requests(loader, &code, &data, &requests.collect::<Vec<_>>())
}

/// Runs upcalls natively, in a process with this code and data segment.
///
/// # Panics
/// If the process dies.
#[must_use]
pub fn run_requests(loader: &Path, code: &[u8], data: &[u8], calls: &[Request]) -> Vec<Outcome> {
    time_requests(loader, code, data, calls).into_iter().map(|(outcome, _)| outcome).collect()
}

fn time_requests(loader: &Path, code: &[u8], data: &[u8], calls: &[Request]) -> Vec<(Outcome, Duration)> {
    let mut input = Vec::new();
    let mut word = |v: u32| input.extend(v.to_le_bytes());
    word(MEMORY);
    word(STACK);
    word(data.len() as u32);
    input.extend(data);
    let mut word = |v: u32| input.extend(v.to_le_bytes());
    word(code.len() as u32);
    input.extend(code);
    let mut word = |v: u32| input.extend(v.to_le_bytes());
    word(LINKS.done);
    word(LINKS.callback);
    word(calls.len() as u32);
    for call in calls {
        for v in [call.adapter, call.target, DATA_BASE + STACK, call.args.len() as u32] {
            input.extend(v.to_le_bytes());
        }
        call.args.iter().for_each(|arg| input.extend(arg.to_le_bytes()));
    }
    let mut child =
        Command::new(loader).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the loader starts");
    let mut stdin = child.stdin.take().expect("piped");
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("the loader ends");
    writer.join().expect("no panic").expect("the loader reads");
    assert!(output.status.success(), "the loader died: {:?}", output.status);
    let text = String::from_utf8(output.stdout).expect("text");
    let outcomes: Vec<(Outcome, Duration)> = text.lines().map(outcome).collect();
    assert_eq!(outcomes.len(), calls.len());
    outcomes
}

fn outcome(line: &str) -> (Outcome, Duration) {
    let words: Vec<&str> = line.split(' ').collect();
    let outcome = match words[..] {
        ["ok", value, hash, time] => {
            let hex = |text| u64::from_str_radix(text, 16).expect("hexadecimal");
            let time = Duration::from_nanos(time.parse().expect("nanoseconds"));
            return (Outcome::Returned(hex(value), hex(hash)), time);
        }
        ["signal", "8", _] => Outcome::Divide,
        ["signal", "11" | "7", _] => Outcome::Memory,
        ["signal", "4", _] => Outcome::Illegal,
        _ => panic!("unexpected: {line}"),
    };
    (outcome, Duration::ZERO)
}

/// Runs the calls in the interpreter.
///
/// # Panics
/// If it can't load the module, or there is no such function.
#[must_use]
pub fn run_interp(module: &Module, calls: &[Call]) -> Vec<Outcome> {
    let layout = Layout::of(&module.symbols);
    let bindings: Vec<Binding> = (1u32..)
        .zip(&layout.addresses)
        .map(|(slot, data)| data.map_or(Binding::Function(Slot(slot)), Binding::Data))
        .collect();
    let mut interp = Interp::new(STACK);
    interp.load(ObjectId(0), module, &bindings).expect("the module loads");
    let mut targets = vec![SlotTarget::Undefined; module.symbols.len()];
    for (i, symbol) in module.symbols.iter().enumerate() {
        if let (Some(signature), Linkage::Import) = (signature(symbol), symbol.linkage) {
            targets[i] = SlotTarget::Builtin { id: builtin_id(i, signature), code: 0 };
        }
    }
    for (function, i) in module.functions.iter().zip(0..) {
        targets[function.symbol.0 as usize] = SlotTarget::Function { object: ObjectId(0), function: i, code: 0 };
    }
    for (i, &target) in targets.iter().enumerate() {
        interp.set_slot(Slot(i as u32 + 1), target);
    }
    let mut memory = layout.data(&module.data);
    let data = memory.len();
    memory.resize(MEMORY as usize, 0);
    let never = AtomicBool::new(false);
    let mut outcomes = Vec::new();
    let by_name = indices(&module.symbols);
    for call in calls {
        let symbol = by_name[call.function.as_str()];
        let mut event = interp.enter(&mut memory, &never, targets[symbol], &call.args);
        while let Event::Callback(id) = event {
            let result = serve(id, interp.callback_args());
            event = interp.resume(&mut memory, &never, result);
        }
        outcomes.push(match event {
            Event::Returned(value) => Outcome::Returned(value, hash(&memory[..data])),
            Event::Fault(fault) => match fault.kind {
                FaultKind::DivideError => Outcome::Divide,
                // An allocation says so by an instruction of its own, a call by what it writes.
                FaultKind::StackOverflow if fault.address.is_none() => Outcome::Illegal,
                FaultKind::NullAccess(_) | FaultKind::OutOfSegment(_) | FaultKind::StackOverflow => Outcome::Memory,
                FaultKind::UndefinedSlot(_) | FaultKind::Trap(_) => Outcome::Illegal,
                FaultKind::NotSuspended => panic!("{fault:?}"),
            },
            other => panic!("{other:?}"),
        });
    }
    outcomes
}

/// Names to symbols.
#[must_use]
pub fn indices(symbols: &[Symbol]) -> HashMap<&str, usize> {
    symbols.iter().enumerate().map(|(i, symbol)| (symbol.name.as_str(), i)).collect()
}

/// What the loader makes of the data above the stack.
///
/// # Panics
/// If there are less than [`STACK`] bytes.
#[must_use]
pub fn hash(memory: &[u8]) -> u64 {
    memory[STACK as usize..].chunks_exact(8).fold(0xcbf2_9ce4_8422_2325, |hash, word| {
        (hash ^ u64::from_le_bytes(word.try_into().expect("eight bytes"))).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The bits of a result that mean something. All NaNs are one.
fn canonical(outcome: Outcome, ty: Option<ValType>) -> Outcome {
    let Outcome::Returned(value, hash) = outcome else { return outcome };
    let value = match ty {
        None => 0,
        Some(ValType::I32) => value & 0xffff_ffff,
        Some(ValType::I64) => value,
        Some(ValType::F32) if f32::from_bits(value as u32).is_nan() => 0x7fc0_0000,
        Some(ValType::F32) => value & 0xffff_ffff,
        Some(ValType::F64) if f64::from_bits(value).is_nan() => 0x7ff8_0000_0000_0000,
        Some(ValType::F64) => value,
    };
    Outcome::Returned(value, hash)
}

/// Compiles a module and compares the calls in native code with those in the interpreter.
///
/// # Panics
/// If they don't agree, or it can't be compiled.
pub fn compare(isa: Isa, module: &Module, calls: &[Call]) {
    verify(module).unwrap_or_else(|errors| panic!("{errors}\n{module}"));
    let object = emit_checked(module, isa).unwrap_or_else(|error| panic!("{error}\n{module}"));
    agree(module, &object, calls);
}

/// Compares the calls of a compiled module in native code with those in the interpreter.
///
/// # Panics
/// If they don't agree.
pub fn agree(module: &Module, object: &Object, calls: &[Call]) {
    check_tables(object);
    let Some(loader) = loader(object.isa) else { return };
    let native = run_native(loader, object, calls);
    let expected = run_interp(module, calls);
    let by_name = indices(&module.symbols);
    for ((call, native), expected) in calls.iter().zip(native).zip(expected) {
        let ty = signature(&module.symbols[by_name[call.function.as_str()]])
            .and_then(|signature| signature.result)
            .map(|ty| ty.val_type());
        let (native, expected) = (canonical(native, ty), canonical(expected, ty));
        if native != expected {
            let function = module.functions.iter().find(|f| module.symbols[f.symbol.0 as usize].name == call.function);
            let text = function.map_or(String::new(), |f| crate::ir::print::function(f, module));
            let listing = listing(object);
            panic!(
                "{}{:x?}: native {native:x?}, interpreter {expected:x?}\n{text}\n{listing}",
                call.function, call.args
            );
        }
    }
}

/// The tables beside the code must be in order, and each trap site must be one.
fn check_tables(object: &Object) {
    assert!(object.lines.is_sorted_by(|a, b| a.offset < b.offset), "{:?}", object.lines);
    assert!(object.traps.is_sorted_by(|a, b| a.offset < b.offset), "{:?}", object.traps);
    for trap in &object.traps {
        assert_eq!(object.code[trap.offset as usize..][..2], [0x0f, 0x0b]);
    }
    for function in &object.functions {
        assert_eq!(function.offset % 16, 0);
        assert!(function.offset + function.len <= object.code.len() as u32);
    }
    // Every byte of a function decodes.
    for line in crate::isa::disasm::disasm(object) {
        assert!(!line.text.contains("(bad)"), "{:x}: {}", line.offset, line.text);
    }
}

/// The same for a module as text.
///
/// # Panics
/// If they don't agree.
pub fn compare_text(isa: Isa, text: &str, calls: &[Call]) {
    let module = parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    compare(isa, &module, calls);
}

/// A call of a function.
#[must_use]
pub fn call(function: &str, args: &[u64]) -> Call {
    Call { function: function.to_owned(), args: args.to_owned() }
}

/// The listing of an object, for messages.
#[must_use]
pub fn listing(object: &Object) -> String {
    crate::isa::disasm::disasm(object).iter().map(|line| format!("{:5x}  {}\n", line.offset, line.text)).collect()
}
