//! Programs about calls: random parameter lists of every type, structs by value and variable arguments among them.

use std::fmt::Write as _;

/// C types with a constant of each that is worth passing.
const SCALARS: [(&str, [&str; 3]); 12] = [
    ("signed char", ["-128", "127", "-1"]),
    ("unsigned char", ["255", "128", "7"]),
    ("short", ["-32768", "32767", "-2"]),
    ("unsigned short", ["65535", "32768", "9"]),
    ("int", ["-2147483647 - 1", "2147483647", "-3"]),
    ("unsigned", ["4294967295u", "2147483648u", "11"]),
    ("long long", ["-9223372036854775807LL - 1", "0x123456789abcdefLL", "-4"]),
    ("unsigned long long", ["18446744073709551615ull", "0x8000000000000000ull", "13"]),
    ("float", ["-0.1f", "3.4e38f", "16777217"]),
    ("double", ["0.1", "-1.7e308", "9007199254740993.0"]),
    ("_Bool", ["1", "0", "1"]),
    ("const char *", ["\"text\"", "\"\"", "\"other\""]),
];

/// Scalars that are passed to `...` as they are.
const PROMOTED: [(char, usize); 5] = [('i', 4), ('u', 5), ('l', 6), ('d', 9), ('p', 11)];

/// A parameter's or member's type.
#[derive(Clone, Copy, PartialEq)]
enum Type {
    Scalar(usize),
    Struct(usize),
}

/// A generator of programs.
struct Generator {
    state: u64,
    /// Members of each struct; a number is the width of a bit-field.
    structs: Vec<Vec<(Type, u32)>>,
    out: String,
}

macro_rules! put {
    ($self:ident, $($arg:tt)*) => {{ let _ = writeln!($self.out, $($arg)*); }};
}

