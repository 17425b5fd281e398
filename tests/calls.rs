//! What crosses between host and plugins: every mix of argument types both ways, nesting, and failures that unwind.

use std::cell::RefCell;
use std::error::Error as StdError;
use std::fmt::{self, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::sync::{Arc, Mutex};

use plugvisor::{BoxError, CallError, Caller, Engine, Mode, Ptr, Runtime, Signature, TrapKind, Ty, Value};
use plugvisor_tests::{for_each_crossing, for_fast_modes};

/// Knuth's MMIX generator.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 32 ^ self.0 << 32
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() >> 7) as usize % limit
    }
}

const INTEGERS: [Ty; 10] = [Ty::I32, Ty::U32, Ty::I64, Ty::U64, Ty::Ptr, Ty::I8, Ty::U8, Ty::I16, Ty::U16, Ty::Bool];
const ALL: [Ty; 14] = [
    Ty::I32,
    Ty::U32,
    Ty::I64,
    Ty::U64,
    Ty::F32,
    Ty::F64,
    Ty::Ptr,
    Ty::I8,
    Ty::F64,
    Ty::F32,
    Ty::U8,
    Ty::I16,
    Ty::U16,
    Ty::Bool,
];

/// Types that this mode runs on every host.
fn types(mode: Mode) -> &'static [Ty] {
    if mode == Mode::Segmented { &INTEGERS } else { &ALL }
}

fn random_signature(random: &mut Random, types: &[Ty], params: usize) -> Signature {
    let mut pick = || types[random.below(types.len())];
    Signature { params: (0..params).map(|_| pick()).collect(), result: Some(pick()), variadic: false }
}

/// A value that a parameter of this type can hold.
fn random_value(random: &mut Random, ty: Ty) -> Value {
    let word = match random.below(4) {
        0 => [0, 1, 0x7fff_ffff, 0x8000_0000, u64::MAX, 1 << 63, 0x80, 0xffff_ffff][random.below(8)],
        _ => random.next(),
    };
    match ty {
        Ty::Bool => Value::Bool(word & 1 != 0),
        Ty::I8 => Value::I32(i32::from(word as i8)),
        Ty::U8 => Value::U32(u32::from(word as u8)),
        Ty::I16 => Value::I32(i32::from(word as i16)),
        Ty::U16 => Value::U32(u32::from(word as u16)),
        Ty::I32 => Value::I32(word as i32),
        Ty::U32 => Value::U32(word as u32),
        Ty::I64 => Value::I64(word as i64),
        Ty::U64 => Value::U64(word),
        Ty::Ptr => Value::Ptr(Ptr(word as u32)),
        // No signalling NaNs: what a load makes of them is the processor's affair.
        Ty::F32 => Value::F32((word as i32) as f32 / 64.0),
        Ty::F64 => Value::F64((word as i64) as f64 / 1024.0),
    }
}

/// A value's bits, extended as C does.
fn bits(value: Value) -> u64 {
    match value {
        Value::Bool(v) => u64::from(v),
        Value::I32(v) => v as i64 as u64,
        Value::U32(v) => u64::from(v),
        Value::I64(v) => v as u64,
        Value::U64(v) => v,
        Value::F32(v) => u64::from(v.to_bits()),
        Value::F64(v) => v.to_bits(),
        Value::Ptr(v) => u64::from(v.0),
    }
}

/// The same in C, for a variable.
fn c_bits(ty: Ty, name: &str) -> String {
    match ty {
        Ty::F32 => format!("*(unsigned *)&{name}"),
        Ty::F64 => format!("*(unsigned long long *)&{name}"),
        Ty::Ptr => format!("(unsigned){name}"),
        _ => name.to_owned(),
    }
}

