//! Everything at once: upcalls by every path with traps, deadlines, steals, parks, drops and changes of policy in any
//! order, and none of them is lost or made twice.
//!
//! Each upcall carries a number of its own. A plugin keeps a ledger of them in the guest and the test another one in the
//! host, which are compared all the time: every upcall returns how many there were before it.
//!
//! ```sh
//! PLUGVISOR_STRESS_UPCALLS=10000000 cargo test --release -p plugvisor-tests --test stress -- --nocapture
//! ```
//! makes ten million of them in `long` mode; `PLUGVISOR_STRESS_SEED` repeats a run as far as time allows.

use std::collections::BTreeMap;
use std::future::Future as _;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};
use std::thread;
use std::time::{Duration, Instant};

use plugvisor::{BoxError, CallError, Caller, Engine, Func, Mode, Policy, Ptr, Runtime, TrapKind, Value};
use plugvisor_tests::available;

const SOURCE: &str = "
    unsigned ledger[2];
    unsigned add(unsigned id) { ledger[1] += id * 2654435761u; return ++ledger[0]; }
    unsigned add_with_callback(unsigned id) { return add(same(id)); }
    unsigned add_nested(unsigned id) { return call_add(id); }
    unsigned add_late(unsigned id, unsigned turns) { volatile unsigned i; for (i = 0; i < turns; i++) ; return add(id); }
    unsigned add_and_trap(unsigned id) { add(id); return *(unsigned *)16; }
    unsigned add_and_spin(unsigned id) { add(id); for (;;) ; return 0; }
    unsigned add_nested_and_spin(unsigned id) { add(id); return call_spin(); }
    unsigned spin(void) { for (;;) ; return 0; }
    unsigned add_unless_zero(unsigned id) { return id ? add(id) : *(unsigned *)id; }
";

/// Knuth's MMIX generator.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as u32 % limit
    }
}

/// What all threads of a run share.
struct Run<'a> {
    engine: &'a Engine,
    mode: Mode,
    /// Numbers that were given out, upcalls that were made for sure, and what is in the ledgers of dropped runtimes.
    next: AtomicU64,
    made: AtomicU64,
    /// Upcalls by path.
    paths: Mutex<BTreeMap<&'static str, u64>>,
}

/// One runtime with the host's side of its ledger.
struct Client<'a> {
    run: &'a Run<'a>,
    runtime: Option<Runtime>,
    add: Func<(u32,), u32>,
    ledger: Ptr,
    count: u32,
    sum: u32,
}

fn share(id: u32) -> u32 {
    id.wrapping_mul(2_654_435_761)
}