impl Generator {
    fn below(&mut self, limit: usize) -> usize {
        // Knuth's MMIX generator.
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) as usize % limit
    }

    fn ty(&mut self) -> Type {
        match self.below(4) {
            0 if !self.structs.is_empty() => Type::Struct(self.below(self.structs.len())),
            _ => Type::Scalar(self.below(SCALARS.len())),
        }
    }

    fn name(ty: Type) -> String {
        match ty {
            Type::Scalar(i) => SCALARS[i].0.to_owned(),
            Type::Struct(i) => format!("struct s{i}"),
        }
    }

    /// A value of a type, as an expression.
    fn value(&mut self, ty: Type) -> String {
        match ty {
            Type::Scalar(i) => format!("({})({})", SCALARS[i].0, SCALARS[i].1[self.below(3)]),
            Type::Struct(i) => {
                let members = self.structs[i].clone();
                let values: Vec<String> = members.iter().map(|&(ty, _)| self.inner(ty)).collect();
                format!("(struct s{i}){{ {} }}", values.join(", "))
            }
        }
    }

    /// The same within an initialiser.
    fn inner(&mut self, ty: Type) -> String {
        match ty {
            Type::Scalar(_) => self.value(ty),
            Type::Struct(i) => {
                let members = self.structs[i].clone();
                let values: Vec<String> = members.iter().map(|&(ty, _)| self.inner(ty)).collect();
                format!("{{ {} }}", values.join(", "))
            }
        }
    }

    /// Puts a value into the checksum.
    fn hash(&mut self, ty: Type, what: &str) {
        match ty {
            Type::Scalar(8) => put!(self, "    {{ float f = {what}; transparent_crc_bytes(&f, 4, \"{what}\", 0); }}"),
            Type::Scalar(9) => put!(self, "    {{ double d = {what}; transparent_crc_bytes(&d, 8, \"{what}\", 0); }}"),
            Type::Scalar(11) => put!(self, "    transparent_crc({what}[0], \"{what}\", 0);"),
            Type::Scalar(_) => put!(self, "    transparent_crc({what}, \"{what}\", 0);"),
            Type::Struct(i) => {
                for (m, (ty, _)) in self.structs[i].clone().into_iter().enumerate() {
                    self.hash(ty, &format!("{what}.m{m}"));
                }
            }
        }
    }

    /// A struct of scalars, bit-fields and smaller structs.
    fn record(&mut self) {
        let mut members = Vec::new();
        for _ in 0..1 + self.below(6) {
            let ty = self.ty();
            let width = match ty {
                Type::Scalar(i @ 0..=5) if self.below(3) == 0 => 1 + self.below([8, 8, 16, 16, 32, 32][i]),
                _ => 0,
            };
            members.push((ty, width as u32));
        }
        put!(self, "struct s{} {{", self.structs.len());
        for (i, &(ty, width)) in members.iter().enumerate() {
            let bits = if width == 0 { String::new() } else { format!(" : {width}") };
            put!(self, "    {} m{i}{bits};", Self::name(ty));
        }
        put!(self, "}};");
        self.structs.push(members);
    }

    /// A function that hashes its arguments, changes them, and returns something.
    fn function(&mut self, number: usize) -> (Vec<Type>, Type) {
        let params: Vec<Type> = (0..self.below(9)).map(|_| self.ty()).collect();
        let result = self.ty();
        let list: Vec<String> = params.iter().enumerate().map(|(i, &ty)| format!("{} a{i}", Self::name(ty))).collect();
        let list = if list.is_empty() { "void".to_owned() } else { list.join(", ") };
        put!(self, "static {} f{number}({list})\n{{", Self::name(result));
        for (i, &ty) in params.iter().enumerate() {
            self.hash(ty, &format!("a{i}"));
        }
        for (i, &ty) in params.iter().enumerate() {
            let value = self.value(ty);
            put!(self, "    a{i} = {value};");
        }
        let same = params.iter().position(|&ty| ty == result);
        match same {
            Some(i) if self.below(2) == 0 => put!(self, "    return a{i};\n}}"),
            _ => {
                let value = self.value(result);
                put!(self, "    return {value};\n}}");
            }
        }
        (params, result)
    }

    /// Calls it by name and by pointer, with constants and with variables.
    fn calls(&mut self, number: usize, params: &[Type], result: Type) {
        let list: Vec<String> = params.iter().map(|&ty| Self::name(ty)).collect();
        let list = if list.is_empty() { "void".to_owned() } else { list.join(", ") };
        let name = Self::name(result);
        put!(self, "static void c{number}(void)\n{{\n    {name} (*volatile p)({list}) = f{number};\n    {name} r;");
        for (i, &ty) in params.iter().enumerate() {
            let value = self.value(ty);
            put!(self, "    {} v{i} = {value};", Self::name(ty));
        }
        for callee in [format!("f{number}"), "p".to_owned(), "(*p)".to_owned()] {
            let mut args = Vec::new();
            for (i, &ty) in params.iter().enumerate() {
                args.push(if self.below(2) == 0 { format!("v{i}") } else { self.value(ty) });
            }
            put!(self, "    r = {callee}({});", args.join(", "));
            self.hash(result, "r");
        }
        for (i, &ty) in params.iter().enumerate() {
            // By value: the callee's changes are its own.
            self.hash(ty, &format!("v{i}"));
        }
        put!(self, "}}");
    }

    /// A variadic function of all promoted types and the structs, and calls of it.
    fn variadic(&mut self) {
        put!(self, "static double vary(const char *kinds, double sum, ...)\n{{");
        put!(self, "    __builtin_va_list list, copy;\n    __builtin_va_start(list, sum);");
        put!(self, "    __builtin_va_copy(copy, list);\n    for (int round = 0; round < 2; round++)");
        put!(self, "    for (const char *k = kinds; *k; k++) {{\n    switch (*k) {{");
        let next = |ty: &str| format!("round ? __builtin_va_arg(copy, {ty}) : __builtin_va_arg(list, {ty})");
        for (kind, scalar) in PROMOTED {
            let ty = SCALARS[scalar].0;
            put!(self, "    case '{kind}': {{ {ty} x = {};", next(ty));
            self.hash(Type::Scalar(scalar), "x");
            put!(self, "    break; }}");
        }
        for i in 0..self.structs.len() {
            let ty = format!("struct s{i}");
            put!(self, "    case '{i}': {{ {ty} x = {};", next(&ty));
            self.hash(Type::Struct(i), "x");
            put!(self, "    break; }}");
        }
        put!(self, "    }}\n    sum += 0.5;\n    }}\n    __builtin_va_end(copy);\n    __builtin_va_end(list);");
        put!(self, "    return sum;\n}}\nstatic void varied(void)\n{{");
        for _ in 0..4 {
            let (mut kinds, mut args) = (String::new(), String::new());
            for _ in 0..self.below(12) {
                let pick = self.below(PROMOTED.len() + self.structs.len());
                let (kind, ty) = match PROMOTED.get(pick) {
                    Some(&(kind, scalar)) => (kind, Type::Scalar(scalar)),
                    None => {
                        let i = pick - PROMOTED.len();
                        ((b'0' + i as u8) as char, Type::Struct(i))
                    }
                };
                kinds.push(kind);
                let value = self.value(ty);
                let _ = write!(args, ", {value}");
            }
            put!(self, "    {{ double r = vary(\"{kinds}\", 1.25{args});");
            self.hash(Type::Scalar(9), "r");
            put!(self, "    }}");
        }
        put!(self, "}}");
    }
}

/// A program as [`crate::csmith`] runs them.
#[must_use]
pub fn abi_program(seed: u64) -> String {
    let out = "#include \"csmith.h\"\n".to_owned();
    let mut generator = Generator { state: seed, structs: Vec::new(), out };
    (0..5).for_each(|_| generator.record());
    let functions: Vec<(Vec<Type>, Type)> = (0..8).map(|number| generator.function(number)).collect();
    for (number, (params, result)) in functions.iter().enumerate() {
        generator.calls(number, params, *result);
    }
    generator.variadic();
    generator.out.push_str("int main(int argc, char *argv[])\n{\n    crc32_gentab();\n");
    (0..functions.len()).for_each(|number| {
        let _ = writeln!(generator.out, "    c{number}();");
    });
    generator.out.push_str("    varied();\n    platform_main_end(crc32_context ^ 0xFFFFFFFFu, 0);\n    return 0;\n}\n");
    generator.out
}
