//! Random programs, which every mode and the C compiler of this machine must agree about. They have no undefined
//! behaviour but overflow, which wraps around here and with `-fwrapv`.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use plugvisor::{Engine, Mode, Runtime, Value};
use plugvisor_tests::available;

const INTEGERS: [&str; 8] =
    ["signed char", "unsigned char", "short", "unsigned short", "int", "unsigned", "long long", "unsigned long long"];

/// A variable of a program.
#[derive(Clone)]
struct Variable {
    name: String,
    float: bool,
}

struct Generator {
    state: u64,
    float: bool,
    globals: Vec<Variable>,
    /// Number of parameters of each function so far.
    functions: Vec<usize>,
    counters: usize,
}

impl Generator {
    fn below(&mut self, limit: usize) -> usize {
        // Knuth's MMIX generator.
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) as usize % limit
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn constant(&mut self) -> String {
        match self.below(5) {
            0 => {
                self.pick(&["0", "1", "-1", "2147483647", "(-2147483647 - 1)", "0x80000000", "0xffffffffu"]).to_owned()
            }
            1 => self.pick(&["0x7fffffffffffffffLL", "(-0x7fffffffffffffffLL - 1)", "~0ULL", "1LL << 33"]).to_owned(),
            _ => (self.below(300) as i32 - 100).to_string(),
        }
    }

    /// A variable's name, with an index or a dereference.
    fn place(&mut self, locals: &[Variable], integer: bool) -> String {
        loop {
            let variable = match self.below(9) {
                0 => return format!("array[({}) & 7]", self.integer(locals, 1)),
                1 => {
                    return self
                        .pick(&["(*ip)", "(*sp)", "s.a", "s.b", "t->c", "t->d", "u.bytes[3]", "u.word"])
                        .to_owned();
                }
                2..6 if !locals.is_empty() => locals[self.below(locals.len())].clone(),
                _ => {
                    let index = self.below(self.globals.len());
                    self.globals[index].clone()
                }
            };
            if !(integer && variable.float) {
                return variable.name;
            }
        }
    }

    /// An integer expression without effects: C leaves the order of operands open.
    fn integer(&mut self, locals: &[Variable], depth: usize) -> String {
        if depth == 0 {
            return match self.below(3) {
                0 => format!("({})", self.constant()),
                _ => self.variable(locals),
            };
        }
        let a = self.integer(locals, depth - 1);
        match self.below(14) {
            0..4 => {
                let op = self.pick(&["+", "-", "*", "&", "|", "^"]);
                format!("({a} {op} {})", self.integer(locals, depth - 1))
            }
            4 => {
                let (op, v) = (self.pick(&["/", "%"]), self.variable(locals));
                format!("({v} == 0 || {v} == -1 ? {a} : {a} {op} {v})")
            }
            5 => format!("({a} {} {})", self.pick(&["/", "%"]), 2 + self.below(100)),
            6..8 => format!("({a} {} ({} & 31))", self.pick(&["<<", ">>"]), self.integer(locals, depth - 1)),
            8..10 => {
                let op = self.pick(&["<", ">", "<=", ">=", "==", "!=", "&&", "||"]);
                format!("({a} {op} {})", self.expression(locals, depth - 1))
            }
            10 => format!("({}{a})", self.pick(&["-", "~", "!", "+"])),
            11 => format!("(({}){a})", INTEGERS[self.below(8)]),
            12 => {
                let (b, c) = (self.integer(locals, depth - 1), self.integer(locals, depth - 1));
                format!("({a} ? {b} : {c})")
            }
            _ => a,
        }
    }

    /// An integer variable as it stands.
    fn variable(&mut self, locals: &[Variable]) -> String {
        loop {
            let all = self.globals.len() + locals.len();
            let i = self.below(all);
            let variable = if i < locals.len() { &locals[i] } else { &self.globals[i - locals.len()] };
            if !variable.float {
                return variable.name.clone();
            }
        }
    }

    fn call(&mut self, locals: &[Variable]) -> String {
        let f = self.below(self.functions.len());
        let args: Vec<_> = (0..self.functions[f]).map(|_| self.integer(locals, 1)).collect();
        format!("f{f}({})", args.join(", "))
    }

    fn expression(&mut self, locals: &[Variable], depth: usize) -> String {
        if !self.float || depth == 0 || self.below(2) == 0 {
            return self.integer(locals, depth);
        }
        let a = self.integer(locals, depth - 1);
        match self.below(5) {
            0 => format!("(d0 {} {a})", self.pick(&["+", "-", "*"])),
            1 => format!(
                "(e0 {} {})",
                self.pick(&["+", "-", "*", "/"]),
                self.pick(&["d1", "0.5", "-1.25f", "0.1", "1e10"])
            ),
            2 => format!("((float){a} * e1)"),
            3 => format!("(d1 {} e1 ? d0 : {a})", self.pick(&["<", ">=", "==", "!="])),
            _ => "(-e0)".to_owned(),
        }
    }

