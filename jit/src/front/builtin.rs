//! GNU C's built-in functions (`__builtin_...`), as the GCC manual describes them.

use super::fold::{self, Constant};
use super::operand::{Operand, Term};
use super::parser::{Parsed, Parser, Reported};
use super::token::{Tok, Token};
use super::tree::{BinaryOp, Checked, ExprId, ExprKind, Intrinsic, PlaceKind, UnaryOp};
use super::types::TypeId;
use crate::diag::{Diagnostic, Span};

/// A function of one operand: what it computes, the operand's type (`void` stands for any floating type) and the
/// result's.
fn intrinsic(name: &str) -> Option<(Intrinsic, TypeId, TypeId)> {
    let unsigned = |width: &str| match width {
        "" => Some(TypeId::UINT),
        "l" => Some(TypeId::ULONG),
        "ll" => Some(TypeId::ULLONG),
        _ => None,
    };
    let signed = |width: &str| match width {
        "" => Some(TypeId::INT),
        "l" => Some(TypeId::LONG),
        "ll" => Some(TypeId::LLONG),
        _ => None,
    };
    let counts = [
        ("clz", Intrinsic::Clz),
        ("ctz", Intrinsic::Ctz),
        ("popcount", Intrinsic::Popcount),
        ("parity", Intrinsic::Parity),
        ("ffs", Intrinsic::Ffs),
        ("clrsb", Intrinsic::Clrsb),
    ];
    for (prefix, what) in counts {
        if let Some(width) = name.strip_prefix(prefix) {
            let is_signed = matches!(what, Intrinsic::Ffs | Intrinsic::Clrsb);
            let ty = if is_signed { signed(width)? } else { unsigned(width)? };
            return Some((what, ty, TypeId::INT));
        }
    }
    let float = |what, ty| Some((what, ty, ty));
    let class = |what| Some((what, TypeId::VOID, TypeId::INT));
    match name {
        "bswap16" => Some((Intrinsic::Bswap, TypeId::USHORT, TypeId::USHORT)),
        "bswap32" => Some((Intrinsic::Bswap, TypeId::UINT, TypeId::UINT)),
        "bswap64" => Some((Intrinsic::Bswap, TypeId::ULLONG, TypeId::ULLONG)),
        "sqrt" => float(Intrinsic::Sqrt, TypeId::DOUBLE),
        "sqrtl" => float(Intrinsic::Sqrt, TypeId::LDOUBLE),
        "sqrtf" => float(Intrinsic::Sqrt, TypeId::FLOAT),
        "fabs" => float(Intrinsic::Fabs, TypeId::DOUBLE),
        "fabsl" => float(Intrinsic::Fabs, TypeId::LDOUBLE),
        "fabsf" => float(Intrinsic::Fabs, TypeId::FLOAT),
        "isnan" | "isnanf" | "isnanl" => class(Intrinsic::IsNan),
        "isinf" | "isinff" | "isinfl" => class(Intrinsic::IsInf),
        "isinf_sign" => class(Intrinsic::InfSign),
        "isfinite" | "finite" | "finitef" | "finitel" => class(Intrinsic::IsFinite),
        "isnormal" => class(Intrinsic::IsNormal),
        "signbit" | "signbitf" | "signbitl" => class(Intrinsic::SignBit),
        _ => None,
    }
}

/// `add_overflow`, `saddl_overflow` and the like: the operation, and the operands' type if the name says it.
fn overflow(name: &str) -> Option<(BinaryOp, Option<TypeId>)> {
    let name = name.strip_suffix("_overflow")?;
    let operation = |name: &str| match name {
        "add" => Some(BinaryOp::Add),
        "sub" => Some(BinaryOp::Sub),
        "mul" => Some(BinaryOp::Mul),
        _ => None,
    };
    if let Some(op) = operation(name) {
        return Some((op, None));
    }
    let (types, rest) = match name.strip_prefix('s') {
        Some(rest) => ([TypeId::INT, TypeId::LONG, TypeId::LLONG], rest),
        None => ([TypeId::UINT, TypeId::ULONG, TypeId::ULLONG], name.strip_prefix('u')?),
    };
    let (op, width) = rest.split_at_checked(3)?;
    Some((operation(op)?, Some(*types.get(width.len()).filter(|_| width.bytes().all(|b| b == b'l'))?)))
}

