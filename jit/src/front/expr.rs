//! Expressions: precedence, unary and postfix operators, primaries.
//!
//! What makes the operands' results is not inlined into the functions that call each other here: their frames have to
//! stay small, since expressions nest a few hundred levels deep, with a dozen frames a level.

use super::operand::{Operand, Term};
use super::parser::{Parsed, Parser, Reported};
use super::quoted::{Text, Unit};
use super::scope::Meaning;
use super::token::{FloatSuffix, IntSuffix, Name, Tok, Token};
use super::tree::{BinaryOp, ExprId, ExprKind, PlaceKind, UnaryOp};
use super::types::{TypeId, TypeKind};
use crate::diag::{Diagnostic, Span};
use linker::object::SrcLoc;

/// A binary operator and how tightly it binds.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Infix {
    Or,
    And,
    Op(BinaryOp),
}

fn infix(tok: Tok) -> Option<(Infix, u8)> {
    Some(match tok {
        Tok::PipePipe => (Infix::Or, 1),
        Tok::AmpAmp => (Infix::And, 2),
        Tok::Pipe => (Infix::Op(BinaryOp::Or), 3),
        Tok::Caret => (Infix::Op(BinaryOp::Xor), 4),
        Tok::Amp => (Infix::Op(BinaryOp::And), 5),
        Tok::EqEq => (Infix::Op(BinaryOp::Eq), 6),
        Tok::NotEq => (Infix::Op(BinaryOp::Ne), 6),
        Tok::Lt => (Infix::Op(BinaryOp::Lt), 7),
        Tok::Gt => (Infix::Op(BinaryOp::Gt), 7),
        Tok::Le => (Infix::Op(BinaryOp::Le), 7),
        Tok::Ge => (Infix::Op(BinaryOp::Ge), 7),
        Tok::Shl => (Infix::Op(BinaryOp::Shl), 8),
        Tok::Shr => (Infix::Op(BinaryOp::Shr), 8),
        Tok::Plus => (Infix::Op(BinaryOp::Add), 9),
        Tok::Minus => (Infix::Op(BinaryOp::Sub), 9),
        Tok::Star => (Infix::Op(BinaryOp::Mul), 10),
        Tok::Slash => (Infix::Op(BinaryOp::Div), 10),
        Tok::Percent => (Infix::Op(BinaryOp::Rem), 10),
        _ => return None,
    })
}

fn assignment(tok: Tok) -> Option<Option<BinaryOp>> {
    Some(match tok {
        Tok::Assign => None,
        Tok::PlusAssign => Some(BinaryOp::Add),
        Tok::MinusAssign => Some(BinaryOp::Sub),
        Tok::StarAssign => Some(BinaryOp::Mul),
        Tok::SlashAssign => Some(BinaryOp::Div),
        Tok::PercentAssign => Some(BinaryOp::Rem),
        Tok::AmpAssign => Some(BinaryOp::And),
        Tok::PipeAssign => Some(BinaryOp::Or),
        Tok::CaretAssign => Some(BinaryOp::Xor),
        Tok::ShlAssign => Some(BinaryOp::Shl),
        Tok::ShrAssign => Some(BinaryOp::Shr),
        _ => return None,
    })
}

impl<'a> Parser<'a> {
    /// A full expression, commas included.
    pub(super) fn expression(&mut self) -> Parsed<Operand> {
        let mut left = self.assignment_expr();
        while self.at(Tok::Comma)
            && let Ok(first) = &left
        {
            left = self.comma_rest(*first);
        }
        left
    }

    /// The comma at the current token and its right operand.
    #[inline(never)]
    fn comma_rest(&mut self, left: Operand) -> Parsed<Operand> {
        self.bump();
        let right = self.assignment_expr()?;
        self.comma(left, right)
    }