/// A C literal or expression with exactly this value.
fn c_value(value: Value) -> String {
    match value {
        Value::Bool(v) => u32::from(v).to_string(),
        Value::I32(v) => format!("(int){:#x}", v as u32),
        Value::U32(v) => format!("{v:#x}u"),
        Value::I64(v) => format!("(long long){:#x}ull", v as u64),
        Value::U64(v) => format!("{v:#x}ull"),
        Value::F32(v) => format!("(float)({:e})", f64::from(v)),
        Value::F64(v) => format!("({v:e})"),
        Value::Ptr(v) => format!("(void *){:#x}", v.0),
    }
}

/// An order-sensitive hash, simple enough for both sides.
fn hash(values: &[Value]) -> u64 {
    values.iter().fold(17, |hash, &value| (hash ^ bits(value)).rotate_left(7).wrapping_mul(0x9e37_79b9))
}

fn parameters(signature: &Signature) -> String {
    let list: Vec<_> = signature.params.iter().enumerate().map(|(i, ty)| format!("{} a{i}", ty.c_name())).collect();
    if list.is_empty() { "void".to_owned() } else { list.join(", ") }
}

/// `unsigned long long NAME(..)`, which hashes its arguments.
fn hasher(name: &str, signature: &Signature) -> String {
    let mut body = String::new();
    for (i, &ty) in signature.params.iter().enumerate() {
        let bits = c_bits(ty, &format!("a{i}"));
        writeln!(body, "    h ^= {bits}; h = (h << 7 | h >> 57) * 0x9e3779b9ull;").unwrap();
    }
    format!(
        "unsigned long long {name}({}) {{\n    unsigned long long h = 17;\n{body}    return h;\n}}\n",
        parameters(signature)
    )
}

/// `RESULT NAME(..)`, which returns one of its arguments, or a constant if none has the type.
fn returner(name: &str, signature: &Signature, which: Option<usize>, otherwise: Value) -> String {
    let value = which.map_or_else(|| c_value(otherwise), |i| format!("a{i}"));
    format!("{} {name}({}) {{ return {value}; }}\n", signature.result.unwrap().c_name(), parameters(signature))
}

#[test]
fn upcalls_of_random_types_bring_every_argument() {
    for_each_crossing(|engine, mode| {
        let mut random = Random(41);
        let rounds = if mode == Mode::Segmented { 80 } else { 340 };
        for round in 0..rounds {
            let signature = random_signature(&mut random, types(mode), round % 17);
            let result = signature.result.unwrap();
            let otherwise = random_value(&mut random, result);
            let which = signature.params.iter().rposition(|&ty| ty == result);
            let source = hasher("f", &signature) + &returner("g", &signature, which, otherwise);
            let mut runtime = fresh(engine, mode, &source);
            for _ in 0..3 {
                let args: Vec<_> = signature.params.iter().map(|&ty| random_value(&mut random, ty)).collect();
                let hashed = runtime.call("f", &args).unwrap_or_else(|e| panic!("{mode}: {e}\n{source}"));
                assert_eq!(hashed, Some(Value::U64(hash(&args))), "{mode}: {args:?}\n{source}");
                let returned = runtime.call("g", &args).unwrap_or_else(|e| panic!("{mode}: {e}\n{source}"));
                let expected = which.map_or(otherwise, |i| args[i]);
                assert_eq!(returned, Some(expected), "{mode}: {args:?}\n{source}");
            }
        }
    });
}

fn fresh(engine: &Engine, mode: Mode, source: &str) -> Runtime {
    let mut runtime = Runtime::builder(engine).mode(mode).build().unwrap();
    runtime.create("test.c", source).unwrap_or_else(|error| panic!("{mode}: {error}\n{source}"));
    runtime
}