/// The value of such a function for a constant.
fn fold_intrinsic(what: Intrinsic, value: Constant, ty: TypeId, size: u32) -> Option<Constant> {
    let bits = size * 8;
    Some(match value {
        Constant::Int(v) => {
            let v = v as u64 & (u64::MAX >> (64 - bits));
            let count = match what {
                Intrinsic::Clz => v.leading_zeros() + bits - 64,
                Intrinsic::Ctz => v.trailing_zeros().min(bits),
                Intrinsic::Popcount => v.count_ones(),
                Intrinsic::Parity => v.count_ones() & 1,
                Intrinsic::Ffs if v == 0 => 0,
                Intrinsic::Ffs => v.trailing_zeros() + 1,
                Intrinsic::Clrsb => {
                    let v = (v << (64 - bits)) as i64;
                    ((v ^ (v >> 63)).leading_zeros()).min(bits) - 1
                }
                Intrinsic::Bswap => return Some(Constant::Int((v.swap_bytes() >> (64 - bits)) as i64)),
                _ => return None,
            };
            Constant::Int(i64::from(count))
        }
        Constant::Float(v) => {
            let least = if ty == TypeId::FLOAT { f64::from(f32::MIN_POSITIVE) } else { f64::MIN_POSITIVE };
            let answer = match what {
                Intrinsic::Fabs => return Some(Constant::Float(v.abs())),
                Intrinsic::Sqrt if v.is_nan() || v < 0.0 => return None,
                // A root of an `f32`, rounded to `f64` and then to `f32`, is correctly rounded (Figueroa, 1995).
                Intrinsic::Sqrt if ty == TypeId::FLOAT => return Some(Constant::Float(f64::from(v.sqrt() as f32))),
                Intrinsic::Sqrt => return Some(Constant::Float(v.sqrt())),
                Intrinsic::IsNan => v.is_nan(),
                Intrinsic::IsInf => v.is_infinite(),
                Intrinsic::InfSign if v == f64::NEG_INFINITY => return Some(Constant::Int(-1)),
                Intrinsic::InfSign => v.is_infinite(),
                Intrinsic::IsFinite => v.is_finite(),
                Intrinsic::IsNormal => v.is_finite() && v.abs() >= least,
                Intrinsic::SignBit => v.is_sign_negative(),
                _ => return None,
            };
            Constant::Int(i64::from(answer))
        }
    })
}

