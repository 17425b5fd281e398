//! Calls.

use super::limits;
use super::operand::{Operand, Term};
use super::parser::{Parsed, Parser};
use super::token::Tok;
use super::tree::{Call, Callee, ExprId, ExprKind};
use super::types::{TypeId, TypeKind};
use crate::diag::{Diagnostic, Span};

impl Parser<'_> {
    /// `callee ( arguments )`; the current token is the parenthesis.
    pub(super) fn call(&mut self, callee: Operand) -> Parsed<Operand> {
        let open = self.bump();
        let mut args = Vec::new();
        if !self.at(Tok::RParen) {
            loop {
                let arg = self.nested(Self::assignment_expr)?;
                if args.len() == limits::PARAMS {
                    let message = format!("more than {} arguments", limits::PARAMS);
                    return Err(self.error(arg.span, message));
                }
                args.push(arg);
                if !self.eat(Tok::Comma) {
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
        let f = self.types.fn_type(f);
        let (result, variadic, prototype) = (f.result, f.variadic, f.prototype);
        let params = f.params.clone();
        let fits = if variadic { args.len() >= params.len() } else { args.len() == params.len() };
        // `f()` promises nothing; a pointer of such a type may be called with anything.
        if !fits && prototype {
            return Err(self.wrong_count(callee, params.len(), args.len(), variadic, (fn_ty, span)));
        }
        if !prototype {
            let args = self.promote_arguments(args)?;
            let (args, extra) = match callee.term {
                Term::Function(id) => self.old_style_arguments(id, args, (span, callee.loc))?,
                _ => (args, None),
            };
            let call = Call { callee: target, fixed: args.len() as u32, args, variadic: false };
            let call = self.value(ExprKind::Call(Box::new(call)), result, span, callee.loc);
            return match (extra, call.term) {
                (Some(extra), Term::Value(id)) => Ok(self.value(ExprKind::Comma(extra, id), result, span, callee.loc)),
                _ => Ok(call),
            };
        }
        let name = self.text(callee.span);
        let mut values = Vec::with_capacity(args.len());
        for (i, arg) in args.into_iter().enumerate() {
            values.push(match params.get(i) {
                Some(&ty) => {
                    let what =
                        if name.len() <= 40 { format!("argument {} of `{name}`", i + 1) } else { "argument".into() };
                    self.coerce_argument(arg, ty, what)
                }
                None => self.promote_argument(arg),
            });
        }
        // Every argument has been looked at, so that all that are wrong are reported.
        let args = values.into_iter().collect::<Parsed<Vec<ExprId>>>()?;
        let fixed = params.len().min(args.len()) as u32;
        let call = Call { callee: target, args, fixed, variadic };
        Ok(self.value(ExprKind::Call(Box::new(call)), result, span, callee.loc))
    }

    fn coerce_argument(&mut self, arg: Operand, ty: TypeId, what: String) -> Parsed<ExprId> {
        self.coerce(arg, ty, &what)
    }

    /// The default argument promotions.
    pub(super) fn promote_argument(&mut self, arg: Operand) -> Parsed<ExprId> {
        let (id, ty) = self.scalar(arg)?;
        if ty == TypeId::VOID {
            return Err(self.error(arg.span, "expected a value, found `void`"));
        }
        let ty = if ty == TypeId::FLOAT { TypeId::DOUBLE } else { self.promoted(ty) };
        Ok(self.convert(id, ty))
    }

    fn not_callable(&mut self, callee: Operand) -> super::parser::Reported {
        let shown = self.show(callee.ty);
        let error = Diagnostic::error(callee.span, format!("`{shown}` can't be called"));
        self.report(error.label("not a function and not a function pointer"))
    }

    fn wrong_count(
        &mut self,
        callee: Operand,
        wanted: usize,
        found: usize,
        variadic: bool,
        (ty, span): (TypeId, Span),
    ) -> super::parser::Reported {
        let least = if variadic { "at least " } else { "" };
        let plural = if wanted == 1 { "" } else { "s" };
        let message = format!("expected {least}{wanted} argument{plural}, found {found}");
        let shown = self.show(ty);
        let error = Diagnostic::error(span, message);
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
}
