//! The functions that are examined, and the C text that makes one table of them.

use std::fmt::Write as _;

/// How right a result has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// Within a unit in the last place.
    Close,
    /// To the bit.
    Exact,
}

/// A function of `double`, or its namesake of `float`.
#[derive(Debug, Clone)]
pub struct Case {
    /// As in C.
    pub name: String,
    /// The call, of `x` and `y`.
    pub call: String,
    /// Whether it is one of `float`.
    pub float: bool,
    /// How right it has to be.
    pub right: Right,
    /// Arguments that matter most: from, to.
    pub range: (f64, f64),
    /// Where something happens.
    pub special: &'static [f64],
}

type Row = (&'static str, (f64, f64), &'static [f64]);

const PI: f64 = std::f64::consts::PI;
const ANGLES: &[f64] = &[0.0, PI, PI / 2.0, PI / 4.0, 2.0 * PI, 1e5, 1e22, 1.0715086071862673e301];
const UNIT: &[f64] = &[0.0, 1.0, -1.0, 0.5, -0.5, 0.25, 0.75, 0.99];
const STEPS: &[f64] = &[0.0, 0.5, -0.5, 1.0, 22.0, 40.0, 42.0, 710.0];
const LOGS: &[f64] = &[1.0, 0.6875, 1.375, 1.0078125, 0.99609375, 2.0, 10.0, 1e-308];
const ROOTS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 27.0, 0.125, 1e-289, 1e-308];
const ERRORS: &[f64] = &[0.0, 0.5, 1.0, 2.0, 4.0, -0.5, 5.9, 26.5];
const WHOLE: &[f64] = &[0.0, 0.5, -0.5, 1.5, 2.5, 4_503_599_627_370_496.0, 2_147_483_648.0, 9.3e18];
/// The zeros that are not at 1 and 2.
const GAMMAS: &[f64] = &[
    1.0,
    2.0,
    10.0,
    -2.457_024_738_220_800_6,
    -2.747_682_646_727_412_7,
    -3.143_580_888_349_98,
    -3.955_294_284_858_598,
    -4.039_361_839_593_674,
];

/// Functions of one number that can't be exact.
const CLOSE: [Row; 25] = [
    ("sin", (-100.0, 100.0), ANGLES),
    ("cos", (-100.0, 100.0), ANGLES),
    ("tan", (-100.0, 100.0), ANGLES),
    ("asin", (-1.0, 1.0), UNIT),
    ("acos", (-1.0, 1.0), UNIT),
    ("atan", (-20.0, 20.0), &[0.0, 1.0, 0.125, -0.125, 8.0, 64.0, 128.0, 1e18]),
    ("sinh", (-20.0, 20.0), STEPS),
    ("cosh", (-20.0, 20.0), STEPS),
    ("tanh", (-22.0, 22.0), STEPS),
    ("asinh", (-20.0, 20.0), STEPS),
    ("acosh", (1.0, 20.0), LOGS),
    ("atanh", (-1.0, 1.0), UNIT),
    ("exp", (-745.0, 709.8), STEPS),
    ("exp2", (-1075.0, 1024.0), STEPS),
    ("exp10", (-324.0, 309.0), STEPS),
    ("expm1", (-40.0, 100.0), STEPS),
    ("log", (0.0, 4.0), LOGS),
    ("log2", (0.0, 4.0), LOGS),
    ("log10", (0.0, 4.0), LOGS),
    ("log1p", (-1.0, 4.0), UNIT),
    ("cbrt", (-8.0, 8.0), ROOTS),
    ("erf", (-6.0, 6.0), ERRORS),
    ("erfc", (-6.0, 27.3), ERRORS),
    ("tgamma", (-184.0, 171.7), &[1.0, 2.0, 10.0, 171.6, -20.0, -1.0, -170.0, 3.0]),
    ("lgamma", (-25.0, 25.0), GAMMAS),
];
/// Of two.
const CLOSE_TWO: [Row; 3] = [("pow", (0.0, 8.0), UNIT), ("atan2", (-4.0, 4.0), UNIT), ("hypot", (-4.0, 4.0), UNIT)];
/// Exact ones.
const EXACT: [&str; 9] = ["sqrt", "fabs", "floor", "ceil", "trunc", "round", "rint", "nearbyint", "logb"];
/// Of two. A zero that `fmax` finds among two, and one that a remainder is, may have either sign for all that glibc
/// cares.
const EXACT_TWO: [&str; 4] = ["fmod", "copysign", "nextafter", "fdim"];
/// Others, by a call that makes a number of two.
const EXACT_CALLS: [(&str, &str); 18] = [
    ("fmax", "fmax(x, y) + 0.0"),
    ("fmin", "fmin(x, y) + 0.0"),
    ("remainder", "remainder(x, y) + 0.0"),
    ("fma", "fma(x, y, -x * y)"),
    ("fma of three", "fma(x, y, x)"),
    ("fmaf", "fmaf((float)x, (float)y, -(float)x * (float)y)"),
    ("frexp", "frexp_part(x, 0)"),
    ("frexp's exponent", "frexp_part(x, 1)"),
    ("ldexp", "ldexp(x, whole(y))"),
    ("scalbnf", "scalbnf((float)x, whole(y))"),
    ("modf", "modf_part(x, 0)"),
    ("modf's whole part", "modf_part(x, 1)"),
    ("remquo's quotient", "remquo_part(x, y)"),
    ("ilogb", "ilogb(x)"),
    ("llrint", "llrint(x)"),
    ("llround", "llround(x)"),
    ("nexttoward", "nexttoward(x, y)"),
    ("class", "fpclassify(x) * 32 + fpclassify((float)x) * 4 + !!signbit(x) * 2 + !!isnormal(x)"),
];