impl<'a> Parser<'a> {
    /// `__builtin_name ( ... )`; the current token is the parenthesis.
    #[inline(never)]
    pub(super) fn builtin(&mut self, name: &'a str, token: Token) -> Parsed<Operand> {
        if let Some((what, from, to)) = intrinsic(name) {
            let [arg] = self.builtin_args(name)?;
            return self.intrinsic(what, arg, from, to, token);
        }
        if let Some((op, ty)) = overflow(name) {
            return self.checked_arithmetic(name, op, ty, token);
        }
        match name {
            "va_start"
            | "va_arg"
            | "va_end"
            | "va_copy"
            | "offsetof"
            | "types_compatible_p"
            | "choose_expr"
            | "constant_p"
            | "classify_type"
            | "object_size"
            | "dynamic_object_size" => {
                let open = self.bump().span;
                self.nested(|p| p.special_builtin(name, token, open))
            }
            "expect" => {
                let [value, expected] = self.builtin_args(name)?;
                self.expect_value(value, &[expected], token)
            }
            "expect_with_probability" => {
                let [value, expected, probability] = self.builtin_args(name)?;
                self.expect_value(value, &[expected, probability], token)
            }
            "unreachable" | "trap" => {
                let [] = self.builtin_args(name)?;
                Ok(self.value(ExprKind::Trap, TypeId::VOID, token.span.to(self.prev.span), token.loc))
            }
            "inf" | "huge_val" | "infl" | "huge_vall" | "inff" | "huge_valf" => {
                let [] = self.builtin_args(name)?;
                Ok(self.float_constant(f64::INFINITY, name.ends_with('f') && name != "inf", token))
            }
            "nan" | "nanl" | "nanf" => {
                let [payload] = self.builtin_args(name)?;
                self.rvalue(payload);
                Ok(self.float_constant(f64::NAN, name == "nanf", token))
            }
            "isunordered" | "islessgreater" | "isless" | "islessequal" | "isgreater" | "isgreaterequal" => {
                let [a, b] = self.builtin_args(name)?;
                self.ordering(name, a, b, token)
            }
            "fpclassify" => {
                let args = self.builtin_args(name)?;
                self.classify(args, token)
            }
            "prefetch" => {
                let args = self.builtin_list()?;
                let start = self.int(0, TypeId::INT, token.loc);
                let all = args.into_iter().fold(start, |before, arg| {
                    let effect = self.discard(arg);
                    self.expr(ExprKind::Comma(before, effect), TypeId::VOID, token.loc)
                });
                Ok(self.value(ExprKind::Convert(all), TypeId::VOID, token.span.to(self.prev.span), token.loc))
            }
            "assume_aligned" => {
                let args = self.builtin_list()?;
                let Some(&pointer) = args.first() else { return Err(self.wrong_builtin_count(name, 2, 0, token.span)) };
                let ty = self.types.pointer(TypeId::VOID);
                let id = self.coerce(pointer, ty, &"argument")?;
                Ok(self.value(ExprKind::Convert(id), ty, token.span.to(self.prev.span), token.loc))
            }
            "alloca" => {
                let [size] = self.builtin_args(name)?;
                self.alloca(size, token)
            }
            "return_address" | "frame_address" | "extract_return_addr" | "frob_return_address" => {
                let [arg] = self.builtin_args(name)?;
                self.frame_builtin(name, arg, token)
            }
            "setjmp" => self.builtin_setjmp(token),
            "longjmp" => self.builtin_longjmp(token),
            _ => self.library_builtin(name, token),
        }
    }

    /// What is known by another name as a library function.
    fn library_builtin(&mut self, name: &'a str, token: Token) -> Parsed<Operand> {
        let plain = self.names.intern(name);
        if let Some(global) = self.statics.find(plain) {
            return Ok(self.global_operand(global, token.span, token.loc));
        }
        // By this name a program asks for the library's function, whatever headers it has included.
        if self.scopes.lookup(plain).is_none()
            && let Some(global) = self.declare_of_library(plain)
        {
            return Ok(self.global_operand(global, token.span, token.loc));
        }
        if self.scopes.lookup(plain).is_some() {
            return self.identifier(plain, token.span, token.loc);
        }
        let error = Diagnostic::error("E0402", token.span, format!("unknown built-in function `__builtin_{name}`"));
        Err(self.report(error))
    }

    /// Those that have types among their arguments, or arguments that are not evaluated. The parenthesis is read.
    fn special_builtin(&mut self, name: &str, token: Token, open: Span) -> Parsed<Operand> {
        match name {
            "va_start" => self.va_start(token, open),
            "va_arg" => self.va_arg(token, open),
            "va_end" => self.va_end(token, open),
            "va_copy" => self.va_copy(token, open),
            "offsetof" => self.offset_of(token, open),
            "types_compatible_p" => {
                let left = self.type_name()?;
                self.expect(Tok::Comma)?;
                let right = self.type_name()?;
                let same = self.compatible(left, right);
                self.builtin_constant(i64::from(same), TypeId::INT, token, open)
            }
            "choose_expr" => self.choose(token, open),
            "classify_type" => {
                let op = self.unevaluated_expr()?;
                let class = self.type_class(op);
                self.builtin_constant(class, TypeId::INT, token, open)
            }
            "constant_p" => {
                let op = self.unevaluated_expr()?;
                let op = self.rvalue(op);
                let known = match op.term {
                    Term::Value(id) => self.is_known(id),
                    _ => false,
                };
                self.builtin_constant(i64::from(known), TypeId::INT, token, open)
            }
            _ => {
                self.unevaluated_expr()?;
                self.expect(Tok::Comma)?;
                let (kind, _, _) = self.constant_int("kind of size")?;
                // Nothing is known about any object.
                let size = if kind & 2 == 0 { u32::MAX } else { 0 };
                self.builtin_constant(i64::from(size), TypeId::UINT, token, open)
            }
        }
    }

