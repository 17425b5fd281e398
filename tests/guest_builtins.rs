//! Built-ins that live in the guest: the host's own code there, and the functions that the library brings along.

use guest_abi::{Isa, Ty};
use linker::object::Signature;
use plugvisor::{
    Caller, Engine, Error, GuestLibrary, LinkError, Mode, Module, Ptr, Runtime, Symbol as Known, TrapKind,
};
use plugvisor_tests::{available, for_each_mode, for_fast_modes, native_function};

/// Steele, Lea and Flood's SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    fn below(&mut self, n: u64) -> usize {
        (self.next() % n) as usize
    }
}

#[test]
fn they_are_called_like_built_ins_and_nobody_takes_them_away() {
    for_each_mode(|engine, mode| {
        let source = "
            int base = 100;
            int host(int x);
            int above(int x) { return base + host(x); }
            int divide(int a, int b) {
                return a / b;
            }";
        let module = engine.compile("above.c", source).unwrap();
        let builder = Runtime::builder(engine)
            .mode(mode)
            .builtin("host", |_: &mut Caller<'_>, x: i32| x * 2)
            .guest_builtins(&module);
        // The same builder makes many, and none sees another's variables.
        for round in 0..3 {
            let mut runtime = builder.build().unwrap();
            runtime.create("plugin.c", "int f(int x) { return above(x) + above(1); } int (*p)(int) = above;").unwrap();
            assert_eq!(runtime.func::<i32, i32>("f").unwrap().call(&mut runtime, 5).unwrap(), 212, "{mode} {round}");
            runtime.create("set.c", "extern int base; void set(int x) { base = x; }").unwrap();
            runtime.func::<i32, ()>("set").unwrap().call(&mut runtime, 7).unwrap();
            assert_eq!(runtime.func::<i32, i32>("above").unwrap().call(&mut runtime, 5).unwrap(), 17, "{mode} {round}");
            assert!(runtime.names().contains(&"above".to_owned()));
            assert!(matches!(runtime.lookup("above"), Some(Known::Function { builtin: true, .. })), "{mode}");
            assert!(matches!(runtime.lookup("f"), Some(Known::Function { builtin: false, .. })), "{mode}");
            // Neither the host nor a plugin can delete or replace one, nor its variable.
            for name in ["above", "base"] {
                let error = runtime.delete(name).unwrap_err();
                assert!(
                    matches!(&error, Error::Link(e) if matches!(**e, LinkError::Builtin { .. })),
                    "{mode}: {error}"
                );
            }
            assert!(runtime.create("again.c", "int above(int x) { return x; }").is_err(), "{mode}");
            assert!(runtime.replace("again.c", "int above(int x) { return x; }").is_err(), "{mode}");
            assert!(runtime.replace("again.c", "int base = 5;").is_err(), "{mode}");
            runtime.create("try.c", "int try(void) { return delete(\"above\") * 10 + delete(\"try\"); }").unwrap();
            assert_eq!(runtime.func::<(), i32>("try").unwrap().call(&mut runtime, ()).unwrap(), -10, "{mode}");
            assert_eq!(runtime.func::<i32, i32>("above").unwrap().call(&mut runtime, 6).unwrap(), 19, "{mode}");
            // A trap inside says where.
            let trap = runtime.func::<(i32, i32), i32>("divide").unwrap().call(&mut runtime, (1, 0)).unwrap_err();
            let trap = trap.trap().unwrap();
            let location = trap.location.as_ref().unwrap();
            assert_eq!((location.function.as_str(), location.line), ("divide", 6), "{mode}: {trap}");
            assert_eq!(trap.kind, TrapKind::IntegerDivision, "{mode}");
        }
    });
}

#[test]
fn what_can_not_be_linked_fails_the_build() {
    for_each_mode(|engine, mode| {
        let builder = Runtime::builder(engine).mode(mode);
        let once = engine.compile("a.c", "int f(void) { return 1; }").unwrap();
        let again = engine.compile("b.c", "int f(void) { return 2; }").unwrap();
        assert!(builder.clone().guest_builtins(&once).guest_builtins(&again).build().is_err(), "{mode}");
        let taken = builder.clone().builtin("f", |_: &mut Caller<'_>| 1).guest_builtins(&once);
        assert!(taken.build().is_err(), "{mode}");
        let core = engine.compile("c.c", "int f(void) { return 1; }").unwrap();
        assert!(builder.clone().guest_builtins(&core).guest_library(GuestLibrary::Memory).build().is_ok(), "{mode}");
        // Asking twice is asking once.
        let twice = builder.clone().guest_library(GuestLibrary::Memory).guest_library(GuestLibrary::Memory);
        assert!(twice.build().is_ok(), "{mode}");
        // Who asks for none has none.
        let mut runtime = builder.build().unwrap();
        assert!(runtime.lookup("strlen").is_none(), "{mode}");
        runtime.create("own.c", "unsigned strlen(const char *s) { return 42; }").unwrap();
        let mut runtime = builder.guest_library(GuestLibrary::Memory).build().unwrap();
        // Who has them may have their own beside them.
        runtime.create("user.c", "unsigned f(void) { return strlen(\"four\"); }").unwrap();
        assert!(runtime.delete("strlen").is_err(), "{mode}");
        runtime.create("own.c", "unsigned strlen(const char *s) { return 42; }").unwrap();
        assert_eq!(runtime.func::<(), u32>("f").unwrap().call(&mut runtime, ()).unwrap(), 4, "{mode}");
        assert_eq!(runtime.func::<Ptr, u32>("strlen").unwrap().call(&mut runtime, Ptr::NULL).unwrap(), 42, "{mode}");
    });
}

#[test]
fn machine_code_can_be_a_built_in() {
    let engine = Engine::new();
    if !available(&engine, Mode::Long) {
        return;
    }
    let signature = Signature { params: vec![Ty::I32], result: Some(Ty::I32), variadic: false };
    // lea eax, [rdi + rdi * 2]; ret
    let code = vec![0x8d, 0x04, 0x7f, 0xc3];
    let object = native_function("thrice", signature, Isa::Amd64, code);
    let builder = Runtime::builder(&engine).guest_builtins(&Module::from_object(object));
    let mut runtime = builder.clone().mode(Mode::Long).build().unwrap();
    runtime.create("f.c", "int f(int x) { return thrice(x) + 1; }").unwrap();
    assert_eq!(runtime.func::<i32, i32>("f").unwrap().call(&mut runtime, 14).unwrap(), 43);
    // It is code for this machine mode alone.
    assert!(builder.mode(Mode::Interp).build().is_err());
}

#[test]
fn memory_functions_are_those_of_c() {
    for_each_mode(|engine, mode| {
        let builder = Runtime::builder(engine).mode(mode).memory(2 << 20).stack(64 << 10);
        let mut runtime = builder.guest_library(GuestLibrary::Memory).build().unwrap();
        let copy = runtime.func::<(Ptr, Ptr, u32), Ptr>("memcpy").unwrap();
        let shift = runtime.func::<(Ptr, Ptr, u32), Ptr>("memmove").unwrap();
        let fill = runtime.func::<(Ptr, i32, u32), Ptr>("memset").unwrap();
        let compare = runtime.func::<(Ptr, Ptr, u32), i32>("memcmp").unwrap();
        let find = runtime.func::<(Ptr, i32, u32), Ptr>("memchr").unwrap();
        let mut random = Random(3);
        let mut bytes: Vec<u8> = (0..1000).map(|_| random.next() as u8).collect();
        let buffer = runtime.alloc_from(&bytes).unwrap();
        let at = |offset: usize| buffer.ptr().offset(offset as u32);
        let rounds = if mode == Mode::Segmented { 15 } else { 400 };
        for round in 0..rounds {
            let longest = if round % 4 == 0 { 300 } else { 40 };
            let (len, from, to) = (random.below(longest), random.below(600), random.below(600));
            let size = len as u32;
            let what = format!("{mode}: {len} bytes from {from} to {to}");
            let apart = from.abs_diff(to) >= len;
            let moved = if apart && round % 2 == 0 { &copy } else { &shift };
            assert_eq!(moved.call(&mut runtime, (at(to), at(from), size)).unwrap(), at(to), "{what}");
            bytes.copy_within(from..from + len, to);
            assert!(runtime.bytes(&buffer) == bytes, "{what}");
            let order = compare.call(&mut runtime, (at(to), at(from), size)).unwrap();
            let expected = bytes[to..to + len].cmp(&bytes[from..from + len]) as i32;
            assert_eq!(order.signum(), expected, "{what}");
            let byte = random.next() as i32;
            let found = find.call(&mut runtime, (at(from), byte, size)).unwrap();
            let place = bytes[from..from + len].iter().position(|&b| b == byte as u8);
            assert_eq!(found, place.map_or(Ptr::NULL, |place| at(from + place)), "{what}");
            assert_eq!(fill.call(&mut runtime, (at(to), byte, size)).unwrap(), at(to), "{what}");
            bytes[to..to + len].fill(byte as u8);
            assert!(runtime.bytes(&buffer) == bytes, "{what}");
        }
        // A wild pointer is a trap in the function's own name.
        let error = copy.call(&mut runtime, (Ptr(8), at(0), 3)).unwrap_err();
        let trap = error.trap().unwrap();
        assert_eq!(trap.location.as_ref().unwrap().function, "memcpy", "{mode}: {trap}");
        assert_eq!(trap.kind, TrapKind::NullPointer, "{mode}: {trap}");
        assert_eq!(copy.call(&mut runtime, (at(0), Ptr(8), 0)).unwrap(), at(0), "{mode}: no bytes from nowhere");
    });
}

#[test]
fn string_functions_are_those_of_c() {
    for_each_mode(|engine, mode| {
        let builder = Runtime::builder(engine).mode(mode).memory(2 << 20).stack(64 << 10);
        let mut runtime = builder.guest_library(GuestLibrary::Memory).build().unwrap();
        let length = runtime.func::<Ptr, u32>("strlen").unwrap();
        let compare = runtime.func::<(Ptr, Ptr), i32>("strcmp").unwrap();
        let compare_some = runtime.func::<(Ptr, Ptr, u32), i32>("strncmp").unwrap();
        let find = runtime.func::<(Ptr, i32), Ptr>("strchr").unwrap();
        let mut random = Random(4);
        let buffer = runtime.alloc(200).unwrap();
        let at = |offset: usize| buffer.ptr().offset(offset as u32);
        let rounds = if mode == Mode::Segmented { 10 } else { 300 };
        for _ in 0..rounds {
            let (a, b) = (random.below(8), 100 + random.below(8));
            let mut text = |longest| -> Vec<u8> {
                (0..random.below(longest)).map(|_| [b'a', b'b', 0x80, 0xff, 0x01][random.below(5)]).collect()
            };
            let (mut s, mut t) = (text(40), text(40));
            if random.below(3) > 0 {
                t.truncate(5);
                t.splice(0..0, s.iter().copied());
            }
            for (place, text) in [(a, &mut s), (b, &mut t)] {
                runtime.write(at(place), text).unwrap();
                runtime.write(at(place + text.len()), &[0, 7, 7, 7, 7]).unwrap();
            }
            let what = format!("{mode}: {s:?} at {a}, {t:?} at {b}");
            assert_eq!(length.call(&mut runtime, at(a)).unwrap(), s.len() as u32, "{what}");
            let order = compare.call(&mut runtime, (at(a), at(b))).unwrap();
            assert_eq!(order.signum(), s.cmp(&t) as i32, "{what}");
            let n = random.below(12);
            let order = compare_some.call(&mut runtime, (at(a), at(b), n as u32)).unwrap();
            assert_eq!(order.signum(), s[..s.len().min(n)].cmp(&t[..t.len().min(n)]) as i32, "{what} to {n}");
            for byte in [i32::from(b'b'), 0x80, -1, 0, 0x161] {
                let found = find.call(&mut runtime, (at(a), byte)).unwrap();
                let place = s.iter().chain(&[0]).position(|&b| b == byte as u8);
                assert_eq!(found, place.map_or(Ptr::NULL, |place| at(a + place)), "{what}: {byte}");
            }
        }
        // A string that ends with the segment is read to its end and no further.
        let end = guest_abi::layout::DATA_BASE + runtime.memory_size();
        for len in 0..9 {
            runtime.write(Ptr(end - 1 - len), &b"xxxxxxxx\0"[8 - len as usize..]).unwrap();
            assert_eq!(length.call(&mut runtime, Ptr(end - 1 - len)).unwrap(), len, "{mode}");
        }
        runtime.write(Ptr(end - 1), b"x").unwrap();
        let error = length.call(&mut runtime, Ptr(end - 1)).unwrap_err();
        assert_eq!(error.trap().map(|trap| &trap.kind), Some(&TrapKind::OutOfSegment), "{mode}: {error}");
    });
}

/// Numbers at which rounding, range and sign change.
fn edges() -> Vec<f64> {
    let mut numbers = vec![0.0, f64::MIN_POSITIVE, 5e-324, f64::MAX, f64::INFINITY, f64::NAN, f64::EPSILON];
    for power in [
        -1074, -1073, -1023, -1022, -1021, -126, -53, -2, -1, 0, 1, 22, 23, 24, 30, 31, 32, 51, 52, 53, 62, 63, 64,
        127, 1023,
    ] {
        let number = 2f64.powi(power);
        numbers.extend([number, number.next_up(), number.next_down(), number * 1.5, number - 0.5, number + 0.5]);
    }
    numbers.extend(
        (1..20).flat_map(|n| [f64::from(n) / 2.0, (f64::from(n) / 2.0).next_up(), (f64::from(n) / 2.0).next_down()]),
    );
    numbers.iter().flat_map(|&x| [x, -x]).collect()
}

/// Whether they are the same bits, or both a NaN.
fn same(got: f64, expected: f64) -> bool {
    got.to_bits() == expected.to_bits() || got.is_nan() && expected.is_nan()
}

fn samef(got: f32, expected: f32) -> bool {
    got.to_bits() == expected.to_bits() || got.is_nan() && expected.is_nan()
}

#[test]
fn functions_of_one_number_agree_with_the_standard_library_to_the_bit() {
    type Double = (&'static str, fn(f64) -> f64);
    type Float = (&'static str, fn(f32) -> f32);
    const DOUBLES: [Double; 6] = [
        ("sqrt", f64::sqrt),
        ("fabs", f64::abs),
        ("floor", f64::floor),
        ("ceil", f64::ceil),
        ("trunc", f64::trunc),
        ("round", f64::round),
    ];
    const FLOATS: [Float; 6] = [
        ("sqrtf", f32::sqrt),
        ("fabsf", f32::abs),
        ("floorf", f32::floor),
        ("ceilf", f32::ceil),
        ("truncf", f32::trunc),
        ("roundf", f32::round),
    ];
    for_fast_modes(|engine, mode| {
        let mut runtime = Runtime::builder(engine).mode(mode).guest_library(GuestLibrary::Math).build().unwrap();
        let mut random = Random(5);
        let mut inputs = edges();
        inputs.extend((0..3000).map(|_| f64::from_bits(random.next())));
        // Near the whole numbers and near squares, where rounding is decided.
        inputs.extend((0..3000).map(|_| random.next() as i32 as f64 / 64.0));
        inputs.extend((0..1000).map(|_| f64::from(random.next() as u32).powi(2).next_up()));
        let inputs: Vec<f64> = inputs.into_iter().filter(|x| !x.is_nan() || x.to_bits() & 1 << 51 != 0).collect();
        let count = inputs.len();
        let bytes: Vec<u8> = inputs.iter().flat_map(|x| x.to_le_bytes()).collect();
        let from = runtime.alloc_from(&bytes).unwrap();
        let into = runtime.alloc(bytes.len() as u32).unwrap();
        let source = "void each(double (*f)(double), const double *x, double *y, int n) {
            int i;
            for (i = 0; i < n; i++) y[i] = f(x[i]);
        }
        void eachf(float (*f)(float), const float *x, float *y, int n) {
            int i;
            for (i = 0; i < n; i++) y[i] = f(x[i]);
        }";
        runtime.create("each.c", source).unwrap();
        let each = runtime.func::<(Ptr, Ptr, Ptr, i32), ()>("each").unwrap();
        let eachf = runtime.func::<(Ptr, Ptr, Ptr, i32), ()>("eachf").unwrap();
        for (name, expected) in DOUBLES {
            let function = runtime.lookup(name).unwrap().address();
            each.call(&mut runtime, (function, from.ptr(), into.ptr(), count as i32)).unwrap();
            for (&x, got) in inputs.iter().zip(runtime.bytes(&into).as_chunks().0) {
                let got = f64::from_le_bytes(*got);
                assert!(same(got, expected(x)), "{mode}: {name}({x:e}) = {got:e}, not {:e}", expected(x));
            }
        }
        let mut floats: Vec<f32> = inputs.iter().map(|&x| x as f32).collect();
        floats.extend((0..3000).map(|_| f32::from_bits(random.next() as u32 & !0x0040_0000 | 1 << 22)));
        floats.truncate(2 * count);
        let bytes: Vec<u8> = floats.iter().flat_map(|x| x.to_le_bytes()).collect();
        runtime.write(from.ptr(), &bytes).unwrap();
        for (name, expected) in FLOATS {
            let function = runtime.lookup(name).unwrap().address();
            eachf.call(&mut runtime, (function, from.ptr(), into.ptr(), floats.len() as i32)).unwrap();
            for (&x, got) in floats.iter().zip(runtime.bytes(&into).as_chunks().0) {
                let got = f32::from_le_bytes(*got);
                assert!(samef(got, expected(x)), "{mode}: {name}({x:e}) = {got:e}, not {:e}", expected(x));
            }
        }
    });
}

#[test]
fn functions_of_two_numbers_agree_with_the_standard_library_to_the_bit() {
    for_fast_modes(|engine, mode| {
        let mut runtime = Runtime::builder(engine).mode(mode).guest_library(GuestLibrary::Math).build().unwrap();
        let source = "void both(double (*f)(double, double), const double *x, double *y, int n) {
            int i;
            for (i = 0; i < n; i++) y[i] = f(x[2 * i], x[2 * i + 1]);
        }
        void bothf(float (*f)(float, float), const float *x, float *y, int n) {
            int i;
            for (i = 0; i < n; i++) y[i] = f(x[2 * i], x[2 * i + 1]);
        }";
        runtime.create("both.c", source).unwrap();
        let both = runtime.func::<(Ptr, Ptr, Ptr, i32), ()>("both").unwrap();
        let bothf = runtime.func::<(Ptr, Ptr, Ptr, i32), ()>("bothf").unwrap();
        let mut random = Random(6);
        let edges = edges();
        let mut pairs: Vec<[f64; 2]> =
            edges.iter().step_by(3).flat_map(|&x| edges.iter().map(move |&y| [x, y])).collect();
        for _ in 0..3000 {
            let y = f64::from_bits(random.next());
            pairs.push([f64::from_bits(random.next()), y]);
            pairs.push([y * (random.next() as u32 as f64), y]);
        }
        let bytes: Vec<u8> = pairs.iter().flatten().flat_map(|x| x.to_le_bytes()).collect();
        let from = runtime.alloc_from(&bytes).unwrap();
        let into = runtime.alloc(8 * pairs.len() as u32).unwrap();
        for (name, expected) in [("fmod", (|x, y| x % y) as fn(f64, f64) -> f64), ("copysign", f64::copysign)] {
            let function = runtime.lookup(name).unwrap().address();
            both.call(&mut runtime, (function, from.ptr(), into.ptr(), pairs.len() as i32)).unwrap();
            for (&[x, y], got) in pairs.iter().zip(runtime.bytes(&into).as_chunks().0) {
                let got = f64::from_le_bytes(*got);
                assert!(same(got, expected(x, y)), "{mode}: {name}({x:e}, {y:e}) = {got:e}, not {:e}", expected(x, y));
            }
        }
        let pairs: Vec<[f32; 2]> = pairs.iter().map(|pair| pair.map(|x| x as f32)).collect();
        let bytes: Vec<u8> = pairs.iter().flatten().flat_map(|x| x.to_le_bytes()).collect();
        runtime.write(from.ptr(), &bytes).unwrap();
        for (name, expected) in [("fmodf", (|x, y| x % y) as fn(f32, f32) -> f32), ("copysignf", f32::copysign)] {
            let function = runtime.lookup(name).unwrap().address();
            bothf.call(&mut runtime, (function, from.ptr(), into.ptr(), pairs.len() as i32)).unwrap();
            for (&[x, y], got) in pairs.iter().zip(runtime.bytes(&into).as_chunks().0) {
                let got = f32::from_le_bytes(*got);
                assert!(samef(got, expected(x, y)), "{mode}: {name}({x:e}, {y:e}) = {got:e}, not {:e}", expected(x, y));
            }
        }
    });
}

#[test]
fn absolute_values_of_integers_wrap() {
    for_each_mode(|engine, mode| {
        let mut runtime = Runtime::builder(engine).mode(mode).guest_library(GuestLibrary::Math).build().unwrap();
        let [abs, labs] = ["abs", "labs"].map(|name| runtime.func::<i32, i32>(name).unwrap());
        let llabs = runtime.func::<i64, i64>("llabs").unwrap();
        for x in [0, 1, -1, 7, -7, i32::MAX, i32::MIN, i32::MIN + 1] {
            assert_eq!(abs.call(&mut runtime, x).unwrap(), x.wrapping_abs(), "{mode}");
            assert_eq!(labs.call(&mut runtime, x).unwrap(), x.wrapping_abs(), "{mode}");
            let wide = i64::from(x) << 32;
            assert_eq!(llabs.call(&mut runtime, wide).unwrap(), wide.wrapping_abs(), "{mode}");
        }
    });
}
