//! `<math.h>`: results are right, and the same in every engine.

use plugvisor::{Engine, Mode};
use plugvisor_tests::math::{Bench, Reference, cases, checksums};
use plugvisor_tests::{available, for_each_mode, for_fast_modes, runtime_with};

#[test]
fn functions_are_right_to_the_last_place_or_to_the_bit() {
    let Some(reference) = Reference::new() else { return };
    for_fast_modes(|engine, mode| {
        let samples = if mode == Mode::Interp { 2_000 } else { 20_000 };
        let mut bench = Bench::new(engine, mode).unwrap();
        let mut wrong = Vec::new();
        for (number, case) in cases().iter().enumerate() {
            let mut examiner = reference.start(number).unwrap();
            bench.run(number, case, 7, samples, |records| examiner.feed(records).unwrap()).unwrap();
            let report = examiner.finish().unwrap();
            // Well below one unit, so that more samples would find no more.
            if report.wrong != 0 || report.error > 0.95 {
                wrong.push(format!("{}: {report:?}", case.name));
            }
        }
        assert!(wrong.is_empty(), "{mode}: {wrong:#?}");
    });
}

#[test]
fn results_are_the_same_in_every_engine() {
    let engine = Engine::new();
    let count = 20_000;
    let mut interp = Bench::new(&engine, Mode::Interp).unwrap();
    let expected: Vec<u64> = (0..cases().len()).map(|number| interp.checksum(number, count).unwrap()).collect();
    let check = |what: &str, sums: &[u64]| {
        for ((case, sum), expected) in cases().iter().zip(sums).zip(&expected) {
            assert_eq!(sum, expected, "{} in {what}", case.name);
        }
    };
    if available(&engine, Mode::Long) {
        let mut long = Bench::new(&engine, Mode::Long).unwrap();
        let sums: Vec<u64> = (0..cases().len()).map(|number| long.checksum(number, count).unwrap()).collect();
        check("long", &sums);
    }
    if let Some(sums) = checksums(count) {
        check("ia32", &sums);
    }
    eprintln!("SKIPPED in mode segmented: some hosts don't run floating point there; its code is ia32's");
}

#[test]
fn functions_of_long_double_are_those_of_double() {
    let mut text = "#include <math.h>\n".to_owned();
    text.push_str(
        "static int same(double a, double b) { return a == b ? signbit(a) == signbit(b) : a != a && b != b; }\n",
    );
    text.push_str("int f(double x, double y) {\n");
    let mut compared = 0;
    for case in cases().iter().filter(|case| !case.float && case.call.starts_with(&format!("{}(", case.name))) {
        // The arguments are those of the namesake, a call with helpers' names has none.
        if case.call.contains("whole") || case.name == "fmaf" {
            continue;
        }
        compared += 1;
        let long = case.call.replacen('(', "l(", 1);
        text.push_str(&format!("    if (!same({}, {long})) return {compared};\n", case.call));
    }
    text.push_str(
        "    int a, b;
            long double whole, s, c;
            double part;
            if (!same(frexp(x, &a), frexpl(x, &b)) || a != b) return 100;
            if (!same(modf(x, &part), modfl(x, &whole)) || part != whole) return 101;
            if (!same(remquo(x, y, &a), remquol(x, y, &b)) || a != b) return 102;
            if (ldexp(x, 5) != ldexpl(x, 5) || scalbnl(x, -3) != x / 8 || scalblnl(x, -3) != x / 8) return 103;
            if (!same(remainder(x, y), remainderl(x, y)) || fmal(x, y, 1) != fma(x, y, 1)) return 104;
            if (lrintl(x) != lrint(x) || lroundl(x) != lround(x) || nexttowardl(x, y) != nexttoward(x, y)) return 105;
            sincosl(x, &s, &c);
            return s != sin(x) || c != cos(x) ? 106 : 0;
        }",
    );
    assert!(compared > 40, "{compared}");
    for_fast_modes(|engine, mode| {
        let mut runtime = runtime_with(engine, mode, &text);
        let f = runtime.func::<(f64, f64), i32>("f").unwrap();
        for (x, y) in [(0.3, 0.7), (-2.5, 1.25), (17.0, -3.0), (1e10, 2e-5)] {
            assert_eq!(f.call(&mut runtime, (x, y)).unwrap(), 0, "{mode}: {x} and {y}\n{text}");
        }
    });
}

