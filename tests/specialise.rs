//! Specialisation: variables and parameters that are bound to constants of run time, in all modes and at all levels.

use plugvisor::{Engine, Error, Mode, OptLevel, Preprocessing, Runtime};
use plugvisor_tests::for_each_mode;

const FILTER: &str = "
    struct rule { unsigned mask, value; unsigned char verdict; };
    struct rule rules[8];
    int count;
    int decide(unsigned address)
    {
        for (int i = 0; i < count; i++)
            if ((address & rules[i].mask) == rules[i].value)
                return rules[i].verdict;
        return -1;
    }";

/// Rules as the plugin has them in its memory.
fn rules(rules: &[(u32, u32, u8)]) -> Vec<u8> {
    rules
        .iter()
        .flat_map(|&(mask, value, verdict)| [mask.to_le_bytes(), value.to_le_bytes(), [verdict, 0, 0, 0]].concat())
        .collect()
}

fn runtime(engine: &Engine, mode: Mode) -> Runtime {
    Runtime::builder(engine).mode(mode).build().unwrap()
}

#[test]
fn a_filter_with_its_rules_bound_decides_as_the_general_one() {
    let table = [(0xff00_0000, 0x0a00_0000, 1), (0xffff_0000, 0xc0a8_0000, 2), (0, 0, 3)];
    for_each_mode(|engine, mode| {
        for level in OptLevel::ALL {
            let mut bound = runtime(engine, mode);
            let fixed = Preprocessing::new().opt_level(level).bind("rules", rules(&table)).bind("count", 3);
            bound.create_with("filter.c", FILTER, &fixed).unwrap();
            let mut general = runtime(engine, mode);
            general.create_with("filter.c", FILTER, &Preprocessing::new().opt_level(level)).unwrap();
            let place = |name: &str| match general.lookup(name) {
                Some(plugvisor::Symbol::Data { address, .. }) => address,
                other => panic!("{name}: {other:?}"),
            };
            let (at, count) = (place("rules"), place("count"));
            general.write(at, &rules(&table)).unwrap();
            general.write(count, &3i32.to_le_bytes()).unwrap();
            let decide = bound.func::<(u32,), i32>("decide").unwrap();
            let same = general.func::<(u32,), i32>("decide").unwrap();
            for address in [0x0a01_0203, 0xc0a8_0001, 0xc0a9_0001, 0] {
                let expected = same.call(&mut general, (address,)).unwrap();
                assert_eq!(decide.call(&mut bound, (address,)).unwrap(), expected, "{mode} {level} {address:#x}");
            }
            // It lies in memory all the same, for whoever looks.
            let Some(plugvisor::Symbol::Data { address, .. }) = bound.lookup("count") else { panic!("no count") };
            let mut bytes = [0; 4];
            bound.read(address, &mut bytes).unwrap();
            assert_eq!(bytes, [3, 0, 0, 0]);
        }
    });
}

#[test]
fn a_bound_parameter_is_bound_for_callers_from_outside() {
    let source = "
        int power(int x, int n) { int y = 1; while (n-- > 0) y *= x; return y; }
        int cube(int x) { return power(x, 3); }
        int fourth(int x) { return power(x, 4); }
        static int (*const by_pointer)(int, int) = power;
        int fifth(int x) { return by_pointer(x, 5); }
        long long wide(int x, long long add, signed char small, float f) { return x + add + small + (int)(f * 4); }";
    for_each_mode(|engine, mode| {
        for level in OptLevel::ALL {
            let mut r = runtime(engine, mode);
            let mut fixed = Preprocessing::new().opt_level(level).bind_param("power", "n", 3);
            fixed = fixed.bind_param("wide", "add", 1i64 << 40).bind_param("wide", "small", -2);
            if mode != Mode::Segmented {
                fixed = fixed.bind_param("wide", "f", 0.75);
            }
            r.create_with("power.c", source, &fixed).unwrap();
            // Another file is outside.
            r.create_with(
                "other.c",
                "int power(int, int); int other(int x) { return power(x, 6); }",
                &Preprocessing::new(),
            )
            .unwrap();
            let power = r.func::<(i32, i32), i32>("power").unwrap();
            assert_eq!(power.call(&mut r, (5, 7)).unwrap(), 125);
            for (name, value) in [("cube", 8), ("fourth", 16), ("fifth", 32), ("other", 8)] {
                let f = r.func::<(i32,), i32>(name).unwrap();
                assert_eq!(f.call(&mut r, (2,)).unwrap(), value, "{mode} {level} {name}");
            }
            if mode != Mode::Segmented {
                let wide = r.func::<(i32, i64, i32, f32), i64>("wide").unwrap();
                assert_eq!(wide.call(&mut r, (1, 0, 0, 9.0)).unwrap(), (1 << 40) + 1 - 2 + 3, "{mode} {level}");
            }
        }
    });
}

#[test]
fn what_cant_be_bound_is_said() {
    let engine = Engine::builder().mode(Mode::Interp).build();
    let said = |fixed: Preprocessing| match engine.compile_with("filter.c", FILTER, &fixed) {
        Err(Error::Compile(error)) => error.to_string(),
        other => panic!("{other:?}"),
    };
    assert!(said(Preprocessing::new().bind("rule", 1)).contains("`rule` can't be bound"));
    assert!(said(Preprocessing::new().bind("rules", vec![0; 97])).contains("too many for a variable of 96"));
    assert!(said(Preprocessing::new().bind_param("decide", "port", 1)).contains("no such parameter"));
    let module = engine.compile_with("filter.c", FILTER, &Preprocessing::new().bind("rule", 1).bind_elsewhere(true));
    assert!(module.is_ok());
}
