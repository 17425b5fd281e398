//! GNU C's `__builtin_setjmp` and `__builtin_longjmp`. Their buffers have five words, which is less than what the
//! library's `setjmp` keeps: that lies in a variable of the function, and the buffer points to it.

use super::operand::Operand;
use super::parser::{Parsed, Parser};
use super::token::Token;
use super::tree::{Arg, Call, Callee, ExprId, ExprKind, PlaceKind};
use super::types::TypeId;
use crate::diag::Diagnostic;
use linker::object::{SrcLoc, SymbolId};

/// Words of 8 bytes in a `jmp_buf`.
const WORDS: u32 = 8;

impl Parser<'_> {
    /// `__builtin_setjmp(buffer)`; the current token is the parenthesis.
    pub(super) fn builtin_setjmp(&mut self, token: Token) -> Parsed<Operand> {
        let [buffer] = self.builtin_args("setjmp")?;
        let span = token.span.to(self.prev.span);
        let symbol = self.jump_function("__setjmp", token)?;
        let pointer = self.types.pointer(TypeId::VOID);
        let buffer = self.coerce(buffer, pointer, &"argument")?;
        let ty = self.types.array(TypeId::ULLONG, Some(WORDS));
        let kept = self.new_local(None, ty, span, token.loc)?;
        self.f.locals[kept.index()].address_taken = true;
        let [first, second] = [(); 2].map(|()| {
            let place = self.place(PlaceKind::Local(kept), ty, token.loc);
            self.expr(ExprKind::AddrOf(place), pointer, token.loc)
        });
        let place = self.pointed_to(buffer, token.loc);
        let set = self.expr(ExprKind::Assign { place, value: first }, pointer, token.loc);
        let call = self.jump_call(symbol, vec![Arg::Scalar(second)], TypeId::INT, token.loc);
        Ok(self.value(ExprKind::Comma(set, call), TypeId::INT, span, token.loc))
    }

    /// `__builtin_longjmp(buffer, 1)`
    pub(super) fn builtin_longjmp(&mut self, token: Token) -> Parsed<Operand> {
        let [buffer, value] = self.builtin_args("longjmp")?;
        let span = token.span.to(self.prev.span);
        let symbol = self.jump_function("longjmp", token)?;
        let pointer = self.types.pointer(TypeId::VOID);
        let buffer = self.coerce(buffer, pointer, &"argument")?;
        let value = self.coerce(value, TypeId::INT, &"argument")?;
        let place = self.pointed_to(buffer, token.loc);
        let kept = self.expr(ExprKind::Load(place), pointer, token.loc);
        let call = self.jump_call(symbol, vec![Arg::Scalar(kept), Arg::Scalar(value)], TypeId::VOID, token.loc);
        Ok(self.value(ExprKind::Convert(call), TypeId::VOID, span, token.loc))
    }

    /// The first word of a buffer.
    fn pointed_to(&mut self, buffer: ExprId, loc: SrcLoc) -> super::tree::PlaceId {
        let pointer = self.types.pointer(TypeId::VOID);
        let pointers = self.types.pointer(pointer);
        let at = self.convert(buffer, pointers);
        self.place(PlaceKind::Deref(at), pointer, loc)
    }

    fn jump_function(&mut self, name: &'static str, token: Token) -> Parsed<SymbolId> {
        let name = self.names.intern(name);
        match self.statics.find(name).or_else(|| self.declare_of_library(name)) {
            Some(global) => Ok(self.use_global(global)),
            None => Err(self.report(Diagnostic::error("E0402", token.span, "there is no library with `setjmp`"))),
        }
    }

    fn jump_call(&mut self, symbol: SymbolId, args: Vec<Arg>, result: TypeId, loc: SrcLoc) -> ExprId {
        let fixed = args.len() as u32;
        let call = Call { callee: Callee::Direct(symbol), args, fixed, variadic: false, result: None };
        self.expr(ExprKind::Call(Box::new(call)), result, loc)
    }
}