    fn builtin_constant(&mut self, value: i64, ty: TypeId, token: Token, open: Span) -> Parsed<Operand> {
        let close = self.expect_close(Tok::RParen, open)?;
        Ok(self.value(ExprKind::Int(value), ty, token.span.to(close.span), token.loc))
    }

    fn unevaluated_expr(&mut self) -> Parsed<Operand> {
        self.unevaluated += 1;
        let op = self.assignment_expr();
        self.unevaluated -= 1;
        op
    }

    /// A number, or the address of a string literal.
    fn is_known(&self, id: ExprId) -> bool {
        let kind = &self.f.expr(id).kind;
        if fold::constant(kind).is_some() {
            return true;
        }
        // Where nothing is evaluated a literal has no symbol and stands at address 0.
        let ExprKind::AddrOf(place) = *kind else { return false };
        let PlaceKind::Deref(address) = self.f.place(place).kind else { return false };
        matches!(self.f.expr(address).kind, ExprKind::Int(0))
    }

    fn choose(&mut self, token: Token, open: Span) -> Parsed<Operand> {
        let (cond, _, _) = self.constant_int("condition")?;
        self.expect(Tok::Comma)?;
        let then = if cond != 0 { self.assignment_expr()? } else { self.unevaluated_expr()? };
        self.expect(Tok::Comma)?;
        let els = if cond != 0 { self.unevaluated_expr()? } else { self.assignment_expr()? };
        let close = self.expect_close(Tok::RParen, open)?;
        let chosen = if cond != 0 { then } else { els };
        Ok(Operand { span: token.span.to(close.span), ..chosen })
    }

    /// `offsetof(type, member.member[index])`
    fn offset_of(&mut self, token: Token, open: Span) -> Parsed<Operand> {
        let start = self.tok.span;
        let ty = self.type_name()?;
        let at = start.to(self.prev.span);
        self.expect(Tok::Comma)?;
        if !self.types.is_record(ty) || !self.is_complete(ty) {
            if self.types.is_record(ty) {
                return Err(self.incomplete(ty, at));
            }
            let shown = self.show(ty);
            return Err(self.error("E0403", at, format!("`offsetof` needs a struct or union, found `{shown}`")));
        }
        // A place at address 0: where its parts are is their offset.
        let zero = self.int(0, TypeId::UINT, token.loc);
        let place = self.place(PlaceKind::Deref(zero), ty, token.loc);
        let mut op = Operand { term: Term::Place(place), ty, span: at, loc: token.loc };
        let (name, member) = self.expect_ident("a member name")?;
        op = self.member(op, name, member.span, false)?;
        loop {
            let next = self.tok;
            match next.kind {
                Tok::Dot => {
                    self.bump();
                    let (name, member) = self.expect_ident("a member name")?;
                    op = self.member(op, name, member.span, false)?;
                }
                Tok::LBracket => {
                    self.bump();
                    let index = self.nested(Self::expression)?;
                    let close = self.expect_close(Tok::RBracket, next.span)?;
                    op = self.index(op, index, close.span)?;
                }
                _ => break,
            }
        }
        let close = self.expect_close(Tok::RParen, open)?;
        let address = self.address_of(op, token)?;
        let (id, _) = self.scalar(address)?;
        let span = token.span.to(close.span);
        let node = match self.constant_value(id) {
            Some(super::constant::Value::Number(Constant::Int(offset))) => ExprKind::Int(offset),
            _ => ExprKind::Convert(id),
        };
        Ok(self.value(node, TypeId::UINT, span, token.loc))
    }

    /// `( arguments )`
    fn builtin_list(&mut self) -> Parsed<Vec<Operand>> {
        let open = self.bump();
        let mut args = Vec::new();
        if !self.at(Tok::RParen) {
            loop {
                args.push(self.nested(Self::assignment_expr)?);
                if !self.eat(Tok::Comma) {
                    break;
                }
            }
        }
        self.expect_close(Tok::RParen, open.span)?;
        if args.iter().any(Operand::is_error) {
            return Err(Reported);
        }
        Ok(args)
    }

    /// So many arguments.
    pub(super) fn builtin_args<const N: usize>(&mut self, name: &str) -> Parsed<[Operand; N]> {
        let start = self.prev.span;
        let args = self.builtin_list()?;
        let count = args.len();
        args.try_into().map_err(|_| self.wrong_builtin_count(name, N, count, start))
    }

