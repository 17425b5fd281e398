//! Calls.

use super::format::formatted;
use super::limits;
use super::operand::{Operand, Term};
use super::parser::{Parsed, Parser, Reported};
use super::token::Tok;
use super::tree::{Arg, Call, Callee, ExprKind, PlaceId, PlaceKind};
use super::types::{TypeId, TypeKind};
use crate::diag::{Diagnostic, Span};
use linker::object::SrcLoc;
use std::fmt;

/// An argument, as messages call it.
struct Which<'t> {
    number: usize,
    callee: &'t str,
}

impl fmt::Display for Which<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self { number, callee } if callee.len() <= 40 => write!(f, "argument {number} of `{callee}`"),
            _ => f.write_str("argument"),
        }
    }
}

impl Parser<'_> {
    /// `callee ( arguments )`; the current token is the parenthesis.
    #[inline(never)]
    pub(super) fn call(&mut self, callee: Operand) -> Parsed<Operand> {
        let open = self.bump();
        let mut args = std::mem::take(&mut self.spare_arguments);
        let format = match callee.term {
            Term::Function(global) => self.statics.global(global).format.or_else(|| formatted(self.text(callee.span))),
            _ => None,
        };
        let mut text = None;
        if !self.at(Tok::RParen) {
            loop {
                let is_format =
                    format.is_some_and(|of| of.format == args.len()) && matches!(self.tok.kind, Tok::Str(_));
                self.keep_string = is_format;
                let arg = self.nested(Self::assignment_expr)?;
                if is_format && matches!(arg.term, Term::Place(_)) {
                    text = self.kept_string.take();
                }
                if args.len() == limits::PARAMS {
                    let message = format!("more than {} arguments", limits::PARAMS);
                    return Err(self.error("E0900", arg.span, message));
                }
                args.push(arg);
                if !self.eat(Tok::Comma) && !self.comma_is_missing() {
                    break;
                }
            }
        }
        let close = self.expect_close(Tok::RParen, open.span)?;
        let span = callee.span.to(close.span);
        if callee.is_error() {
            return Ok(self.error_operand(span, callee.loc));
        }
        let (target, fn_ty) = match callee.term {
            Term::Function(global) => (Callee::Direct(self.use_global(global)), callee.ty),
            _ => {
                let value = self.rvalue(callee);
                match (value.term, self.types.pointee(value.ty)) {
                    (Term::Value(id), Some(to)) => (Callee::Indirect(id), to),
                    _ => return Err(self.not_callable(callee)),
                }
            }
        };
        let TypeKind::Function(f) = self.types.kind(fn_ty) else { return Err(self.not_callable(callee)) };
        let signature = self.types.fn_type(f);
        let (result, variadic, prototype) = (signature.result, signature.variadic, signature.prototype);
        let wanted = signature.params.len();
        let fits = if variadic { args.len() >= wanted } else { args.len() == wanted };
        // `f()` promises nothing; a pointer of such a type may be called with anything.
        if !fits && prototype {
            let params = signature.params.clone();
            return Err(self.wrong_count(callee, &params, &args, variadic, (fn_ty, span)));
        }
        if !prototype {
            let args = self.promote_arguments(args)?;
            let (args, extra) = match callee.term {
                Term::Function(id) => self.old_style_arguments(id, args, (span, callee.loc))?,
                _ => (args, None),
            };
            let call = Call { callee: target, fixed: args.len() as u32, args, variadic: false, result: None };
            let call = self.call_node(call, result, span, callee.loc)?;
            return match (extra, call.term) {
                (Some(extra), Term::Value(id)) => Ok(self.value(ExprKind::Comma(extra, id), result, span, callee.loc)),
                _ => Ok(call),
            };
        }
        if let (Some(of), Some(text), true) = (format, text, variadic) {
            self.check_format(of, &text, &args);
        }
        let name = self.text(callee.span);
        if matches!(callee.term, Term::Function(_)) {
            self.check_sizes(name, &args);
        }
        let count = args.len();
        let mut values = Vec::with_capacity(count);
        for (i, &arg) in args.iter().enumerate() {
            let value = match self.types.fn_type(f).params.get(i) {
                Some(&ty) => {
                    let value = self.coerce_argument(arg, ty, &Which { number: i + 1, callee: name });
                    if value.is_err() {
                        self.show_callee(callee, arg.span);
                    }
                    value
                }
                None => self.promote_argument(arg),
            };
            values.extend(value);
        }
        args.clear();
        self.spare_arguments = args;
        // Every argument has been looked at, so that all that are wrong are reported.
        if values.len() < count {
            return Err(Reported);
        }
        let fixed = wanted.min(count) as u32;
        let call = Call { callee: target, args: values, fixed, variadic, result: None };
        self.call_node(call, result, span, callee.loc)
    }

    /// `f(a b)`: reported, and taken as `f(a, b)`.
    fn comma_is_missing(&mut self) -> bool {
        let operand =
            matches!(self.tok.kind, Tok::Ident(_) | Tok::Int(..) | Tok::Float(..) | Tok::Str(_) | Tok::Char(_));
        let missing = operand && self.tok.loc.line == self.prev.loc.line && !self.stopped();
        if missing {
            let (at, found) = (self.prev.span.after(), self.describe(self.tok));
            let error = Diagnostic::error("E0205", at, format!("expected `,` or `)`, found {found}"));
            self.report(error.suggest("separate the arguments with `,`", at, ","));
        }
        missing
    }

    /// The call; a struct result goes to a temporary.
    fn call_node(&mut self, mut call: Call, result: TypeId, span: Span, loc: SrcLoc) -> Parsed<Operand> {
        let copies = call.args.iter().map(|arg| match *arg {
            Arg::Struct { size, .. } => u64::from(size) + 8,
            Arg::Scalar(_) => 0,
        });
        self.grow_arguments(copies.sum(), span)?;
        if !self.types.is_record(result) {
            return Ok(self.value(ExprKind::Call(Box::new(call)), result, span, loc));
        }
        if !self.is_complete(result) {
            return Err(self.incomplete(result, span));
        }
        let temporary = self.new_local(None, result, span, loc)?;
        self.f.locals[temporary.index()].address_taken = true;
        call.result = Some(self.place(PlaceKind::Local(temporary), result, loc));
        let ptr = self.types.pointer(result);
        let address = self.expr(ExprKind::Call(Box::new(call)), ptr, loc);
        Ok(self.struct_at(address, result, span, loc))
    }

    fn coerce_argument(&mut self, arg: Operand, ty: TypeId, what: &dyn fmt::Display) -> Parsed<Arg> {
        if !self.types.is_record(ty) {
            return self.coerce(arg, ty, what).map(Arg::Scalar);
        }
        if arg.is_error() {
            return Err(Reported);
        }
        let src = self.coerce_struct(arg, ty, what)?;
        Ok(self.struct_argument(src, ty))
    }

    fn struct_argument(&mut self, src: PlaceId, ty: TypeId) -> Arg {
        self.f.take_address(src);
        Arg::Struct { src, size: self.types.size(ty) }
    }

    /// The default argument promotions.
    pub(super) fn promote_argument(&mut self, arg: Operand) -> Parsed<Arg> {
        if let Term::Place(src) = arg.term
            && self.types.is_record(arg.ty)
        {
            return Ok(self.struct_argument(src, arg.ty));
        }
        let (id, ty) = self.scalar(arg)?;
        if ty == TypeId::VOID {
            return Err(self.error("E0407", arg.span, "expected a value, found `void`"));
        }
        let ty = if ty == TypeId::FLOAT { TypeId::DOUBLE } else { self.promoted(ty) };
        Ok(Arg::Scalar(self.convert(id, ty)))
    }

    fn not_callable(&mut self, callee: Operand) -> super::parser::Reported {
        let shown = self.show(callee.ty);
        let error = Diagnostic::error("E0410", callee.span, format!("`{shown}` can't be called"));
        self.report(error.label("not a function and not a function pointer"))
    }

    fn wrong_count(
        &mut self,
        callee: Operand,
        params: &[TypeId],
        args: &[Operand],
        variadic: bool,
        (ty, span): (TypeId, Span),
    ) -> super::parser::Reported {
        let (wanted, found) = (params.len(), args.len());
        let least = if variadic { "at least " } else { "" };
        let plural = if wanted == 1 { "" } else { "s" };
        let message = format!("expected {least}{wanted} argument{plural}, found {found}");
        let shown = self.show(ty);
        let at = args.get(wanted).map_or(span, |first| first.span.to(args.last().map_or(first.span, |last| last.span)));
        let error = Diagnostic::error("E0411", at, message);
        let error = match params.get(found) {
            Some(&ty) if found < wanted => {
                let missing = self.show(ty);
                let more = if wanted - found > 1 { " and what follows it" } else { "" };
                error.label(format!("argument {} of type `{missing}`{more} is missing", found + 1))
            }
            _ => error.label("unexpected"),
        };
        let declared = match callee.term {
            Term::Function(global) => Some(self.statics.global(global).span).filter(|s| *s != Span::default()),
            _ => None,
        };
        let error = match declared {
            Some(at) => error.secondary(at, "declared here"),
            None => error,
        };
        self.report(error.note(format!("its type is `{shown}`")))
    }

    /// Shows the declaration of a function beside what is wrong with an argument.
    fn show_callee(&mut self, callee: Operand, arg: Span) {
        let Term::Function(global) = callee.term else { return };
        let (at, name) = (self.statics.global(global).span, self.statics.global(global).name);
        let label = format!("`{}` is declared here", self.name(name));
        if at != Span::default()
            && let Some(error) = self.diags.latest_about(arg)
            && matches!(error.code, "E0436" | "W0421")
        {
            error.secondary.push(crate::diag::Label { span: at, text: label });
        }
    }
}
