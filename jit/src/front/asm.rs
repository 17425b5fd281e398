//! `asm`: statements whose text is empty, which real code has as barriers for its compiler, and `asm("name")` behind
//! a declarator.
//!
//! Plugins run on two instruction sets and in an interpreter, so that a text with an instruction in it is refused. An
//! empty one has no instruction, but it hides from the optimiser what a value is: its operands pass through memory.

use super::attribute::Attributes;
use super::operand::{Operand, Term};
use super::parser::{Parsed, Parser, Reported};
use super::quoted::Unit;
use super::token::{Name, Tok};
use super::tree::{ExprId, ExprKind, LocalId, PlaceId, PlaceKind, Stmt, StmtKind};
use super::types::{TypeId, TypeKind};
use crate::diag::{Diagnostic, Span};
use linker::object::SrcLoc;

/// Outputs of a statement, and inputs: as many as GCC takes in all.
const OPERANDS: usize = 30;

/// An operand with its constraint.
struct AsmOperand {
    name: Option<Name>,
    constraint: String,
    op: Operand,
}

impl AsmOperand {
    /// Can it be nothing but memory?
    fn is_memory(&self) -> bool {
        let c = &self.constraint;
        c.contains(['m', 'o', 'V', '<', '>']) && !c.contains(['r', 'g', 'X', 'q', 'a', 'b', 'c', 'd', 'S', 'D', 'x'])
    }

    /// The output that an input shares its place with: `"0"` or `"[name]"`.
    fn matching(&self, outputs: &[Self]) -> Option<usize> {
        let c = self.constraint.trim_start_matches('%');
        if let Some(name) = c.strip_prefix('[').and_then(|c| c.strip_suffix(']')) {
            return outputs.iter().position(|o| o.name.is_some() && o.constraint.ends_with(&format!("[{name}]")));
        }
        c.parse().ok()
    }
}

/// Has the text no instruction? Blanks, separators and comments of the assembler are none.
fn is_empty(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    let mut rest = text.as_ref();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ';');
        if rest.is_empty() {
            return true;
        }
        if rest.starts_with('#') || rest.starts_with("//") {
            rest = rest.split_once('\n').map_or("", |(_, next)| next);
        } else if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, next)| next);
        } else {
            return false;
        }
    }
}