#[test]
fn callbacks_of_random_types_bring_every_argument_and_the_result() {
    for_each_crossing(|engine, mode| {
        let mut random = Random(42);
        let rounds = if mode == Mode::Segmented { 80 } else { 340 };
        for round in 0..rounds {
            let signature = random_signature(&mut random, types(mode), round % 17);
            let result = signature.result.unwrap();
            let answer = random_value(&mut random, result);
            let args: Vec<_> = signature.params.iter().map(|&ty| random_value(&mut random, ty)).collect();
            let seen = Arc::new(Mutex::new(Vec::new()));
            let log = seen.clone();
            let mut runtime = Runtime::builder(engine)
                .mode(mode)
                .builtin_dynamic("host", signature.clone(), move |_, args| {
                    log.lock().unwrap().push(args.to_vec());
                    Ok(Some(answer))
                })
                .build()
                .unwrap();
            // Once with constants, once handed on from an upcall, and each time checked in the plugin.
            let constants: Vec<_> = args.iter().map(|&arg| c_value(arg)).collect();
            let names: Vec<_> = (0..args.len()).map(|i| format!("a{i}")).collect();
            let ty = result.c_name();
            let wanted = c_bits(result, "w");
            let got = c_bits(result, "r");
            let source = format!(
                "int own(void) {{\n    {ty} w = {};\n    {ty} r = host({});\n    return {got} == {wanted};\n}}\n\
                 {ty} on({}) {{ return host({}); }}\n",
                c_value(answer),
                constants.join(", "),
                parameters(&signature),
                names.join(", "),
            );
            runtime.create("test.c", &source).unwrap_or_else(|error| panic!("{mode}: {error}\n{source}"));
            let own = runtime.call("own", &[]).unwrap_or_else(|e| panic!("{mode}: {e}\n{source}"));
            assert_eq!(own, Some(Value::I32(1)), "{mode}: {answer:?}\n{source}");
            let on = runtime.call("on", &args).unwrap_or_else(|e| panic!("{mode}: {e}\n{source}"));
            assert_eq!(on, Some(answer), "{mode}\n{source}");
            assert_eq!(*seen.lock().unwrap(), [args.clone(), args], "{mode}\n{source}");
        }
    });
}

#[test]
fn plugins_call_each_other_with_more_arguments_than_cross() {
    for_each_crossing(|engine, mode| {
        let mut random = Random(43);
        let rounds = if mode == Mode::Segmented { 15 } else { 60 };
        for round in 0..rounds {
            let signature = random_signature(&mut random, types(mode), 1 + (round * 7) % 40);
            let args: Vec<_> = signature.params.iter().map(|&ty| random_value(&mut random, ty)).collect();
            let constants: Vec<_> = args.iter().map(|&arg| c_value(arg)).collect();
            let constants = constants.join(", ");
            let prototype = format!("unsigned long long f({});\n", parameters(&signature));
            let caller = format!(
                "{prototype}unsigned long long direct(void) {{ return f({constants}); }}\n\
                 unsigned long long (*pointer)({}) = f;\n\
                 unsigned long long indirect(void) {{ return pointer({constants}); }}\n",
                parameters(&signature),
            );
            let callee = hasher("f", &signature);
            let mut runtime = Runtime::builder(engine).mode(mode).build().unwrap();
            runtime.create("callee.c", &callee).unwrap_or_else(|error| panic!("{mode}: {error}\n{callee}"));
            runtime.create("caller.c", &caller).unwrap_or_else(|error| panic!("{mode}: {error}\n{caller}"));
            for name in ["direct", "indirect"] {
                let hashed = runtime.call(name, &[]).unwrap_or_else(|e| panic!("{mode}: {e}\n{caller}"));
                assert_eq!(hashed, Some(Value::U64(hash(&args))), "{mode} {name}\n{caller}\n{callee}");
            }
        }
    });
}

