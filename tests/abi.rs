//! Calls with every mixture of arguments: all engines, ia32 code in a process of its own among them, and the C compiler
//! of this machine come to the same.

use jit::OptLevel;
use plugvisor_tests::abi_source::abi_program;
use plugvisor_tests::csmith::{Engines, Mode, Settings, Verdict, examine_source};

#[test]
fn engines_and_gcc_agree_about_calls() {
    let engines = Engines::new(true);
    let modes: Vec<Mode> = Mode::ALL.into_iter().filter(|&mode| engines.available(mode)).collect();
    let settings = Settings { modes, levels: OptLevel::ALL.to_vec(), engines };
    let count = std::env::var("PLUGVISOR_ABI_PROGRAMS").map_or(6, |count| count.parse().unwrap());
    for seed in 0..count {
        let program = abi_program(seed);
        match examine_source(&program, None, &settings) {
            Ok(Verdict::Agreed { .. }) => {}
            Ok(other) => panic!("program {seed}: {other:?}\n{program}"),
            Err(error) => {
                eprintln!("SKIPPED: `gcc -m32` does not work here: {error}");
                return;
            }
        }
    }
}
