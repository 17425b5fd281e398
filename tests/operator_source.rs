//! Generates the operator matrix: C source that applies every operator to every pair of arithmetic types.
//!
//! Each operator becomes one unit with one exported function per left type, `void op_left(unsigned *out)`, that
//! writes one hash for each right type. The same text is compiled by the plugin compiler and by the C compiler of
//! the machine. What C leaves undefined (division by zero, shifts beyond the width, conversions out of range) is
//! guarded in the source itself; signed overflow wraps in plugins, so the C compiler is asked to wrap too.

use std::fmt::Write;

/// An arithmetic type of the data model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Type {
    /// As C spells it.
    pub name: &'static str,
    /// For identifiers.
    pub id: &'static str,
    rank: u32,
    size: u32,
    signed: bool,
    float: bool,
    values: &'static [&'static str],
}

const fn int(name: &'static str, id: &'static str, rank: u32, signed: bool, values: &'static [&'static str]) -> Type {
    let size = [1, 1, 2, 4, 4, 8][rank as usize];
    Type { name, id, rank, size, signed, float: false, values }
}

const INT_VALUES: &[&str] = &["0", "1", "-1", "2", "31", "-7", "65537", "2147483647", "(-2147483647-1)"];
const UINT_VALUES: &[&str] = &["0u", "1u", "2u", "31u", "255u", "65536u", "2147483648u", "4294967295u"];

/// All of them.
pub const TYPES: [Type; 14] = [
    int("_Bool", "bool", 0, false, &["0", "1"]),
    int("char", "char", 1, true, &["0", "1", "-1", "2", "7", "-7", "127", "-128"]),
    int("unsigned char", "uchar", 1, false, &["0", "1", "2", "7", "127", "128", "255"]),
    int("short", "short", 2, true, &["0", "1", "-1", "15", "-100", "32767", "-32768"]),
    int("unsigned short", "ushort", 2, false, &["0", "1", "2", "15", "32768", "65535"]),
    int("int", "int", 3, true, INT_VALUES),
    int("unsigned", "uint", 3, false, UINT_VALUES),
    int("long", "long", 4, true, INT_VALUES),
    int("unsigned long", "ulong", 4, false, UINT_VALUES),
    int(
        "long long",
        "llong",
        5,
        true,
        &[
            "0",
            "1",
            "-1",
            "3",
            "63",
            "-1000000007",
            "4294967296ll",
            "9223372036854775807ll",
            "(-9223372036854775807ll-1)",
        ],
    ),
    int(
        "unsigned long long",
        "ullong",
        5,
        false,
        &["0", "1", "2", "63", "4294967295u", "4294967297ull", "9223372036854775808ull", "18446744073709551615ull"],
    ),
    int("signed char", "schar", 1, true, &["0", "1", "-1", "3", "100", "-128"]),
    Type {
        name: "float",
        id: "float",
        rank: 6,
        size: 4,
        signed: true,
        float: true,
        values: &[
            "0.0f",
            "-0.0f",
            "1.0f",
            "-1.5f",
            "3.14159274f",
            "16777217.0f",
            "1e-40f",
            "3.4e38f",
            "-2147483648.0f",
            "1e300",
        ],
    },
    Type {
        name: "double",
        id: "double",
        rank: 7,
        size: 8,
        signed: true,
        float: true,
        values: &[
            "0.0",
            "-0.0",
            "1.0",
            "-2.5",
            "0.1",
            "9007199254740993.0",
            "1e-310",
            "1.7e308",
            "4294967295.5",
            "1e300*1e300",
        ],
    },
];

impl Type {
    /// Whether it is an integer type.
    #[must_use]
    pub const fn is_int(&self) -> bool {
        !self.float
    }

    fn promoted(self) -> Self {
        if self.float || self.rank >= 3 { self } else { TYPES[5] }
    }

    /// The usual arithmetic conversions of C99 6.3.1.8 for this data model.
    fn common(self, other: Self) -> Self {
        if self.float || other.float {
            return if self.rank >= other.rank { self } else { other };
        }
        let (a, b) = (self.promoted(), other.promoted());
        let (low, high) = if a.rank <= b.rank { (a, b) } else { (b, a) };
        if low.signed == high.signed || !high.signed || high.size > low.size {
            return if !low.signed && low.rank == high.rank { low } else { high };
        }
        // The signed type has the higher rank but can't hold the unsigned one: its unsigned counterpart.
        *TYPES.iter().find(|t| t.rank == high.rank && !t.signed && !t.float).unwrap_or(&high)
    }

