//! Random modules that are valid, end, and do nothing undefined: the same result is expected everywhere.

use std::fmt::Write;

use super::{Call, call};

/// Knuth's MMIX linear congruential generator; the upper bits are the good ones.
pub struct Lcg(pub u64);

impl Lcg {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 32
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.next() as usize % n
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

const TYPES: [&str; 4] = ["i32", "i64", "f32", "f64"];
const GLOBAL: usize = 4096;
const SLOT: usize = 128;

/// Name, parameter types, result type.
type Callee = (String, Vec<&'static str>, &'static str);

struct Function<'a> {
    random: &'a mut Lcg,
    callees: &'a [Callee],
    text: String,
    /// Values that can be used here, with their types.
    scope: Vec<(usize, &'static str)>,
    values: usize,
    blocks: usize,
    slots: usize,
    budget: usize,
}

/// A module and calls of its functions.
pub fn module(seed: u64) -> (String, Vec<Call>) {
    let mut random = Lcg(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d);
    random.next();
    let mut symbols = format!("module \"random {seed}\"\nlocal data %g size {GLOBAL} align 8\n");
    let mut bodies = String::new();
    let mut calls = Vec::new();
    let mut callees: Vec<Callee> =
        vec![("ask".into(), vec!["i32", "i64", "f32", "f64"], "i64"), ("tell".into(), vec!["f64", "i32"], "i32")];
    symbols += "import function %ask(i32, i64, f32, f64) -> i64\nimport function %tell(f64, i32) -> i32\n";
    for i in 0..4 {
        let count = *random.pick(&[0, 1, 2, 3, 4, 6, 9, 12]);
        let params: Vec<&'static str> = (0..count).map(|_| *random.pick(&TYPES)).collect();
        let result = *random.pick(&TYPES);
        let name = format!("f{i}");
        let linkage = "export";
        writeln!(symbols, "{linkage} function %{name}({}) -> {result}", params.join(", ")).expect("a string");
        bodies += &function(&mut random, &name, &params, result, &callees);
        for _ in 0..5 {
            let args: Vec<u64> = params.iter().map(|ty| argument(&mut random, ty)).collect();
            calls.push(call(&name, &args));
        }
        callees.push((name, params, result));
    }
    bodies += "data %g {\nx\"00\"\n}\n";
    (symbols + &bodies, calls)
}

fn argument(random: &mut Lcg, ty: &str) -> u64 {
    let word = random.next() << 32 | random.next();
    match ty {
        "i32" => *random.pick(&[0, 1, 0xffff_ffff, 0x8000_0000, word & 0xff, word & 0xffff_ffff]),
        "i64" => *random.pick(&[0, 1, u64::MAX, 1 << 63, word & 0xffff_ffff, word]),
        "f32" => u64::from(((word as i32) as f32 / 1000.0).to_bits()),
        _ => ((word as i64) as f64 / 1000.0).to_bits(),
    }
}

fn function(random: &mut Lcg, name: &str, params: &[&'static str], result: &'static str, callees: &[Callee]) -> String {
    let budget = 10 + random.below(50);
    let slots = random.below(3);
    let mut f = Function {
        random,
        callees,
        text: String::new(),
        scope: params.iter().copied().enumerate().collect(),
        values: params.len(),
        blocks: 1,
        slots,
        budget,
    };
    let list: Vec<String> = params.iter().enumerate().map(|(i, ty)| format!("v{i}: {ty}")).collect();
    let list = if list.is_empty() { String::new() } else { format!("({})", list.join(", ")) };
    for slot in 0..slots {
        let address = f.define("i32", &format!("stack_addr ss{slot}"));
        f.scope.pop();
        writeln!(f.text, "fill v{address}, {}, {SLOT}", 17 * slot).expect("a string");
    }
    f.statements(3);
    let value = f.value(result);
    writeln!(f.text, "return v{value}").expect("a string");
    let slots: String = (0..slots).map(|i| format!("ss{i} = stack {SLOT} align {}\n", 1 << (2 * i))).collect();
    let text = in_order(&f.text);
    format!("function %{name} -> {result} {{\n{slots}block0{list}:\n{text}}}\n")
}

/// The text form wants blocks in order of their numbers; they were written as they came.
fn in_order(text: &str) -> String {
    let mut blocks: Vec<(usize, String)> = vec![(0, String::new())];
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("block") {
            let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
            blocks.push((number.parse().expect("a number"), String::new()));
        }
        let block = &mut blocks.last_mut().expect("one at least").1;
        block.push_str(line);
        block.push('\n');
    }
    blocks.sort_by_key(|(number, _)| *number);
    blocks.into_iter().map(|(_, text)| text).collect()
}

impl Function<'_> {
    fn define(&mut self, ty: &'static str, what: &str) -> usize {
        let value = self.values;
        self.values += 1;
        writeln!(self.text, "v{value}: {ty} = {what}").expect("a string");
        self.scope.push((value, ty));
        value
    }