#[test]
fn variable_arguments_of_random_types_arrive_promoted() {
    for_each_crossing(|engine, mode| {
        let mut random = Random(44);
        let seen = Arc::new(Mutex::new((0, Vec::new())));
        let log = seen.clone();
        let signature = Signature { params: vec![Ty::U32, Ty::I64], result: Some(Ty::I32), variadic: true };
        let builder = Runtime::builder(engine).mode(mode).builtin_dynamic("host", signature, move |caller, args| {
            let &[Value::U32(count), Value::I64(named), Value::Ptr(cells)] = args else {
                return Err(format!("unexpected arguments {args:?}").into());
            };
            let mut bytes = vec![0; 8 * count as usize];
            // Without variable arguments the address is null, which is nowhere.
            if count > 0 {
                caller.read(cells, &mut bytes)?;
            }
            *log.lock().unwrap() = (named, bytes);
            Ok(Some(Value::I32(-5)))
        });
        let rounds = if mode == Mode::Segmented { 30 } else { 120 };
        for round in 0..rounds {
            let signature = random_signature(&mut random, types(mode), round % 30);
            let args: Vec<_> = signature.params.iter().map(|&ty| random_value(&mut random, ty)).collect();
            let mut source = String::from("int f(void) {\n");
            for (i, (&ty, &arg)) in signature.params.iter().zip(&args).enumerate() {
                writeln!(source, "    {} a{i} = {};", ty.c_name(), c_value(arg)).unwrap();
            }
            let list: String = (0..args.len()).map(|i| format!(", a{i}")).collect();
            writeln!(source, "    return host({}, -7 - {round}{list});\n}}", args.len()).unwrap();
            let mut runtime = builder.build().unwrap();
            runtime.create("test.c", &source).unwrap_or_else(|error| panic!("{mode}: {error}\n{source}"));
            let result = runtime.call("f", &[]).unwrap_or_else(|e| panic!("{mode}: {e}\n{source}"));
            assert_eq!(result, Some(Value::I32(-5)), "{mode}");
            let (named, cells) = &*seen.lock().unwrap();
            assert_eq!(*named, -7 - round as i64);
            for (i, (&ty, &arg)) in signature.params.iter().zip(&args).enumerate() {
                let cell: [u8; 8] = cells[8 * i..8 * i + 8].try_into().unwrap();
                let wide = u64::from_le_bytes(cell);
                match (ty, arg) {
                    (Ty::I64 | Ty::U64 | Ty::F64, _) => assert_eq!(wide, bits(arg), "{mode}: {i}\n{source}"),
                    (Ty::F32, Value::F32(v)) => assert_eq!(wide, f64::from(v).to_bits(), "{mode}: {i}\n{source}"),
                    _ => assert_eq!(wide as u32, bits(arg) as u32, "{mode}: {i}\n{source}"),
                }
            }
        }
    });
}

/// Typed calls and typed built-ins over one list of parameter types.
macro_rules! typed {
    ($engine:expr, $mode:expr; $(($($ty:ident $name:ident = $value:expr),*) -> $result:ident = $answer:expr;)*) => {$({
        let values: Vec<Value> = vec![$(<Value as From<$ty>>::from($value)),*];
        let signature = Signature {
            params: vec![$(ty_of::<$ty>()),*],
            result: Some(ty_of::<$result>()),
            variadic: false,
        };
        let expected = hash(&values);
        let mut runtime = Runtime::builder($engine)
            .mode($mode)
            .builtin("host", move |_: &mut Caller<'_> $(, $name: $ty)*| -> $result {
                assert_eq!(hash(&[$(Value::from($name)),*]), expected);
                $answer
            })
            .build()
            .unwrap();
        let names: Vec<&str> = vec![$(stringify!($name)),*];
        let declared: Vec<_> =
            signature.params.iter().zip(&names).map(|(ty, name)| format!("{} {name}", ty.c_name())).collect();
        let declared = if declared.is_empty() { "void".to_owned() } else { declared.join(", ") };
        let source = format!(
            "{} f({declared}) {{ return host({}); }}\n",
            ty_of::<$result>().c_name(),
            names.join(", ")
        ) + &hasher("h", &signature);
        runtime.create("test.c", &source).unwrap_or_else(|error| panic!("{error}\n{source}"));
        let f = runtime.func::<($($ty,)*), $result>("f").unwrap();
        let h = runtime.func::<($($ty,)*), u64>("h").unwrap();
        for _ in 0..2 {
            assert_eq!(f.call(&mut runtime, ($($value,)*)).unwrap(), $answer, "{}\n{source}", $mode);
            assert_eq!(h.call(&mut runtime, ($($value,)*)).unwrap(), expected, "{}\n{source}", $mode);
        }
    })*};
}