    /// An expression without a comma at its top.
    pub(super) fn assignment_expr(&mut self) -> Parsed<Operand> {
        // One variable, which is where the caller wants the result: an operand is not copied from level to level. What
        // has just been written in parts is slow to read as a whole.
        let mut left = self.conditional_expr();
        if let (Ok(place), Some(op)) = (&left, assignment(self.tok.kind)) {
            left = self.assignment_rest(*place, op);
        }
        left
    }

    #[inline(never)]
    fn assignment_rest(&mut self, left: Operand, op: Option<BinaryOp>) -> Parsed<Operand> {
        let token = self.bump();
        self.check_reversed_operator(token);
        let right = self.nested(Self::assignment_expr)?;
        match op {
            None => self.assign(left, right, token),
            Some(op) => self.compound_assign(op, left, right, token),
        }
    }

    #[inline]
    pub(super) fn conditional_expr(&mut self) -> Parsed<Operand> {
        let mut value = self.binary_expr(1);
        if self.at(Tok::Question)
            && let Ok(cond) = &value
        {
            value = self.conditional_rest(*cond);
        }
        value
    }

    /// `? then : els` behind its condition.
    #[inline(never)]
    fn conditional_rest(&mut self, cond: Operand) -> Parsed<Operand> {
        let question = self.bump();
        if self.at(Tok::Colon) {
            return self.elvis(cond);
        }
        let then = self.nested(Self::expression)?;
        if !self.at(Tok::Colon) {
            let found = self.describe(self.tok);
            let error = Diagnostic::error("E0412", self.tok.span, format!("expected `:`, found {found}"));
            return Err(self.report(error.label("expected `:`").secondary(question.span, "to go with this")));
        }
        self.bump();
        let els = self.nested(Self::conditional_expr)?;
        self.conditional(cond, then, els)
    }

    fn binary_expr(&mut self, min: u8) -> Parsed<Operand> {
        let mut left = self.unary_expr();
        while let Ok(operand) = &left {
            let kind = match self.tok.kind {
                Tok::Ident(name) => match self.word_operator(name) {
                    Some(meant) => meant,
                    None => break,
                },
                kind => kind,
            };
            match infix(kind) {
                Some((op, precedence)) if precedence >= min => left = self.binary_rest(*operand, op, precedence),
                _ => break,
            }
        }
        left
    }

    /// The operator at the current token and its right operand.
    #[inline(never)]
    fn binary_rest(&mut self, left: Operand, op: Infix, precedence: u8) -> Parsed<Operand> {
        let token = self.bump();
        let right = self.binary_expr(precedence + 1)?;
        match op {
            Infix::Op(op) => self.binary(op, left, right, token),
            logical => self.logical(logical, left, right),
        }
    }

    pub(super) fn unary_expr(&mut self) -> Parsed<Operand> {
        if self.begun.is_some() {
            return self.begun_operand();
        }
        match self.tok.kind {
            Tok::LParen => {
                let next = self.peek();
                if self.starts_type(next) { self.cast_or_literal() } else { self.postfix_expr() }
            }
            Tok::Sizeof => self.sizeof(),
            Tok::Alignof => self.alignof(),
            Tok::AmpAmp => self.label_address(),
            Tok::Extension => {
                self.bump();
                self.nested(Self::unary_expr)
            }
            Tok::Plus
            | Tok::Minus
            | Tok::Tilde
            | Tok::Bang
            | Tok::Star
            | Tok::Amp
            | Tok::PlusPlus
            | Tok::MinusMinus => self.prefix_operator(),
            _ => self.postfix_expr(),
        }
    }

    /// Goes on behind a primary expression that has been read already.
    #[cold]
    #[inline(never)]
    fn begun_operand(&mut self) -> Parsed<Operand> {
        match self.begun.take() {
            Some(begun) => self.postfix(begun),
            None => self.postfix_expr(),
        }
    }