    fn constant(&mut self, ty: &'static str) -> usize {
        let word = argument(self.random, ty);
        let kind = if ty.starts_with('f') { "float" } else { "int" };
        self.define(ty, &format!("{kind}.{ty} {word:#x}"))
    }

    fn small(&mut self, value: u64) -> usize {
        self.define("i32", &format!("int.i32 {value}"))
    }

    /// Some value of the type, more often a late one.
    fn value(&mut self, ty: &'static str) -> usize {
        let of_type: Vec<usize> = self.scope.iter().filter(|(_, t)| *t == ty).map(|(v, _)| *v).collect();
        if of_type.is_empty() || self.random.below(6) == 0 {
            return self.constant(ty);
        }
        let late = of_type.len().saturating_sub(4);
        if self.random.below(2) == 0 { *self.random.pick(&of_type[late..]) } else { *self.random.pick(&of_type) }
    }

    /// A value whose bits do not depend on which NaN the machine makes.
    fn clean(&mut self, ty: &'static str) -> usize {
        let value = self.value(ty);
        if !ty.starts_with('f') {
            return value;
        }
        let zero = self.define(ty, &format!("float.{ty} 0"));
        let good = self.define("i32", &format!("fcmp.eq v{value}, v{value}"));
        self.define(ty, &format!("select v{good}, v{value}, v{zero}"))
    }

    fn statements(&mut self, depth: usize) {
        for _ in 0..2 + self.random.below(8) {
            if self.budget == 0 {
                return;
            }
            self.budget -= 1;
            match self.random.below(20) {
                0..=8 => self.operation(),
                9 | 10 => self.load(),
                11 | 12 => self.store(),
                13 => self.block_move(),
                14 => self.call(),
                15 | 16 if depth > 0 => self.branch(depth),
                17 | 18 if depth > 0 => self.repeat(depth),
                19 if depth > 0 => self.switch(depth),
                _ => self.operation(),
            }
        }
    }