impl Parser<'_> {
    /// `asm volatile ("" : outputs : inputs : clobbers : labels);` The current token is the keyword.
    pub(super) fn asm_statement(&mut self, out: &mut Vec<Stmt>) -> Parsed<()> {
        let loc = self.tok.loc;
        let open = self.asm_text()?;
        let (mut outputs, mut inputs) = (Vec::new(), Vec::new());
        if self.eat(Tok::Colon) {
            outputs = self.asm_operands()?;
        }
        if self.eat(Tok::Colon) {
            inputs = self.asm_operands()?;
        }
        if self.eat(Tok::Colon) {
            while matches!(self.tok.kind, Tok::Str(_)) {
                self.string_literal();
                if !self.eat(Tok::Comma) {
                    break;
                }
            }
        }
        if self.eat(Tok::Colon) {
            while let Tok::Ident(name) = self.tok.kind {
                let token = self.bump();
                self.goto_label(name, token.span);
                if !self.eat(Tok::Comma) {
                    break;
                }
            }
        }
        self.expect_close(Tok::RParen, open)?;
        self.expect_semi("after `asm`")?;
        let mut stmts = self.pass_operands(&outputs, &inputs, loc)?;
        let fence = self.expr(ExprKind::Fence, TypeId::VOID, loc);
        stmts.push(Stmt { kind: StmtKind::Expr(fence), loc });
        out.push(Stmt { kind: StmtKind::Block(stmts), loc });
        Ok(())
    }

    /// `asm("");` outside of functions; the current token is the keyword.
    pub(super) fn asm_declaration(&mut self) -> Parsed<()> {
        let open = self.asm_text()?;
        self.expect_close(Tok::RParen, open)?;
        self.expect_semi("after `asm`")
    }

    /// `asm("name")` behind a declarator: what the linker calls it. The current token is the keyword.
    pub(super) fn asm_label(&mut self, into: &mut Attributes) -> Parsed<()> {
        self.bump();
        let open = self.expect(Tok::LParen)?;
        if !matches!(self.tok.kind, Tok::Str(_)) {
            return Err(self.expected("a string literal"));
        }
        let (text, span) = self.string_literal();
        self.expect_close(Tok::RParen, open.span)?;
        let word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'.');
        let label = String::from_utf8(text.bytes).ok().filter(|t| !t.is_empty() && t.bytes().all(|b| word(&b)));
        let Some(label) = label else {
            return Err(self.error("E0360", span, "this is no name for the linker"));
        };
        into.label = Some(self.names.intern(self.pp.keep(&label)));
        Ok(())
    }

    /// The keyword with its qualifiers, and the text, which has to be empty: where the parenthesis is.
    fn asm_text(&mut self) -> Parsed<Span> {
        let keyword = self.bump();
        while matches!(self.tok.kind, Tok::Volatile | Tok::Goto | Tok::Inline) {
            self.bump();
        }
        let open = self.expect(Tok::LParen)?.span;
        if !matches!(self.tok.kind, Tok::Str(_)) {
            return Err(self.expected("a string literal"));
        }
        let (text, span) = self.string_literal();
        if text.unit == Unit::Byte && is_empty(&text.bytes) {
            return Ok(open);
        }
        let error = Diagnostic::error("E0301", span, "assembly language is not supported");
        let error = error.label("plugins run on several instruction sets").secondary(keyword.span, "in this `asm`");
        Err(self.report(error.help("write it in C, or with a `__builtin_` function")))
    }

    /// `[name] "constraint" (expression), ...`
    fn asm_operands(&mut self) -> Parsed<Vec<AsmOperand>> {
        let mut list = Vec::new();
        while matches!(self.tok.kind, Tok::Str(_) | Tok::LBracket) {
            let mut name = None;
            if self.at(Tok::LBracket) {
                let bracket = self.bump();
                name = Some(self.expect_ident("a name")?.0);
                self.expect_close(Tok::RBracket, bracket.span)?;
            }
            if !matches!(self.tok.kind, Tok::Str(_)) {
                return Err(self.expected("a constraint"));
            }
            let (text, _) = self.string_literal();
            let mut constraint = String::from_utf8_lossy(&text.bytes).into_owned();
            if let (Some(name), true) = (name, constraint.starts_with(['=', '+'])) {
                // How an input refers to it.
                constraint.push_str(&format!("[{}]", self.name(name)));
            }
            let open = self.expect(Tok::LParen)?;
            let op = self.nested(Self::expression)?;
            self.expect_close(Tok::RParen, open.span)?;
            if list.len() == OPERANDS {
                let message = format!("more than {OPERANDS} operands of one kind in an `asm`");
                return Err(self.error("E0900", op.span, message));
            }
            list.push(AsmOperand { name, constraint, op });
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        Ok(list)
    }

    /// Evaluates the operands, and passes values through memory, so that nothing is known about them behind it.
    fn pass_operands(&mut self, outputs: &[AsmOperand], inputs: &[AsmOperand], loc: SrcLoc) -> Parsed<Vec<Stmt>> {
        let mut stmts = Vec::new();
        let mut run = |id: ExprId| stmts.push(Stmt { kind: StmtKind::Expr(id), loc });
        let mut later = Vec::new();
        let mut used = Vec::new();
        for output in outputs {
            if output.op.is_error() {
                return Err(Reported);
            }
            if !output.constraint.starts_with(['=', '+']) || !matches!(output.op.term, Term::Place(_)) {
                let error = Diagnostic::error("E0361", output.op.span, "this can't be an output of `asm`");
                return Err(self.report(error.help("an output is a variable, member or element, as in `\"=r\" (x)`")));
            }
        }
        for input in inputs {
            if let Some(to) = input.matching(outputs) {
                let Some(output) = outputs.get(to) else {
                    let error = Diagnostic::error("E0361", input.op.span, format!("`asm` has no output {to}"));
                    return Err(self.report(error));
                };
                let place = self.modifiable(output.op, "assign to")?;
                let ty = output.op.ty.unqualified();
                if !self.types.is_scalar(ty) {
                    run(self.assign(output.op, input.op, self.prev).map(|op| self.discard(op))?);
                    continue;
                }
                let value = self.cast(ty, input.op, self.prev)?;
                let (value, _) = self.scalar(value)?;
                let through = self.opaque(ty, &mut used, input.op.span, loc)?;
                run(self.store(through, ty, value, loc));
                later.push((place, ty, through));
                continue;
            }
            run(self.input(input, &mut used, loc)?);
        }
        for output in outputs {
            let Term::Place(place) = output.op.term else { continue };
            let whole_local = matches!(self.f.root(place), PlaceKind::Local(_));
            let ty = output.op.ty.unqualified();
            if output.constraint.starts_with('+') && whole_local && self.types.is_scalar(ty) && !output.is_memory() {
                let value = self.rvalue(output.op);
                let (value, _) = self.scalar(value)?;
                let value = self.convert(value, ty);
                let through = self.opaque(ty, &mut used, output.op.span, loc)?;
                run(self.store(through, ty, value, loc));
                later.push((place, ty, through));
            } else if !later.iter().any(|&(p, ..)| p == place) {
                // What lies in memory is not known in any case; how to get there is evaluated once.
                run(self.reach(output.op, place, loc));
            }
        }
        for (place, ty, through) in later {
            let from = self.place(PlaceKind::Local(through), ty, loc);
            let value = self.expr(ExprKind::Load(from), ty, loc);
            run(self.expr(ExprKind::Assign { place, value }, ty, loc));
        }
        Ok(stmts)
    }

    /// An input by itself.
    fn input(&mut self, input: &AsmOperand, used: &mut Vec<LocalId>, loc: SrcLoc) -> Parsed<ExprId> {
        if input.op.is_error() {
            return Err(Reported);
        }
        if let Term::Place(place) = input.op.term
            && (input.is_memory() || self.types.is_record(input.op.ty))
        {
            return Ok(self.reach(input.op, place, loc));
        }
        let (value, ty) = self.scalar(input.op)?;
        if !self.types.is_scalar(ty) {
            return Err(self.error("E0407", input.op.span, "expected a value, found `void`"));
        }
        let through = self.opaque(ty, used, input.op.span, loc)?;
        Ok(self.store(through, ty, value, loc))
    }

    /// Evaluates where a place is.
    fn reach(&mut self, op: Operand, place: PlaceId, loc: SrcLoc) -> ExprId {
        if let PlaceKind::BitField { .. } = self.f.place(place).kind {
            return self.discard(op);
        }
        self.f.take_address(place);
        let ptr = self.types.pointer(op.ty);
        let address = self.expr(ExprKind::AddrOf(place), ptr, loc);
        self.expr(ExprKind::Convert(address), TypeId::VOID, loc)
    }

    fn store(&mut self, local: LocalId, ty: TypeId, value: ExprId, loc: SrcLoc) -> ExprId {
        let place = self.place(PlaceKind::Local(local), ty, loc);
        self.expr(ExprKind::Assign { place, value }, ty, loc)
    }

    /// A variable in memory that this statement has not used yet; the statements of a function share theirs.
    fn opaque(&mut self, ty: TypeId, used: &mut Vec<LocalId>, span: Span, loc: SrcLoc) -> Parsed<LocalId> {
        let ty = match self.types.kind(ty) {
            TypeKind::Pointer(_) => self.types.pointer(TypeId::VOID),
            _ => ty,
        };
        let ty = ty.qualified(false, true);
        let known = self.f.opaque.iter().find(|&&l| self.f.locals[l.index()].ty == ty && !used.contains(&l));
        let local = match known {
            Some(&local) => local,
            None => {
                let local = self.new_local(None, ty, span, loc)?;
                self.f.locals[local.index()].address_taken = true;
                self.f.opaque.push(local);
                local
            }
        };
        used.push(local);
        Ok(local)
    }
}

#[cfg(test)]
mod tests {
    use super::is_empty;

    #[test]
    fn comments_and_separators_are_no_instructions() {
        for text in ["", " \n\t", ";;", "# comment", "/* a */ // b\n ; # c", "#APP\n"] {
            assert!(is_empty(text.as_bytes()), "{text}");
        }
        for text in ["nop", "# a\n nop", "/* a */ nop", ".globl x"] {
            assert!(!is_empty(text.as_bytes()), "{text}");
        }
    }
}