    /// The operator at the current token and its operand.
    #[inline(never)]
    fn prefix_operator(&mut self) -> Parsed<Operand> {
        let token = self.bump();
        let op = self.nested(Self::unary_expr)?;
        match token.kind {
            Tok::Plus => self.plus(op, token),
            Tok::Minus => self.unary(UnaryOp::Neg, op, token),
            Tok::Tilde => self.unary(UnaryOp::BitNot, op, token),
            Tok::Bang => self.unary(UnaryOp::Not, op, token),
            Tok::Star => self.deref(op, token),
            Tok::Amp => self.address_of(op, token),
            Tok::PlusPlus => self.inc_dec(op, token, false, false),
            _ => self.inc_dec(op, token, true, false),
        }
    }

    /// `(type) operand` or `(type) { ... }`; the current token is the parenthesis.
    #[inline(never)]
    fn cast_or_literal(&mut self) -> Parsed<Operand> {
        let open = self.bump();
        let ty = self.type_name()?;
        let sizes = std::mem::take(&mut self.f.type_sizes);
        self.expect_close(Tok::RParen, open.span)?;
        if self.at(Tok::LBrace) {
            let literal = self.compound_literal(ty, open)?;
            let literal = self.after_sizes(sizes, literal)?;
            return self.postfix(literal);
        }
        let op = self.nested(Self::unary_expr)?;
        let op = self.cast(ty, op, open)?;
        self.after_sizes(sizes, op)
    }

    #[inline(never)]
    fn sizeof(&mut self) -> Parsed<Operand> {
        let token = self.bump();
        let mark = self.mark();
        self.unevaluated += 1;
        let result = self.sizeof_operand();
        self.unevaluated -= 1;
        let (ty, span, effects) = result?;
        let span = token.span.to(span);
        match self.types.kind(ty) {
            TypeKind::Error => return Ok(self.error_operand(span, token.loc)),
            // As in GNU C, where arithmetic on such pointers counts in bytes.
            TypeKind::Void | TypeKind::Function(_) => {
                return Ok(self.value(ExprKind::Int(1), TypeId::UINT, span, token.loc));
            }
            // The operand is evaluated then (C99 6.5.3.4).
            TypeKind::Vla { .. } => {
                if self.unevaluated == 0 {
                    self.evaluate_from(mark);
                }
                let size = self.size_value(ty, token.loc);
                let size = Operand { term: Term::Value(size), ty: TypeId::UINT, span, loc: token.loc };
                return self.after_sizes(effects, size);
            }
            _ if !self.is_complete(ty) => return Err(self.incomplete(ty, span)),
            _ => {}
        }
        let size = i64::from(self.types.size(ty));
        Ok(self.value(ExprKind::Int(size), TypeId::UINT, span, token.loc))
    }

    /// The operand's type, where it is, and what evaluates it.
    #[inline(never)]
    fn sizeof_operand(&mut self) -> Parsed<(TypeId, Span, Vec<ExprId>)> {
        if self.at(Tok::LParen) {
            let next = self.peek();
            if self.starts_type(next) {
                let open = self.bump();
                let ty = self.type_name()?;
                let sizes = std::mem::take(&mut self.f.type_sizes);
                let close = self.expect_close(Tok::RParen, open.span)?;
                if !self.at(Tok::LBrace) {
                    return Ok((ty, close.span, sizes));
                }
                let literal = self.compound_literal(ty, open)?;
                let op = self.postfix(literal)?;
                return Ok((op.ty, op.span, sizes));
            }
        }
        let op = self.nested(Self::unary_expr)?;
        if let Term::Place(place) = op.term
            && let PlaceKind::BitField { .. } = self.f.place(place).kind
        {
            return Err(self.error("E0413", op.span, "a bit-field has no size in bytes"));
        }
        self.check_sizeof_parameter(op);
        let effects = if self.types.is_vla(op.ty) { vec![self.discard(op)] } else { Vec::new() };
        Ok((op.ty, op.span, effects))
    }