    fn wrong_builtin_count(&mut self, name: &str, wanted: usize, found: usize, start: Span) -> Reported {
        let plural = if wanted == 1 { "" } else { "s" };
        let message = format!("`__builtin_{name}` takes {wanted} argument{plural}, found {found}");
        self.error("E0404", start.to(self.prev.span), message)
    }

    fn intrinsic(&mut self, what: Intrinsic, arg: Operand, from: TypeId, to: TypeId, token: Token) -> Parsed<Operand> {
        let (id, ty) = self.scalar(arg)?;
        let (fits, from) = match from {
            TypeId::VOID => (self.types.is_float(ty), ty),
            from => (self.types.is_arithmetic(ty), from),
        };
        if !fits {
            let shown = self.show(ty);
            let error =
                Diagnostic::error("E0405", arg.span, format!("this built-in function is not defined for `{shown}`"));
            return Err(self.report(error));
        }
        let id = self.convert(id, from);
        let constant = fold::constant(&self.f.expr(id).kind);
        let size = self.types.size(from);
        let node = match constant.and_then(|c| fold_intrinsic(what, c, from, size)) {
            Some(constant) => constant.kind(),
            None => ExprKind::Intrinsic(what, id),
        };
        Ok(self.value(node, to, token.span.to(self.prev.span), token.loc))
    }

    fn checked_arithmetic(
        &mut self,
        name: &str,
        op: BinaryOp,
        operands: Option<TypeId>,
        token: Token,
    ) -> Parsed<Operand> {
        let [left, right, result] = self.builtin_args(name)?;
        let (mut a, mut a_ty) = self.scalar(left)?;
        let (mut b, mut b_ty) = self.scalar(right)?;
        let (pointer, ptr_ty) = self.scalar(result)?;
        if let (Some(ty), true, true) = (operands, self.types.is_arithmetic(a_ty), self.types.is_arithmetic(b_ty)) {
            (a, b) = (self.convert(a, ty), self.convert(b, ty));
            (a_ty, b_ty) = (ty, ty);
        }
        let to = self.types.pointee(ptr_ty).filter(|&t| self.types.is_integer(t) && !t.is_const());
        let integers = self.types.is_integer(a_ty) && self.types.is_integer(b_ty);
        let (Some(to), true) = (to, integers) else {
            let span = token.span.to(self.prev.span);
            let message = format!("`__builtin_{name}` needs two integers and a pointer to one");
            return Err(self.error("E0406", span, message));
        };
        let place = self.place(PlaceKind::Deref(pointer), to, token.loc);
        let node = ExprKind::Checked(Box::new(Checked { op, left: a, right: b, place }));
        Ok(self.value(node, TypeId::BOOL, token.span.to(self.prev.span), token.loc))
    }

    /// The value; what is expected of it is evaluated if it is not constant.
    fn expect_value(&mut self, value: Operand, others: &[Operand], token: Token) -> Parsed<Operand> {
        let (id, ty) = self.scalar(value)?;
        if !self.types.is_scalar(ty) {
            return Err(self.error("E0407", value.span, "expected a value, found `void`"));
        }
        let mut id = if self.types.is_pointer(ty) { id } else { self.convert(id, TypeId::LONG) };
        for &other in others {
            let (effect, _) = self.scalar(other)?;
            if fold::constant(&self.f.expr(effect).kind).is_none() {
                let ty = self.f.expr(id).ty;
                id = self.expr(ExprKind::Comma(effect, id), ty, token.loc);
            }
        }
        let ty = self.f.expr(id).ty;
        Ok(Operand { term: Term::Value(id), ty, span: token.span.to(self.prev.span), loc: token.loc })
    }

    fn float_constant(&mut self, value: f64, single: bool, token: Token) -> Operand {
        let ty = if single { TypeId::FLOAT } else { TypeId::DOUBLE };
        self.value(ExprKind::Float(value), ty, token.span.to(self.prev.span), token.loc)
    }

