//! The readable text of a module: what `parse` reads back. The grammar is described in the module `ir`.

use super::mnemonic::{self, name};
use super::{
    Block, BlockData, ConvOp, Function, Inlining, Inst, MemType, Module, Op, StackSlot, Target, Terminator, Type,
};
use super::{Value, ValueDef, vector};
use linker::object::{DataItem, Signature, SrcLoc, Symbol, SymbolId, SymbolKind};
use rustc_hash::FxHashMap;
use std::fmt::{self, Display, Formatter, Write};

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "v{}", self.0)
    }
}

impl Display for Block {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "block{}", self.0)
    }
}

impl Display for StackSlot {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "ss{}", self.0)
    }
}

impl Display for Module {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let names = Names::new(self);
        write!(f, "module ")?;
        quoted(f, self.name.as_bytes(), true)?;
        writeln!(f)?;
        for file in &self.files {
            write!(f, "file ")?;
            quoted(f, file.as_bytes(), true)?;
            writeln!(f)?;
        }
        for symbol in &self.symbols {
            declaration(f, symbol)?;
        }
        for function in &self.functions {
            writeln!(f)?;
            write_function(f, function, &names)?;
        }
        for item in &self.data {
            writeln!(f)?;
            let constant = self.constants.binary_search(&item.symbol).is_ok();
            write_data(f, item, constant, &names)?;
        }
        Ok(())
    }
}

/// The text of one function of `module`; `function` need not be in its list.
#[must_use]
pub fn function(function: &Function, module: &Module) -> String {
    struct Text<'a>(&'a Function, &'a Module);
    impl Display for Text<'_> {
        fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
            write_function(f, self.0, &Names::new(self.1))
        }
    }
    Text(function, module).to_string()
}

/// The same text, line by line with source places, but for values that no block defines any more.
#[must_use]
pub fn lines(func: &Function, module: &Module) -> Vec<(SrcLoc, String)> {
    let nowhere = SrcLoc::default();
    let mut places = vec![nowhere; 1 + func.slots.len()];
    for block in &func.blocks {
        places.push(nowhere);
        places.extend(block.insts.iter().map(|inst| func.insts.get(inst.index()).map_or(nowhere, |data| data.loc)));
        places.push(block.term_loc);
    }
    places.into_iter().zip(function(func, module).lines().map(str::to_owned)).collect()
}

/// How symbols are written: `%name`, `%name#id` where several symbols have that name, `%#id` where there is none.
struct Names<'a> {
    symbols: &'a [Symbol],
    count: FxHashMap<&'a str, u32>,
}

impl<'a> Names<'a> {
    fn new(module: &'a Module) -> Self {
        let mut count = FxHashMap::default();
        for symbol in &module.symbols {
            *count.entry(symbol.name.as_str()).or_insert(0) += 1;
        }
        Self { symbols: &module.symbols, count }
    }

    fn write(&self, f: &mut Formatter<'_>, id: SymbolId) -> fmt::Result {
        let Some(symbol) = self.symbols.get(id.0 as usize) else { return write!(f, "%#{}", id.0) };
        write_name(f, &symbol.name)?;
        if self.count.get(symbol.name.as_str()) == Some(&1) { Ok(()) } else { write!(f, "#{}", id.0) }
    }
}

fn write_name(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('%')?;
    let plain = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'.' | b'$');
    if !text.is_empty() && text.bytes().all(plain) { f.write_str(text) } else { quoted(f, text.as_bytes(), true) }
}

/// A string literal; `utf8` lets non-ASCII characters through (the bytes must then be UTF-8).
fn quoted(f: &mut Formatter<'_>, bytes: &[u8], utf8: bool) -> fmt::Result {
    f.write_char('"')?;
    let mut rest = bytes;
    while let Some(&byte) = rest.first() {
        let mut used = 1;
        match byte {
            b'"' => f.write_str("\\\"")?,
            b'\\' => f.write_str("\\\\")?,
            b'\n' => f.write_str("\\n")?,
            b'\t' => f.write_str("\\t")?,
            0x20..=0x7e => f.write_char(char::from(byte))?,
            0x80.. if utf8 => {
                let text = std::str::from_utf8(rest).unwrap_or_default();
                if let Some(c) = text.chars().next().filter(|c| !c.is_control()) {
                    f.write_char(c)?;
                    used = c.len_utf8();
                } else {
                    write!(f, "\\x{byte:02x}")?;
                }
            }
            _ => write!(f, "\\x{byte:02x}")?,
        }
        rest = &rest[used..];
    }
    f.write_char('"')
}

