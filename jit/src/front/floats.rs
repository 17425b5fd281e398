//! Whether a file may have floating-point numbers formatted: what it costs to do that need not be linked if not.
//!
//! However a format is made and wherever it is kept, a conversion of `printf` takes a number that some call has passed
//! among its variable arguments. So the files that pass such numbers, or structs, which may hold some, are those that
//! count. So are those whose data has what looks like such a conversion, which may be printed by mistake, and those that
//! the host can call with variable arguments.

use super::tree::{Arg, ExprKind, Unit};
use guest_abi::Ty;
use linker::object::{Linkage, SymbolKind};

/// See above.
#[must_use]
pub fn may_format_floats(unit: &Unit) -> bool {
    let callable = unit.symbols.iter().any(|symbol| {
        symbol.linkage == Linkage::Export && matches!(&symbol.kind, SymbolKind::Function(f) if f.variadic)
    });
    let passed = unit.functions.iter().any(|f| {
        f.exprs.iter().any(|expr| {
            let ExprKind::Call(call) = &expr.kind else { return false };
            let variable = call.args.iter().skip(call.fixed as usize);
            call.variadic
                && variable.clone().any(|arg| match *arg {
                    Arg::Scalar(value) => {
                        unit.types.scalar(f.expr(value).ty).is_some_and(|ty| matches!(ty, Ty::F32 | Ty::F64))
                    }
                    Arg::Struct { .. } => true,
                })
        })
    });
    callable || passed || unit.data.iter().any(|item| has_conversion(&item.init))
}

/// Whether there is a conversion of a floating-point number in a text (C99 7.19.6.1), or something like one.
fn has_conversion(text: &[u8]) -> bool {
    let mut rest = text;
    while let Some(at) = rest.iter().position(|&byte| byte == b'%') {
        rest = &rest[at + 1..];
        let letter = rest.iter().find(|byte| !b"-+ #0'123456789*.$hlLqjzt".contains(byte));
        if letter.is_some_and(|letter| b"aAeEfFgG".contains(letter)) {
            return true;
        }
        // `%%` is none, nor the start of one.
        rest = rest.strip_prefix(b"%").unwrap_or(rest);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::front::tests::accept;

    #[test]
    fn conversions_are_found() {
        for text in ["%f", "x %5.2f", "%-+ #0*.*Lg", "%%%a", "%1$e", "%lE", "% free"] {
            assert!(has_conversion(text.as_bytes()), "{text}");
        }
        for text in ["", "%", "%d", "%%f", "100%% e", "%s%5d%lld%c", "f%", "%x%%%%g"] {
            assert!(!has_conversion(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn files_are_told_apart() {
        let declared = "int printf(const char *, ...); struct s { int i; };";
        let formats = |body: &str| may_format_floats(&accept(&format!("{declared}\n{body}")));
        assert!(!formats("int main(void) { double d = 1.5; return printf(\"%d %s\\n\", (int)d, \"x\"); }"));
        assert!(!formats("double f(double x) { return x; } int main(void) { return f(2.5); }"));
        assert!(!formats("static int log_(int n, ...) { return n; } int main(void) { return log_(1, 2LL); }"));
        assert!(formats("int f(const char *format, double x) { return printf(format, x); }"));
        assert!(formats("int f(const char *format, float x) { return printf(format, 1, x); }"));
        assert!(formats("int (*p)(const char *, ...) = printf; int f(void) { return p(\"x\", 1.0); }"));
        assert!(formats("int f(const char *format, struct s s) { return printf(format, s); }"));
        assert!(formats("char format[] = \"%g\"; int f(void) { return printf(format); }"));
        assert!(formats("int trace(int n, ...) { return n; }"));
    }
}