    fn minimum(self) -> &'static str {
        if self.size == 8 { "(-9223372036854775807ll-1)" } else { "(-2147483647-1)" }
    }

    /// Bounds, as doubles, between which a conversion to this integer type is defined (both exclusive).
    fn bounds(self) -> (&'static str, &'static str) {
        match (self.size, self.signed) {
            (1, true) => ("-129.0", "128.0"),
            (1, false) => ("-1.0", "256.0"),
            (2, true) => ("-32769.0", "32768.0"),
            (2, false) => ("-1.0", "65536.0"),
            (4, true) => ("-2147483649.0", "2147483648.0"),
            (4, false) => ("-1.0", "4294967296.0"),
            (_, true) => ("-9223372036854775809.0", "9223372036854775808.0"),
            (_, false) => ("-1.0", "18446744073709551616.0"),
        }
    }

    /// Condition under which `expr`, of a float type, may be converted to this type.
    fn accepts(self, expr: &str) -> String {
        if self.float || self.rank == 0 {
            return "1".into();
        }
        let (low, high) = self.bounds();
        // -9223372036854775809.0 is not a double; the type's minimum itself is.
        let compare = if self.size == 8 && self.signed { ">=" } else { ">" };
        let low = if self.size == 8 && self.signed { "-9223372036854775808.0" } else { low };
        format!("({expr} {compare} {low} && {expr} < {high})")
    }
}

/// What is done with the two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// `a op b`
    Binary,
    /// `x = a, x op= b, x`
    Assign,
    /// `op a`, once for each right type's values too (they are added).
    Prefix,
    /// `x = a, x op, x` and the expression's own value.
    Step,
    /// `(right type)a`
    Cast,
}

/// An operator with its name and shape.
#[derive(Debug, Clone, Copy)]
pub struct Operator {
    /// For identifiers.
    pub id: &'static str,
    token: &'static str,
    shape: Shape,
    ints_only: bool,
}

const fn op(id: &'static str, token: &'static str, shape: Shape, ints_only: bool) -> Operator {
    Operator { id, token, shape, ints_only }
}

/// All of them.
pub const OPERATORS: [Operator; 39] = [
    op("add", "+", Shape::Binary, false),
    op("sub", "-", Shape::Binary, false),
    op("mul", "*", Shape::Binary, false),
    op("div", "/", Shape::Binary, false),
    op("rem", "%", Shape::Binary, true),
    op("shl", "<<", Shape::Binary, true),
    op("shr", ">>", Shape::Binary, true),
    op("and", "&", Shape::Binary, true),
    op("or", "|", Shape::Binary, true),
    op("xor", "^", Shape::Binary, true),
    op("lt", "<", Shape::Binary, false),
    op("gt", ">", Shape::Binary, false),
    op("le", "<=", Shape::Binary, false),
    op("ge", ">=", Shape::Binary, false),
    op("eq", "==", Shape::Binary, false),
    op("ne", "!=", Shape::Binary, false),
    op("land", "&&", Shape::Binary, false),
    op("lor", "||", Shape::Binary, false),
    op("comma", ",", Shape::Binary, false),
    op("cond", "? a :", Shape::Binary, false),
    op("assign", "", Shape::Assign, false),
    op("add_to", "+", Shape::Assign, false),
    op("sub_to", "-", Shape::Assign, false),
    op("mul_to", "*", Shape::Assign, false),
    op("div_to", "/", Shape::Assign, false),
    op("rem_to", "%", Shape::Assign, true),
    op("shl_to", "<<", Shape::Assign, true),
    op("shr_to", ">>", Shape::Assign, true),
    op("and_to", "&", Shape::Assign, true),
    op("or_to", "|", Shape::Assign, true),
    op("xor_to", "^", Shape::Assign, true),
    op("plus", "+", Shape::Prefix, false),
    op("minus", "-", Shape::Prefix, false),
    op("not", "!", Shape::Prefix, false),
    op("complement", "~", Shape::Prefix, true),
    op("pre_inc", "++x", Shape::Step, false),
    op("pre_dec", "--x", Shape::Step, false),
    op("post_inc", "x++", Shape::Step, false),
    op("post_dec", "x--", Shape::Step, false),
];

/// Casts, which are an operator of their own.
pub const CAST: Operator = op("cast", "", Shape::Cast, false);

impl Operator {
    /// Name of the function for a left type.
    #[must_use]
    pub fn function(&self, left: &Type) -> String {
        format!("{}_{}", self.id, left.id)
    }