fn declaration(f: &mut Formatter<'_>, symbol: &Symbol) -> fmt::Result {
    write!(f, "{} ", name(mnemonic::LINKAGE, symbol.linkage))?;
    match &symbol.kind {
        SymbolKind::Function(signature) => {
            write!(f, "function ")?;
            write_name(f, &symbol.name)?;
            write_signature(f, signature)?;
        }
        SymbolKind::Data { size, align } => {
            write!(f, "data ")?;
            write_name(f, &symbol.name)?;
            write!(f, " size {size} align {align}")?;
        }
    }
    place(f, symbol.loc)?;
    writeln!(f)
}

fn write_signature(f: &mut Formatter<'_>, signature: &Signature) -> fmt::Result {
    let mut params: Vec<&str> = signature.params.iter().map(|t| name(mnemonic::C_TYPES, *t)).collect();
    if signature.variadic {
        params.push("...");
    }
    write!(f, "({})", params.join(", "))?;
    match signature.result {
        Some(ty) => write!(f, " -> {}", name(mnemonic::C_TYPES, ty)),
        None => Ok(()),
    }
}

/// ` @line:column`, with the file's number in front unless it is 0; nothing for no place.
fn place(f: &mut Formatter<'_>, loc: SrcLoc) -> fmt::Result {
    if loc == SrcLoc::default() {
        Ok(())
    } else if loc.file == 0 {
        write!(f, " @{}:{}", loc.line, loc.column)
    } else {
        write!(f, " @{}:{}:{}", loc.file, loc.line, loc.column)
    }
}

fn write_data(f: &mut Formatter<'_>, item: &DataItem, constant: bool, names: &Names<'_>) -> fmt::Result {
    write!(f, "{}data ", if constant { "const " } else { "" })?;
    names.write(f, item.symbol)?;
    writeln!(f, " {{")?;
    for line in item.init.chunks(32) {
        write!(f, "    ")?;
        if line.iter().all(|b| matches!(b, 0x20..=0x7e | b'\n' | b'\t' | 0)) && line.iter().any(|b| *b != 0) {
            quoted(f, line, false)?;
        } else {
            write!(f, "x\"")?;
            line.iter().try_for_each(|b| write!(f, "{b:02x}"))?;
            write!(f, "\"")?;
        }
        writeln!(f)?;
    }
    for reloc in &item.relocs {
        write!(f, "    reloc {} {} ", reloc.at, name(mnemonic::RELOCS, reloc.kind))?;
        names.write(f, reloc.symbol)?;
        writeln!(f, "{}", Offset(reloc.addend))?;
    }
    writeln!(f, "}}")
}

/// `+4`, `-4` or nothing.
struct Offset(i32);

impl Display for Offset {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.0 == 0 { Ok(()) } else { write!(f, "{:+}", self.0) }
    }
}

/// Values with commas between them.
struct List<'a>(&'a [Value]);

impl Display for List<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (i, value) in self.0.iter().enumerate() {
            write!(f, "{}{value}", if i == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

impl Display for Target {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.block)?;
        if self.args.is_empty() { Ok(()) } else { write!(f, "({})", List(&self.args)) }
    }
}

fn ty(t: Type) -> &'static str {
    name(mnemonic::TYPES, t)
}

fn mem(t: MemType) -> &'static str {
    name(mnemonic::MEM_TYPES, t)
}

fn write_function(f: &mut Formatter<'_>, function: &Function, names: &Names<'_>) -> fmt::Result {
    write!(f, "function ")?;
    names.write(f, function.symbol)?;
    if function.inlining != Inlining::Auto {
        write!(f, " {}", name(mnemonic::INLINING, function.inlining))?;
    }
    if let Some(result) = function.result {
        write!(f, " -> {}", ty(result))?;
    }
    writeln!(f, " {{")?;
    for (i, slot) in function.slots.iter().enumerate() {
        writeln!(f, "    ss{i} = stack {} align {}", slot.size, slot.align)?;
    }
    let mut printed = vec![false; function.values.len()];
    for (i, block) in function.blocks.iter().enumerate() {
        write_block(f, function, i, block, names, &mut printed)?;
    }
    write_detached(f, function, names, &printed)?;
    writeln!(f, "}}")
}

