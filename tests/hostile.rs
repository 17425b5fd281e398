//! Machine code that attacks: written by hand, not by the compiler, and linked as a native object.
//!
//! After each attack the host lives, the same runtime serves the next upcall correctly, and its neighbour has kept
//! its data. Where the attack must fault, it must be the right trap.

use std::time::Duration;

use guest_abi::layout::*;
use guest_abi::mailbox as mb;
use plugvisor::{Access, CallError, Caller, Engine, Mode, Module, Policy, Runtime, Trap, TrapKind};
use plugvisor_tests::{available, native};

const MEMORY: u32 = 4 << 20;
const DATA_END: u32 = DATA_BASE + MEMORY;

/// A runtime under attack and its neighbour, each with a victim that keeps a secret.
struct Arena {
    mode: Mode,
    attacked: Runtime,
    neighbour: Runtime,
    /// How long an attack may take.
    deadline: Duration,
}

const VICTIM: &str = "
    static unsigned secret = 1;
    unsigned victim(unsigned x) { secret = secret * 3 + x; return secret; }
    unsigned recall(void) { return secret; }
";

impl Arena {
    fn new(engine: &Engine, mode: Mode) -> Self {
        let build = |secret: u32| {
            let mut runtime = Runtime::builder(engine)
                .mode(mode)
                .memory(MEMORY)
                .stack(64 * 1024)
                .builtin("host", |_: &mut Caller<'_>, x: u32| x + 1)
                .build()
                .unwrap();
            runtime.create("victim.c", VICTIM).unwrap();
            runtime.func::<(u32,), u32>("victim").unwrap().call(&mut runtime, (secret,)).unwrap();
            runtime
        };
        Self { mode, attacked: build(100), neighbour: build(200), deadline: Duration::from_millis(300) }
    }

    fn long(&self) -> bool {
        self.mode == Mode::Long
    }

    /// Runs an attack and checks that nobody else took harm.
    fn attack(&mut self, what: &str, code: &[u8]) -> Result<i32, CallError> {
        let isa = self.attacked.isa();
        let module = Module::from_object(native(isa, code.to_vec(), 1));
        self.attacked.link(&module).unwrap();
        let attack = self.attacked.func::<(i32,), i32>("attack").unwrap();
        self.attacked.set_deadline(self.deadline);
        let result = attack.call(&mut self.attacked, (7,));
        self.attacked.set_deadline(Duration::from_secs(20));
        self.attacked.delete("attack").unwrap();
        for (whose, runtime, secret) in
            [("its own runtime", &mut self.attacked, 103), ("the neighbour", &mut self.neighbour, 203)]
        {
            let recalled = runtime.func::<(), u32>("recall").unwrap().call(runtime, ());
            assert!(
                matches!(recalled, Ok(found) if found == secret),
                "{}: {what} harmed {whose}: {result:?}, then {recalled:?}",
                self.mode
            );
        }
        result
    }

    /// Runs an attack that must trap.
    fn trap(&mut self, what: &str, code: &[u8]) -> Trap {
        match self.attack(what, code) {
            Err(CallError::Trap(trap)) => *trap,
            other => panic!("{}: {what} was not stopped by a trap but gave {other:?}", self.mode),
        }
    }

    /// Runs an attack that must trap because of its access to `address`.
    fn memory_trap(&mut self, what: &str, code: &[u8], access: Access, address: u32) {
        let trap = self.trap(what, code);
        let expected = if address < NULL_HOLE { TrapKind::NullPointer } else { TrapKind::OutOfSegment };
        assert_eq!(trap.kind, expected, "{}: {what}: {trap}", self.mode);
        assert_eq!(trap.address, Some(u64::from(address)), "{}: {what}: {trap}", self.mode);
        assert_eq!(trap.access, Some(access), "{}: {what}: {trap}", self.mode);
    }
}

/// Runs a test in both machine modes, sync and resident.
fn in_both_modes(test: impl Fn(&mut Arena)) {
    for policy in [Policy::Sync, Policy::Resident] {
        let engine = Engine::builder().policy(policy).build();
        for mode in [Mode::Long, Mode::Segmented] {
            if available(&engine, mode) {
                test(&mut Arena::new(&engine, mode));
            }
        }
    }
}

/// `mov eax, value`, in both modes; zero-extended in `long`.
fn mov_eax(value: u32) -> Vec<u8> {
    let mut code = vec![0xb8];
    code.extend(value.to_le_bytes());
    code
}

fn with_eax(value: u32, rest: &[u8]) -> Vec<u8> {
    let mut code = mov_eax(value);
    code.extend(rest);
    code.push(0xc3);
    code
}

const LOAD: &[u8] = &[0x8b, 0x00]; // mov eax, [eax]
const STORE: &[u8] = &[0x89, 0x00]; // mov [eax], eax
const JUMP: &[u8] = &[0xff, 0xe0]; // jmp eax
const CALL: &[u8] = &[0xff, 0xd0]; // call eax

/// Addresses outside the data segment, and what lies there.
const OUTSIDE: &[(&str, u32)] = &[
    ("null", 0),
    ("a field of null", 0x1000),
    ("the end of the null hole", NULL_HOLE - 4),
    ("behind the data segment", DATA_END),
    ("far behind the data segment", 0x4000_0000),
    ("the stub", STUB_BASE),
    ("the GDT", GDT_BASE),
    ("the IDT", IDT_BASE),
    ("the TSS", TSS_BASE),
    ("the ring-0 stack", RING0_STACK_TOP - 8),
    ("the page tables", PAGE_TABLES_BASE),
    ("the end of the lower half", 0x7fff_fffc),
    ("a function pointer's value", FUNCTION_TAG | 1),
    ("the end of 32 bits", 0xffff_fffc),
];

#[test]
fn memory_outside_the_segments_is_out_of_reach() {
    in_both_modes(|arena| {
        for &(what, address) in OUTSIDE {
            arena.memory_trap(&format!("read of {what}"), &with_eax(address, LOAD), Access::Read, address);
            arena.memory_trap(&format!("write to {what}"), &with_eax(address, STORE), Access::Write, address);
        }
        // The code segment: readable at most, writable never.
        for (what, address) in
            [("the gate", CODE_BASE), ("the slots", CODE_BASE + SLOTS_OFFSET), ("code", CODE_BASE + CODE_START)]
        {
            arena.memory_trap(&format!("write to {what}"), &with_eax(address, STORE), Access::Write, address);
        }
        let inside = with_eax(DATA_END - 4, LOAD);
        assert_eq!(arena.attack("read of the data segment's last word", &inside).unwrap(), 0);
        let across = with_eax(DATA_END - 2, LOAD);
        assert!(matches!(arena.trap("read across the data segment's end", &across).kind, TrapKind::OutOfSegment));
    });
}

#[test]
fn only_code_can_be_executed() {
    in_both_modes(|arena| {
        for &(what, address) in
            OUTSIDE.iter().chain(&[("data", DATA_BASE + 0x8_0000), ("the stack", DATA_BASE + 0x8000)])
        {
            // A code offset is no linear address: in `segmented` mode small numbers are inside the code segment.
            if !arena.long() && address < DEFAULT_CODE {
                continue;
            }
            for (how, code) in [("jump", JUMP), ("call", CALL)] {
                let trap = arena.trap(&format!("{how} to {what}"), &with_eax(address, code));
                assert!(
                    matches!(trap.kind, TrapKind::OutOfSegment | TrapKind::NullPointer),
                    "{}: {how} to {what}: {trap}",
                    arena.mode
                );
                assert_eq!(trap.access, Some(Access::Execute), "{}: {how} to {what}: {trap}", arena.mode);
            }
        }
        if arena.long() {
            let slots = CODE_BASE + SLOTS_OFFSET;
            arena.memory_trap("jump into the slots", &with_eax(slots, JUMP), Access::Execute, slots);
            // Write code to the data segment, then jump to it.
            let mut code = mov_eax(DATA_BASE + 0x8_0000);
            code.extend([0xc6, 0x00, 0xc3, 0xff, 0xe0]);
            arena.memory_trap("code in the data segment", &code, Access::Execute, DATA_BASE + 0x8_0000);
        }
    });
}

#[test]
fn the_stack_ends_in_a_trap() {
    in_both_modes(|arena| {
        let endless: &[u8] = &[0xe8, 0xfb, 0xff, 0xff, 0xff]; // call itself
        assert_eq!(arena.trap("endless recursion", endless).kind, TrapKind::StackOverflow);
        // sub esp, 0x20000; mov [esp], eax; in `long` with REX.W
        let mut frame = vec![0x81, 0xec, 0, 0, 2, 0, 0x89, 0x04, 0x24];
        if arena.long() {
            frame.insert(0, 0x48);
        }
        assert_eq!(arena.trap("a frame larger than the stack", &frame).kind, TrapKind::StackOverflow);
        // mov esp, 0; push eax
        let trap = arena.trap("a stack pointer of zero", &[0xbc, 0, 0, 0, 0, 0x50]);
        assert!(matches!(trap.kind, TrapKind::StackOverflow | TrapKind::OutOfSegment), "{trap}");
    });
}

#[test]
fn privileged_instructions_trap() {
    let common: &[(&str, &[u8])] = &[
        ("hlt", &[0xf4]),
        ("cli", &[0xfa]),
        ("sti", &[0xfb]),
        ("clts", &[0x0f, 0x06]),
        ("invd", &[0x0f, 0x08]),
        ("wbinvd", &[0x0f, 0x09]),
        ("mov eax, cr0", &[0x0f, 0x20, 0xc0]),
        ("mov eax, cr3", &[0x0f, 0x20, 0xd8]),
        ("mov cr0, eax", &[0x0f, 0x22, 0xc0]),
        ("mov cr3, eax", &[0x0f, 0x22, 0xd8]),
        ("mov cr4, eax", &[0x0f, 0x22, 0xe0]),
        ("mov dr7, eax", &[0x0f, 0x23, 0xf8]),
        ("mov eax, dr7", &[0x0f, 0x21, 0xf8]),
        ("rdmsr", &[0x0f, 0x32]),
        ("wrmsr", &[0x0f, 0x30]),
        ("rdpmc", &[0x0f, 0x33]),
        ("lgdt", &[0x0f, 0x01, 0x14, 0x24]),
        ("lidt", &[0x0f, 0x01, 0x1c, 0x24]),
        ("lmsw", &[0x0f, 0x01, 0xf0]),
        ("lldt", &[0x0f, 0x00, 0xd0]),
        ("ltr", &[0x0f, 0x00, 0xd8]),
        ("invlpg", &[0x0f, 0x01, 0x3c, 0x24]),
        ("xsetbv", &[0x0f, 0x01, 0xd1]),
        ("in al, dx", &[0xec]),
        ("insb", &[0x6c]),
        ("ud2", &[0x0f, 0x0b]),
        ("int3", &[0xcc]),
        ("single step", &[0x9c, 0x80, 0x4c, 0x24, 0x01, 0x01, 0x9d, 0x90, 0x90]),
        ("vmrun", &[0x0f, 0x01, 0xd8]),
        ("vmxoff", &[0x0f, 0x01, 0xc4]),
        ("rsm", &[0x0f, 0xaa]),
    ];
    in_both_modes(|arena| {
        for (what, code) in common {
            // dx = 0: a port that is closed.
            let mut with_port = vec![0x31, 0xd2];
            with_port.extend(*code);
            with_port.push(0xc3);
            arena.trap(what, &with_port);
        }
        if arena.long() {
            arena.trap("swapgs", &[0x0f, 0x01, 0xf8]);
            arena.trap("sysret", &[0x48, 0x0f, 0x07]);
            arena.trap("wrfsbase", &[0xf3, 0x48, 0x0f, 0xae, 0xd0]);
            // Unmask division by zero in MXCSR, then divide.
            let code = [0x68, 0, 0, 0, 0, 0x0f, 0xae, 0x14, 0x24, 0x0f, 0x57, 0xc0, 0x0f, 0x5e, 0xc0];
            assert_eq!(arena.trap("unmasked float exception", &code).kind, TrapKind::FloatException);
        }
        for what in ["sysexit", "sysenter"] {
            let code = [0x0f, if what == "sysexit" { 0x35 } else { 0x34 }];
            arena.trap(what, &code);
        }
        arena.trap("syscall", &[0x0f, 0x05]);
        for vector in 0..=255u8 {
            arena.trap(&format!("int {vector:#x}"), &[0xcd, vector]);
        }
    });
}

#[test]
fn hypercalls_reach_nobody() {
    in_both_modes(|arena| {
        // KVM refuses hypercalls of ring 3 with an error in eax, or raises an exception. Either will do.
        for (what, code) in [("vmcall", [0x0f, 0x01, 0xc1, 0xc3]), ("vmmcall", [0x0f, 0x01, 0xd9, 0xc3])] {
            if let Ok(value) = arena.attack(what, &code) {
                assert!(value < 0, "{}: {what} gave {value}", arena.mode);
            }
        }
    });
}

#[test]
fn ports_are_closed() {
    in_both_modes(|arena| {
        let ports = (0..0x100).chain((0x100..=0xffff).step_by(if arena.long() { 331 } else { 1021 }));
        for port in ports.filter(|&port| port != u32::from(mb::GATE_PORT)) {
            // mov edx, port; out dx, al
            let mut code = vec![0xba];
            code.extend(port.to_le_bytes());
            code.push(0xee);
            let trap = arena.trap(&format!("out to port {port:#x}"), &code);
            assert_eq!(trap.kind, TrapKind::Protection { error_code: 0 }, "{}: port {port:#x}: {trap}", arena.mode);
        }
        // Words that straddle the open port, and the open port itself from outside the gate.
        let port = mb::GATE_PORT as u8;
        for (what, code) in [
            ("out port, eax", vec![0xe7, port]),
            ("out port-1, eax", vec![0xe7, port - 1]),
            ("out port, ax", vec![0x66, 0xe7, port]),
            ("out port-1, ax", vec![0x66, 0xe7, port - 1]),
            ("in eax, port", vec![0xe5, port]),
        ] {
            let trap = arena.trap(what, &code);
            assert_eq!(trap.kind, TrapKind::Protection { error_code: 0 }, "{}: {what}: {trap}", arena.mode);
        }
        for (what, code) in [
            ("out to the gate's port", vec![0xe6, port]),
            ("in from the gate's port", vec![0xe4, port]),
            // mov edx, port; mov esi, data; mov ecx, 9; rep outsb
            ("rep outsb", vec![0xba, port, 0, 0, 0, 0xbe, 0, 0, 0x28, 0, 0xb9, 9, 0, 0, 0, 0xf3, 0x6e]),
        ] {
            let trap = arena.trap(what, &code);
            assert!(matches!(trap.kind, TrapKind::Forgery { .. }), "{}: {what}: {trap}", arena.mode);
        }
    });
}

/// KVM carries these out in many steps and leaves the guest in the middle of each one.
#[test]
fn long_string_instructions_do_not_outlive_the_upcall() {
    in_both_modes(|arena| {
        // mov ecx, 0x3ff0; mov esi, data
        let setup = [0xb9, 0xf0, 0x3f, 0, 0, 0xbe, 0, 0, 0x28, 0];
        for (what, code) in [
            // mov edx, port; rep outsb
            ("rep outsb", vec![0xba, mb::GATE_PORT as u8, 0, 0, 0, 0xf3, 0x6e]),
            // mov edx, port; mov edi, data; rep insb
            ("rep insb", vec![0xba, mb::GATE_PORT as u8, 0, 0, 0, 0xbf, 0, 0, 0x28, 0, 0xf3, 0x6c]),
        ] {
            let trap = arena.trap(what, &[&setup[..], &code].concat());
            assert!(matches!(trap.kind, TrapKind::Forgery { .. }), "{}: {what}: {trap}", arena.mode);
        }
        for (what, code, access) in [
            // xor edi, edi; rep stosd
            ("rep stosd", [0x31, 0xff, 0xf3, 0xab].as_slice(), Access::Write),
            // xor edi, edi; rep movsb
            ("rep movsb to null", &[0x31, 0xff, 0xf3, 0xa4], Access::Write),
            // xor esi, esi; mov edi, data; rep movsd
            ("rep movsd from null", &[0x31, 0xf6, 0xbf, 0, 0, 0x28, 0, 0xf3, 0xa5], Access::Read),
            // xor esi, esi; rep lodsb
            ("rep lodsb", &[0x31, 0xf6, 0xf3, 0xac], Access::Read),
            // xor edi, edi; repe scasb, which a byte of memory that is not there may end
            ("repe scasb", &[0x31, 0xff, 0x31, 0xc0, 0xf3, 0xae], Access::Read),
        ] {
            arena.memory_trap(what, &[&setup[..], code].concat(), access, 0);
        }
    });
}

#[test]
fn far_transfers_lead_nowhere() {
    in_both_modes(|arena| {
        for selector in (0..0x80u8).filter(|selector| selector & !3 != 0x18) {
            // push selector; push 0; retf
            let trap = arena.attack(&format!("retf to {selector:#x}"), &[0x6a, selector, 0x6a, 0, 0xcb]);
            assert!(matches!(trap, Err(CallError::Trap(_))), "{}: retf to {selector:#x}: {trap:?}", arena.mode);
        }
        // iret with a ring-0 frame: flags, code selector, offset, and in `long` stack too.
        let frame: &[u8] = &[0x6a, 0x10, 0x6a, 0, 0x6a, 2, 0x6a, 8, 0x6a, 0, 0x48, 0xcf];
        if arena.long() {
            arena.trap("iretq to ring 0", frame);
        } else {
            arena.trap("iret to ring 0", &[0x6a, 2, 0x6a, 8, 0x6a, 0, 0xcf]);
            arena.trap("jmp far to ring 0", &[0xea, 0, 0, 0, 0x7c, 8, 0]);
            arena.trap("call far to ring 0", &[0x9a, 0, 0, 0, 0x7c, 8, 0]);
            arena.trap("jmp far to the TSS", &[0xea, 0, 0, 0, 0, 0x30, 0]);
            arena.trap("into with overflow", &[0xb0, 0x7f, 0x04, 0x7f, 0xce]);
            arena.trap("bound", &[0x31, 0xc0, 0x48, 0x68, 0, 0, 0, 0, 0x68, 0, 0, 0, 0, 0x62, 0x04, 0x24]);
        }
    });
}

#[test]
fn segment_registers_and_flags_do_not_outlive_the_upcall() {
    in_both_modes(|arena| {
        for selector in 0..0x50u32 {
            for (register, modrm) in [("es", 0xc0), ("ss", 0xd0), ("ds", 0xd8), ("fs", 0xe0), ("gs", 0xe8)] {
                // Whether it may be loaded depends; what counts is that the next upcall is right.
                let _ = arena.attack(&format!("mov {register}, {selector:#x}"), &with_eax(selector, &[0x8e, modrm]));
            }
        }
        for (what, flags) in [
            ("direction", 0x400u32),
            ("alignment check", 0x4_0000),
            ("nested task", 0x4000),
            ("all", 0x24_4dd5),
            ("iopl", 0x3000),
        ] {
            // push flags; popf; ret
            let mut code = vec![0x68];
            code.extend(flags.to_le_bytes());
            code.extend([0x9d, 0xc3]);
            let _ = arena.attack(&format!("{what} flag"), &code);
        }
        // Round upwards from now on, if the gate let it.
        if arena.long() {
            let code = [0x68, 0x80, 0x5f, 0, 0, 0x0f, 0xae, 0x14, 0x24, 0x58, 0xc3];
            arena.attack("rounding mode", &code).unwrap();
            arena.attacked.create("third.c", "double third(double x) { return x / 3; }").unwrap();
            let third = arena.attacked.func::<(f64,), f64>("third").unwrap();
            assert_eq!(third.call(&mut arena.attacked, (1.0,)).unwrap(), 1.0 / 3.0);
        }
    });
}

#[test]
fn jumps_into_the_gate_harm_nobody_else() {
    in_both_modes(|arena| {
        let base = if arena.long() { CODE_BASE } else { 0 };
        for offset in 0..160 {
            let _ = arena.attack(&format!("jump to the gate + {offset}"), &with_eax(base + GATE_OFFSET + offset, JUMP));
        }
        for slot in [0, 1, 17, SLOT_COUNT - 1] {
            let at = base + UNDEFINED_OFFSET + slot * UNDEFINED_SIZE;
            arena.trap(&format!("jump to the undefined trap {slot}"), &with_eax(at, JUMP));
        }
    });
}

#[test]
fn a_forged_mailbox_is_not_believed() {
    in_both_modes(|arena| {
        // Many of these go round in circles.
        arena.deadline = Duration::from_millis(5);
        // mov dword [mailbox + field], value
        let long = arena.long();
        let set = |field: u32, value: u32| {
            let mut code = if long { vec![0xc7, 0x04, 0x25] } else { vec![0x65, 0xc7, 0x05] };
            code.extend((if long { MAILBOX_BASE + field } else { field }).to_le_bytes());
            code.extend(value.to_le_bytes());
            code
        };
        let base = if long { CODE_BASE } else { 0 };
        // The gate's `out` instructions, found by looking: where a jump leaves the guest with what was forged.
        for offset in 0..160 {
            let forgeries: &[(&str, &[(u32, u32)])] = &[
                ("an unknown built-in", &[(mb::RESP_EVENT, mb::EVENT_CALLBACK), (mb::RESP_BUILTIN, 0xdead)]),
                ("a huge built-in", &[(mb::RESP_EVENT, mb::EVENT_CALLBACK), (mb::RESP_BUILTIN, u32::MAX)]),
                (
                    "a callback nobody asked for",
                    &[(mb::RESP_EVENT, mb::EVENT_CALLBACK), (mb::RESP_BUILTIN, 3), (mb::RESP_STACK, 0)],
                ),
                (
                    "a wild stack",
                    &[(mb::RESP_EVENT, mb::EVENT_CALLBACK), (mb::RESP_BUILTIN, 3), (mb::RESP_STACK, 0x7c00_0000)],
                ),
                ("an unknown event", &[(mb::RESP_EVENT, 77)]),
                ("a stale sequence number", &[(mb::RESP_EVENT, mb::EVENT_DONE), (mb::RESP_SEQ, 0)]),
                ("another request", &[(mb::REQ_STACK, 9), (mb::REQ_ADAPTER, 0), (mb::REQ_TARGET, 1), (mb::REQ_SEQ, 5)]),
            ];
            for (what, fields) in forgeries {
                if arena.mode == Mode::Segmented && offset % 5 != 0 {
                    continue;
                }
                let mut code: Vec<u8> = fields.iter().flat_map(|&(field, value)| set(field, value)).collect();
                code.extend(with_eax(base + GATE_OFFSET + offset, JUMP));
                let _ = arena.attack(&format!("{what} through the gate + {offset}"), &code);
            }
        }
        // Every word of the mailbox overwritten, then an honest return.
        let mut code: Vec<u8> = (0..mb::SIZE / 4).flat_map(|word| set(word * 4, 0xffff_ffff)).collect();
        code.extend([0x31, 0xc0, 0xc3]);
        let _ = arena.attack("a mailbox full of ones", &code);
    });
}