    fn operation(&mut self) {
        let ty = *self.random.pick(&TYPES);
        let float = ty.starts_with('f');
        match self.random.below(10) {
            0..=4 => {
                let (a, b) = (self.value(ty), self.value(ty));
                let ops: &[&str] = if float {
                    &["fadd", "fsub", "fmul", "fdiv"]
                } else {
                    &["add", "sub", "mul", "and", "or", "xor", "shl", "lshr", "ashr", "add", "sub"]
                };
                let op = *self.random.pick(ops);
                self.define(ty, &format!("{op} v{a}, v{b}"));
            }
            5 if !float => {
                let (a, b) = (self.value(ty), self.value(ty));
                // An odd divisor; MIN / -1 may trap, everywhere alike.
                let one = self.define(ty, &format!("int.{ty} 1"));
                let odd = self.define(ty, &format!("or v{b}, v{one}"));
                let op = *self.random.pick(&["sdiv", "udiv", "srem", "urem"]);
                self.define(ty, &format!("{op} v{a}, v{odd}"));
            }
            6 => {
                let a = self.value(ty);
                let ops: &[&str] = match ty {
                    "i32" => &["neg", "not", "sext8", "sext16", "zext8", "zext16"],
                    "i64" => &["neg", "not"],
                    _ => &["fneg"],
                };
                let op = *self.random.pick(ops);
                self.define(ty, &format!("{op} v{a}"));
            }
            7 => {
                let ops: &[(&str, &'static str)] = match ty {
                    "i32" => &[
                        ("sext32", "i64"),
                        ("zext32", "i64"),
                        ("int_to_float.f32", "f32"),
                        ("uint_to_float.f64", "f64"),
                    ],
                    "i64" => &[("wrap", "i32"), ("int_to_float.f64", "f64"), ("uint_to_float.f32", "f32")],
                    "f32" => &[("promote", "f64"), ("float_to_int.i32", "i32"), ("float_to_int.i64", "i64")],
                    _ => &[("demote", "f32"), ("float_to_int.i32", "i32"), ("float_to_int.i64", "i64")],
                };
                let a = self.value(ty);
                let (op, to) = *self.random.pick(ops);
                self.define(to, &format!("{op} v{a}"));
            }
            8 => {
                self.condition();
            }
            _ => {
                let cond = if self.random.below(3) == 0 { self.value("i32") } else { self.condition() };
                let (a, b) = (self.value(ty), self.value(ty));
                self.define(ty, &format!("select v{cond}, v{a}, v{b}"));
            }
        }
    }

    fn condition(&mut self) -> usize {
        let ty = *self.random.pick(&TYPES);
        let (a, b) = (self.value(ty), self.value(ty));
        if ty.starts_with('f') {
            let cc = *self.random.pick(&["eq", "ne", "lt", "le", "gt", "ge"]);
            self.define("i32", &format!("fcmp.{cc} v{a}, v{b}"))
        } else {
            let cc = *self.random.pick(&["eq", "ne", "slt", "sle", "sgt", "sge", "ult", "ule", "ugt", "uge"]);
            self.define("i32", &format!("icmp.{cc} v{a}, v{b}"))
        }
    }

    /// An address with room for 8 bytes and an offset of at most 16. It leaves the scope: where a stack slot is
    /// differs from engine to engine.
    fn address(&mut self) -> usize {
        let scope = self.scope.len();
        let (base, room) = if self.slots > 0 && self.random.below(2) == 0 {
            let slot = self.random.below(self.slots);
            (self.define("i32", &format!("stack_addr ss{slot}")), SLOT)
        } else {
            (self.define("i32", "data_addr %g"), GLOBAL)
        };
        self.scope.truncate(scope);
        let address = match self.random.below(3) {
            0 => base,
            1 => {
                let index = self.value("i32");
                let mask = self.small(room as u64 / 2 - 1);
                let index = self.define("i32", &format!("and v{index}, v{mask}"));
                let mut operands = [base, index];
                if self.random.below(2) == 0 {
                    operands.reverse();
                }
                self.define("i32", &format!("add v{}, v{}", operands[0], operands[1]))
            }
            _ => {
                let index = self.value("i32");
                let shift = self.random.below(4);
                let mask = self.small((room as u64 / 2 - 1) >> shift);
                let index = self.define("i32", &format!("and v{index}, v{mask}"));
                let by = self.small(shift as u64);
                let index = self.define("i32", &format!("shl v{index}, v{by}"));
                self.define("i32", &format!("add v{base}, v{index}"))
            }
        };
        // What was computed on the way and is an address must not be used as a number.
        self.scope.retain(|(v, _)| *v != address);
        address
    }

    fn memory_type(&mut self) -> (&'static str, &'static str) {
        *self.random.pick(&[
            ("s8", "i32"),
            ("u8", "i32"),
            ("s16", "i32"),
            ("u16", "i32"),
            ("i32", "i32"),
            ("i64", "i64"),
            ("f32", "f32"),
            ("f64", "f64"),
        ])
    }

    fn load(&mut self) {
        let (kind, ty) = self.memory_type();
        let address = self.address();
        let offset = self.random.below(16);
        // Any bytes may be there, but only numbers that are no NaN come back as they were.
        if ty.starts_with('f') {
            let int = if ty == "f32" { "i32" } else { "i64" };
            let bits = self.define(int, &format!("load.{int} v{address}+{offset}"));
            self.define(ty, &format!("int_to_float.{ty} v{bits}"));
        } else {
            self.define(ty, &format!("load.{kind} v{address}+{offset}"));
        }
    }

    fn store(&mut self) {
        let (kind, ty) = self.memory_type();
        let value = self.clean(ty);
        let address = self.address();
        let offset = self.random.below(16);
        writeln!(self.text, "store.{kind} v{address}+{offset}, v{value}").expect("a string");
    }

    fn block_move(&mut self) {
        let len = self.random.below(SLOT);
        let scope = self.scope.len();
        let place = |f: &mut Self, half: usize| {
            if f.slots > 0 && f.random.below(2) == 0 {
                let slot = f.random.below(f.slots);
                (f.define("i32", &format!("stack_addr ss{slot}")), 1 + slot)
            } else {
                (f.define("i32", &format!("data_addr %g+{}", half * GLOBAL / 2)), 10 + half)
            }
        };
        let (to, place_of_to) = place(self, 0);
        if self.random.below(2) == 0 {
            let byte = self.random.below(256);
            writeln!(self.text, "fill v{to}, {byte}, {len}").expect("a string");
        } else {
            let (from, place_of_from) = place(self, 1);
            if place_of_to != place_of_from {
                writeln!(self.text, "copy v{to}, v{from}, {len}").expect("a string");
            }
        }
        self.scope.truncate(scope);
    }

    fn call(&mut self) {
        let (name, params, result) = self.random.pick(self.callees).clone();
        let args: Vec<String> = params.iter().map(|ty| format!("v{}", self.clean(ty))).collect();
        let args = args.join(", ");
        // What a built-in gives as a float would be any bits.
        if self.random.below(3) == 0 {
            let pointer = self.define("i32", &format!("func_addr %{name}"));
            self.define(result, &format!("call_indirect v{pointer}({args}) -> {result}"));
        } else {
            self.define(result, &format!("call %{name}({args})"));
        }
    }

    fn block(&mut self) -> usize {
        self.blocks += 1;
        self.blocks - 1
    }

    /// Starts a block with parameters of these types, which come into scope.
    fn begin(&mut self, block: usize, params: &[&'static str]) {
        let mut list = Vec::new();
        for ty in params {
            list.push(format!("v{}: {ty}", self.values));
            self.scope.push((self.values, ty));
            self.values += 1;
        }
        let list = if list.is_empty() { String::new() } else { format!("({})", list.join(", ")) };
        writeln!(self.text, "block{block}{list}:").expect("a string");
    }

    fn target(&mut self, block: usize, params: &[&'static str]) -> String {
        let args: Vec<String> = params.iter().map(|ty| format!("v{}", self.value(ty))).collect();
        if args.is_empty() { format!("block{block}") } else { format!("block{block}({})", args.join(", ")) }
    }

    fn merge_types(&mut self) -> Vec<&'static str> {
        (0..self.random.below(4)).map(|_| *self.random.pick(&TYPES)).collect()
    }

    fn branch(&mut self, depth: usize) {
        let cond = if self.random.below(4) == 0 { self.value("i32") } else { self.condition() };
        let merged = self.merge_types();
        let (then, join) = (self.block(), self.block());
        let scope = self.scope.len();
        if self.random.below(2) == 0 {
            let els = self.block();
            writeln!(self.text, "branch v{cond}, block{then}, block{els}").expect("a string");
            self.begin(els, &[]);
            self.statements(depth - 1);
            let target = self.target(join, &merged);
            writeln!(self.text, "jump {target}").expect("a string");
            self.scope.truncate(scope);
        } else {
            let target = self.target(join, &merged);
            writeln!(self.text, "branch v{cond}, block{then}, {target}").expect("a string");
            self.scope.truncate(scope);
        }
        self.begin(then, &[]);
        self.statements(depth - 1);
        let target = self.target(join, &merged);
        writeln!(self.text, "jump {target}").expect("a string");
        self.scope.truncate(scope);
        self.begin(join, &merged);
    }

    fn repeat(&mut self, depth: usize) {
        let mut carried = self.merge_types();
        carried.insert(0, "i32");
        let (head, body, exit) = (self.block(), self.block(), self.block());
        let times = self.random.below(6) as u64;
        let start = self.small(times);
        let target = self.target(head, &carried[1..]);
        let rest = target.split_once('(').map_or(String::from(")"), |(_, rest)| format!(", {rest}"));
        writeln!(self.text, "jump block{head}(v{start}{rest}").expect("a string");
        let outer = self.scope.len();
        let counter = self.values;
        self.begin(head, &carried);
        let inner = self.scope.len();
        writeln!(self.text, "branch v{counter}, block{body}, block{exit}").expect("a string");
        self.begin(body, &[]);
        self.statements(depth - 1);
        let one = self.small(1);
        let next = self.define("i32", &format!("sub v{counter}, v{one}"));
        let target = self.target(head, &carried[1..]);
        let rest = target.split_once('(').map_or(String::from(")"), |(_, rest)| format!(", {rest}"));
        writeln!(self.text, "jump block{head}(v{next}{rest}").expect("a string");
        self.scope.truncate(inner);
        let _ = outer;
        self.begin(exit, &[]);
    }

    fn switch(&mut self, depth: usize) {
        let ty = *self.random.pick(&["i32", "i64"]);
        let value = self.value(ty);
        let mask = self.define(ty, &format!("int.{ty} 15"));
        let value = self.define(ty, &format!("and v{value}, v{mask}"));
        let merged = self.merge_types();
        let join = self.block();
        let count = self.random.below(7);
        let mut cases = Vec::new();
        let mut arms = Vec::new();
        let mut taken = Vec::new();
        for _ in 0..count {
            let constant = self.random.below(17);
            if taken.contains(&constant) {
                continue;
            }
            taken.push(constant);
            if self.random.below(3) == 0 {
                let target = self.target(join, &merged);
                cases.push((constant, target));
            } else if !arms.is_empty() && self.random.below(3) == 0 {
                let arm = *self.random.pick(&arms);
                cases.push((constant, format!("block{arm}")));
            } else {
                let arm = self.block();
                arms.push(arm);
                cases.push((constant, format!("block{arm}")));
            }
        }
        let default = self.target(join, &merged);
        let cases: Vec<String> = cases.iter().map(|(constant, target)| format!("{constant}: {target}")).collect();
        writeln!(self.text, "switch v{value} [{}] default {default}", cases.join(", ")).expect("a string");
        let scope = self.scope.len();
        for arm in arms {
            self.begin(arm, &[]);
            self.statements(depth - 1);
            let target = self.target(join, &merged);
            writeln!(self.text, "jump {target}").expect("a string");
            self.scope.truncate(scope);
        }
        self.begin(join, &merged);
    }
}
