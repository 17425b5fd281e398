//! A null upcall: a plugin that does nothing, by its number of arguments.

use std::hint::black_box;

use plugvisor::{CallError, Error, Params, Runtime};

use super::{WithArguments, with_arguments, words};
use crate::latencies::Latencies;
use crate::sampler::Sampler;

const SOURCE: &str = "
    int f0(void) { return 0; }
    int f1(int a) { return 0; }
    int f2(int a, int b) { return 0; }
    int f4(int a, int b, int c, int d) { return 0; }
    int f8(int a, int b, int c, int d, int e, int f, int g, int h) { return 0; }
    int f16(int a, int b, int c, int d, int e, int f, int g, int h,
            int i, int j, int k, int l, int m, int n, int o, int p) { return 0; }
";

/// Links the plugins, one for each of [`super::COUNTS`].
///
/// # Errors
/// When the names are taken.
pub fn link(runtime: &mut Runtime) -> Result<(), Error> {
    runtime.create("null.c", SOURCE)
}

/// Samples of null upcalls with `count` arguments.
///
/// # Errors
/// Why there are none.
pub fn sample(runtime: &mut Runtime, sampler: &Sampler, count: usize) -> Result<Latencies, String> {
    with_arguments(count, Sample { runtime, sampler })
}

struct Sample<'a> {
    runtime: &'a mut Runtime,
    sampler: &'a Sampler,
}

impl WithArguments for Sample<'_> {
    type Output = Result<Latencies, String>;

    fn with<P: Params + Copy>(self, arguments: P) -> Self::Output {
        self.sampler.calls(caller(self.runtime, arguments).map_err(words)?).map_err(words)
    }
}

/// Null upcalls with these arguments, to be made over and over.
///
/// # Errors
/// When the plugins are not linked.
pub fn caller<P: Params + Copy>(
    runtime: &mut Runtime,
    arguments: P,
) -> Result<impl FnMut() -> Result<(), CallError>, Error> {
    let function = runtime.func::<P, i32>(&format!("f{}", P::TYPES.len()))?;
    Ok(move || {
        black_box(function.call(runtime, black_box(arguments))?);
        Ok(())
    })
}
