//! The tests that every ISA passes: native code and interpreter agree.

#![allow(unreachable_pub)]

pub mod batches;
pub mod flow;
pub mod operators;
pub mod programs;

/// Makes a test function of each for an ISA.
macro_rules! all {
    ($isa:expr) => {
        $crate::suite::tests! { $isa;
            operators: binary_operators, unary_operators, conversions, comparisons;
            flow: control_flow, calls, memory, traps, random_functions;
            batches: loop_adapters;
            programs: feature_programs, given_programs, frames, large_functions, tangled_functions, listings;
        }
    };
}

/// Makes test functions.
macro_rules! tests {
    ($isa:expr; $($module:ident: $($name:ident),*;)*) => {
        $($(
            #[test]
            fn $name() {
                $crate::suite::$module::$name($isa);
            }
        )*)*
    };
}

pub(crate) use {all, tests};