#[test]
fn what_has_no_case_of_its_own() {
    for_fast_modes(|engine, mode| {
        let source = r#"
            #include <math.h>
            #include <errno.h>
            int f(void) {
                double s, c;
                float sf, cf;
                int sign;
                sincos(1.0, &s, &c);
                if (s != sin(1.0) || c != cos(1.0)) return 1;
                sincosf(1.0f, &sf, &cf);
                if (sf != sinf(1.0f) || cf != cosf(1.0f)) return 2;
                if (lgamma(-0.5) != lgamma_r(-0.5, &sign) || signgam != -1 || sign != -1) return 3;
                if (lgamma(-1.5), signgam != 1) return 4;
                if (!isnan(nan("")) || !isnan(nanf("1")) || !isnan(nanl("x")) || !isnan(NAN)) return 5;
                if (HUGE_VAL != INFINITY || HUGE_VALF != INFINITY || HUGE_VALL != INFINITY) return 6;
                if (math_errhandling != MATH_ERRNO) return 7;
                if (4 * atan(1.0) != M_PI || exp(1.0) != M_E || sqrt(2.0) != M_SQRT2 || log(10.0) != M_LN10) return 8;
                errno = 0;
                if (!isnan(sqrt(-1.0)) || errno != EDOM) return 9;
                errno = 0;
                if (expf(100.0f) != HUGE_VALF || errno != ERANGE) return 10;
                if (sizeof(float_t) != 4 || sizeof(double_t) != 8 || FP_ILOGB0 != ilogb(0)) return 11;
                if (lrint(2.5) != 2 || lround(2.5) != 3 || lrintf(-1.5f) != -2 || lroundf(-1.5f) != -2) return 12;
                if (dremf(5, 3) != -1 || drem(5, 3) != -1) return 13;
                return 0;
            }"#;
        let mut runtime = runtime_with(engine, mode, source);
        let f = runtime.func::<(), i32>("f").unwrap();
        assert_eq!(f.call(&mut runtime, ()).unwrap(), 0, "{mode}");
    });
}

#[test]
fn classes_and_comparisons_are_macros() {
    for_fast_modes(|engine, mode| {
        let source = "
            #include <math.h>
            static const double numbers[] = { 0.0, -0.0, 1.5, -2.5e-310, 1e-40, INFINITY, -INFINITY, NAN };
            int f(int i, int what) {
                double x = numbers[i];
                switch (what) {
                case 0: return fpclassify(x);
                case 1: return fpclassify((float)x);
                case 2: return isfinite(x) * 8 + isnormal(x) * 4 + !!isinf(x) * 2 + isnan(x);
                case 3: return signbit(x) != 0;
                case 4: return isgreater(x, 1.0) * 8 + isless(x, 1.0) * 4 + islessgreater(x, 1.5) * 2 + isunordered(x, 1.0);
                }
                return isgreaterequal(x, 1.5) * 2 + islessequal(x, 1.5);
            }";
        let mut runtime = runtime_with(engine, mode, source);
        let f = runtime.func::<(i32, i32), i32>("f").unwrap();
        let expected: [[i32; 6]; 8] = [
            [2, 2, 8, 0, 6, 1],
            [2, 2, 8, 1, 6, 1],
            [4, 4, 12, 0, 8, 3],
            [3, 2, 8, 1, 6, 1],
            [4, 3, 12, 0, 6, 1],
            [1, 1, 2, 0, 10, 2],
            [1, 1, 2, 1, 6, 1],
            [0, 0, 1, 0, 1, 0],
        ];
        for (i, row) in expected.iter().enumerate() {
            for (what, &value) in row.iter().enumerate() {
                let result = f.call(&mut runtime, (i as i32, what as i32)).unwrap();
                assert_eq!(result, value, "{mode}: number {i}, question {what}");
            }
        }
    });
}

#[test]
fn tgmath_selects_by_type_and_fenv_has_one_environment() {
    for_fast_modes(|engine, mode| {
        let source = "
            #include <tgmath.h>
            #include <fenv.h>
            int f(float f, double d, int i) {
                fenv_t environment;
                if (sizeof(sin(f)) != 4 || sizeof(sin(d)) != 8 || sizeof(sqrt(i)) != 8) return 1;
                if (sizeof(pow(f, f)) != 4 || sizeof(pow(f, i)) != 8 || sizeof(fma(f, d, f)) != 8) return 2;
                if (sqrt(f) != 1.5f || pow(d, i) != 8 || lrint(f) != 2 || ldexp(f, i) != 18) return 3;
                if (fegetround() != FE_TONEAREST || fesetround(1) == 0 || fetestexcept(FE_ALL_EXCEPT)) return 4;
                if (feholdexcept(&environment) || feupdateenv(&environment) || fesetenv(FE_DFL_ENV)) return 5;
                return 0;
            }";
        let mut runtime = runtime_with(engine, mode, source);
        let f = runtime.func::<(f32, f64, i32), i32>("f").unwrap();
        assert_eq!(f.call(&mut runtime, (2.25, 2.0, 3)).unwrap(), 0, "{mode}");
    });
}

#[test]
fn complex_numbers_are_refused_with_the_reason() {
    for_each_mode(|engine, mode| {
        let error = engine.compile("c.c", "#include <complex.h>\nint f(void) { return 0; }").unwrap_err();
        assert!(error.to_string().contains("complex numbers are not part of the plugin language"), "{mode}: {error}");
    });
}
