//! An upcall, or a batch of them, takes no memory from the host.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::time::Duration;

use crate::{Caller, Engine, Mode, Policy, Runtime};

/// The system's allocator, counting what the current thread asks of it.
struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: hands everything on to the system's allocator as it is; the counter needs neither memory nor teardown.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: the caller's promises are the system's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as in `alloc`; what `alloc` gave is the system's.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn upcalls_and_callbacks_do_not_allocate() {
    let engine = Engine::new();
    let modes = [Mode::Long, Mode::Segmented];
    for (mode, policy) in modes.into_iter().flat_map(|mode| [(mode, Policy::Sync), (mode, Policy::Resident)]) {
        let builder = Runtime::builder(&engine)
            .mode(mode)
            .policy(policy)
            .deadline(Duration::from_secs(60))
            .builtin("host", |_: &mut Caller<'_>, x: i32| x + 1);
        let mut runtime = match builder.build() {
            Ok(runtime) => runtime,
            Err(error) => {
                assert!(std::env::var_os("PLUGVISOR_REQUIRE_KVM").is_none(), "KVM is required here: {error}");
                eprintln!("SKIPPED: {error}");
                continue;
            }
        };
        runtime.create("test.c", "int f(int x) { return x; } int g(int x) { return host(x); }").unwrap();
        let f = runtime.func::<(i32,), i32>("f").unwrap();
        let g = runtime.func::<(i32,), i32>("g").unwrap();
        let mut many = Vec::with_capacity(100);
        let buffer = runtime.alloc(400).unwrap();
        for round in 0..20 {
            many.clear();
            let before = COUNT.get();
            let results = (f.call(&mut runtime, (round,)), g.call(&mut runtime, (round,)));
            let batches = (
                f.call_many_into(&mut runtime, (0..100).map(|x| (x,)), &mut many),
                f.map(&mut runtime, &buffer, &buffer, 100),
            );
            let taken = COUNT.get() - before;
            assert!(matches!(batches, (Ok(()), Ok(()))) && many.len() == 100, "{mode}: {batches:?}");
            assert!(matches!(results, (Ok(a), Ok(b)) if a == round && b == round + 1), "{mode}: {results:?}");
            // The first ones take a place under the supervisor, room for what is in progress, and resident threads.
            assert!(round < 2 || taken == 0, "{mode}, {policy:?}: {taken} allocations in round {round}");
        }
    }
}
