//! A plugin that writes to the buffer of one-way callbacks itself: it may say what it could have said by calls, and
//! anything else is a forgery of its own upcall.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use guest_abi::Isa;
use guest_abi::layout::{CODE_BASE, CODE_START, DATA_BASE};
use guest_abi::oneway::{CAPACITY, FILL, RECORDS};
use linker::object::Signature;
use plugvisor::{CallError, Caller, Engine, Mode, Module, Runtime, TrapKind};
use plugvisor_tests::{available, native_function};

const STACK: u32 = 64 << 10;
/// The buffer is the first thing that a runtime takes of its data segment.
const BUFFER: u32 = DATA_BASE + STACK;
/// Ids of the built-ins: three that every runtime has come first.
const ONE: u32 = 3;
const RECORD: u32 = 4;
const ASK: u32 = 5;

const PLUGIN: &str = "
    void poke(unsigned at, unsigned value) { *(unsigned *)at = value; }
    int poke_and_ask(unsigned at, unsigned value) { *(unsigned *)at = value; return ask(1); }
    void poke_and_emit(unsigned at, unsigned value) { *(unsigned *)at = value; one(1); record(\"abc\", 3); one(2); }
    void poke_and_fault(unsigned at, unsigned value) { one(5); *(unsigned *)at = value; *(int *)0 = 0; }
    int sane(int x) { one(x); return ask(x); }";

struct Arena {
    mode: Mode,
    runtime: Runtime,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Arena {
    fn new(engine: &Engine, mode: Mode) -> Self {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let [one, record] = [heard.clone(), heard.clone()];
        let mut runtime = Runtime::builder(engine)
            .mode(mode)
            .memory(2 << 20)
            .stack(STACK)
            .deadline(Duration::from_millis(300))
            .builtin_oneway("one", move |x: i32| one.lock().unwrap().push(x.to_string()))
            .builtin_records("record", move |bytes: &[u8]| record.lock().unwrap().push(format!("{bytes:?}")))
            .builtin("ask", |_: &mut Caller<'_>, x: i32| x + 1)
            .build()
            .unwrap();
        runtime.create("plugin.c", PLUGIN).unwrap();
        Self { mode, runtime, heard }
    }

    fn heard(&self) -> Vec<String> {
        std::mem::take(&mut *self.heard.lock().unwrap())
    }

    /// Fills the buffer's first records and calls `function(FILL, fill)`.
    fn forge(&mut self, function: &str, fill: u32, records: &[u32]) -> Result<(), CallError> {
        for (at, word) in (0..).step_by(4).zip(records) {
            self.runtime.write(plugvisor::Ptr(BUFFER + RECORDS + at), &word.to_le_bytes()).unwrap();
        }
        self.runtime.call(function, &[(BUFFER + FILL).into(), fill.into()]).map(drop)
    }

    fn check_sane(&mut self, what: &str) {
        let result = self.runtime.func::<i32, i32>("sane").unwrap().call(&mut self.runtime, 41);
        assert!(matches!(result, Ok(42)), "{}: after {what}: {result:?}", self.mode);
        assert_eq!(self.heard(), ["41"], "{}: after {what}", self.mode);
    }
}

fn in_both_modes(test: impl Fn(&mut Arena)) {
    let engine = Engine::new();
    for mode in [Mode::Long, Mode::Segmented] {
        if available(&engine, mode) {
            test(&mut Arena::new(&engine, mode));
        }
    }
}

#[test]
fn nonsense_is_a_forgery_of_the_upcall_that_wrote_it() {
    in_both_modes(|arena| {
        let nonsense: &[(&str, u32, &[u32])] = &[
            ("more than the buffer holds", CAPACITY + 1, &[]),
            ("more than any buffer holds", u32::MAX, &[]),
            ("half a header", 4, &[ONE, 8]),
            ("an unknown id", 16, &[999, 8]),
            ("a huge id", 16, &[u32::MAX, 8]),
            ("a core built-in", 24, &[0, 16]),
            ("a built-in that plugins wait for", 16, &[ASK, 8]),
            ("no argument", 8, &[ONE, 0]),
            ("an argument too many", 24, &[ONE, 16]),
            ("half an argument", 16, &[ONE, 4]),
            ("an argument that was not emitted", 12, &[ONE, 8]),
            ("bytes that were not emitted", 16, &[RECORD, 9]),
            ("endless bytes", 16, &[RECORD, u32::MAX]),
            ("bytes that wrap around", 16, &[RECORD, u32::MAX - 7]),
        ];
        for &(what, fill, records) in nonsense {
            for function in ["poke", "poke_and_ask"] {
                let error = arena.forge(function, fill, records).unwrap_err();
                let forgery = error.trap().is_some_and(|trap| matches!(trap.kind, TrapKind::Forgery { .. }));
                assert!(forgery, "{}: {what}: {error}", arena.mode);
                assert!(arena.heard().is_empty(), "{}: {what}", arena.mode);
                arena.check_sane(what);
            }
            // Who faults anyway faults for that reason.
            let error = arena.forge("poke_and_fault", fill, records).unwrap_err();
            assert_eq!(error.trap().map(|trap| &trap.kind), Some(&TrapKind::NullPointer), "{}: {what}", arena.mode);
            arena.heard();
            arena.check_sane(what);
        }
    });
}

#[test]
fn what_calls_could_have_said_is_heard_and_nonsense_behind_it_is_not() {
    in_both_modes(|arena| {
        arena.forge("poke", 32, &[ONE, 8, 7, 0xffff, RECORD, 3, 0x63_6261, 0]).unwrap();
        assert_eq!(arena.heard(), ["7", "[97, 98, 99]"], "{}", arena.mode);
        let error = arena.forge("poke", 32, &[ONE, 8, 7, 0, 77, 8, 9, 9]).unwrap_err();
        assert!(error.trap().is_some(), "{}: {error}", arena.mode);
        assert_eq!(arena.heard(), ["7"], "{}", arena.mode);
        arena.check_sane("a record and nonsense");
    });
}

#[test]
fn a_forged_fill_word_does_not_lead_the_thunks_astray() {
    in_both_modes(|arena| {
        // A page around the buffer must stay as it is.
        let before = [7u8; 64];
        arena.runtime.write(plugvisor::Ptr(BUFFER - 64), &before).unwrap();
        let behind = BUFFER + RECORDS + CAPACITY;
        let mut old = [0; 64];
        arena.runtime.read(plugvisor::Ptr(behind), &mut old).unwrap();
        for fill in (CAPACITY - 40..CAPACITY + 40).chain([u32::MAX, u32::MAX - 7, u32::MAX - 15, 1 << 31, 3, 1]) {
            let _ = arena.forge("poke_and_emit", fill, &[]);
            arena.heard();
            let mut now = [0; 64];
            arena.runtime.read(plugvisor::Ptr(behind), &mut now).unwrap();
            assert_eq!(now, old, "{}: fill {fill:#x}", arena.mode);
            arena.check_sane("a forged fill word");
        }
    });
}

#[test]
fn jumps_into_the_thunks_harm_nobody() {
    in_both_modes(|arena| {
        let (isa, base) = if arena.mode == Mode::Long { (Isa::Amd64, CODE_BASE) } else { (Isa::Ia32, 0) };
        let step = if arena.mode == Mode::Long { 1 } else { 7 };
        for offset in (0..900).step_by(step) {
            // mov eax, thunk + offset; mov edi, buffer; mov esi, 5; jmp eax
            let mut code = vec![0xb8];
            code.extend((base + CODE_START + offset).to_le_bytes());
            code.push(0xbf);
            code.extend(BUFFER.to_le_bytes());
            code.extend([0xbe, 5, 0, 0, 0, 0xff, 0xe0]);
            let signature = Signature { params: Vec::new(), result: None, variadic: false };
            let object = native_function("jump", signature, isa, code);
            arena.runtime.link(&Module::from_object(object)).unwrap();
            let _ = arena.runtime.call("jump", &[]);
            arena.runtime.delete("jump").unwrap();
            arena.heard();
            arena.check_sane(&format!("a jump to thunks + {offset}"));
        }
    });
}