trait HasTy {
    const TY: Ty;
}

macro_rules! has_ty {
    ($($rust:ty: $ty:ident),*) => {$(
        impl HasTy for $rust {
            const TY: Ty = Ty::$ty;
        }
    )*};
}

has_ty!(i32: I32, u32: U32, i64: I64, u64: U64, f32: F32, f64: F64, bool: Bool, Ptr: Ptr);

fn ty_of<T: HasTy>() -> Ty {
    T::TY
}

#[test]
fn typed_calls_of_0_to_16_integers() {
    for_each_crossing(|engine, mode| {
        typed! { engine, mode;
            () -> i64 = -1 << 40;
            (i32 a = -1) -> u32 = u32::MAX;
            (u64 a = u64::MAX, bool b = true) -> bool = true;
            (i64 a = i64::MIN, i32 b = i32::MIN, Ptr c = Ptr(u32::MAX)) -> Ptr = Ptr(0xdead_beef);
            (i64 a = -2, i64 b = 3, i64 c = -4, i64 d = 5, i64 e = -6, i64 f_ = 7, i64 g = -8, i64 h_ = 9) -> i32 = -9;
            (i32 a = -1, i64 b = -2, u32 c = 3, u64 d = 1 << 63, Ptr e = Ptr(5), bool f_ = false, i32 g = 7) -> u64 = 1 << 63;
            (i32 a = 1, i64 b = -2, i32 c = 3, i64 d = 4, i32 e = 5, i64 f_ = 6, i32 g = 7, i64 h_ = 8, i32 i = -9, i64 j = 10,
             i32 k = 11, i64 l = -12, i32 m = 13, i64 n = 14, i32 o = -15, i64 p = i64::MIN) -> i64 = i64::MIN;
        }
    });
}

#[test]
fn typed_calls_of_0_to_16_mixed_types() {
    for_fast_modes(|engine, mode| {
        typed! { engine, mode;
            () -> f32 = -0.0;
            () -> f64 = 1e300;
            (f32 a = 1.5) -> f64 = f64::MIN_POSITIVE;
            (f64 a = -0.0, f32 b = f32::INFINITY) -> f32 = f32::MAX;
            (f64 a = 1.0, f64 b = 2.0, f64 c = 3.0, f64 d = 4.0, f64 e = 5.0, f64 f_ = 6.0, f64 g = 7.0, f64 h_ = 8.0,
             f64 i = 9.0, f64 j = 10.0, f64 k = 11.0, f64 l = 12.0, f64 m = 13.0, f64 n = 14.0, f64 o = 15.0, f64 p = 16.0) -> f64 = -16.0;
            (f32 a = 1.0, f32 b = 2.0, f32 c = 3.0, f32 d = 4.0, f32 e = 5.0, f32 f_ = 6.0, f32 g = 7.0, f32 h_ = 8.0,
             f32 i = 9.0, i32 j = 10, f32 k = 11.0, i64 l = 12, f32 m = 13.0, f64 n = 14.0, f32 o = 15.0, f32 p = 16.0) -> f32 = -16.5;
            (i32 a = -1, f64 b = 2.5, i64 c = -3, f32 d = 4.5, u32 e = 5, f64 f_ = 6.5, u64 g = 7, f32 h_ = 8.5, bool i = true,
             f64 j = 10.5, Ptr k = Ptr(11), f32 l = 12.5, i32 m = 13, f64 n = 14.5, i64 o = 15, f32 p = 16.5) -> bool = true;
        }
    });
}