    #[inline(never)]
    fn postfix_expr(&mut self) -> Parsed<Operand> {
        let mut op = self.primary();
        if let (Ok(primary), Tok::LBracket | Tok::LParen | Tok::Dot | Tok::Arrow | Tok::PlusPlus | Tok::MinusMinus) =
            (&op, self.tok.kind)
        {
            op = self.postfix(*primary);
        }
        op
    }

    /// What may follow an operand.
    #[inline(never)]
    fn postfix(&mut self, mut op: Operand) -> Parsed<Operand> {
        loop {
            let token = self.tok;
            op = match token.kind {
                Tok::LBracket => {
                    self.bump();
                    let index = self.nested(Self::expression)?;
                    let close = self.expect_close(Tok::RBracket, token.span)?;
                    self.index(op, index, close.span)?
                }
                Tok::LParen => self.call(op)?,
                Tok::Dot | Tok::Arrow => {
                    self.bump();
                    let (name, at) = self.expect_ident("a member name")?;
                    self.member(op, name, at.span, token.kind == Tok::Arrow)?
                }
                Tok::PlusPlus | Tok::MinusMinus => {
                    self.bump();
                    self.inc_dec(op, token, token.kind == Tok::MinusMinus, true)?
                }
                _ => return Ok(op),
            };
        }
    }

    fn primary(&mut self) -> Parsed<Operand> {
        let Token { kind, span, loc } = self.tok;
        match kind {
            Tok::Int(value, suffix) => {
                self.bump();
                let ty = self.int_literal_type(value, suffix, span);
                Ok(self.value(ExprKind::Int(value as i64), ty, span, loc))
            }
            Tok::Float(value, suffix) => {
                self.bump();
                let ty = match suffix {
                    FloatSuffix::Single => TypeId::FLOAT,
                    FloatSuffix::Double => TypeId::DOUBLE,
                    FloatSuffix::Long => TypeId::LDOUBLE,
                };
                Ok(self.value(ExprKind::Float(value), ty, span, loc))
            }
            Tok::Char(value) => {
                self.bump();
                Ok(self.value(ExprKind::Int(i64::from(value)), TypeId::INT, span, loc))
            }
            Tok::Str(_) => {
                let (bytes, span) = self.string_literal();
                Ok(self.string_operand(bytes, span, loc))
            }
            Tok::Ident(name) => {
                self.bump();
                if self.at(Tok::LParen)
                    && let Some(builtin) = self.called_builtin(name, span)
                {
                    return self.builtin(builtin, Token { kind, span, loc });
                }
                self.identifier(name, span, loc)
            }
            Tok::Generic => self.generic(),
            Tok::LParen if self.peek() == Tok::LBrace => {
                let open = self.bump();
                self.statement_expression(open)
            }
            Tok::LParen => self.parenthesised(),
            _ if self.blame_macro() => self.nested(Self::primary),
            _ => Err(self.no_expression()),
        }
    }

    /// `(expression)`
    #[inline(never)]
    fn parenthesised(&mut self) -> Parsed<Operand> {
        let open = self.bump().span;
        let inner = self.nested(Self::expression)?;
        let close = self.expect_close(Tok::RParen, open)?;
        Ok(Operand { span: open.to(close.span), ..inner })
    }

