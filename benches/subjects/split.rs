//! Entry and exit of an upcall apart, as in the paper's figure of its upcalls by number of arguments.
//!
//! Entry is what passes from the host's call to the plugin's first instruction, exit is the rest. The plugin is machine
//! code written by hand: it reads the CPU's time stamp counter and returns it, so that the host finds it between the
//! two readings of its own. That needs host and guest to see the same counter, as the guest's clock does, too
//! ([`GuestLibrary::Clock`]): a KVM before Linux 5.16 may not have it. Whether it worked is seen in every sample: a stamp
//! that does not lie between the host's two readings shows that the counters differ, and then there is no split.

use std::hint::black_box;

use guest_abi::{Isa, Ty};
use linker::object::{FunctionCode, Linkage, Object, Signature, SrcLoc, Symbol, SymbolId, SymbolKind};
use plugvisor::{Error, GuestLibrary, Module, Params, Runtime, RuntimeBuilder};

use super::{COUNTS, WithArguments, with_arguments, words};
use crate::latencies::Latencies;
use crate::sampler::Sampler;

/// `lfence; rdtsc; shl rdx, 32; or rax, rdx; ret`: what comes before is done when the counter is read.
const AMD64: [u8; 13] = [0x0f, 0xae, 0xe8, 0x0f, 0x31, 0x48, 0xc1, 0xe2, 0x20, 0x48, 0x09, 0xd0, 0xc3];
/// `rdtsc; ret`, with the result in `edx:eax` as IA-32 has it. No fence, which a KVM that interprets may not know.
const IA32: [u8; 3] = [0x0f, 0x31, 0xc3];

/// Has the guest see the host's counter, if that can be had.
#[must_use]
pub fn prepare(builder: RuntimeBuilder) -> RuntimeBuilder {
    builder.guest_library(GuestLibrary::Clock)
}

/// Links the plugins, one for each of [`COUNTS`].
///
/// # Errors
/// When the names are taken, or there is no machine.
pub fn link(runtime: &mut Runtime) -> Result<(), Error> {
    let isa = runtime.isa();
    let code = if isa == Isa::Ia32 { &IA32[..] } else { &AMD64[..] };
    runtime.link(&Module::from_object(object(isa, code)))
}

/// Samples of entry and exit of upcalls with `count` arguments.
///
/// # Errors
/// Why there are none.
pub fn sample(runtime: &mut Runtime, sampler: &Sampler, count: usize) -> Result<[Latencies; 2], String> {
    with_arguments(count, Sample { runtime, sampler })
}

struct Sample<'a> {
    runtime: &'a mut Runtime,
    sampler: &'a Sampler,
}

impl WithArguments for Sample<'_> {
    type Output = Result<[Latencies; 2], String>;

    fn with<P: Params + Copy>(self, arguments: P) -> Self::Output {
        let Self { runtime, sampler } = self;
        let function = runtime.func::<P, u64>(&name(P::TYPES.len())).map_err(words)?;
        let parts = sampler.parts(|| function.call(runtime, black_box(arguments))).map_err(words)?;
        parts.ok_or_else(|| "the guest's time stamp counter is not the host's".into())
    }
}

fn name(count: usize) -> String {
    format!("stamp{count}")
}

/// A native object whose functions, for all numbers of arguments, are the same code.
fn object(isa: Isa, code: &[u8]) -> Object {
    let signature = |count| Signature { params: vec![Ty::I32; count], result: Some(Ty::U64), variadic: false };
    let symbols = COUNTS.map(|count| Symbol {
        name: name(count),
        kind: SymbolKind::Function(signature(count)),
        linkage: Linkage::Export,
        loc: SrcLoc::default(),
    });
    let functions = (0..COUNTS.len()).map(|i| FunctionCode {
        symbol: SymbolId(i as u32),
        offset: (i * code.len()) as u32,
        len: code.len() as u32,
    });
    Object {
        name: "stamp".into(),
        isa,
        files: Vec::new(),
        symbols: symbols.into(),
        functions: functions.collect(),
        code: code.repeat(COUNTS.len()),
        relocs: Vec::new(),
        data: Vec::new(),
        lines: Vec::new(),
        traps: Vec::new(),
    }
}