    fn statement(&mut self, out: &mut String, locals: &[Variable], depth: usize, in_loop: bool) {
        let pad = "    ".repeat(4 - depth);
        match self.below(if depth == 0 { 7 } else { 15 }) {
            0..3 => {
                let (place, value) = (self.place(locals, false), self.expression(locals, 3));
                // A value that fits no integer has no meaning there.
                let value = if place.starts_with(['d', 'e']) { value } else { self.integer(locals, 3) };
                writeln!(out, "{pad}{place} = {value};").unwrap();
            }
            3..5 => {
                let op = self.pick(&["+=", "-=", "*=", "&=", "|=", "^="]);
                let (place, value) = (self.place(locals, true), self.integer(locals, 2));
                writeln!(out, "{pad}{place} {op} {value};").unwrap();
            }
            5 => {
                let (place, op) = (self.place(locals, true), self.pick(&["++", "--"]));
                writeln!(out, "{pad}{place}{op};").unwrap();
            }
            6 => {
                let (place, shift) = (self.place(locals, true), self.below(8));
                writeln!(out, "{pad}{place} {}= {shift};", self.pick(&["<<", ">>"])).unwrap();
            }
            7..9 => {
                writeln!(out, "{pad}if ({}) {{", self.expression(locals, 2)).unwrap();
                self.block(out, locals, depth - 1, in_loop);
                if self.below(2) == 0 {
                    writeln!(out, "{pad}}} else {{").unwrap();
                    self.block(out, locals, depth - 1, in_loop);
                }
                writeln!(out, "{pad}}}").unwrap();
            }
            9..11 => {
                let i = format!("i{}", self.counters);
                self.counters += 1;
                let count = 1 + self.below(5);
                writeln!(out, "{pad}for (int {i} = 0; {i} < {count} && fuel-- > 0; {i}++) {{").unwrap();
                let mut inner = locals.to_vec();
                inner.push(Variable { name: format!("(0 + {i})"), float: false });
                let before = out.len();
                self.block(out, locals, depth - 1, true);
                if self.below(2) == 0 {
                    let value = self.integer(&inner, 2);
                    writeln!(out, "{pad}    g0 ^= {value};").unwrap();
                }
                assert!(out.len() > before);
                writeln!(out, "{pad}}}").unwrap();
            }
            11 => {
                writeln!(out, "{pad}switch ({} & 7) {{", self.integer(locals, 2)).unwrap();
                for case in [3, 0, 6, 1] {
                    let label = if case == 6 { "default".to_owned() } else { format!("case {case}") };
                    writeln!(out, "{pad}{label}:").unwrap();
                    self.block(out, locals, depth - 1, in_loop);
                    if self.below(2) == 0 {
                        writeln!(out, "{pad}    break;").unwrap();
                    }
                }
                writeln!(out, "{pad}}}").unwrap();
            }
            12 if in_loop => {
                let jump = self.pick(&["break", "continue"]);
                writeln!(out, "{pad}if ({}) {jump};", self.integer(locals, 2)).unwrap();
            }
            _ if !self.functions.is_empty() => {
                let (variable, call) = (self.variable(locals), self.call(locals));
                writeln!(out, "{pad}{variable} = {call};").unwrap();
            }
            _ => writeln!(out, "{pad}*t = s;").unwrap(),
        }
    }

    fn block(&mut self, out: &mut String, locals: &[Variable], depth: usize, in_loop: bool) {
        for _ in 0..1 + self.below(3) {
            self.statement(out, locals, depth, in_loop);
        }
    }

    fn function(&mut self, out: &mut String) {
        let count = self.below(6);
        let mut locals = Vec::new();
        let mut declare = |generator: &mut Self, name: String| {
            locals.push(Variable { name: name.clone(), float: false });
            format!("{} {name}", INTEGERS[generator.below(8)])
        };
        let parameters: Vec<_> = (0..count).map(|i| declare(self, format!("a{i}"))).collect();
        let parameters = if count == 0 { "void".to_owned() } else { parameters.join(", ") };
        let result = INTEGERS[self.below(8)];
        writeln!(out, "{result} f{}({parameters})\n{{", self.functions.len()).unwrap();
        for i in 0..1 + self.below(4) {
            let declared = declare(self, format!("v{i}"));
            writeln!(out, "    {declared} = {};", self.constant()).unwrap();
        }
        out.push_str("    if (fuel-- <= 0) return 1;\n");
        for _ in 0..4 + self.below(5) {
            self.statement(out, &locals, 3, false);
        }
        let value = self.integer(&locals, 3);
        writeln!(out, "    return {value};\n}}").unwrap();
        self.functions.push(count);
    }

