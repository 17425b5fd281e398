//! What the fuzz targets share.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use guest_abi::Isa;
use jit::{Options, Unit, compile};

/// What there is to compile for.
pub const ISAS: [Isa; 3] = [Isa::Amd64, Isa::Ia32, Isa::Portable];

/// Compiles for an ISA, with all checks of the compiler by itself; what it refuses is no finding, what it says must
/// be readable. `None` if it is refused.
pub fn compiled(source: &str, isa: Isa) -> Option<Unit> {
    let options = Options { isa, verify: true, ..Options::default() };
    match compile("fuzz.c", source, &options) {
        Ok(unit) => Some(unit),
        Err(diagnostics) => {
            let text = diagnostics.to_string();
            assert!(!text.contains("internal error"), "{text}");
            None
        }
    }
}

/// A flag that is raised after `limit`, as a deadline of the embedder would.
pub fn flag_after(limit: Duration) -> Arc<AtomicBool> {
    static CLOCK: OnceLock<(Instant, Arc<AtomicBool>, Arc<AtomicU64>)> = OnceLock::new();
    let (start, flag, due) = CLOCK.get_or_init(|| {
        let (start, flag, due) = (Instant::now(), Arc::<AtomicBool>::default(), Arc::<AtomicU64>::default());
        let (raised, when) = (Arc::clone(&flag), Arc::clone(&due));
        thread::spawn(move || loop {
            thread::sleep(Duration::from_millis(5));
            if start.elapsed().as_millis() as u64 > when.load(Ordering::SeqCst) {
                raised.store(true, Ordering::SeqCst);
            }
        });
        (start, flag, due)
    });
    due.store((start.elapsed() + limit).as_millis() as u64, Ordering::SeqCst);
    flag.store(false, Ordering::SeqCst);
    Arc::clone(flag)
}
