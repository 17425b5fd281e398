//! From the typed tree to the IR.
//!
//! Scalar locals whose address nobody takes become SSA values; all others live in stack slots. Values of narrow
//! types are `i32`s that are extended as their type says, always: parameters and results of calls are extended where
//! they arrive, since the other side may have left anything above the width.

mod assign;
mod call;
mod convert;
mod expr;
mod intrinsic;
mod place;
mod scan;
mod specialise;
mod stmt;
#[cfg(test)]
mod tests;

use super::build::{FunctionBuilder, Var};
use super::constants::Constants;
use super::{Block, Function, Module, StackSlot, Type, Value};
use crate::front::lifetime::LifetimeId;
use crate::front::tree::{self, Bound, LabelId, LocalId, Unit};
use crate::front::types::{TypeId, Types};
use guest_abi::Ty;
use linker::object::{Signature, Symbol, SymbolKind};
use scan::Scan;
use std::cell::Cell;

/// Values of a function for which a thread keeps memory from one compilation to the next.
const KEPT: usize = 1 << 14;

thread_local! {
    static BUILDER: Cell<Option<Box<FunctionBuilder>>> = const { Cell::new(None) };
}

pub(crate) use specialise::write_to;

/// Lowers a source file that has no errors.
#[must_use]
pub fn lower(unit: Unit) -> Module {
    let constants = Constants::new(&unit.symbols, &unit.data, &unit.constants);
    let mut lower = unit.functions.first().map(|first| Lower::new(&unit.types, &constants, first, BUILDER.take()));
    let mut function = |f, bound| Some(lower.as_mut()?.function(f, &unit.symbols, bound));
    let mut functions: Vec<Function> = unit.functions.iter().filter_map(|f| function(f, &unit.bound)).collect();
    let general = specialise::general(&unit, &mut functions, &mut function);
    if let Some(lower) = lower.filter(|lower| lower.b.capacity() <= KEPT) {
        BUILDER.set(Some(lower.b));
    }
    let mut unit = unit;
    unit.symbols.extend(general.symbols);
    for (at, symbol) in general.pointers {
        unit.data[at.0].relocs[at.1].symbol = symbol;
    }
    Module {
        name: unit.name,
        files: unit.files,
        symbols: unit.symbols,
        functions,
        data: unit.data,
        constants: unit.constants,
    }
}

/// Where a local lives.
#[derive(Debug, Clone, Copy)]
enum Storage {
    /// It is a scalar in SSA form.
    Var(Var),
    /// In the frame.
    Slot(StackSlot),
    /// In a piece of the frame that is larger, at the first multiple of so many bytes.
    Aligned(StackSlot, u32),
    /// Where this pointer points: a struct that came as an argument.
    Pointer(Value),
}

/// Alignment that the stack pointer has.
const STACK_ALIGN: u32 = 16;

/// A jump target of the source.
#[derive(Debug, Clone, Copy)]
struct Label {
    block: Option<Block>,
    /// `goto`s that have not been lowered yet. When none is left and the label is placed, the block is sealed.
    gotos: u32,
    placed: bool,
}

/// Lowers one function after the other, reusing its memory.
struct Lower<'a> {
    types: &'a Types,
    constants: &'a Constants<'a>,
    /// Parameters that are bound to constants.
    bound: &'a [Bound],
    f: &'a tree::Function,
    b: Box<FunctionBuilder>,
    scan: Scan,
    storage: Vec<Storage>,
    labels: Vec<Label>,
    /// Where `break` goes, innermost last.
    breaks: Vec<Block>,
    /// Where `continue` goes, innermost last.
    continues: Vec<Block>,
    /// Cells for variable arguments and copies of struct arguments: one slot for all calls, since no two are being
    /// prepared at once.
    cells: Option<StackSlot>,
    /// Where all `goto *` go, and the value that they pass.
    dispatch: Option<(Block, Value)>,
    /// The innermost lifetime around all labels whose address is taken, if it is the same.
    addressed_lifetime: Option<Option<LifetimeId>>,
    /// Expressions whose left operand is being evaluated first, outermost first.
    spine: Vec<tree::ExprId>,
    /// The hidden parameter that points to the variable arguments.
    varargs: Option<Value>,
}

fn around_all(f: &tree::Function) -> Option<Option<LifetimeId>> {
    let mut around = f.addressed.iter().map(|label| f.label_lifetimes[label.index()]);
    let first = around.next()?;
    around.all(|other| other == first).then_some(first)
}

