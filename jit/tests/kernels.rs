//! The kernel suite at each level, natively on both instruction sets and in the interpreter: the same checksums.

use guest_abi::Isa;
use jit::testing::kernels::{self, Kernel, Sum};
use jit::testing::native::{Outcome, call, loader, run_interp, run_native};
use jit::{OptLevel, Options, Unit, compile};

fn unit(kernel: &Kernel, isa: Isa, level: OptLevel, small: bool) -> Unit {
    let defines = if small { vec![("SMALL".to_owned(), "1".to_owned())] } else { Vec::new() };
    let options = Options { isa, level, defines, verify: true, ..Options::default() };
    compile(&kernel.name, &kernel.source, &options).unwrap_or_else(|errors| panic!("-O{level}, {isa:?}: {errors}"))
}

/// Twice, since a kernel shall depend on nothing but its rounds.
fn calls(sum: Sum) -> [jit::testing::native::Call; 3] {
    let kernel = call("kernel", &[sum.rounds.into()]);
    [call("setup", &[]), kernel.clone(), kernel]
}

fn holds(name: &str) {
    let all = kernels::all();
    let kernel = all.iter().find(|kernel| kernel.name == name).expect("it is in the table");
    for level in OptLevel::ALL {
        for (small, sum) in [(true, kernel.small), (false, kernel.sum)] {
            let check = |engine: &str, outcomes: &[Outcome]| {
                for outcome in &outcomes[1..] {
                    let Outcome::Returned(value, _) = outcome else { panic!("-O{level}, {engine}: {outcome:?}") };
                    assert_eq!(*value as u32, sum.value, "-O{level}, {engine}, small: {small}");
                }
            };
            for isa in [Isa::Amd64, Isa::Ia32] {
                let object = unit(kernel, isa, level, small).object;
                let Some(loader) = loader(isa) else { continue };
                check(&format!("{isa:?}"), &run_native(loader, &object, &calls(sum)));
            }
            let module = unit(kernel, Isa::Portable, level, small).ir.expect("the portable target has IR");
            check("interpreter", &run_interp(&module, &calls(sum)));
        }
    }
}

macro_rules! suite {
    ($($name:ident)*) => {
        /// Their names.
        const NAMES: &[&str] = &[$(stringify!($name)),*];

        $(
            #[test]
            fn $name() {
                holds(stringify!($name));
            }
        )*
    };
}

suite! {
    blur convolve crc32 fannkuch filter grayscale hashtable heapsort json levenshtein lz mandelbrot matmul nbody sha256
    sieve spectral utf8 yuv
}

/// No kernel is forgotten: neither in the table nor here.
#[test]
fn every_file_is_tested() {
    let names: Vec<String> = kernels::all().into_iter().map(|kernel| kernel.name).collect();
    assert_eq!(names, NAMES);
    let mut files: Vec<String> = std::fs::read_dir(kernels::folder())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "c"))
        .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    files.sort();
    assert_eq!(files, NAMES);
}