impl<'a> Client<'a> {
    fn new(run: &'a Run<'a>, policy: Policy) -> Self {
        let mut runtime = Runtime::builder(run.engine)
            .mode(run.mode)
            .memory(2 << 20)
            .stack(16 << 10)
            .policy(policy)
            .builtin("same", |_: &mut Caller<'_>, id: u32| id)
            .builtin("call_add", |caller: &mut Caller<'_>, id: u32| -> Result<u32, BoxError> {
                Ok(caller.func::<(u32,), u32>("add")?.call(caller, (id,))?)
            })
            .builtin("call_spin", |caller: &mut Caller<'_>| -> Result<u32, BoxError> {
                Ok(caller.func::<(), u32>("spin")?.call(caller, ())?)
            })
            .build()
            .unwrap();
        runtime.create("ledger.c", SOURCE).unwrap();
        let add = runtime.func("add").unwrap();
        let ledger = runtime.lookup("ledger").unwrap().address();
        Self { run, runtime: Some(runtime), add, ledger, count: 0, sum: 0 }
    }

    fn runtime(&mut self) -> &mut Runtime {
        self.runtime.as_mut().expect("it is only away inside `by_async`")
    }

    /// A number for an upcall.
    fn id(&mut self) -> u32 {
        // Never 0, and not twice in 2^32.
        self.run.next.fetch_add(1, Ordering::Relaxed) as u32 | 1 << 31
    }

    /// An upcall with this number was made.
    fn note(&mut self, id: u32) -> u32 {
        self.count += 1;
        self.sum = self.sum.wrapping_add(share(id));
        self.count
    }

    /// The guest's ledger.
    fn guest(&mut self) -> (u32, u32) {
        let (mut bytes, at) = ([0; 8], self.ledger);
        self.runtime().read(at, &mut bytes).unwrap();
        let word = |i: usize| u32::from_le_bytes(bytes[i..i + 4].try_into().unwrap());
        (word(0), word(4))
    }

    fn agree(&mut self, what: &str) {
        assert_eq!(self.guest(), (self.count, self.sum), "{}: after {what}", self.run.mode);
    }

    /// The upcall with this number was stopped: it was made or it was not, but never twice.
    fn settle(&mut self, id: u32, what: &str) {
        self.settle_all(&[], &[id], what);
    }

    /// Some upcalls returned and the others were stopped. Which of those were made, the ledger's sum says.
    fn settle_all(&mut self, returned: &[u32], stopped: &[u32], what: &str) {
        let (count, sum) = self.guest();
        for &id in returned {
            self.note(id);
        }
        let sure = self.count;
        let made = subset(stopped, sum.wrapping_sub(self.sum));
        for id in made.unwrap_or_else(|| panic!("{}: {what}: an upcall is lost or was made twice", self.run.mode)) {
            self.note(id);
        }
        // One that was stopped between adding and counting is counted here.
        assert!((sure..=self.count).contains(&count), "{}: {what}: {count} of {}", self.run.mode, self.count);
        let (at, counted) = (self.ledger, self.count.to_le_bytes());
        self.runtime().write(at, &counted).unwrap();
        self.agree(what);
    }

    fn by_name(&mut self, name: &str, args: &[u32]) -> Result<u32, CallError> {
        let args: Vec<Value> = args.iter().map(|&arg| Value::U32(arg)).collect();
        match self.runtime().call(name, &args)? {
            Some(Value::U32(value)) => Ok(value),
            other => panic!("{name} returned {other:?}"),
        }
    }

    /// Upcalls one after the other.
    fn one_by_one(&mut self, count: u32) {
        for _ in 0..count {
            let id = self.id();
            let returned = self.add.call(self.runtime.as_mut().unwrap(), (id,)).unwrap();
            assert_eq!(returned, self.note(id), "{}", self.run.mode);
        }
    }

    fn with_callbacks(&mut self, count: u32) {
        for _ in 0..count {
            for name in ["add_with_callback", "add_nested"] {
                let id = self.id();
                assert_eq!(self.by_name(name, &[id]).unwrap(), self.note(id), "{name}");
            }
        }
    }

    /// So long that the caller takes the vCPU back.
    fn late(&mut self, turns: u32) {
        let id = self.id();
        assert_eq!(self.by_name("add_late", &[id, turns]).unwrap(), self.note(id));
    }

    fn trap(&mut self) {
        let id = self.id();
        let error = self.by_name("add_and_trap", &[id]).unwrap_err();
        assert_eq!(error.trap().map(|trap| &trap.kind), Some(&TrapKind::NullPointer), "{error}");
        self.note(id);
        self.agree("a trap");
    }

    /// Deadlines that pass somewhere in an upcall, or just behind it.
    fn late_deadlines(&mut self, random: &mut Random, count: u32) {
        for _ in 0..count {
            let id = self.id();
            self.runtime().set_deadline(Duration::from_micros(u64::from(random.below(300))));
            match self.by_name("add", &[id]) {
                Ok(returned) => assert_eq!(returned, self.note(id)),
                Err(CallError::Deadline { .. }) => self.settle(id, "a late deadline"),
                Err(error) => panic!("{error}"),
            }
            self.runtime().set_deadline(None);
            self.one_by_one(1);
        }
    }

    fn endless(&mut self, random: &mut Random) {
        self.runtime().set_deadline(Duration::from_millis(1 + u64::from(random.below(3))));
        let name = ["add_and_spin", "add_nested_and_spin"][random.below(2) as usize];
        let id = self.id();
        let error = self.by_name(name, &[id]).unwrap_err();
        assert!(matches!(error, CallError::Deadline { .. }), "{name}: {error}");
        self.runtime().set_deadline(None);
        self.settle(id, name);
    }

    fn by_map(&mut self, count: u32) {
        let ids: Vec<u32> = (0..count).map(|_| self.id()).collect();
        let bytes: Vec<u8> = ids.iter().flat_map(|id| id.to_le_bytes()).collect();
        let runtime = self.runtime.as_mut().unwrap();
        let (input, output) = (runtime.alloc_from(&bytes).unwrap(), runtime.alloc(4 * count).unwrap());
        self.add.map(runtime, &input, &output, count).unwrap();
        let mut returned = vec![0; bytes.len()];
        runtime.read(output.ptr(), &mut returned).unwrap();
        runtime.free(input).unwrap();
        runtime.free(output).unwrap();
        for (id, returned) in ids.into_iter().zip(returned.as_chunks().0) {
            assert_eq!(u32::from_le_bytes(*returned), self.note(id));
        }
    }

    fn by_call_many(&mut self, count: u32) {
        let ids: Vec<u32> = (0..count).map(|_| self.id()).collect();
        let params = ids.iter().map(|&id| (id,));
        let returned = self.add.call_many(self.runtime.as_mut().unwrap(), params).unwrap();
        assert_eq!(returned.len(), ids.len());
        for (id, returned) in ids.into_iter().zip(returned) {
            assert_eq!(returned, self.note(id));
        }
    }

    /// A batch that a trap stops at an element.
    fn by_broken_batch(&mut self, random: &mut Random, count: u32) {
        let ids: Vec<u32> = (0..count).map(|_| self.id()).collect();
        let bad = random.below(count) as usize;
        let add = self.runtime().func::<(u32,), u32>("add_unless_zero").unwrap();
        let params = ids.iter().enumerate().map(|(i, &id)| (if i == bad { 0 } else { id },));
        let error = add.call_many(self.runtime.as_mut().unwrap(), params).unwrap_err();
        assert_eq!(error.results.len(), bad);
        assert!(error.source.trap().is_some());
        for (&id, returned) in ids.iter().zip(error.results) {
            assert_eq!(returned, self.note(id));
        }
        self.agree("a batch with a trap");
    }

    /// A ring whose entries have a deadline that some may miss.
    fn by_hurried_ring(&mut self, random: &mut Random, count: u32) {
        let ids: Vec<u32> = (0..count).map(|_| self.id()).collect();
        self.runtime().set_deadline(Duration::from_micros(u64::from(random.below(3000))));
        let (mut made, mut late) = (Vec::new(), Vec::new());
        let mut ring = self.runtime.as_mut().unwrap().ring(count as usize).unwrap();
        for (tag, &id) in (0..).zip(&ids) {
            ring.push(&self.add, (id,), tag).unwrap();
        }
        for (tag, &id) in (0..).zip(&ids) {
            let completion = ring.wait().unwrap();
            assert_eq!(completion.tag, tag);
            match completion.result {
                Ok(_) => made.push(id),
                Err(CallError::Deadline { .. }) => late.push(id),
                Err(error) => panic!("{error}"),
            }
        }
        assert!(ring.wait().is_none());
        drop(ring);
        self.runtime().set_deadline(None);
        self.settle_all(&made, &late, "a ring with deadlines");
    }

    fn by_ring(&mut self, depth: u32, count: u32) {
        let ids: Vec<u32> = (0..count).map(|_| self.id()).collect();
        let mut returned = Vec::new();
        let mut ring = self.runtime.as_mut().unwrap().ring(depth as usize).unwrap();
        let take = |completion: plugvisor::RingCompletion, returned: &mut Vec<u32>| {
            assert_eq!(completion.tag, returned.len() as u64);
            match completion.result.unwrap() {
                Some(Value::U32(value)) => returned.push(value),
                other => panic!("{other:?}"),
            }
        };
        for (tag, &id) in (0..).zip(&ids) {
            while ring.is_full() {
                take(ring.wait().unwrap(), &mut returned);
            }
            ring.push(&self.add, (id,), tag).unwrap();
            if tag % 5 == 0 {
                ring.submit();
            }
        }
        while let Some(completion) = ring.wait() {
            take(completion, &mut returned);
        }
        drop(ring);
        assert_eq!(returned.len(), ids.len());
        for (id, returned) in ids.into_iter().zip(returned) {
            assert_eq!(returned, self.note(id));
        }
    }

    /// Async calls, one in eight of which is cancelled. `tokio` drives them.
    fn by_async(&mut self, tokio: &tokio::runtime::Runtime, count: u32) {
        let ids: Vec<u32> = (0..count).map(|_| self.id()).collect();
        let runtime = self.runtime.take().unwrap().into_async();
        let mut cancelled = Vec::new();
        let mut returned = Vec::new();
        for (i, &id) in ids.iter().enumerate() {
            let call = self.add.call_async(&runtime, (id,));
            if i % 8 == 7 {
                let mut call = pin!(call);
                // Submitted by the first look, and perhaps done by then.
                match call.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                    std::task::Poll::Ready(value) => returned.push((id, value.unwrap())),
                    std::task::Poll::Pending => cancelled.push(id),
                }
            } else {
                returned.push((id, tokio.block_on(call).unwrap()));
            }
        }
        self.runtime = Some(tokio.block_on(runtime.into_inner()).unwrap());
        let before = self.count;
        assert!(returned.windows(2).all(|pair| pair[0].1 < pair[1].1), "in order, each once: {returned:?}");
        assert!(returned.iter().all(|&(_, value)| (before + 1..=before + count).contains(&value)), "{returned:?}");
        let returned: Vec<u32> = returned.into_iter().map(|(id, _)| id).collect();
        self.settle_all(&returned, &cancelled, "async calls");
    }

    /// The runtime is dropped and another one takes its place.
    fn start_again(&mut self, policy: Policy) {
        self.agree("all that happened in a runtime");
        self.run.made.fetch_add(u64::from(self.count), Ordering::Relaxed);
        *self = Self::new(self.run, policy);
    }
}

