//! Specialisation: functions whose parameters are bound to constants of run time.
//!
//! The function of the name is lowered with the constants in place of its parameters, so that they fold while it is
//! built; it keeps its type. Whoever uses it inside the file keeps the general one, a local copy, unless it passes just
//! these constants.

use linker::object::{Linkage, RelocKind, SrcLoc, Symbol, SymbolId};

use crate::front::tree::{self, Bound, Unit};
use crate::ir::{Function, Module, Op, Value, ValueDef};

/// What general copies add to a file.
#[derive(Default)]
pub(super) struct General {
    /// Their symbols, behind all others.
    pub(super) symbols: Vec<Symbol>,
    /// Function pointers in variables that lead to them: numbers of the variable and of its relocation.
    pub(super) pointers: Vec<((usize, usize), SymbolId)>,
}

/// Makes general copies of the functions that have bound parameters and are used otherwise.
pub(super) fn general<'a>(
    unit: &'a Unit,
    functions: &mut Vec<Function>,
    lower: &mut impl FnMut(&'a tree::Function, &'a [Bound]) -> Option<Function>,
) -> General {
    let mut general = General::default();
    let is_bound = |f: &&tree::Function| unit.bound.iter().any(|bound| bound.function == f.symbol);
    let mut copies: Vec<(&tree::Function, Option<SymbolId>)> =
        unit.functions.iter().filter(is_bound).map(|f| (f, None)).collect();
    // A copy may use functions that nothing else in the file uses.
    loop {
        let made = general.symbols.len();
        for (f, copy) in &mut copies {
            let bound: Vec<Bound> = unit.bound.iter().copied().filter(|bound| bound.function == f.symbol).collect();
            let symbol = copy.unwrap_or(SymbolId((unit.symbols.len() + general.symbols.len()) as u32));
            let mut used = redirect(functions, f.symbol, symbol, &bound);
            if copy.is_some() {
                continue;
            }
            let before = general.pointers.len();
            general.pointers.extend(pointers(unit, f.symbol).map(|at| (at, symbol)));
            used |= general.pointers.len() > before;
            if let (true, Some(body)) = (used, lower(f, &[])) {
                functions.push(Function { symbol, ..body });
                let Symbol { name, kind, loc, .. } = &unit.symbols[f.symbol.0 as usize];
                let (name, kind) = (format!("{name}.general"), kind.clone());
                general.symbols.push(Symbol { name, kind, linkage: Linkage::Local, loc: *loc });
                *copy = Some(symbol);
            }
        }
        if general.symbols.len() == made {
            return general;
        }
    }
}

/// Does a call pass just the constants?
fn agrees(function: &Function, args: &[Value], bound: &[Bound]) -> bool {
    bound.iter().all(|bound| {
        let def = args.get(bound.index as usize).map(|arg| function.values[arg.index()].def);
        let Some(ValueDef::Inst(inst)) = def else { return false };
        // What is above a narrow one's width is whatever the caller left there.
        let mask = match bound.ty.size() {
            8 => u64::MAX,
            bytes => (1 << (8 * bytes)) - 1,
        };
        match function.insts[inst.index()].op {
            Op::Int(_, bits) | Op::F64(bits) => (bits ^ bound.bits) & mask == 0,
            Op::F32(bits) => u64::from(bits) == bound.bits,
            _ => false,
        }
    })
}

/// Leads all uses of the function but calls with the constants to the general one. Is there any?
fn redirect(functions: &mut [Function], symbol: SymbolId, general: SymbolId, bound: &[Bound]) -> bool {
    let mut used = false;
    for function in functions {
        for inst in 0..function.insts.len() {
            let other = match &function.insts[inst].op {
                Op::Call(callee, args) => *callee == symbol && !agrees(function, args, bound),
                Op::FuncAddr(callee) => *callee == symbol,
                _ => false,
            };
            if let (true, Op::Call(callee, _) | Op::FuncAddr(callee)) = (other, &mut function.insts[inst].op) {
                *callee = general;
                used = true;
            }
        }
    }
    used
}

/// The function's addresses in variables.
fn pointers(unit: &Unit, symbol: SymbolId) -> impl Iterator<Item = (usize, usize)> {
    let relocs = unit
        .data
        .iter()
        .enumerate()
        .flat_map(|(i, item)| item.relocs.iter().enumerate().map(move |(k, reloc)| ((i, k), reloc)));
    relocs.filter(move |(_, reloc)| reloc.symbol == symbol && reloc.kind != RelocKind::Data).map(|(at, _)| at)
}