fn write_block(
    f: &mut Formatter<'_>,
    function: &Function,
    index: usize,
    block: &BlockData,
    names: &Names<'_>,
    printed: &mut [bool],
) -> fmt::Result {
    write!(f, "block{index}")?;
    for (i, param) in block.params.iter().enumerate() {
        write!(f, "{}", if i == 0 { "(" } else { ", " })?;
        definition(f, function, *param, printed)?;
    }
    writeln!(f, "{}:", if block.params.is_empty() { "" } else { ")" })?;
    for inst in &block.insts {
        write_inst(f, function, *inst, names, printed)?;
    }
    write!(f, "    ")?;
    write_terminator(f, &block.term)?;
    place(f, block.term_loc)?;
    writeln!(f)
}

fn definition(f: &mut Formatter<'_>, function: &Function, value: Value, printed: &mut [bool]) -> fmt::Result {
    if let Some(flag) = printed.get_mut(value.index()) {
        *flag = true;
    }
    write!(f, "{value}: {}", function.values.get(value.index()).map_or("?", |data| ty(data.ty)))
}

/// Values that no block defines any more keep their numbers, so that the text keeps the numbers of the others.
fn write_detached(f: &mut Formatter<'_>, function: &Function, names: &Names<'_>, printed: &[bool]) -> fmt::Result {
    let mut scratch = printed.to_vec();
    let mut first = true;
    for (i, data) in function.values.iter().enumerate().filter(|(i, _)| !printed[*i]) {
        if first {
            writeln!(f, "detached:")?;
            first = false;
        }
        match data.def {
            ValueDef::Inst(inst)
                if function.insts.get(inst.index()).is_some_and(|d| d.result == Some(Value(i as u32))) =>
            {
                write_inst(f, function, inst, names, &mut scratch)?;
            }
            ValueDef::Inst(inst) => writeln!(f, "    v{i}: {} = inst {}", ty(data.ty), inst.0)?,
            ValueDef::Param(block, index) => writeln!(f, "    v{i}: {} = param {block} {index}", ty(data.ty))?,
        }
    }
    Ok(())
}

fn write_inst(
    f: &mut Formatter<'_>,
    function: &Function,
    inst: Inst,
    names: &Names<'_>,
    printed: &mut [bool],
) -> fmt::Result {
    let Some(data) = function.insts.get(inst.index()) else { return writeln!(f, "    ; inst {} is missing", inst.0) };
    write!(f, "    ")?;
    if let Some(result) = data.result {
        definition(f, function, result, printed)?;
        write!(f, " = ")?;
    }
    write_op(f, &data.op, names)?;
    place(f, data.loc)?;
    match data.op {
        Op::F32(bits) => write!(f, " ; {:?}", f32::from_bits(bits))?,
        Op::F64(bits) => write!(f, " ; {:?}", f64::from_bits(bits))?,
        _ => {}
    }
    writeln!(f)
}