    /// Whether it applies to the pair at all.
    #[must_use]
    pub fn applies(&self, left: &Type, right: &Type) -> bool {
        !(self.ints_only && (left.float || right.float))
    }

    fn result(&self, left: Type, right: Type) -> Type {
        match (self.shape, self.id) {
            (Shape::Cast, _) | (Shape::Binary, "comma") => right,
            (Shape::Assign | Shape::Step, _) => left,
            (_, "lt" | "gt" | "le" | "ge" | "eq" | "ne" | "land" | "lor" | "not") => TYPES[5],
            (_, "shl" | "shr") | (Shape::Prefix, _) => left.promoted(),
            _ => left.common(right),
        }
    }

    /// The condition under which C defines the operation.
    fn guard(&self, left: Type, right: Type) -> String {
        let common = left.common(right);
        let mut parts = Vec::new();
        match self.token {
            "/" | "%" if !common.float => {
                parts.push("b != 0".to_string());
                if common.signed {
                    parts.push(format!("!(({0})a == {1} && ({0})b == -1)", common.name, common.minimum()));
                }
            }
            "<<" | ">>" => parts.push(format!("b >= 0 && b < {}", left.promoted().size * 8)),
            _ => {}
        }
        if self.shape == Shape::Assign && left.is_int() && right.float {
            let value = if self.token.is_empty() { "b".to_string() } else { format!("(a {} b)", self.token) };
            parts.push(left.accepts(&value));
        }
        if self.shape == Shape::Cast && left.float {
            parts.push(right.accepts("a"));
        }
        if parts.is_empty() { "1".into() } else { parts.join(" && ") }
    }

    fn compute(&self, left: Type, right: Type) -> String {
        let (token, result) = (self.token, self.result(left, right));
        match self.shape {
            Shape::Binary if self.id == "cond" => "r = (i & 1) ? a : b;".into(),
            Shape::Binary => format!("r = (a {token} b);"),
            Shape::Assign => format!("{} x = a; x {token}= b; r = x;", left.name),
            Shape::Prefix => format!("r = {token}a;"),
            Shape::Step => {
                format!("{0} x = a; {1} e = {token}; r = x; h = mix_{2}(h, e);", left.name, left.name, result.id)
            }
            Shape::Cast => format!("r = ({})a;", right.name),
        }
    }

    /// The source of the unit: `types` on both sides.
    #[must_use]
    pub fn source(&self, types: &[Type]) -> String {
        let mut out = String::from(PRELUDE);
        for ty in types {
            let _ = writeln!(out, "static {} v_{}[] = {{ {} }};", ty.name, ty.id, ty.values.join(", "));
            if ty.float {
                let word = if ty.size == 4 { "unsigned" } else { "unsigned long long" };
                let _ = writeln!(
                    out,
                    "static unsigned mix_{0}(unsigned h, {1} r) {{ union {{ {1} f; {2} u; }} p; if (r != r) return mix(h, 99); \
                     p.f = r; return mix(h, p.u); }}",
                    ty.id, ty.name, word
                );
            } else {
                let _ = writeln!(
                    out,
                    "static unsigned mix_{0}(unsigned h, {1} r) {{ return mix(h, (unsigned long long)r); }}",
                    ty.id, ty.name
                );
            }
        }
        for left in types {
            let _ = writeln!(out, "void {}(unsigned *out)\n{{\n    int i, j;", self.function(left));
            for (k, right) in types.iter().enumerate().filter(|(_, right)| self.applies(left, right)) {
                let result = self.result(*left, *right);
                let _ = writeln!(
                    out,
                    "    {{ unsigned h = 1;\n      for (i = 0; i < {}; i++) for (j = 0; j < {}; j++) {{\n        \
                     {} a = v_{}[i]; {} b = v_{}[j]; {} r;\n        if ({}) {{ {} h = mix_{}(h, r); }}\n      }}\n      \
                     out[{k}] = h; }}",
                    left.values.len(),
                    right.values.len(),
                    left.name,
                    left.id,
                    right.name,
                    right.id,
                    result.name,
                    self.guard(*left, *right),
                    self.compute(*left, *right),
                    result.id,
                );
            }
            out.push_str("}\n");
        }
        out
    }
}

/// FNV-1a over the eight bytes of each result, the low and the high half at a time.
const PRELUDE: &str = "\
static unsigned mix(unsigned h, unsigned long long r)
{
    h = (h ^ (unsigned)r) * 16777619u;
    return (h ^ (unsigned)(r >> 32)) * 16777619u;
}
";
