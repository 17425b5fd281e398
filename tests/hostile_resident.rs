//! Machine code that attacks a resident vCPU: it forges answers while the host looks for them, and goes on running.
//!
//! A forged answer is believed, since only the guest's own code says that a resident upcall is done; a plugin can make
//! its own runtime compute nonsense anyway. What must hold: the host and other runtimes take no harm, a runtime that is
//! taken out of the guest serves the next upcall correctly, and an attacker keeps neither a core nor a place.

use std::thread;
use std::time::{Duration, Instant};

use guest_abi::Isa;
use guest_abi::layout::*;
use guest_abi::mailbox as mb;
use plugvisor::{CallError, Caller, Engine, Mode, Module, Policy, Runtime};
use plugvisor_tests::{available, native};

/// What an attacker answers in the plugin's place.
const FORGED: i32 = 0x666;

/// Machine code for either mode.
struct Code {
    long: bool,
    bytes: Vec<u8>,
}

impl Code {
    fn new(mode: Mode) -> Self {
        Self { long: mode == Mode::Long, bytes: Vec::new() }
    }

    fn raw(mut self, bytes: &[u8]) -> Self {
        self.bytes.extend(bytes);
        self
    }

    /// An instruction with a word of the mailbox as its operand.
    fn mailbox(self, opcode: u8, register: u8, field: u32) -> Self {
        let (prefix, modrm, address): (&[u8], &[u8], u32) = if self.long {
            (&[], &[register << 3 | 4, 0x25], MAILBOX_BASE + field)
        } else {
            (&[0x65], &[register << 3 | 5], field)
        };
        self.raw(prefix).raw(&[opcode]).raw(modrm).raw(&address.to_le_bytes())
    }

    /// mov dword [field], value
    fn set(self, field: u32, value: u32) -> Self {
        self.mailbox(0xc7, 0, field).raw(&value.to_le_bytes())
    }

    /// mov eax, [REQ_SEQ]; add eax, ahead; mov [RESP_SEQ], eax
    fn answer(self, ahead: u8) -> Self {
        self.mailbox(0x8b, 0, mb::REQ_SEQ).raw(&[0x83, 0xc0, ahead]).mailbox(0x89, 0, mb::RESP_SEQ)
    }

    /// The answer `FORGED` to the request.
    fn forge(self) -> Self {
        self.set(mb::RESP_EVENT, mb::EVENT_DONE).set(mb::RESP_VALUE, FORGED as u32).answer(0)
    }

    /// mov ecx, turns; dec ecx; jnz
    fn wait(self, turns: u32) -> Self {
        self.raw(&[0xb9]).raw(&turns.to_le_bytes()).raw(&[0xff, 0xc9, 0x75, 0xfc])
    }

    /// mov eax, gate + offset; jmp eax
    fn jump_to_gate(self, offset: u32) -> Self {
        let base = if self.long { CODE_BASE } else { 0 };
        self.raw(&[0xb8]).raw(&(base + GATE_OFFSET + offset).to_le_bytes()).raw(&[0xff, 0xe0])
    }
}

const SPIN: &[u8] = &[0xeb, 0xfe];
const UD2: &[u8] = &[0x0f, 0x0b];
const OUT: &[u8] = &[0xe6, mb::GATE_PORT as u8];
/// xor eax, eax; ret
const RETURN: &[u8] = &[0x31, 0xc0, 0xc3];

fn native_module(isa: Isa, code: Vec<u8>) -> Module {
    Module::from_object(native(isa, code, 1))
}

const VICTIM: &str = "
    static unsigned secret = 1;
    unsigned victim(unsigned x) { secret = secret * 3 + x; return secret; }
    unsigned recall(void) { return secret; }
    unsigned recall_by_host(void) { return host(secret) - 1; }
";