/// What the calls above need. `whole` keeps exponents within what is worth trying.
const HELPERS: &str = r"
static int whole(double y) { return y > -2300 && y < 2300 ? (int)y : y > 0 ? 2100 : -2200; }
static double frexp_part(double x, int exponent) { int e = 0; x = frexp(x, &e); return exponent ? e : x; }
static double modf_part(double x, int first) { double w, r = modf(x, &w); return first ? w : r; }
static double remquo_part(double x, double y) {
    int q = 0;
    if (y == 0 || x - x != 0 || y != y) return 0;
    remquo(x, y, &q);
    return q < 0 ? -(-q & 7) : q & 7;
}
";

/// All functions.
#[must_use]
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for float in [false, true] {
        let mut add = |name: &str, two: bool, right, range, special| {
            let cast = if float { "(float)" } else { "" };
            let name = format!("{name}{}", if float { "f" } else { "" });
            let call = if two { format!("{name}({cast}x, {cast}y)") } else { format!("{name}({cast}x)") };
            cases.push(Case { name, call, float, right, range, special });
        };
        for (name, range, special) in CLOSE {
            add(name, false, Right::Close, range, special);
        }
        for (name, range, special) in CLOSE_TWO {
            add(name, true, Right::Close, range, special);
        }
        EXACT.iter().for_each(|name| add(name, false, Right::Exact, (-40.0, 40.0), WHOLE));
        EXACT_TWO.iter().for_each(|name| add(name, true, Right::Exact, (-40.0, 40.0), WHOLE));
    }
    cases.extend(EXACT_CALLS.iter().map(|(name, call)| Case {
        name: (*name).to_owned(),
        call: (*call).to_owned(),
        float: false,
        right: Right::Exact,
        range: (-40.0, 40.0),
        special: WHOLE,
    }));
    cases
}

/// C text with the table `cases` of functions of two doubles, for our compiler and for gcc.
pub(super) fn table() -> String {
    let mut text = format!("#include <math.h>\n#include <errno.h>\n{HELPERS}");
    let cases = cases();
    for (i, case) in cases.iter().enumerate() {
        let _ = writeln!(text, "static double case_{i}(double x, double y) {{ return {}; }}", case.call);
    }
    text.push_str("static double (*const cases[])(double, double) = {\n");
    for i in 0..cases.len() {
        let _ = writeln!(text, "    case_{i},");
    }
    text.push_str("};\n");
    text
}

/// C text for gcc: the references, in `long double` and `__float128`, of the functions that are close.
pub(super) fn references() -> String {
    let cases = cases();
    let mut text = String::new();
    for (i, case) in cases.iter().enumerate().filter(|(_, case)| case.right == Right::Close) {
        let name = case.name.strip_suffix('f').filter(|_| case.float).unwrap_or(&case.name);
        let arguments = if case.call.contains('y') { "x, y" } else { "x" };
        let _ =
            writeln!(text, "static long double long_{i}(double x, double y) {{ return LONG_{name}({arguments}); }}");
        let _ = writeln!(text, "static __float128 quad_{i}(double x, double y) {{ return QUAD_{name}({arguments}); }}");
    }
    text.push_str("static const struct reference references[] = {\n");
    for (i, case) in cases.iter().enumerate() {
        let float = u8::from(case.float);
        let _ = match case.right {
            Right::Close => writeln!(text, "    {{ long_{i}, quad_{i}, {float} }},"),
            Right::Exact => writeln!(text, "    {{ 0, 0, {float} }},"),
        };
    }
    text.push_str("};\n");
    text
}