    /// The built-in function of GNU C that a name means where it is called.
    fn called_builtin(&mut self, name: Name, span: Span) -> Option<&'a str> {
        let text = self.name(name);
        match text.strip_prefix("__builtin_") {
            Some(builtin) if self.scopes.lookup(name).is_none() => Some(builtin),
            _ => (text == "alloca" && self.is_alloca(name, span)).then_some(text),
        }
    }

    /// Is there a `[` without its `]` before this place, on the same line?
    fn is_bracket_open(&self, at: Span) -> bool {
        let Some(piece) = self.pp.map.piece(at.start) else { return false };
        let Some(line) = super::outline::before_on_line(piece.text, (at.start - piece.base) as usize) else {
            return false;
        };
        line.matches('[').count() > line.matches(']').count()
    }

    /// What can't begin an expression, with the cure for what is often meant.
    #[cold]
    #[inline(never)]
    fn no_expression(&mut self) -> Reported {
        if self.at(Tok::Bad) || self.stopped() {
            return Reported;
        }
        let (token, before) = (self.tok, self.prev);
        let found = self.describe(token);
        let error = Diagnostic::error("E0205", token.span, format!("expected an expression, found {found}"));
        let error = error.label("expected an expression");
        let both = before.span.to(token.span);
        if before.kind == Tok::Assign && token.kind == Tok::LBrace && self.is_bracket_open(before.span) {
            let error = Diagnostic::error("E0206", before.span, "expected `]`, found `=`");
            return self.report(error.suggest("close it with `]`", before.span.before(), "] "));
        }
        let adjacent = before.span.end == token.span.start && both.end <= crate::diag::map::VIRTUAL;
        let called = self.peek() == Tok::LParen;
        self.report(match (before.kind, token.kind) {
            (Tok::Lt, Tok::Gt) if adjacent => error.suggest("write `!=`", both, "!="),
            (Tok::Assign, Tok::Gt) if adjacent => error.suggest("write `>=`", both, ">="),
            (Tok::Assign, Tok::Lt) if adjacent => error.suggest("write `<=`", both, "<="),
            (Tok::Assign, Tok::Eof | Tok::Semi) => error.help("write the value behind the `=`"),
            (Tok::Assign, Tok::LBrace) => {
                error.help("a list in braces is possible where a variable is declared: assign the elements one by one")
            }
            (_, kind) if called && self.starts_type(kind) => {
                error.help("to convert a value put parentheses around the type: `(int)x`")
            }
            (Tok::LBracket, Tok::RBracket) => error.help("write the index between the brackets"),
            _ => error,
        })
    }

    /// Adjacent string literals, joined.
    #[inline(never)]
    pub(super) fn string_literal(&mut self) -> (Text, Span) {
        let mut span = self.tok.span;
        let mut joined: Option<Text> = None;
        while let Tok::Str(index) = self.tok.kind {
            let next = self.string_text(index).clone();
            let fits = match &mut joined {
                Some(text) => text.append(&next),
                None => {
                    joined = Some(next);
                    true
                }
            };
            if !fits {
                let error =
                    Diagnostic::error("E0446", self.tok.span, "string literals of different kinds can't be joined");
                self.report(error.secondary(span, "the first one").help("give both the same prefix"));
            }
            span = span.to(self.tok.span);
            self.bump();
        }
        (joined.unwrap_or(Text { bytes: Vec::new(), unit: Unit::Byte }), span)
    }

    /// The type of a string literal's elements.
    pub(super) fn unit_type(unit: Unit) -> TypeId {
        match unit {
            Unit::Byte => TypeId::CHAR,
            Unit::Utf16 => TypeId::USHORT,
            Unit::Utf32 => TypeId::UINT,
            Unit::Wide => TypeId::INT,
        }
    }

    /// A string literal as an array of `char`, or of what its prefix says.
    #[inline(never)]
    pub(super) fn string_operand(&mut self, text: Text, span: Span, loc: SrcLoc) -> Operand {
        if std::mem::take(&mut self.keep_string) {
            self.kept_string = Some(text.bytes.clone());
        }
        let len = text.bytes.len() as u32 / text.unit.size() + 1;
        let ty = self.types.array(Self::unit_type(text.unit), Some(len));
        let kind = if self.unevaluated > 0 {
            PlaceKind::Deref(self.int(0, TypeId::UINT, loc))
        } else if text.unit == Unit::Byte {
            PlaceKind::Global(self.string_symbol(text.bytes, span, loc))
        } else {
            PlaceKind::Global(self.wide_symbol(text, span, loc))
        };
        let place = self.place(kind, ty, loc);
        Operand { term: Term::Place(place), ty, span, loc }
    }

    /// The first type of C's list that the literal fits in.
    #[inline(never)]
    fn int_literal_type(&mut self, value: u64, suffix: IntSuffix, span: Span) -> TypeId {
        let fits = |bits: u32| value >> bits == 0;
        let signed_ok = !suffix.unsigned;
        let unsigned_ok = suffix.unsigned || !suffix.decimal;
        let candidates = [
            (0, TypeId::INT, TypeId::UINT, 32),
            (1, TypeId::LONG, TypeId::ULONG, 32),
            (2, TypeId::LLONG, TypeId::ULLONG, 64),
        ];
        for (longs, signed, unsigned, bits) in candidates {
            if suffix.longs > longs {
                continue;
            }
            if signed_ok && fits(bits - 1) {
                return signed;
            }
            if unsigned_ok && (bits == 64 || fits(bits)) {
                return unsigned;
            }
        }
        let warning = Diagnostic::warning("W0401", span, "integer literal is too large for `long long`");
        self.diags.push(warning.help("make it unsigned with the suffix `ull`"));
        TypeId::ULLONG
    }

    #[inline(never)]
    pub(super) fn identifier(&mut self, name: Name, span: Span, loc: SrcLoc) -> Parsed<Operand> {
        if self.param_lists > 0
            && let Some(index) = self.earlier.iter().rposition(|param| param.name == name)
        {
            return self.earlier_parameter(index, span, loc);
        }
        match self.scopes.lookup(name).map(|b| b.meaning) {
            Some(Meaning::Vla(local)) => Ok(self.variable_operand(local, span, loc)),
            Some(Meaning::Local(local)) => {
                let ty = self.f.locals[local.index()].ty;
                let place = self.place(PlaceKind::Local(local), ty, loc);
                if self.f.bare.binary_search_by_key(&local, |&(local, _)| local).is_ok() {
                    self.f.mentions.push((place, span));
                }
                Ok(Operand { term: Term::Place(place), ty, span, loc })
            }
            Some(Meaning::Global(global)) => Ok(self.global_operand(global, span, loc)),
            Some(Meaning::Builtin(index)) => {
                let global = self.builtin_global(index, name);
                Ok(self.global_operand(global, span, loc))
            }
            Some(Meaning::Enum(value, ty)) => Ok(self.value(ExprKind::Int(value), ty, span, loc)),
            Some(Meaning::Typedef(..)) => {
                let text = self.name(name);
                let error =
                    Diagnostic::error("E0414", span, format!("expected an expression, found the type `{text}`"));
                Err(self.report(error.help("a cast needs parentheses around the type")))
            }
            None => self.unknown_name(name, Token { kind: Tok::Ident(name), span, loc }),
        }
    }

    /// `__func__`: an array of its own in each function, which no string literal shares (C99 6.4.2.2).
    fn function_name(&mut self, span: Span, loc: SrcLoc) -> Operand {
        let mut bytes = self.f.name.map_or(Vec::new(), |f| self.name(f).as_bytes().to_vec());
        bytes.push(0);
        let size = bytes.len() as u32;
        let ty = self.types.array(TypeId::CHAR, Some(size));
        let kind = if self.unevaluated > 0 {
            PlaceKind::Deref(self.int(0, TypeId::UINT, loc))
        } else if let Some(symbol) = self.f.name_symbol {
            PlaceKind::Global(symbol)
        } else {
            let symbol = self.blob("func", size, 1, loc);
            self.define_data(symbol, size, bytes, Vec::new(), span);
            self.f.name_symbol = Some(symbol);
            PlaceKind::Global(symbol)
        };
        let place = self.place(kind, ty, loc);
        Operand { term: Term::Place(place), ty, span, loc }
    }

    /// An undeclared identifier.
    #[inline(never)]
    fn unknown_name(&mut self, name: Name, token: Token) -> Parsed<Operand> {
        let (span, loc) = (token.span, token.loc);
        let text = self.name(name);
        if matches!(text, "__func__" | "__FUNCTION__" | "__PRETTY_FUNCTION__") && self.f.name.is_some() {
            return Ok(self.function_name(span, loc));
        }
        if let Some(global) = self.library_function(name, span) {
            return Ok(self.global_operand(global, span, loc));
        }
        let call = self.at(Tok::LParen);
        if call && let Some(global) = self.implicit_function(name, span) {
            return Ok(self.global_operand(global, span, loc));
        }
        let what = if call { "function" } else { "name" };
        let error = Diagnostic::error("E0415", span, format!("cannot find {what} `{text}`")).label("not declared");
        if let Some((definition, takes_arguments)) = self.pp.unexpanded(name) {
            let error = error.secondary(definition, format!("the macro `{text}` is defined here"));
            self.report(if takes_arguments && !call {
                error.help(format!("it is used like a function: `{text}(...)`"))
            } else {
                error
                    .note(format!(
                        "inside its own expansion the macro `{text}` is not expanded again: macros can't be recursive"
                    ))
                    .help("write a function")
            });
            self.bind_unknown(name, span);
            return Ok(self.error_operand(span, loc));
        }
        if call && self.later(name).is_some() {
            // The help follows when its declaration is met.
            self.undeclared.insert(name, span);
            self.report(error.help(format!("declare it before its first use, with its types: `int {text}(...);`")));
            self.bind_unknown(name, span);
            return Ok(self.error_operand(span, loc));
        }
        if let Some(reported) = self.scope_operator(token) {
            return Err(reported);
        }
        if let Some(not) = self.word_not(name, token)? {
            return Ok(not);
        }
        let error = match self.f.locals.iter().rev().find(|local| local.name == Some(name)) {
            Some(local) => {
                let line = local.loc.line;
                self.report(
                    error
                        .note(format!("a `{text}` is declared in line {line}, in a block that ends before this place"))
                        .help("declare it before that block"),
                );
                self.bind_unknown(name, span);
                return Ok(self.error_operand(span, loc));
            }
            None => error,
        };
        let header = self.header_of(text).map(str::to_owned);
        let similar = self.similar_name(text).map(str::to_owned).or_else(|| self.similar_of_library(text));
        let error = match (header, similar) {
            (Some(header), _) => {
                if self.already_wanted(&header, true) {
                    self.bind_unknown(name, span);
                    return Ok(self.error_operand(span, loc));
                }
                self.add_include(error, &header)
            }
            (None, Some(similar)) => error.suggest(format!("did you mean `{similar}`?"), span, similar),
            (None, None) => {
                if let Some(reported) = self.foreign_name(name, span) {
                    if super::foreign::is_value(text) {
                        self.bind_unknown(name, span);
                        return Ok(self.error_operand(span, loc));
                    }
                    return Err(reported);
                }
                if call {
                    self.undeclared.insert(name, span);
                    error.help(format!(
                        "declare it before its first use, with its types: `int {text}(...);`; or is it misspelt?"
                    ))
                } else if self.at(Tok::Assign) {
                    error.suggest("declare it with its type, such as `int`", span.before(), "int ")
                } else {
                    error.help(format!("declare it before its first use, with its type: `int {text};`"))
                }
            }
        };
        self.report(error);
        // Declared as an error from now on, so that the same name is reported once.
        self.bind_unknown(name, span);
        Ok(self.error_operand(span, loc))
    }

    /// The place or function that a global names.
    pub(super) fn global_operand(&mut self, global: super::scope::GlobalId, span: Span, loc: SrcLoc) -> Operand {
        let ty = self.statics.global(global).ty;
        if matches!(self.types.kind(ty), TypeKind::Function(_)) {
            return Operand { term: Term::Function(global), ty, span, loc };
        }
        if ty == TypeId::ERROR {
            return self.error_operand(span, loc);
        }
        self.last_global = Some(global);
        let symbol = self.use_global(global);
        let place = self.place(PlaceKind::Global(symbol), ty, loc);
        Operand { term: Term::Place(place), ty, span, loc }
    }
}