/// Which depth failed, as a built-in's own error.
#[derive(Debug, Clone, PartialEq)]
struct Bottom {
    depth: i32,
    reason: String,
}

impl fmt::Display for Bottom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at depth {}", self.reason, self.depth)
    }
}

impl StdError for Bottom {}

const NESTED: &str = "
    int depth;
    int *null;
    long long down(int n, long long sum)
    {
        int mine = n * 3;
        long long result;
        depth++;
        result = n == 0 ? leaf(sum) : again(n - 1, sum + n) + 1LL;
        depth--;
        return mine == n * 3 ? result : -1000000;
    }
    int trap(int x) { return *null + x; }
    int ok(int x) { return x + 1; }
    int get_depth(void) { return depth; }";

/// A runtime whose plugin and built-in call each other; at the bottom `leaf` decides what happens.
fn nested(
    engine: &Engine,
    mode: Mode,
    leaf: impl Fn(&mut Caller<'_>, i64) -> Result<i64, BoxError> + Send + Sync + 'static,
) -> Runtime {
    let mut runtime = Runtime::builder(engine)
        .mode(mode)
        .builtin("again", |caller: &mut Caller<'_>, n: i32, sum: i64| -> Result<i32, CallError> {
            let down = caller.func::<(i32, i64), i64>("down")?;
            down.call(caller, (n, sum)).map(|result| result as i32)
        })
        .builtin("leaf", leaf)
        .build()
        .unwrap();
    runtime.create("nested.c", NESTED).unwrap();
    runtime
}

fn down(runtime: &mut Runtime, n: i32) -> Result<i64, CallError> {
    runtime.func::<(i32, i64), i64>("down")?.call(runtime, (n, 0))
}

#[test]
fn upcalls_nest_50_deep() {
    for_each_crossing(|engine, mode| {
        let mut runtime = nested(engine, mode, |_, sum| Ok(sum * 1000));
        for n in [50, 1, 0, 33, 50] {
            let sum = i64::from(n) * i64::from(n + 1) / 2 * 1000;
            assert_eq!(down(&mut runtime, n).unwrap(), sum + i64::from(n), "{mode}");
            assert_eq!(runtime.call("get_depth", &[]).unwrap(), Some(Value::I32(0)));
        }
        // One too many is an error; nothing of it stays.
        assert!(matches!(down(&mut runtime, 1000), Err(CallError::TooDeep { .. })), "{mode}");
        assert_eq!(down(&mut runtime, 50).unwrap(), 1_275_050);
    });
}

#[test]
fn an_error_of_a_built_in_unwinds_all_levels_as_it_is() {
    for_each_crossing(|engine, mode| {
        let mut runtime = nested(engine, mode, |caller, sum| {
            let depth = match caller.call("get_depth", &[])? {
                Some(Value::I32(depth)) => depth,
                other => return Err(format!("{other:?}").into()),
            };
            if sum >= 0 { Err(Bottom { depth, reason: "no more".to_owned() }.into()) } else { Ok(sum) }
        });
        for n in [0, 1, 7, 40] {
            let error = down(&mut runtime, n).unwrap_err();
            let expected = Bottom { depth: n + 1, reason: "no more".to_owned() };
            assert_eq!(error.downcast_ref::<Bottom>(), Some(&expected), "{mode}: {error}");
            assert!(matches!(error, CallError::Builtin(_)), "not wrapped per level");
            assert_eq!(error.to_string(), format!("no more at depth {}", n + 1));
            // The plugins did not go on, so the variable keeps its value.
            assert_eq!(runtime.call("get_depth", &[]).unwrap(), Some(Value::I32(n + 1)), "{mode}");
            let Some(plugvisor::Symbol::Data { address, .. }) = runtime.lookup("depth") else { panic!("no depth") };
            runtime.write(address, &[0; 4]).unwrap();
            assert_eq!(runtime.call("ok", &[Value::I32(1)]).unwrap(), Some(Value::I32(2)));
        }
    });
}

