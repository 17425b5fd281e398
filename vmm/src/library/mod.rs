//! Code for the guest that this crate brings along: the C library, of which a runtime gets what its plugins use, and
//! what the runtimes that ask for it get from the start.

mod demand;

use guest_abi::Isa;

use crate::error::Error;
use crate::module::Module;
use crate::preprocessing::Preprocessing;

pub(crate) use demand::Demand;

/// Functions that a runtime can have in its guest, so that a call stays there; see
/// [`RuntimeBuilder::guest_library`](crate::RuntimeBuilder::guest_library).
///
/// They are C's own, with the data model of plugins (`size_t` is `unsigned`), and give the same results in every mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GuestLibrary {
    /// `memcpy`, `memmove`, `memset`, `memcmp`, `memchr`, `strlen`, `strcmp`, `strncmp` and `strchr`.
    Memory,
    /// `abs`, `labs`, `llabs`; `sqrt`, `fabs`, `copysign`, `floor`, `ceil`, `trunc`, `round` and `fmod`, and with an
    /// `f` behind the name for `float`.
    ///
    /// All are exact. Their results are those of IEEE 754, infinities and signed zeros included; a NaN gives a NaN.
    Math,
    /// `long long clock_ns(void)`: nanoseconds of the host's monotonic clock (`CLOCK_MONOTONIC`, the clock of
    /// [`std::time::Instant`]), the same in all runtimes and never going back.
    ///
    /// The guest reads it without the host where the processor's time stamp counter is what Linux keeps time by and
    /// the guest sees that very counter, which is tried when the runtime is built. Elsewhere the host is asked.
    Clock,
}

impl GuestLibrary {
    /// The functions of the C library that it stands for.
    pub(crate) fn functions(self) -> &'static [&'static str] {
        match self {
            Self::Memory => {
                &["memcpy", "memmove", "memset", "memcmp", "memchr", "strlen", "strcmp", "strncmp", "strchr"]
            }
            Self::Math => &[
                "abs",
                "labs",
                "llabs",
                "sqrt",
                "sqrtf",
                "fabs",
                "fabsf",
                "copysign",
                "copysignf",
                "floor",
                "floorf",
                "ceil",
                "ceilf",
                "trunc",
                "truncf",
                "round",
                "roundf",
                "fmod",
                "fmodf",
            ],
            // Its code is made for where it lies.
            Self::Clock => &[],
        }
    }
}

/// The search in a runtime's directory of names, which `runtime::directory` links.
pub(crate) fn directory_search(isa: Isa) -> Result<Module, Error> {
    let preprocessing = Preprocessing::new().opt_level(jit::OptLevel::O2);
    Module::compile(isa, "directory.c", include_str!("directory.c"), Vec::new(), preprocessing)
}