/// Which of these numbers add up to this sum.
fn subset(ids: &[u32], sum: u32) -> Option<Vec<u32>> {
    (0..1u32 << ids.len()).find_map(|set| {
        let chosen: Vec<u32> = ids.iter().enumerate().filter(|(i, _)| set >> i & 1 == 1).map(|(_, &id)| id).collect();
        (chosen.iter().fold(0u32, |sum, &id| sum.wrapping_add(share(id))) == sum).then_some(chosen)
    })
}

/// One thread's part: this many upcalls at least.
fn work(run: &Run<'_>, seed: u64, quota: u64) {
    let mut random = Random(seed);
    let policies = [Policy::Sync, Policy::Resident, Policy::Adaptive];
    let tokio = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut clients: Vec<Client<'_>> = policies.iter().map(|&policy| Client::new(run, policy)).collect();
    // Bursts that grow with the work, so that all kinds of things happen in a short run too.
    let burst = (quota / 150).clamp(6, 1000) as u32;
    let mut paths: BTreeMap<&'static str, u64> = BTreeMap::new();
    let mut made = 0;
    while made < quota {
        let client = &mut clients[random.below(3) as usize];
        let count = 1 + random.below(burst);
        let before = client.count;
        let interprets = run.mode == Mode::Segmented;
        let path = match random.below(100) {
            0..30 => {
                client.one_by_one(count);
                "one by one"
            }
            30..38 => {
                client.with_callbacks(count / 8 + 1);
                "with callbacks"
            }
            38..42 => {
                client.late(if interprets { 300 } else { 400_000 });
                "late"
            }
            42..48 => {
                client.trap();
                "trap"
            }
            48..52 => {
                client.late_deadlines(&mut random, 4);
                "late deadlines"
            }
            52..54 => {
                client.endless(&mut random);
                "endless"
            }
            54..66 => {
                client.by_map(count);
                "map"
            }
            66..74 => {
                client.by_call_many(count);
                "call_many"
            }
            74..76 => {
                client.by_broken_batch(&mut random, count);
                "broken batch"
            }
            76..78 => {
                client.by_hurried_ring(&mut random, 1 + count % 10);
                "hurried ring"
            }
            78..84 => {
                let depth = 1 + random.below(64);
                client.by_ring(depth, count);
                "ring"
            }
            84..86 => {
                client.by_async(&tokio, 1 + random.below(32));
                "async"
            }
            86..90 => {
                client.runtime().set_policy(policies[random.below(3) as usize]);
                continue;
            }
            90..93 => {
                client.runtime().park();
                continue;
            }
            93..95 => {
                // Longer than a vCPU lingers.
                thread::sleep(Duration::from_micros(u64::from(random.below(400))));
                continue;
            }
            95..97 => {
                let buffer = client.runtime().alloc(64).unwrap();
                assert_eq!(client.runtime().bytes(&buffer), [0; 64]);
                client.runtime().free(buffer).unwrap();
                continue;
            }
            97..99 => {
                client.runtime().create("more.c", "int more(int x) { return x + 1; }").unwrap();
                assert_eq!(client.runtime().call("more", &[Value::I32(4)]).unwrap(), Some(Value::I32(5)));
                client.runtime().delete("more").unwrap();
                continue;
            }
            _ => {
                client.start_again(policies[random.below(3) as usize]);
                continue;
            }
        };
        let new = u64::from(client.count - before);
        *paths.entry(path).or_default() += new;
        made += new;
    }
    for client in &mut clients {
        let crossings = client.runtime().crossings();
        eprintln!("  {}: {} upcalls, then {crossings:?}", run.mode, client.count);
        client.start_again(Policy::Sync);
    }
    let mut all = run.paths.lock().unwrap();
    for (path, count) in paths {
        *all.entry(path).or_default() += count;
    }
}