    fn program(seed: u64, float: bool) -> String {
        let mut generator = Self { state: seed, float, globals: Vec::new(), functions: Vec::new(), counters: 0 };
        let mut out = String::from(
            "static int fuel = 1500;\nint array[8] = { 1, -2, 3 };\nshort array2[4];\n\
             struct pair { char a; unsigned short b; long long c; int d; } s = { 1, 2, 3, 4 }, other, *t = &other;\n\
             union { unsigned word; unsigned char bytes[4]; } u = { 0x01020304 };\n\
             int *ip = array + 2; short *sp = &array2[1];\n",
        );
        for (i, ty) in INTEGERS.iter().enumerate() {
            writeln!(out, "{ty} g{i} = {};", i * 37).unwrap();
            generator.globals.push(Variable { name: format!("g{i}"), float: false });
        }
        if float {
            out.push_str("double d0 = 1.5, d1 = -2e5;\nfloat e0 = 0.75f, e1 = 3;\n");
            for name in ["d0", "d1", "e0", "e1"] {
                generator.globals.push(Variable { name: name.to_owned(), float: true });
            }
        }
        for _ in 0..5 {
            generator.function(&mut out);
        }
        out.push_str("static unsigned long long h = 1;\nstatic void mix(unsigned long long x) { h = (h ^ x) * 1000003 + (h >> 40); }\n");
        out.push_str("unsigned long long run(void)\n{\n");
        for round in 0..2 {
            for (f, &count) in generator.functions.iter().enumerate() {
                let args: Vec<_> = (0..count).map(|i| (i * 91 + round * 1000 + f).to_string()).collect();
                writeln!(out, "    fuel = 300; mix(f{f}({}));", args.join(", ")).unwrap();
            }
        }
        for i in 0..8 {
            writeln!(out, "    mix(g{i}); mix(array[{i}]);").unwrap();
        }
        out.push_str(
            "    mix(array2[1]); mix(s.a); mix(s.b); mix(s.c); mix(s.d); mix(t->c); mix(t->d); mix(u.word);\n",
        );
        if float {
            for name in ["d0", "d1", "e0", "e1"] {
                // Which NaN it is, C does not say.
                writeln!(out, "    {{ double x = {name}; mix(x == x ? *(unsigned long long *)&x : 7); }}").unwrap();
            }
        }
        out.push_str("    return h;\n}\n");
        out
    }
}

/// What a mode makes of a program.
fn run(engine: &Engine, mode: Mode, source: &str) -> Result<Option<Value>, String> {
    let mut runtime = Runtime::builder(engine).mode(mode).memory(2 << 20).build().map_err(|error| error.to_string())?;
    runtime.create("random.c", source).map_err(|error| error.to_string())?;
    runtime.call("run", &[]).map_err(|error| error.to_string())
}

/// What the C compiler makes of all of them at once, if there is one with our data model.
fn gcc(seed: u64, programs: &[String]) -> Option<Vec<u64>> {
    let folder = std::env::temp_dir().join(format!("plugvisor-random-{seed}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let mut results = Vec::new();
    for program in programs {
        let (source, binary) = (folder.join("random.c"), folder.join("random"));
        let main = "int printf(const char *, ...);\nint main(void) { printf(\"%llu\", run()); return 0; }\n";
        fs::write(&source, format!("{program}{main}")).unwrap();
        let flags = ["-m32", "-malign-double", "-fwrapv", "-fno-strict-aliasing", "-msse2", "-mfpmath=sse", "-w"];
        let compiled = Command::new("gcc").args(flags).arg("-o").arg(&binary).arg(&source).status();
        if !compiled.is_ok_and(|status| status.success()) {
            break;
        }
        let output = Command::new(&binary).output().unwrap();
        assert!(output.status.success(), "{:?}\n{program}", output.status);
        results.push(String::from_utf8(output.stdout).unwrap().parse().unwrap());
    }
    let _ = fs::remove_dir_all(&folder);
    (results.len() == programs.len()).then_some(results)
}

fn compare(seed: u64, float: bool, modes: &[Mode]) {
    // For a longer search than a test run has time for.
    let count = std::env::var("PLUGVISOR_RANDOM_PROGRAMS").map_or(25, |count| count.parse().unwrap());
    let programs: Vec<_> = (seed..seed + count).map(|seed| Generator::program(seed, float)).collect();
    let engine = Engine::new();
    let native = gcc(seed, &programs);
    if native.is_none() {
        eprintln!("SKIPPED: `gcc -m32` does not work here; install gcc-multilib to compare with it");
    }
    let modes: Vec<_> = modes.iter().copied().filter(|&mode| available(&engine, mode)).collect();
    for (i, program) in programs.iter().enumerate() {
        let expected = match &native {
            Some(native) => Ok(Some(Value::U64(native[i]))),
            None => run(&engine, Mode::Interp, program),
        };
        assert!(expected.is_ok(), "{expected:?}\n{program}");
        for &mode in &modes {
            let result = run(&engine, mode, program);
            assert!(
                result == expected,
                "seed {}: {mode} {result:?}, expected {expected:?}\n{program}",
                seed + i as u64
            );
        }
    }
}

#[test]
fn integer_programs_agree() {
    compare(1, false, &Mode::CONCRETE);
}

#[test]
fn floating_programs_agree() {
    compare(1001, true, &[Mode::Long, Mode::Interp]);
}
