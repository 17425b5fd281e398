//! Calls.

use super::Lower;
use crate::front::tree::{Arg, Call, Callee};
use crate::front::types::TypeId;
use crate::ir::{MemType, Op, Type, Value};
use linker::object::SrcLoc;

/// Bytes of a cell, which holds one variable argument.
const CELL: u32 = 8;

impl Lower<'_> {
    /// Evaluates callee and arguments, left to right, and calls.
    pub(super) fn call(&mut self, call: &Call, result: TypeId, loc: SrcLoc) -> Option<Value> {
        let callee = match call.callee {
            Callee::Direct(_) => None,
            Callee::Indirect(pointer) => Some(self.value(pointer)),
        };
        let result_at = call.result.map(|place| self.address(place));
        let mut args = Vec::with_capacity(call.args.len() + 2);
        args.extend(result_at);
        for arg in &call.args {
            args.push(match *arg {
                Arg::Scalar(value) => self.value(value),
                Arg::Struct { src, .. } => self.address(src),
            });
        }
        self.b.set_loc(loc);
        let hidden = usize::from(result_at.is_some());
        let fixed = if call.variadic { call.fixed as usize } else { call.args.len() };
        self.pass_cells(call, fixed, hidden, &mut args);
        let result = if result_at.is_some() { None } else { self.types.scalar(result) };
        let word = result.map(Type::from);
        let op = match (call.callee, callee) {
            (_, Some(callee)) => Op::CallIndirect { callee, args, result: word },
            (Callee::Direct(symbol), None) => Op::Call(symbol, args),
            // A callee that is not direct was evaluated above.
            (Callee::Indirect(_), None) => return None,
        };
        let value = self.b.call(op, word).or(result_at)?;
        Some(match result {
            Some(ty) => self.arrived(ty, value),
            None => value,
        })
    }

    /// Puts the variable arguments, which are those from `fixed` on, into cells, and replaces them by the address of
    /// the first one, or by 0 if there are none. Struct arguments before them are replaced by the addresses of copies.
    fn pass_cells(&mut self, call: &Call, fixed: usize, hidden: usize, args: &mut Vec<Value>) {
        let size_of = |arg: &Arg| match *arg {
            Arg::Struct { size, .. } => size.next_multiple_of(CELL),
            Arg::Scalar(_) => CELL,
        };
        let mut end: u32 = call.args.iter().skip(fixed).map(size_of).sum();
        let cells_end = end;
        for arg in call.args.iter().take(fixed) {
            if let Arg::Struct { .. } = arg {
                end += size_of(arg);
            }
        }
        let mut at = 0;
        if end > 0 {
            let slot = *self.cells.get_or_insert_with(|| self.b.create_slot(CELL, CELL));
            self.b.grow_slot(slot, end);
            let base = self.b.stack_addr(slot, 0);
            let mut copy_at = cells_end;
            for (i, arg) in call.args.iter().enumerate() {
                let value = args[hidden + i];
                let is_fixed = i < fixed;
                let place = if is_fixed { &mut copy_at } else { &mut at };
                match *arg {
                    Arg::Struct { size, .. } => {
                        let to = self.b.offset_addr(base, *place as i32);
                        self.b.copy(to, value, size);
                        if is_fixed {
                            args[hidden + i] = to;
                        }
                    }
                    Arg::Scalar(_) if is_fixed => continue,
                    Arg::Scalar(_) => {
                        let ty: Type = self.b.type_of(value);
                        self.b.store(MemType::Full(ty), base, *place as i32, value, false);
                    }
                }
                *place += size_of(arg);
            }
        }
        if call.variadic {
            args.truncate(hidden + fixed);
            let first = if at > 0 {
                let slot = self.cells;
                slot.map(|slot| self.b.stack_addr(slot, 0))
            } else {
                None
            };
            args.push(match first {
                Some(first) => first,
                None => self.b.i32(0),
            });
        }
    }
}