#[test]
fn a_trap_at_the_bottom_unwinds_all_levels() {
    for_each_crossing(|engine, mode| {
        let mut runtime = nested(engine, mode, |caller, sum| {
            let trap = caller.func::<(i32,), i32>("trap")?;
            Ok(i64::from(trap.call(caller, (sum as i32,))?))
        });
        for n in [0, 1, 30] {
            let error = down(&mut runtime, n).unwrap_err();
            let trap = error.trap().unwrap_or_else(|| panic!("{mode}: {error}"));
            assert_eq!(trap.kind, TrapKind::NullPointer, "{mode}: {trap}");
            let location = trap.location.as_ref().unwrap();
            assert_eq!((location.function.as_str(), location.line), ("trap", 13), "{mode}: {trap}");
            assert_eq!(runtime.call("ok", &[Value::I32(n)]).unwrap(), Some(Value::I32(n + 1)));
        }
    });
}

#[test]
fn a_panic_at_the_bottom_unwinds_all_levels() {
    thread_local! {
        static HUSH: RefCell<u32> = const { RefCell::new(0) };
    }
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if HUSH.with_borrow(|&hush| hush == 0) {
            default(info);
        }
    }));
    for_each_crossing(|engine, mode| {
        let mut runtime =
            nested(engine, mode, |_, sum| panic_any(Bottom { depth: sum as i32, reason: "bug".to_owned() }));
        for n in [0, 1, 12] {
            HUSH.with_borrow_mut(|hush| *hush += 1);
            let panic = catch_unwind(AssertUnwindSafe(|| down(&mut runtime, n))).unwrap_err();
            HUSH.with_borrow_mut(|hush| *hush -= 1);
            let bottom = panic.downcast_ref::<Bottom>().unwrap();
            assert_eq!(bottom.depth, n * (n + 1) / 2, "{mode}");
            assert_eq!(runtime.call("ok", &[Value::I32(n)]).unwrap(), Some(Value::I32(n + 1)), "{mode}");
        }
    });
}

#[test]
fn a_built_in_can_catch_what_happens_below_it_and_go_on() {
    for_each_crossing(|engine, mode| {
        // Every second level catches the failure of the one below and turns it into a number.
        let mut runtime = Runtime::builder(engine)
            .mode(mode)
            .builtin("again", |caller: &mut Caller<'_>, n: i32, sum: i64| -> Result<i32, CallError> {
                let down = caller.func::<(i32, i64), i64>("down")?;
                match down.call(caller, (n, sum)) {
                    Err(error) if n % 2 == 0 => {
                        // While plugins wait above, the runtime serves other calls and can be changed.
                        caller.create("extra.c", "int extra(int x) { return x * 2; }")?;
                        let extra = caller.call("extra", &[Value::I32(21)])?;
                        assert_eq!(extra, Some(Value::I32(42)));
                        caller.delete("extra").map_err(CallError::from)?;
                        Ok(if error.trap().is_some() { 100 } else { 200 })
                    }
                    other => other.map(|result| result as i32),
                }
            })
            .builtin("leaf", |caller: &mut Caller<'_>, sum: i64| -> Result<i64, BoxError> {
                if sum % 2 == 0 {
                    caller.call("trap", &[Value::I32(0)])?;
                }
                Err(Bottom { depth: 0, reason: "odd".to_owned() }.into())
            })
            .build()
            .unwrap();
        runtime.create("nested.c", NESTED).unwrap();
        for (n, expected) in [(1, 201), (3, 103), (5, 205), (7, 107), (20, 120)] {
            assert_eq!(down(&mut runtime, n).unwrap(), expected, "{mode}: {n}");
        }
        // Nobody catches at the top.
        assert!(down(&mut runtime, 0).unwrap_err().trap().is_some(), "{mode}");
        assert_eq!(down(&mut runtime, 1).unwrap(), 201, "{mode}");
    });
}
