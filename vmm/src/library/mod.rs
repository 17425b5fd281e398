//! Code for the guest that this crate brings along: the C library, of which a runtime gets what its plugins use, and
//! what the runtimes that ask for it get from the start.

mod demand;

use std::sync::OnceLock;

use guest_abi::{Isa, Ty};
use linker::object::{FunctionCode, Linkage, Object, Signature, SrcLoc, Symbol, SymbolId, SymbolKind};

use crate::error::Error;
use crate::module::Module;

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
            Self::Math | Self::Clock => &[],
        }
    }

    /// What to link for it. `isa` is what will be asked of the modules first.
    pub(crate) fn modules(self, isa: Isa) -> Result<Vec<Module>, Error> {
        static MATH: OnceLock<Module> = OnceLock::new();
        static SQRT: OnceLock<Module> = OnceLock::new();
        let compiled =
            |cell: &OnceLock<Module>, name: &str, source: &str, native: Vec<Object>| -> Result<Module, Error> {
                if let Some(module) = cell.get() {
                    return Ok(module.clone());
                }
                let module = Module::with_native(isa, name, source, native)?;
                Ok(cell.get_or_init(|| module).clone())
            };
        Ok(match self {
            // The clock has no code that could be compiled beforehand: its own is made for where it lies.
            Self::Clock | Self::Memory => Vec::new(),
            Self::Math => vec![
                compiled(&SQRT, "sqrt.c", include_str!("sqrt.c"), square_roots())?,
                compiled(&MATH, "math.c", include_str!("math.c"), Vec::new())?,
            ],
        })
    }
}

/// `sqrt` by the processors' instruction, which the plugin language has no word for.
fn square_roots() -> Vec<Object> {
    let signature = Signature { params: vec![Ty::F64], result: Some(Ty::F64), variadic: false };
    [
        // sqrtsd xmm0, xmm0; ret
        (Isa::Amd64, &[0xf2, 0x0f, 0x51, 0xc0, 0xc3][..]),
        // sqrtsd xmm0, [esp + 4]; ret
        (Isa::Ia32, &[0xf2, 0x0f, 0x51, 0x44, 0x24, 0x04, 0xc3]),
    ]
    .map(|(isa, code)| native("sqrt.c", "sqrt", isa, signature.clone(), code.to_vec()))
    .into()
}

/// An object of one function in machine code.
fn native(object: &str, function: &str, isa: Isa, signature: Signature, code: Vec<u8>) -> Object {
    Object {
        name: object.to_owned(),
        isa,
        files: Vec::new(),
        symbols: vec![Symbol {
            name: function.to_owned(),
            kind: SymbolKind::Function(signature),
            linkage: Linkage::Export,
            loc: SrcLoc::default(),
        }],
        functions: vec![FunctionCode { symbol: SymbolId(0), offset: 0, len: code.len() as u32 }],
        code,
        relocs: Vec::new(),
        data: Vec::new(),
        lines: Vec::new(),
        traps: Vec::new(),
    }
}

/// The search in a runtime's directory of names, which `runtime::directory` links.
pub(crate) fn directory_search(isa: Isa) -> Result<Module, Error> {
    Module::with_native(isa, "directory.c", include_str!("directory.c"), Vec::new())
}

#[cfg(test)]
mod tests {
    use iced_x86::{Code, Decoder, DecoderOptions, Register};

    use super::*;

    #[test]
    fn the_square_roots_are_the_instructions_that_they_say() {
        let [long, segmented] = &square_roots()[..] else { panic!("one for each machine mode") };
        let decode = |object: &Object, bitness| -> Vec<_> {
            Decoder::new(bitness, &object.code, DecoderOptions::NONE).into_iter().collect()
        };
        let code = decode(long, 64);
        assert_eq!([code[0].code(), code[1].code()], [Code::Sqrtsd_xmm_xmmm64, Code::Retnq]);
        assert_eq!([code[0].op0_register(), code[0].op1_register()], [Register::XMM0; 2]);
        let code = decode(segmented, 32);
        assert_eq!([code[0].code(), code[1].code()], [Code::Sqrtsd_xmm_xmmm64, Code::Retnd]);
        assert_eq!((code[0].memory_base(), code[0].memory_displacement32()), (Register::ESP, 4));
    }
}
