//! The expressions of `#if` (C99 6.10.1p4): everything has the width of `intmax_t`, identifiers are 0.

use super::Pp;
use super::token::PpToken;
use crate::diag::{Diagnostic, Span};
use crate::front::limits;
use crate::front::token::Tok;

/// A value: 64 bits, signed or not.
#[derive(Debug, Clone, Copy)]
struct Value {
    bits: u64,
    unsigned: bool,
}

impl Value {
    fn truth(value: bool) -> Self {
        Self { bits: u64::from(value), unsigned: false }
    }
}

/// The error has been reported.
struct Broken;

type Result = std::result::Result<Value, Broken>;

/// An expression while it is evaluated.
struct Evaluation<'e, 'p, 'a> {
    pp: &'e mut Pp<'p, 'a>,
    tokens: &'e [PpToken<'a>],
    at: usize,
    /// Where the directive is.
    directive: Span,
    nesting: u32,
    /// Operands of `&&`, `||` and `?:` that don't matter: division by zero is allowed there.
    dead: u32,
}

/// How tightly a binary operator binds; 0 if it is none.
fn precedence(kind: Tok) -> u8 {
    match kind {
        Tok::Star | Tok::Slash | Tok::Percent => 10,
        Tok::Plus | Tok::Minus => 9,
        Tok::Shl | Tok::Shr => 8,
        Tok::Lt | Tok::Gt | Tok::Le | Tok::Ge => 7,
        Tok::EqEq | Tok::NotEq => 6,
        Tok::Amp => 5,
        Tok::Caret => 4,
        Tok::Pipe => 3,
        Tok::AmpAmp => 2,
        Tok::PipePipe => 1,
        _ => 0,
    }
}

impl<'a> Pp<'_, 'a> {
    /// The truth of an expression whose macros are expanded; false if it is broken.
    pub(super) fn evaluate(&mut self, tokens: &[PpToken<'a>], what: &str, directive: Span) -> bool {
        if self.s.gave_up {
            return false;
        }
        if tokens.is_empty() {
            let error = Diagnostic::error("E0626", directive, format!("`#{what}` without an expression"));
            self.diags.push(error.label("expected an expression behind this"));
            return false;
        }
        let mut e = Evaluation { pp: self, tokens, at: 0, directive, nesting: 0, dead: 0 };
        let Ok(value) = e.ternary() else { return false };
        if let Some(extra) = e.peek() {
            e.unexpected(&extra);
            return false;
        }
        value.bits != 0
    }
}

