//! Tokens.

use crate::diag::Span;
use linker::object::SrcLoc;

/// An interned identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Name(pub u32);

/// The type that an integer literal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct IntSuffix {
    pub unsigned: bool,
    /// Number of `l`s.
    pub longs: u8,
    /// Hexadecimal and octal literals may become unsigned without being told to.
    pub decimal: bool,
}

/// The type that a floating literal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FloatSuffix {
    Double,
    Single,
    Long,
}

/// A token with its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub kind: Tok,
    pub span: Span,
    pub loc: SrcLoc,
}

macro_rules! tokens {
    (keywords { $($kw:ident = $kw_text:literal,)* } aliases { $($alias:literal = $of:ident,)* } puncts { $($p:ident = $p_text:literal,)* }) => {
        /// What a token is.
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub(crate) enum Tok {
            /// End of the source text.
            Eof,
            /// A character that can't start a token; reported by the lexer.
            Bad,
            Ident(Name),
            Int(u64, IntSuffix),
            Float(f64, FloatSuffix),
            /// Character constant, an `int`.
            Char(i32),
            /// Index into the lexer's string table.
            Str(u32),
            /// An identifier or keyword that is the name of a macro. Never reaches the parser, as all that follow.
            Macro(Name),
            /// The `#` that begins a directive.
            Directive,
            /// The end of a directive's line.
            LineEnd,
            /// A number, string or character constant before its value is known.
            PpNumber,
            PpString,
            PpChar,
            /// `#` and `##` elsewhere.
            Hash,
            HashHash,
            /// A character that is no token of C, which matters only if it reaches the parser.
            Stray,
            /// What an empty argument leaves beside `##`.
            Placemarker,
            $($kw,)*
            $($p,)*
        }

        /// Keywords in the order in which they are interned, so that a name below their number is a keyword.
        pub(crate) const KEYWORDS: &[(&str, Tok)] = &[$(($kw_text, Tok::$kw),)* $(($alias, Tok::$of),)*];

        impl Tok {
            /// How it is spelt, for tokens that have one spelling.
            pub(crate) fn text(self) -> Option<&'static str> {
                match self {
                    $(Tok::$kw => Some($kw_text),)*
                    $(Tok::$p => Some($p_text),)*
                    _ => None,
                }
            }
        }
    };
}

tokens! {
    keywords {
        Auto = "auto", Break = "break", Case = "case", CharKw = "char", Const = "const", Continue = "continue",
        Default = "default", Do = "do", Double = "double", Else = "else", Enum = "enum", Extern = "extern",
        FloatKw = "float", For = "for", Goto = "goto", If = "if", Inline = "inline", IntKw = "int", Long = "long",
        Register = "register", Restrict = "restrict", Return = "return", Short = "short", Signed = "signed",
        Sizeof = "sizeof", Static = "static", Struct = "struct", Switch = "switch", Typedef = "typedef",
        Union = "union", Unsigned = "unsigned", Void = "void", Volatile = "volatile", While = "while",
        Bool = "_Bool", Complex = "_Complex", Imaginary = "_Imaginary", Alignas = "_Alignas", Alignof = "_Alignof",
        Generic = "_Generic", Noreturn = "_Noreturn", StaticAssert = "_Static_assert", ThreadLocal = "_Thread_local",
        Typeof = "typeof", Asm = "asm", Attribute = "__attribute__", Extension = "__extension__",
        LocalLabel = "__label__",
    }
    aliases {
        "__const" = Const, "__const__" = Const, "__volatile" = Volatile, "__volatile__" = Volatile,
        "__restrict" = Restrict, "__restrict__" = Restrict, "__signed" = Signed, "__signed__" = Signed,
        "__inline" = Inline, "__inline__" = Inline, "__typeof" = Typeof, "__typeof__" = Typeof,
        "__alignof" = Alignof, "__alignof__" = Alignof, "__asm" = Asm, "__asm__" = Asm,
        "__attribute" = Attribute, "__thread" = ThreadLocal, "__complex__" = Complex, "__complex" = Complex,
    }
    puncts {
        LBrace = "{", RBrace = "}", LParen = "(", RParen = ")", LBracket = "[", RBracket = "]", Semi = ";",
        Comma = ",", Dot = ".", Arrow = "->", Ellipsis = "...", Question = "?", Colon = ":", Plus = "+",
        Minus = "-", Star = "*", Slash = "/", Percent = "%", PlusPlus = "++", MinusMinus = "--", Amp = "&",
        Pipe = "|", Caret = "^", Tilde = "~", Bang = "!", AmpAmp = "&&", PipePipe = "||", Shl = "<<", Shr = ">>",
        Lt = "<", Gt = ">", Le = "<=", Ge = ">=", EqEq = "==", NotEq = "!=", Assign = "=", PlusAssign = "+=",
        MinusAssign = "-=", StarAssign = "*=", SlashAssign = "/=", PercentAssign = "%=", AmpAssign = "&=",
        PipeAssign = "|=", CaretAssign = "^=", ShlAssign = "<<=", ShrAssign = ">>=",
    }
}
