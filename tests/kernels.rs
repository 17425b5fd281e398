//! The kernel suite in every mode and at each level: its checksums are those that gcc's code has, of which there is a
//! table; where there is gcc it is held against the table again.

use std::process::Command;

use jit::testing::kernels::{self, Kernel, Sum};
use plugvisor::{Engine, Mode, OptLevel, Preprocessing, Runtime};
use plugvisor_tests::for_each_mode;

/// Kernels that compute with floating point, which not every host runs in `segmented`.
const FLOATS: [&str; 5] = ["json", "mandelbrot", "matmul", "nbody", "spectral"];

/// What a kernel returns, when it is called for the first time and for the second.
fn sums(engine: &Engine, mode: Mode, level: OptLevel, kernel: &Kernel, small: bool, rounds: u32) -> [u32; 2] {
    let fail = |error: &dyn std::fmt::Display| -> ! { panic!("{} at -O{level} in {mode}: {error}", kernel.name) };
    let mut preprocessing = Preprocessing::new().opt_level(level);
    if small {
        preprocessing = preprocessing.define("SMALL", "1");
    }
    let mut runtime = Runtime::builder(engine).mode(mode).build().unwrap_or_else(|error| fail(&error));
    let module = runtime.compile_with(&kernel.name, &kernel.source, &preprocessing);
    runtime.link(&module.unwrap_or_else(|error| fail(&error))).unwrap_or_else(|error| fail(&error));
    let setup = runtime.func::<(), ()>("setup").unwrap_or_else(|error| fail(&error));
    setup.call(&mut runtime, ()).unwrap_or_else(|error| fail(&error));
    let function = runtime.func::<(i32,), u32>("kernel").unwrap_or_else(|error| fail(&error));
    [(); 2].map(|()| function.call(&mut runtime, (rounds as i32,)).unwrap_or_else(|error| fail(&error)))
}

#[test]
fn every_engine_and_level_agrees() {
    let all = kernels::all();
    for_each_mode(|engine, mode| {
        for kernel in &all {
            if mode == Mode::Segmented && FLOATS.contains(&kernel.name.as_str()) {
                eprintln!("SKIPPED in segmented: {} has floating point", kernel.name);
                continue;
            }
            // Some hosts interpret `segmented` at a microsecond an instruction.
            let small = mode == Mode::Segmented;
            let Sum { rounds, value } = if small { kernel.small } else { kernel.sum };
            for level in OptLevel::ALL {
                let found = sums(engine, mode, level, kernel, small, rounds);
                assert_eq!(found, [value; 2], "{} at -O{level} in {mode}", kernel.name);
            }
        }
    });
}

/// A program around a kernel, for the C compiler. Kernels do not depend on the size of pointers.
const MAIN: &str = "
    int printf(const char *, ...);
    int main(void) { setup(); printf(\"%u\", kernel(ROUNDS)); return 0; }";

#[test]
fn gcc_agrees_with_the_table() {
    if Command::new("gcc").arg("--version").output().is_err() {
        eprintln!("SKIPPED: there is no gcc here");
        return;
    }
    let folder = std::env::temp_dir().join(format!("plugvisor-kernels-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the temporary folder is writable");
    for kernel in kernels::all() {
        for (sum, define) in [(kernel.sum, "-DLARGE"), (kernel.small, "-DSMALL")] {
            let file = folder.join("kernel.c");
            std::fs::write(&file, format!("{}{MAIN}", kernel.source)).expect("a file can be written");
            let program = folder.join("kernel");
            let rounds = format!("-DROUNDS={}", sum.rounds);
            let mut gcc = Command::new("gcc");
            let status =
                gcc.args(["-O2", "-w", "-ffp-contract=off", define, &rounds, "-o"]).args([&program, &file]).status();
            assert!(status.expect("gcc runs").success(), "gcc can't compile {}", kernel.name);
            let output = Command::new(&program).output().expect("the program runs");
            assert_eq!(String::from_utf8_lossy(&output.stdout), sum.value.to_string(), "{} {define}", kernel.name);
        }
    }
    std::fs::remove_dir_all(&folder).expect("the folder can be removed");
}