    /// The expression stored in a variable of its own, and that variable's value.
    fn keep(&mut self, id: ExprId, token: Token) -> Parsed<(ExprId, PlaceKind)> {
        let ty = self.f.expr(id).ty;
        let local = PlaceKind::Local(self.new_local(None, ty, token.span, token.loc)?);
        let place = self.place(local, ty, token.loc);
        Ok((self.expr(ExprKind::Assign { place, value: id }, ty, token.loc), local))
    }

    fn kept(&mut self, kind: PlaceKind, ty: TypeId, token: Token) -> ExprId {
        let place = self.place(kind, ty, token.loc);
        self.expr(ExprKind::Load(place), ty, token.loc)
    }

    /// `isless` and its kin: the operators, since nothing here observes the exceptions that they would raise.
    fn ordering(&mut self, name: &str, a: Operand, b: Operand, token: Token) -> Parsed<Operand> {
        let span = token.span.to(self.prev.span);
        let ((a, a_ty), (b, b_ty)) = (self.scalar(a)?, self.scalar(b)?);
        let ty = self.common_type(a_ty, b_ty);
        if !self.types.is_float(ty) || !self.types.is_arithmetic(a_ty) || !self.types.is_arithmetic(b_ty) {
            return Err(self.error("E0408", span, format!("`__builtin_{name}` needs floating operands")));
        }
        let (a, b) = (self.convert(a, ty), self.convert(b, ty));
        let op = match name {
            "isless" => BinaryOp::Lt,
            "islessequal" => BinaryOp::Le,
            "isgreater" => BinaryOp::Gt,
            "isgreaterequal" => BinaryOp::Ge,
            _ => {
                let ((set_a, a), (set_b, b)) = (self.keep(a, token)?, self.keep(b, token)?);
                let set = self.expr(ExprKind::Comma(set_a, set_b), ty, token.loc);
                let (x, y) = (self.kept(a, ty, token), self.kept(b, ty, token));
                let (left, right) = if name == "isunordered" {
                    (ExprKind::Intrinsic(Intrinsic::IsNan, x), ExprKind::Intrinsic(Intrinsic::IsNan, y))
                } else {
                    (ExprKind::Binary(BinaryOp::Lt, x, y), ExprKind::Binary(BinaryOp::Gt, x, y))
                };
                let left = self.expr(left, TypeId::INT, token.loc);
                let right = self.expr(right, TypeId::INT, token.loc);
                let either = self.expr(ExprKind::Binary(BinaryOp::Or, left, right), TypeId::INT, token.loc);
                return Ok(self.value(ExprKind::Comma(set, either), TypeId::INT, span, token.loc));
            }
        };
        Ok(self.value(ExprKind::Binary(op, a, b), TypeId::INT, span, token.loc))
    }

    /// `fpclassify(nan, infinite, normal, subnormal, zero, x)`
    fn classify(&mut self, args: [Operand; 6], token: Token) -> Parsed<Operand> {
        let mut answers = [ExprId(0); 5];
        for (answer, &arg) in answers.iter_mut().zip(&args) {
            *answer = self.coerce(arg, TypeId::INT, &"argument")?;
        }
        let [nan, infinite, normal, subnormal, zero] = answers;
        let (x, ty) = self.scalar(args[5])?;
        if !self.types.is_float(ty) {
            return Err(self.error("E0409", args[5].span, "`__builtin_fpclassify` needs a floating operand"));
        }
        let (set, x) = self.keep(x, token)?;
        let test = |p: &mut Self, what| {
            let x = p.kept(x, ty, token);
            p.expr(ExprKind::Intrinsic(what, x), TypeId::INT, token.loc)
        };
        let (is_nan, is_infinite) = (test(self, Intrinsic::IsNan), test(self, Intrinsic::IsInf));
        let is_normal = test(self, Intrinsic::IsNormal);
        let value = self.kept(x, ty, token);
        let is_zero = self.expr(ExprKind::Unary(UnaryOp::Not, value), TypeId::INT, token.loc);
        let mut answer = subnormal;
        for (cond, then) in [(is_zero, zero), (is_infinite, infinite), (is_nan, nan), (is_normal, normal)] {
            answer = self.expr(ExprKind::Cond(cond, then, answer), TypeId::INT, token.loc);
        }
        let span = token.span.to(self.prev.span);
        Ok(self.value(ExprKind::Comma(set, answer), TypeId::INT, span, token.loc))
    }
}