fn stress(mode: Mode, upcalls: u64) {
    const THREADS: u64 = 3;
    let engine = Engine::new();
    if !available(&engine, mode) {
        return;
    }
    let seed = std::env::var("PLUGVISOR_STRESS_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let run = Run { engine: &engine, mode, next: AtomicU64::new(1), made: AtomicU64::new(0), paths: Mutex::default() };
    let run = Arc::new(run);
    let start = Instant::now();
    thread::scope(|scope| {
        for worker in 0..THREADS {
            let run = run.clone();
            scope.spawn(move || work(&run, seed * 1000 + worker, upcalls / THREADS));
        }
    });
    let paths = run.paths.lock().unwrap();
    let (made, counted) = (run.made.load(Ordering::Relaxed), paths.values().sum::<u64>());
    eprintln!("  {mode}: {made} upcalls in {:.1?}: {paths:?}", start.elapsed());
    assert_eq!(made, counted, "{mode}: what the guests counted and what was asked of them");
    assert!(made >= upcalls / THREADS * THREADS);
}

/// The size of a run that was asked for.
fn wanted() -> Option<u64> {
    std::env::var("PLUGVISOR_STRESS_UPCALLS").ok().map(|count| count.parse().expect("a number of upcalls"))
}

#[test]
fn nothing_is_lost_or_made_twice_in_long_mode() {
    stress(Mode::Long, wanted().unwrap_or(30_000));
}

#[test]
fn nothing_is_lost_or_made_twice_in_segmented_mode() {
    stress(Mode::Segmented, if wanted().is_some() { 30_000 } else { 1500 });
}

#[test]
fn nothing_is_lost_or_made_twice_in_the_interpreter() {
    stress(Mode::Interp, if wanted().is_some() { 300_000 } else { 30_000 });
}
