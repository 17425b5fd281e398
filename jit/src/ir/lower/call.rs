//! Calls.

use super::Lower;
use crate::front::tree::{Call, Callee};
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
        let mut args = Vec::with_capacity(call.args.len() + usize::from(call.variadic));
        for &arg in &call.args {
            args.push(self.value(arg));
        }
        self.b.set_loc(loc);
        if call.variadic {
            let cells = args.split_off(args.len().min(call.fixed as usize));
            args.push(self.cells(&cells));
        }
        let result = self.types.scalar(result);
        let word = result.map(|ty| ty.val_type());
        let op = match (call.callee, callee) {
            (_, Some(callee)) => Op::CallIndirect { callee, args, result: word },
            (Callee::Direct(symbol), None) => Op::Call(symbol, args),
            // A callee that is not direct was evaluated above.
            (Callee::Indirect(_), None) => return None,
        };
        let value = self.b.call(op, word)?;
        Some(match result {
            Some(ty) => self.arrived(ty, value),
            None => value,
        })
    }

    /// Puts the variable arguments into cells and gives their address; 0 if there are none.
    fn cells(&mut self, args: &[Value]) -> Value {
        if args.is_empty() {
            return self.b.i32(0);
        }
        let slot = *self.cells.get_or_insert_with(|| self.b.create_slot(CELL, CELL));
        self.b.grow_slot(slot, CELL * args.len() as u32);
        let base = self.b.stack_addr(slot, 0);
        for (i, &arg) in args.iter().enumerate() {
            let ty: Type = self.b.type_of(arg);
            self.b.store(MemType::Full(ty), base, (CELL as usize * i) as i32, arg);
        }
        base
    }
}