fn runtime(engine: &Engine, mode: Mode, secret: u32) -> Runtime {
    let mut runtime = Runtime::builder(engine)
        .mode(mode)
        .memory(2 << 20)
        .deadline(Duration::from_millis(60))
        .builtin("host", |_: &mut Caller<'_>, x: u32| x + 1)
        .build()
        .unwrap();
    runtime.create("victim.c", VICTIM).unwrap();
    runtime.set_deadline(None);
    runtime.func::<(u32,), u32>("victim").unwrap().call(&mut runtime, (secret,)).unwrap();
    runtime
}

/// Runs a test in both machine modes with resident runtimes.
fn resident(test: impl Fn(&Engine, Mode)) {
    let engine = Engine::builder().policy(Policy::Resident).resident_cores(1).build();
    for mode in [Mode::Long, Mode::Segmented] {
        if available(&engine, mode) {
            test(&engine, mode);
        }
    }
}

/// Lets `code` attack a resident runtime. Afterwards upcalls may fail until the vCPU is taken out of the guest, by
/// which all is as before.
fn attack(engine: &Engine, mode: Mode, what: &str, code: Code, rounds: u32) -> Vec<Result<i32, CallError>> {
    let mut attacked = runtime(engine, mode, 100);
    let mut neighbour = runtime(engine, mode, 200);
    attacked.link(&native_module(attacked.isa(), code.bytes)).unwrap();
    let attack = attacked.func::<(i32,), i32>("attack").unwrap();
    let recall = attacked.func::<(), u32>("recall").unwrap();
    let mut results = Vec::new();
    for round in 0..rounds {
        // The runtime is resident by then, if there is a core for it.
        attacked.set_deadline(None);
        for name in ["recall", "recall_by_host"] {
            let found = attacked.func::<(), u32>(name).unwrap().call(&mut attacked, ()).unwrap();
            assert_eq!(found, 103, "{mode}: {what}: {name}, round {round}");
        }
        attacked.set_deadline(Duration::from_millis(60));
        results.push(attack.call(&mut attacked, (7,)));
        match round % 3 {
            // At once: whatever comes is an answer or an error, and comes.
            0 => {
                for _ in 0..2 {
                    let _ = recall.call(&mut attacked, ());
                }
            }
            // After longer than any vCPU may stay without a request.
            1 => thread::sleep(Duration::from_millis(5)),
            _ => {}
        }
        attacked.set_deadline(None);
        attacked.park();
        assert_eq!(recall.call(&mut attacked, ()).unwrap(), 103, "{mode}: {what} harmed its runtime, round {round}");
        let recalled = neighbour.func::<(), u32>("recall").unwrap().call(&mut neighbour, ()).unwrap();
        assert_eq!(recalled, 203, "{mode}: {what} harmed the neighbour, round {round}");
    }
    eprintln!("{mode}: {what}: {:?}", results.first());
    results
}

#[test]
fn forged_answers_end_with_the_stay() {
    resident(|engine, mode| {
        let code = || Code::new(mode);
        let attacks = [
            ("an answer, then a loop", code().forge().raw(SPIN)),
            ("an answer, then a fault", code().forge().raw(UD2)),
            ("an answer, some time, then a fault", code().forge().wait(500).raw(UD2)),
            ("an answer, then a return", code().forge().wait(300).raw(RETURN)),
            ("an answer, then a write to the port", code().forge().raw(OUT).raw(SPIN)),
            ("an answer, then another one", code().forge().wait(300).forge().raw(RETURN)),
            ("an answer to the next request, too", code().forge().wait(300).answer(1).raw(SPIN)),
            ("an answer before it was asked for", code().set(mb::RESP_EVENT, mb::EVENT_DONE).answer(1).raw(SPIN)),
            ("an answer of no kind", code().set(mb::RESP_EVENT, 77).answer(0).raw(SPIN)),
            ("an answer of no kind, then a fault", code().set(mb::RESP_EVENT, 77).answer(0).raw(UD2)),
            (
                "a callback that nobody made",
                code().set(mb::RESP_EVENT, mb::EVENT_CALLBACK).set(mb::RESP_BUILTIN, 0xdead).answer(0).raw(SPIN),
            ),
            (
                "a callback with a wild stack",
                code()
                    .set(mb::RESP_EVENT, mb::EVENT_CALLBACK)
                    .set(mb::RESP_BUILTIN, 0)
                    .set(mb::RESP_STACK, 0x7c00_0000)
                    .answer(0)
                    .raw(SPIN),
            ),
        ];
        for (what, code) in attacks {
            attack(engine, mode, what, code, 6);
        }
    });
}

#[test]
fn requests_that_the_guest_rewrites_are_its_own_loss() {
    resident(|engine, mode| {
        let code = || Code::new(mode);
        let attacks = [
            ("lingering for ever", code().set(mb::REQ_LINGER, u32::MAX).raw(RETURN)),
            ("no lingering", code().set(mb::REQ_LINGER, 0).raw(RETURN)),
            ("another sequence number", code().set(mb::REQ_SEQ, 5).raw(RETURN)),
            ("another target", code().set(mb::REQ_TARGET, 0).set(mb::REQ_ADAPTER, 0).raw(RETURN)),
            ("another stack", code().set(mb::REQ_STACK, 9).raw(RETURN)),
            ("another stack", code().set(mb::REQ_STACK, 0).raw(RETURN)),
        ];
        for (what, code) in attacks {
            attack(engine, mode, what, code, 6);
        }
        // Every word, then an answer and a loop.
        let words = (0..mb::SIZE / 4).fold(code(), |code, word| code.set(word * 4, u32::MAX));
        attack(engine, mode, "a mailbox full of ones", words.raw(SPIN), 3);
    });
}

#[test]
fn the_gate_is_no_hiding_place() {
    resident(|engine, mode| {
        // Into each of its instructions and between them, with an answer given or not.
        for offset in (0..224).step_by(if mode == Mode::Long { 1 } else { 7 }) {
            let code = Code::new(mode).set(mb::REQ_LINGER, i32::MAX as u32);
            attack(engine, mode, &format!("a jump to the gate + {offset}"), code.jump_to_gate(offset), 1);
            let code = Code::new(mode).forge().jump_to_gate(offset);
            attack(engine, mode, &format!("an answer, then a jump to the gate + {offset}"), code, 1);
        }
    });
}

/// Nothing is asked of it, so no deadline ends it.
#[test]
fn an_attacker_does_not_keep_the_core() {
    resident(|engine, mode| {
        let mut attacked = runtime(engine, mode, 100);
        let code = Code::new(mode).set(mb::REQ_LINGER, i32::MAX as u32).forge().raw(SPIN);
        attacked.link(&native_module(attacked.isa(), code.bytes)).unwrap();
        let attack = attacked.func::<(i32,), i32>("attack").unwrap();
        let recall = attacked.func::<(), u32>("recall").unwrap();
        let before = attacked.crossings().resident;
        let mut forged = false;
        for _ in 0..20 {
            attacked.set_deadline(None);
            recall.call(&mut attacked, ()).unwrap();
            attacked.set_deadline(Duration::from_millis(60));
            if matches!(attack.call(&mut attacked, (1,)), Ok(FORGED)) && attacked.crossings().resident > before {
                forged = true;
                break;
            }
            attacked.park();
        }
        if !forged {
            eprintln!("SKIPPED in {mode}: the host is too busy for a resident runtime");
            return;
        }
        // It spins on in the guest. The only core goes to one that works.
        let mut neighbour = runtime(engine, mode, 200);
        let recall = neighbour.func::<(), u32>("recall").unwrap();
        let before = neighbour.crossings().stays;
        let start = Instant::now();
        while neighbour.crossings().stays == before {
            assert_eq!(recall.call(&mut neighbour, ()).unwrap(), 203);
            assert!(start.elapsed() < Duration::from_secs(20), "{mode}: the attacker keeps the core");
        }
        attacked.set_deadline(None);
        let recall = attacked.func::<(), u32>("recall").unwrap();
        assert_eq!(recall.call(&mut attacked, ()).unwrap(), 103, "{mode}: its stay was ended, so it was put right");
    });
}