/// A place where one of these variables is written, by its name.
pub(crate) fn write_to(module: &Module, constants: &[SymbolId]) -> Option<(SymbolId, SrcLoc)> {
    let named = |function: &Function, addr: Value| match function.values[addr.index()].def {
        ValueDef::Inst(inst) => match function.insts[inst.index()].op {
            Op::DataAddr(symbol, _) => constants.contains(&symbol).then_some(symbol),
            _ => None,
        },
        ValueDef::Param(..) => None,
    };
    module.functions.iter().find_map(|function| {
        function.insts.iter().find_map(|data| match data.op {
            Op::Store { addr, .. } => named(function, addr).map(|symbol| (symbol, data.loc)),
            Op::Copy { dst, .. } | Op::Fill { dst, .. } => named(function, dst).map(|symbol| (symbol, data.loc)),
            _ => None,
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::bind::{Bindings, Constant};
    use crate::{OptLevel, Options, compile};
    use guest_abi::Isa;

    fn param(function: &str, name: &str, value: impl Into<Constant>) -> Bindings {
        let params = vec![(function.to_owned(), name.to_owned(), value.into())];
        Bindings { params, ..Bindings::default() }
    }

    fn global(name: &str, value: impl Into<Constant>) -> Bindings {
        Bindings { globals: vec![(name.to_owned(), value.into())], ..Bindings::default() }
    }

    fn compiled(source: &str, bindings: Bindings) -> Result<String, String> {
        let options = Options { isa: Isa::Portable, level: OptLevel::O2, bindings, verify: true, ..Options::default() };
        let unit = compile("t.c", source, &options).map_err(|errors| errors.to_string())?;
        Ok(unit.ir.expect("the interpreter runs IR").to_string())
    }

    #[test]
    fn a_bound_parameter_is_folded() {
        let source = "int scale(int x, short by) { return by == 3 ? x + 1 : x * by; }";
        let text = compiled(source, param("scale", "by", 3)).unwrap();
        assert!(!text.contains("mul") && !text.contains("branch") && text.contains("int.i32 1"), "{text}");
        let text = compiled(source, param("scale", "by", -1)).unwrap();
        assert!(text.contains("neg"), "{text}");
        assert!(!text.contains("general"), "{text}");
    }

    #[test]
    fn uses_inside_the_file_keep_the_general_function() {
        let source = "__attribute__((noinline)) int f(int n, int by) { return n > 0 ? f(n - 1, by) + by : 0; }
            int same(int n) { return f(n, 5); }
            int other(int n) { return f(n, 6); }
            int (*pointer)(int, int) = f;";
        let text = compiled(source, param("f", "by", 5)).unwrap();
        let body = |name: &str| {
            let start = text.find(&format!("\nfunction %{name} ")).unwrap_or_else(|| panic!("{name} in\n{text}"));
            text[start..].split("\n}").next().unwrap_or_default().to_owned()
        };
        assert!(body("same").contains("call %f("), "{text}");
        assert!(body("other").contains("call %f.general("), "{text}");
        assert!(body("f").contains("call %f(") || !body("f").contains("call"), "{text}");
        assert!(!body("f.general").contains("call %f("), "{text}");
        assert!(text.contains("reloc 0 function %f.general"), "{text}");
    }

    #[test]
    fn copies_use_copies() {
        let source = "__attribute__((noinline)) int g(int n, int by) { return n * by; }
            __attribute__((noinline)) int f(int n, int by) { return by == 5 ? n : g(n, by); }
            int h(int n) { return f(n, 6); }";
        let mut bindings = param("g", "by", 5);
        bindings.params.extend(param("f", "by", 5).params);
        let text = compiled(source, bindings).unwrap();
        assert!(text.contains("call %f.general(") && text.contains("call %g.general("), "{text}");
        assert!(!text.contains("call %f(") && !text.contains("call %g("), "{text}");
    }

    #[test]
    fn bound_variables_are_constants() {
        let source = "struct rule { int port; unsigned char verdict; double weight; } rules[3]; int count;
            int last(void) { return rules[count - 1].port + rules[1].verdict + (int)rules[0].weight; }";
        let mut bytes = vec![0; 48];
        bytes[32] = 40;
        bytes[20] = 2;
        let mut bindings = global("rules", bytes);
        bindings.globals.push(("count".to_owned(), 3.into()));
        let text = compiled(source, bindings).unwrap();
        assert!(!text.contains("load") && text.contains("int.i32 42"), "{text}");
        assert!(text.contains("const data %rules"), "{text}");
    }

    #[test]
    fn tables_that_are_const_are_constants() {
        let source = "static const signed char table[4] = { 1, -2 };
            static int one(void) { return 1; }
            static int (*const functions[])(void) = { one };
            static const char *const names[] = { \"a\", \"b\" };
            int f(void) { return table[1] * 10 + table[3]; }
            int g(void) { return functions[0](); }
            const char *h(void) { return names[1]; }
            static const volatile int seen = 3;
            int v(void) { return seen; }";
        let text = compiled(source, Bindings::default()).unwrap();
        assert!(text.contains("int.i32 -20") && !text.contains("load.s8"), "{text}");
        assert_eq!(text.matches("load").count(), 1, "{text}");
        assert!(text.contains("volatile load"), "{text}");
    }

    #[test]
    fn what_cant_be_bound_is_an_error() {
        let source = "int width; int table[4]; struct s { int a; } one; extern int far; int f(int x, struct s y, double d) { return x; }
            static int hidden(int x) { return x; } int g(void) { return hidden(1) + far; } void set(void) { width = 1; }";
        for (bindings, reason) in [
            (global("nothing", 1), "defines no such variable"),
            (global("far", 1), "defines no such variable"),
            (global("f", 1), "is a function"),
            (global("table", 1), "is bound to its bytes"),
            (global("table", [0; 17]), "17 bytes are too many for a variable of 16"),
            (global("width", 1i64 << 33), "does not fit"),
            (global("width", 1.5), "1.5 is not an integer"),
            (global("width", 1), "is written, and bound"),
            (param("f", "z", 1), "has no such parameter"),
            (param("h", "z", 1), "defines no such function"),
            (param("f", "y", 1), "is no scalar"),
            (param("f", "x", [1, 2]), "a scalar is bound to a number"),
            (param("hidden", "x", 1), "is `static`"),
        ] {
            let errors = compiled(source, bindings.clone()).expect_err(reason);
            assert!(errors.contains(reason) && errors.contains("error[E090"), "{reason}: {errors}");
            let elsewhere = Bindings { elsewhere: true, ..bindings };
            assert_eq!(compiled(source, elsewhere).is_ok(), reason.contains("defines no such"), "{reason}");
        }
        assert!(compiled(source, global("table", [1; 3])).is_ok());
        assert!(compiled(source, param("f", "d", 2)).is_ok());
    }
}
