//! The macros that are there from the beginning.
//!
//! Those of the data model are what `gcc -m32 -msse2 -mfpmath=sse -malign-double -mlong-double-64 -dM -E` prints, but
//! for `wchar_t`, which is `int`. `__GNUC__` is not among them on purpose: code that asks for it goes on to use inline
//! assembly and GCC's own headers, while code that does without it is what C99 says.

use super::Pp;
use super::macros::{Dynamic, Kind, Macro, MacroId, is_plain};
use crate::diag::{Diagnostics, Span};
use crate::front::token::{Name, Tok};

/// Macros that are computed where they are used.
const DYNAMIC: &[(&str, Dynamic)] = &[
    ("_Pragma", Dynamic::Pragma),
    ("__BASE_FILE__", Dynamic::BaseFile),
    ("__COUNTER__", Dynamic::Counter),
    ("__DATE__", Dynamic::Date),
    ("__FILE__", Dynamic::File),
    ("__INCLUDE_LEVEL__", Dynamic::IncludeLevel),
    ("__LINE__", Dynamic::Line),
    ("__TIME__", Dynamic::Time),
];

/// All others, sorted by name.
const CONSTANT: &[(&str, &str)] = &[
    ("_ILP32", "1"),
    ("__BIGGEST_ALIGNMENT__", "8"),
    ("__BYTE_ORDER__", "__ORDER_LITTLE_ENDIAN__"),
    ("__CHAR16_TYPE__", "short unsigned int"),
    ("__CHAR32_TYPE__", "unsigned int"),
    ("__CHAR_BIT__", "8"),
    ("__DBL_DENORM_MIN__", "((double)4.94065645841246544176568792868221372e-324L)"),
    ("__DBL_DIG__", "15"),
    ("__DBL_EPSILON__", "((double)2.22044604925031308084726333618164062e-16L)"),
    ("__DBL_HAS_DENORM__", "1"),
    ("__DBL_HAS_INFINITY__", "1"),
    ("__DBL_HAS_QUIET_NAN__", "1"),
    ("__DBL_MANT_DIG__", "53"),
    ("__DBL_MAX_10_EXP__", "308"),
    ("__DBL_MAX_EXP__", "1024"),
    ("__DBL_MAX__", "((double)1.79769313486231570814527423731704357e+308L)"),
    ("__DBL_MIN_10_EXP__", "(-307)"),
    ("__DBL_MIN_EXP__", "(-1021)"),
    ("__DBL_MIN__", "((double)2.22507385850720138309023271733240406e-308L)"),
    ("__FLOAT_WORD_ORDER__", "__ORDER_LITTLE_ENDIAN__"),
    ("__FLT_DENORM_MIN__", "1.40129846432481707092372958328991613e-45F"),
    ("__FLT_DIG__", "6"),
    ("__FLT_EPSILON__", "1.19209289550781250000000000000000000e-7F"),
    ("__FLT_EVAL_METHOD__", "0"),
    ("__FLT_HAS_DENORM__", "1"),
    ("__FLT_HAS_INFINITY__", "1"),
    ("__FLT_HAS_QUIET_NAN__", "1"),
    ("__FLT_MANT_DIG__", "24"),
    ("__FLT_MAX_10_EXP__", "38"),
    ("__FLT_MAX_EXP__", "128"),
    ("__FLT_MAX__", "3.40282346638528859811704183484516925e+38F"),
    ("__FLT_MIN_10_EXP__", "(-37)"),
    ("__FLT_MIN_EXP__", "(-125)"),
    ("__FLT_MIN__", "1.17549435082228750796873653722224568e-38F"),
    ("__FLT_RADIX__", "2"),
    ("__ILP32__", "1"),
    ("__INT16_MAX__", "0x7fff"),
    ("__INT16_TYPE__", "short int"),
    ("__INT32_MAX__", "0x7fffffff"),
    ("__INT32_TYPE__", "int"),
    ("__INT64_MAX__", "0x7fffffffffffffffLL"),
    ("__INT64_TYPE__", "long long int"),
    ("__INT8_MAX__", "0x7f"),
    ("__INT8_TYPE__", "signed char"),
    ("__INTMAX_MAX__", "0x7fffffffffffffffLL"),
    ("__INTMAX_TYPE__", "long long int"),
    ("__INTMAX_WIDTH__", "64"),
    ("__INTPTR_MAX__", "0x7fffffff"),
    ("__INTPTR_TYPE__", "int"),
    ("__INTPTR_WIDTH__", "32"),
    ("__INT_FAST16_MAX__", "0x7fffffff"),
    ("__INT_FAST16_TYPE__", "int"),
    ("__INT_FAST16_WIDTH__", "32"),
    ("__INT_FAST32_MAX__", "0x7fffffff"),
    ("__INT_FAST32_TYPE__", "int"),
    ("__INT_FAST32_WIDTH__", "32"),
    ("__INT_FAST64_MAX__", "0x7fffffffffffffffLL"),
    ("__INT_FAST64_TYPE__", "long long int"),
    ("__INT_FAST64_WIDTH__", "64"),
    ("__INT_FAST8_MAX__", "0x7f"),
    ("__INT_FAST8_TYPE__", "signed char"),
    ("__INT_FAST8_WIDTH__", "8"),
    ("__INT_LEAST16_MAX__", "0x7fff"),
    ("__INT_LEAST16_TYPE__", "short int"),
    ("__INT_LEAST16_WIDTH__", "16"),
    ("__INT_LEAST32_MAX__", "0x7fffffff"),
    ("__INT_LEAST32_TYPE__", "int"),
    ("__INT_LEAST32_WIDTH__", "32"),
    ("__INT_LEAST64_MAX__", "0x7fffffffffffffffLL"),
    ("__INT_LEAST64_TYPE__", "long long int"),
    ("__INT_LEAST64_WIDTH__", "64"),
    ("__INT_LEAST8_MAX__", "0x7f"),
    ("__INT_LEAST8_TYPE__", "signed char"),
    ("__INT_LEAST8_WIDTH__", "8"),
    ("__INT_MAX__", "0x7fffffff"),
    ("__INT_WIDTH__", "32"),
    ("__LDBL_DENORM_MIN__", "4.94065645841246544176568792868221372e-324L"),
    ("__LDBL_DIG__", "15"),
    ("__LDBL_EPSILON__", "2.22044604925031308084726333618164062e-16L"),
    ("__LDBL_HAS_DENORM__", "1"),
    ("__LDBL_HAS_INFINITY__", "1"),
    ("__LDBL_HAS_QUIET_NAN__", "1"),
    ("__LDBL_MANT_DIG__", "53"),
    ("__LDBL_MAX_10_EXP__", "308"),
    ("__LDBL_MAX_EXP__", "1024"),
    ("__LDBL_MAX__", "1.79769313486231570814527423731704357e+308L"),
    ("__LDBL_MIN_10_EXP__", "(-307)"),
    ("__LDBL_MIN_EXP__", "(-1021)"),
    ("__LDBL_MIN__", "2.22507385850720138309023271733240406e-308L"),
    ("__LONG_LONG_MAX__", "0x7fffffffffffffffLL"),
    ("__LONG_LONG_WIDTH__", "64"),
    ("__LONG_MAX__", "0x7fffffffL"),
    ("__LONG_WIDTH__", "32"),
    ("__ORDER_BIG_ENDIAN__", "4321"),
    ("__ORDER_LITTLE_ENDIAN__", "1234"),
    ("__ORDER_PDP_ENDIAN__", "3412"),
    ("__PLUGVISOR__", "1"),
    ("__PTRDIFF_MAX__", "0x7fffffff"),
    ("__PTRDIFF_TYPE__", "int"),
    ("__PTRDIFF_WIDTH__", "32"),
    ("__SCHAR_MAX__", "0x7f"),
    ("__SCHAR_WIDTH__", "8"),
    ("__SHRT_MAX__", "0x7fff"),
    ("__SHRT_WIDTH__", "16"),
    ("__SIG_ATOMIC_MAX__", "0x7fffffff"),
    ("__SIG_ATOMIC_MIN__", "(-__SIG_ATOMIC_MAX__ - 1)"),
    ("__SIG_ATOMIC_TYPE__", "int"),
    ("__SIG_ATOMIC_WIDTH__", "32"),
    ("__SIZEOF_DOUBLE__", "8"),
    ("__SIZEOF_FLOAT__", "4"),
    ("__SIZEOF_INT__", "4"),
    ("__SIZEOF_LONG_DOUBLE__", "8"),
    ("__SIZEOF_LONG_LONG__", "8"),
    ("__SIZEOF_LONG__", "4"),
    ("__SIZEOF_POINTER__", "4"),
    ("__SIZEOF_PTRDIFF_T__", "4"),
    ("__SIZEOF_SHORT__", "2"),
    ("__SIZEOF_SIZE_T__", "4"),
    ("__SIZEOF_WCHAR_T__", "4"),
    ("__SIZEOF_WINT_T__", "4"),
    ("__SIZE_MAX__", "0xffffffffU"),
    ("__SIZE_TYPE__", "unsigned int"),
    ("__SIZE_WIDTH__", "32"),
    ("__STDC_HOSTED__", "1"),
    ("__STDC_NO_ATOMICS__", "1"),
    ("__STDC_NO_COMPLEX__", "1"),
    ("__STDC_NO_THREADS__", "1"),
    ("__STDC_NO_VLA__", "1"),
    ("__STDC_VERSION__", "199901L"),
    ("__STDC__", "1"),
    ("__UINT16_MAX__", "0xffff"),
    ("__UINT16_TYPE__", "short unsigned int"),
    ("__UINT32_MAX__", "0xffffffffU"),
    ("__UINT32_TYPE__", "unsigned int"),
    ("__UINT64_MAX__", "0xffffffffffffffffULL"),
    ("__UINT64_TYPE__", "long long unsigned int"),
    ("__UINT8_MAX__", "0xff"),
    ("__UINT8_TYPE__", "unsigned char"),
    ("__UINTMAX_MAX__", "0xffffffffffffffffULL"),
    ("__UINTMAX_TYPE__", "long long unsigned int"),
    ("__UINTPTR_MAX__", "0xffffffffU"),
    ("__UINTPTR_TYPE__", "unsigned int"),
    ("__UINT_FAST16_MAX__", "0xffffffffU"),
    ("__UINT_FAST16_TYPE__", "unsigned int"),
    ("__UINT_FAST32_MAX__", "0xffffffffU"),
    ("__UINT_FAST32_TYPE__", "unsigned int"),
    ("__UINT_FAST64_MAX__", "0xffffffffffffffffULL"),
    ("__UINT_FAST64_TYPE__", "long long unsigned int"),
    ("__UINT_FAST8_MAX__", "0xff"),
    ("__UINT_FAST8_TYPE__", "unsigned char"),
    ("__UINT_LEAST16_MAX__", "0xffff"),
    ("__UINT_LEAST16_TYPE__", "short unsigned int"),
    ("__UINT_LEAST32_MAX__", "0xffffffffU"),
    ("__UINT_LEAST32_TYPE__", "unsigned int"),
    ("__UINT_LEAST64_MAX__", "0xffffffffffffffffULL"),
    ("__UINT_LEAST64_TYPE__", "long long unsigned int"),
    ("__UINT_LEAST8_MAX__", "0xff"),
    ("__UINT_LEAST8_TYPE__", "unsigned char"),
    ("__WCHAR_MAX__", "0x7fffffff"),
    ("__WCHAR_MIN__", "(-__WCHAR_MAX__ - 1)"),
    ("__WCHAR_TYPE__", "int"),
    ("__WCHAR_WIDTH__", "32"),
    ("__WINT_MAX__", "0xffffffffU"),
    ("__WINT_TYPE__", "unsigned int"),
    ("__WINT_WIDTH__", "32"),
];

