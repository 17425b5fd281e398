//! Random programs through every pass by itself and through whole pipelines: valid, and the same results.

use guest_abi::Isa;

use super::{Job, OptLevel, optimise, pass_names, run_pass};
use crate::ir::vector::Features;
use crate::ir::{Module, verify};
use crate::testing::generate;
use crate::testing::native::{self, Outcome, call, compare};

/// Programs that are tried.
const PROGRAMS: u64 = 300;

fn program(seed: u64) -> (Module, Vec<native::Call>) {
    let options = generate::Options {
        size: 10 + seed as u32 % 70,
        floats: !seed.is_multiple_of(3),
        functions: 1 + seed as u32 % 4,
    };
    let module = generate::module(seed, &options);
    let (name, signature) = generate::entry(&module);
    let calls = (0..3).map(|i| call(name, &generate::arguments(seed + i, signature))).collect();
    (module, calls)
}

fn outcomes(module: &Module, calls: &[native::Call]) -> Vec<Outcome> {
    native::run_interp(module, calls)
}

#[test]
fn every_pass_leaves_random_programs_valid_and_their_results() {
    for seed in 0..PROGRAMS {
        let (module, calls) = program(seed);
        let expected = outcomes(&module, &calls);
        for pass in pass_names() {
            let mut changed = module.clone();
            run_pass(&mut changed, pass, Isa::Amd64).expect("the pass is there");
            verify(&changed).unwrap_or_else(|errors| panic!("seed {seed}, {pass}: {errors}\n{module}\n{changed}"));
            assert_eq!(outcomes(&changed, &calls), expected, "seed {seed}, {pass}\n{module}\n{changed}");
        }
    }
}

#[test]
fn every_level_leaves_the_results_of_random_programs() {
    for seed in 0..PROGRAMS {
        let (module, calls) = program(seed);
        let expected = outcomes(&module, &calls);
        for (level, isa) in [(OptLevel::O1, Isa::Amd64), (OptLevel::O2, Isa::Amd64), (OptLevel::O2, Isa::Ia32)] {
            let mut changed = module.clone();
            let job = Job {
                isa,
                level,
                vectors: Features::Avx2,
                without: &[],
                replaceable: seed % 2 == 0,
                verify: true,
                observer: None,
                cancelled: &|| false,
            };
            optimise(&mut changed, &job)
                .unwrap_or_else(|stopped| panic!("seed {seed}, -O{level}: {stopped:?}\n{module}"));
            verify(&changed).unwrap_or_else(|errors| panic!("seed {seed}, -O{level}: {errors}\n{changed}"));
            assert_eq!(outcomes(&changed, &calls), expected, "seed {seed}, -O{level}\n{module}\n{changed}");
            // Starting a process costs more than the compilation.
            if seed % 10 == 0 {
                compare(isa, &changed, &calls);
            }
        }
    }
}