impl<'a> Lower<'a> {
    fn new(
        types: &'a Types,
        constants: &'a Constants<'a>,
        first: &'a tree::Function,
        builder: Option<Box<FunctionBuilder>>,
    ) -> Self {
        Self {
            types,
            constants,
            bound: &[],
            f: first,
            b: builder.unwrap_or_default(),
            scan: Scan::default(),
            storage: Vec::new(),
            labels: Vec::new(),
            breaks: Vec::new(),
            continues: Vec::new(),
            cells: None,
            dispatch: None,
            addressed_lifetime: None,
            spine: Vec::new(),
            varargs: None,
        }
    }

    /// One function, with its bound parameters as constants.
    fn function(&mut self, f: &'a tree::Function, symbols: &[Symbol], bound: &'a [Bound]) -> Function {
        self.f = f;
        self.bound = bound;
        self.cells = None;
        self.dispatch = None;
        self.addressed_lifetime = around_all(f);
        let no_params = Signature { params: Vec::new(), result: None, variadic: false };
        let signature = match &symbols[f.symbol.0 as usize].kind {
            SymbolKind::Function(signature) => signature,
            SymbolKind::Data { .. } => &no_params,
        };
        self.scan.look(self.types, symbols, f);
        let promoted = f.locals.iter().zip(&self.scan.promoted).filter(|(_, promoted)| **promoted);
        let vars = promoted.filter_map(|(local, _)| Some(Type::from(self.types.scalar(local.ty)?)));
        self.b.begin(signature.words().map(Type::from), vars);
        self.labels.clear();
        self.labels.extend(self.scan.gotos.iter().map(|&gotos| Label { block: None, gotos, placed: false }));
        self.varargs = self.b.params().get(signature.params.len()).copied();
        self.declare();
        self.params(signature);
        for stmt in &f.body {
            self.stmt(stmt);
        }
        self.fall_off();
        self.finish_labels();
        let result = self.types.scalar(f.result).map(Type::from);
        Function { inlining: f.inlining, ..self.b.finish(f.symbol, result) }
    }

    /// Gives each local its storage.
    fn declare(&mut self) {
        self.storage.clear();
        let mut vars = 0;
        for (i, (local, &promoted)) in self.f.locals.iter().zip(&self.scan.promoted).enumerate() {
            let pointer = if self.types.is_record(local.ty) {
                self.f.params.iter().position(|p| p.index() == i).and_then(|at| self.b.params().get(at).copied())
            } else {
                None
            };
            self.storage.push(if let Some(pointer) = pointer {
                Storage::Pointer(pointer)
            } else if promoted {
                vars += 1;
                Storage::Var(Var(vars - 1))
            } else {
                let size = self.types.size(local.ty).max(1);
                let align = self.types.align(local.ty).max(local.align);
                if align > STACK_ALIGN {
                    Storage::Aligned(self.b.create_slot(size + align, STACK_ALIGN), align)
                } else {
                    Storage::Slot(self.b.create_slot(size, align))
                }
            });
        }
    }

    /// Stores the parameters into their locals.
    fn params(&mut self, signature: &Signature) {
        self.b.set_loc(self.f.loc);
        let count = self.b.params().len();
        for (i, (&local, &ty)) in self.f.params.iter().zip(&signature.params).take(count).enumerate() {
            let bound = self.bound.iter().find(|bound| bound.function == self.f.symbol && bound.index as usize == i);
            let value = match bound {
                Some(bound) => self.b.constant_of(Type::from(ty), bound.bits),
                None => self.arrived(ty, self.b.params()[i]),
            };
            match self.storage[local.index()] {
                Storage::Var(var) => self.b.write_var(var, value),
                Storage::Pointer(_) => {}
                storage => {
                    let addr = self.storage_addr(storage);
                    self.b.store(place::mem_type(ty), addr, 0, value, false);
                }
            }
        }
    }

    /// The end of the body. C leaves the value of a function that falls off its end undefined (`main` returns 0);
    /// here it is 0.
    fn fall_off(&mut self) {
        self.b.set_loc(self.f.end_loc);
        let value = self.types.scalar(self.f.result).map(|ty| self.b.constant_of(Type::from(ty), 0));
        self.b.ret(value);
    }

    /// The scalar type of an expression or place; the front end makes no others where this is asked.
    fn scalar(&self, ty: TypeId) -> Ty {
        self.types.scalar(ty).unwrap_or(Ty::I32)
    }

    fn local(&self, id: LocalId) -> Storage {
        self.storage[id.index()]
    }

    /// The block of a label.
    fn label(&mut self, id: LabelId) -> Block {
        let label = &mut self.labels[id.index()];
        *label.block.get_or_insert_with(|| self.b.create_block())
    }
}