impl<'a> Evaluation<'_, '_, 'a> {
    fn peek(&self) -> Option<PpToken<'a>> {
        self.tokens.get(self.at).copied()
    }

    fn eat(&mut self, kind: Tok) -> bool {
        let found = self.peek().is_some_and(|t| t.is(kind));
        self.at += usize::from(found);
        found
    }

    fn span(&mut self, token: &PpToken<'a>) -> Span {
        self.pp.s.map.span(token.place)
    }

    fn broken(&mut self, diagnostic: Diagnostic) -> Broken {
        self.pp.diags.push(diagnostic);
        Broken
    }

    /// Something that can't follow.
    fn unexpected(&mut self, token: &PpToken<'a>) -> Broken {
        let span = self.span(token);
        let shown: String = token.text.chars().take(40).collect();
        let mut error = Diagnostic::error("E0627", span, format!("unexpected `{shown}` in the expression"));
        if token.is(Tok::Assign) {
            error = error.help("to compare write `==`");
        } else if token.is(Tok::LParen)
            && let Some(before) = self.at.checked_sub(1).and_then(|i| self.tokens.get(i))
            && matches!(before.kind, Tok::Ident(_))
        {
            error = error.note(format!("`{}` is not the name of a macro, so it is the number 0 here", before.text));
        } else {
            error = error.label("expected an operator or the end of the line");
        }
        self.broken(error)
    }

    fn enter(&mut self) -> std::result::Result<(), Broken> {
        self.nesting += 1;
        if self.nesting <= limits::IF_NESTING {
            return Ok(());
        }
        let error = Diagnostic::error("E0900", self.directive, "the expression is nested too deeply");
        Err(self.broken(error.note(format!("the limit is {} levels", limits::IF_NESTING))))
    }

    fn ternary(&mut self) -> Result {
        self.enter()?;
        let condition = self.binary(1)?;
        let value = if self.eat(Tok::Question) {
            let holds = condition.bits != 0;
            self.dead += u32::from(!holds);
            let yes = self.ternary()?;
            self.dead -= u32::from(!holds);
            if !self.eat(Tok::Colon) {
                let error = Diagnostic::error("E0628", self.directive, "`?` without `:` in the expression");
                return Err(self.broken(error));
            }
            self.dead += u32::from(holds);
            let no = self.ternary()?;
            self.dead -= u32::from(holds);
            Value { bits: if holds { yes.bits } else { no.bits }, unsigned: yes.unsigned || no.unsigned }
        } else {
            condition
        };
        self.nesting -= 1;
        Ok(value)
    }

    fn binary(&mut self, lowest: u8) -> Result {
        self.enter()?;
        let mut left = self.unary()?;
        while let Some(operator) = self.peek() {
            let level = precedence(operator.kind);
            if level == 0 || level < lowest {
                break;
            }
            self.at += 1;
            let decided = match operator.kind {
                Tok::AmpAmp => left.bits == 0,
                Tok::PipePipe => left.bits != 0,
                _ => false,
            };
            self.dead += u32::from(decided);
            let right = self.binary(level + 1)?;
            self.dead -= u32::from(decided);
            left = self.apply(&operator, left, right)?;
        }
        self.nesting -= 1;
        Ok(left)
    }

    fn apply(&mut self, operator: &PpToken<'a>, left: Value, right: Value) -> Result {
        let (a, b, unsigned) = (left.bits, right.bits, left.unsigned || right.unsigned);
        let (sa, sb) = (a as i64, b as i64);
        let less = if unsigned { a < b } else { sa < sb };
        let bits = match operator.kind {
            Tok::Slash | Tok::Percent if b == 0 => {
                if self.dead > 0 {
                    return Ok(Value { bits: 0, unsigned });
                }
                let span = self.span(operator);
                return Err(self.broken(Diagnostic::error("E0629", span, "division by zero in the expression")));
            }
            Tok::Slash if unsigned => a / b,
            Tok::Slash => sa.wrapping_div(sb) as u64,
            Tok::Percent if unsigned => a % b,
            Tok::Percent => sa.wrapping_rem(sb) as u64,
            Tok::Star => a.wrapping_mul(b),
            Tok::Plus => a.wrapping_add(b),
            Tok::Minus => a.wrapping_sub(b),
            Tok::Amp => a & b,
            Tok::Caret => a ^ b,
            Tok::Pipe => a | b,
            Tok::Shl | Tok::Shr => return Ok(shift(operator.kind == Tok::Shl, left, right)),
            Tok::Lt => return Ok(Value::truth(less)),
            Tok::Ge => return Ok(Value::truth(!less)),
            Tok::Gt => return Ok(Value::truth(!less && a != b)),
            Tok::Le => return Ok(Value::truth(less || a == b)),
            Tok::EqEq => return Ok(Value::truth(a == b)),
            Tok::NotEq => return Ok(Value::truth(a != b)),
            Tok::AmpAmp => return Ok(Value::truth(a != 0 && b != 0)),
            _ => return Ok(Value::truth(a != 0 || b != 0)),
        };
        Ok(Value { bits, unsigned })
    }

    fn unary(&mut self) -> Result {
        let Some(token) = self.peek() else {
            let error = Diagnostic::error("E0630", self.directive, "the expression ends too early");
            let last = self.tokens.last().map(|t| t.place);
            let at = last.map(|place| self.pp.s.map.span(place).after());
            let error = at.map_or(error, |at| Diagnostic::error("E0630", at, "the expression ends too early"));
            return Err(self.broken(error.label("expected a number, a name or `(`")));
        };
        self.at += 1;
        let sign = |value: Value, bits: u64| Value { bits, ..value };
        match token.kind {
            Tok::Plus | Tok::Minus | Tok::Tilde | Tok::Bang => {
                self.enter()?;
                let value = self.unary()?;
                self.nesting -= 1;
                Ok(match token.kind {
                    Tok::Minus => sign(value, value.bits.wrapping_neg()),
                    Tok::Tilde => sign(value, !value.bits),
                    Tok::Bang => Value::truth(value.bits == 0),
                    _ => value,
                })
            }
            Tok::LParen => {
                let mut value = self.ternary()?;
                // C allows it only where it isn't evaluated, common compilers everywhere.
                while self.eat(Tok::Comma) {
                    value = self.ternary()?;
                }
                if !self.eat(Tok::RParen) {
                    let span = self.span(&token);
                    let error = Diagnostic::error("E0631", span, "`)` is missing in the expression");
                    return Err(self.broken(error.label("to close this")));
                }
                Ok(value)
            }
            Tok::Ident(_) => Ok(Value::truth(false)),
            Tok::PpNumber | Tok::PpChar => self.literal(&token),
            _ => {
                let span = self.span(&token);
                let shown: String = token.text.chars().take(40).collect();
                let error = Diagnostic::error("E0627", span, format!("unexpected `{shown}` in the expression"));
                let error = error.label("expected a number, a name or `(`");
                Err(self.broken(match token.kind {
                    Tok::PpString => error.note("a preprocessor expression can't compare strings"),
                    _ => error,
                }))
            }
        }
    }

    fn literal(&mut self, token: &PpToken<'a>) -> Result {
        let span = self.span(token);
        let errors = self.pp.diags.error_count();
        match self.pp.cooked(token, span) {
            _ if self.pp.diags.error_count() > errors => Err(Broken),
            Tok::Int(bits, suffix) => Ok(Value { bits, unsigned: suffix.unsigned || bits > i64::MAX as u64 }),
            Tok::Char(value) => Ok(Value { bits: i64::from(value) as u64, unsigned: false }),
            _ => {
                let error = Diagnostic::error("E0632", span, "floating literal in a preprocessor expression");
                Err(self.broken(error.help("only integers are possible here")))
            }
        }
    }
}

/// Shifts by any amount, as GCC does: by a negative one to the other side.
fn shift(left: bool, value: Value, by: Value) -> Value {
    let negative = !by.unsigned && (by.bits as i64) < 0;
    let amount = if negative { by.bits.wrapping_neg() } else { by.bits };
    let amount = u32::try_from(amount).unwrap_or(u32::MAX);
    let bits = if left != negative {
        value.bits.checked_shl(amount).unwrap_or(0)
    } else if value.unsigned {
        value.bits.checked_shr(amount).unwrap_or(0)
    } else {
        ((value.bits as i64) >> amount.min(63)) as u64
    };
    Value { bits, ..value }
}