fn write_op(f: &mut Formatter<'_>, op: &Op, names: &Names<'_>) -> fmt::Result {
    match op {
        Op::Int(t, n) => match (t, u32::try_from(*n)) {
            (Type::I32, Ok(n)) => write!(f, "int.i32 {}", n as i32),
            (Type::I64, _) => write!(f, "int.i64 {}", *n as i64),
            _ => write!(f, "int.{} {n:#x}", ty(*t)),
        },
        Op::F32(bits) => write!(f, "float.f32 {bits:#010x}"),
        Op::F64(bits) => write!(f, "float.f64 {bits:#018x}"),
        Op::Binary(op, a, b) => write!(f, "{} {a}, {b}", name(mnemonic::BINARY, *op)),
        Op::Unary(op, a) => write!(f, "{} {a}", name(mnemonic::UNARY, *op)),
        Op::Convert(op, a) => {
            match op {
                ConvOp::Wrap => write!(f, "wrap"),
                ConvOp::Sext32 => write!(f, "sext32"),
                ConvOp::Zext32 => write!(f, "zext32"),
                ConvOp::Promote => write!(f, "promote"),
                ConvOp::Demote => write!(f, "demote"),
                ConvOp::IntToFloat(t) => write!(f, "int_to_float.{}", ty(*t)),
                ConvOp::UintToFloat(t) => write!(f, "uint_to_float.{}", ty(*t)),
                ConvOp::FloatToInt(t) => write!(f, "float_to_int.{}", ty(*t)),
                ConvOp::FloatToUint(t) => write!(f, "float_to_uint.{}", ty(*t)),
                ConvOp::Bitcast(t) => write!(f, "bitcast.{}", ty(*t)),
            }?;
            write!(f, " {a}")
        }
        Op::IntCmp(cc, a, b) => write!(f, "icmp.{} {a}, {b}", name(mnemonic::INT_CC, *cc)),
        Op::FloatCmp(cc, a, b) => write!(f, "fcmp.{} {a}, {b}", name(mnemonic::FLOAT_CC, *cc)),
        Op::Select(c, a, b) => write!(f, "select {c}, {a}, {b}"),
        Op::Load { mem: m, addr, offset, volatile } => {
            write!(f, "{}load.{} {addr}{}", prefix(*volatile), mem(*m), Offset(*offset))
        }
        Op::Store { mem: m, addr, offset, value, volatile } => {
            write!(f, "{}store.{} {addr}{}, {value}", prefix(*volatile), mem(*m), Offset(*offset))
        }
        Op::StackAddr(slot, offset) => write!(f, "stack_addr {slot}{}", Offset(*offset)),
        Op::DataAddr(symbol, offset) => {
            write!(f, "data_addr ")?;
            names.write(f, *symbol)?;
            write!(f, "{}", Offset(*offset))
        }
        Op::FuncAddr(symbol) => {
            write!(f, "func_addr ")?;
            names.write(f, *symbol)
        }
        Op::Call(symbol, args) => {
            write!(f, "call ")?;
            names.write(f, *symbol)?;
            write!(f, "({})", List(args))
        }
        Op::CallIndirect { callee, args, result } => {
            write!(f, "call_indirect {callee}({})", List(args))?;
            result.map_or(Ok(()), |t| write!(f, " -> {}", ty(t)))
        }
        Op::Copy { dst, src, len } => write!(f, "copy {dst}, {src}, {len}"),
        Op::Fill { dst, byte, len } => write!(f, "fill {dst}, {byte}, {len}"),
        Op::Fence => write!(f, "fence"),
        Op::StackSave => write!(f, "stack_save"),
        Op::StackAlloc(size) => write!(f, "stack_alloc {size}"),
        Op::StackRestore(saved) => write!(f, "stack_restore {saved}"),
        Op::Vector(op, args) => {
            write!(f, "{}", vector::text::word(*op))?;
            let immediate = vector::text::immediate(*op);
            let operands = args.as_slice().iter().map(Value::to_string).chain(immediate);
            operands.enumerate().try_for_each(|(i, text)| write!(f, "{}{text}", if i == 0 { " " } else { ", " }))
        }
    }
}

fn prefix(volatile: bool) -> &'static str {
    if volatile { "volatile " } else { "" }
}

fn write_terminator(f: &mut Formatter<'_>, term: &Terminator) -> fmt::Result {
    match term {
        Terminator::Jump(target) => write!(f, "jump {target}"),
        Terminator::Branch { cond, then, els } => write!(f, "branch {cond}, {then}, {els}"),
        Terminator::Switch { value, cases, default } => {
            write!(f, "switch {value} [")?;
            for (i, (constant, target)) in cases.iter().enumerate() {
                let comma = if i == 0 { "" } else { ", " };
                if *constant < 0x8000_0000 {
                    write!(f, "{comma}{constant}: {target}")?;
                } else {
                    write!(f, "{comma}{constant:#x}: {target}")?;
                }
            }
            write!(f, "] default {default}")
        }
        Terminator::Return(None) => write!(f, "return"),
        Terminator::Return(Some(value)) => write!(f, "return {value}"),
        Terminator::Trap(code) => write!(f, "trap {}", name(mnemonic::TRAPS, *code)),
    }
}