/// Is it the name of a macro that needs no definition?
pub(crate) fn is_predefined(name: &str) -> bool {
    constant(name).is_some() || dynamic(name).is_some()
}

fn constant(name: &str) -> Option<&'static str> {
    CONSTANT.binary_search_by(|(known, _)| (*known).cmp(name)).ok().map(|i| CONSTANT[i].1)
}

fn dynamic(name: &str) -> Option<Dynamic> {
    DYNAMIC.binary_search_by(|(known, _)| (*known).cmp(name)).ok().map(|i| DYNAMIC[i].1)
}

impl<'a> Pp<'_, 'a> {
    /// Enters a predefined macro into the table, now that it is used.
    pub(super) fn predefine(&mut self, name: Name) -> Option<MacroId> {
        let text = self.names.text(name);
        let (kind, body) = match dynamic(text) {
            Some(what) => (Kind::Dynamic(what), Vec::new()),
            None => (Kind::Object, self.tokens_of(constant(text)?)),
        };
        let body = Self::plain_body(body);
        let plain = is_plain(&body);
        let at = Span::default();
        Some(self.s.macros.define(Macro { name, kind, body, plain, at, predefined: true, active: false }))
    }

    fn tokens_of(&mut self, text: &'static str) -> Vec<super::token::PpToken<'a>> {
        let (names, mut silent) = (&mut *self.names, Diagnostics::new());
        self.s.lexer.within(text, 0, |lexer| {
            let mut tokens = Vec::new();
            loop {
                let token = lexer.raw(names, &mut silent);
                if matches!(token.kind, Tok::Eof | Tok::LineEnd) {
                    return tokens;
                }
                tokens.push(token);
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(CONSTANT.is_sorted_by(|a, b| a.0 < b.0));
        assert!(DYNAMIC.is_sorted_by(|a, b| a.0 < b.0));
    }
}
