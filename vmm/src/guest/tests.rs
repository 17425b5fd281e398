//! temp
use super::*;
use crate::machine::*;
use crate::mode::Mode;
use guest_abi::{layout::*, mailbox as mb};
use linker::*;

fn machine(mode: Mode) -> KvmMachine {
    let host = Host::new(kvm_ioctls::Kvm::new().unwrap()).unwrap();
    KvmMachine::new(&host, &Settings { mode, memory: 4 << 20, stack: 65536, code: 1 << 20 }).unwrap()
}

fn addr(m: Mode, off: u32) -> u32 {
    if m == Mode::Long { CODE_BASE + off } else { off }
}

fn adapter(m: &mut KvmMachine) {
    use dynasmrt::{DynasmApi, dynasm};
    let mode = m.mode();
    let links = m.gate_links().unwrap();
    let at = CODE_START + 0x1000;
    let code = if mode == Mode::Long {
        let mut ops: dynasmrt::VecAssembler<dynasmrt::x64::X64Relocation> =
            dynasmrt::VecAssembler::new(addr(mode, at) as usize);
        dynasm!(ops; .arch x64; mov edi, [(MAILBOX_BASE + mb::req_arg(0)) as i32]; mov eax, [(MAILBOX_BASE + mb::REQ_TARGET) as i32]; call rax
          ; mov [(MAILBOX_BASE + mb::RESP_VALUE) as i32], rax; mov eax, addr(mode, links.done) as i32; jmp rax);
        ops.finalize().unwrap()
    } else {
        let mut ops: dynasmrt::VecAssembler<dynasmrt::x86::X86Relocation> = dynasmrt::VecAssembler::new(at as usize);
        dynasm!(ops; .arch x86; gs push DWORD [mb::req_arg(0) as i32]; gs call DWORD [mb::REQ_TARGET as i32]
          ; gs mov [mb::RESP_VALUE as i32], eax; mov eax, links.done as i32; jmp eax);
        ops.finalize().unwrap()
    };
    m.image().write_code(at, &code);
}

fn call(m: &mut KvmMachine, code: &[u8], arg: u64) -> Event {
    m.image().write_code(CODE_START, code);
    let mark = m.mark();
    let e = m.enter(&Call {
        target: SlotTarget::Function { object: ObjectId(0), function: 0, code: CODE_START },
        adapter: CODE_START + 0x1000,
        args: &[arg],
    });
    if !matches!(e, Event::Returned(_)) {
        m.abandon(mark);
    }
    e
}

#[test]
fn long_basic() {
    let mut m = machine(Mode::Long);
    adapter(&mut m);
    // lea eax,[rdi+1]; ret
    println!("{:x?}", call(&mut m, &[0x8d, 0x47, 1, 0xc3], 41));
    for _ in 0..3 {
        let t = std::time::Instant::now();
        let e = call(&mut m, &[0x8d, 0x47, 1, 0xc3], 41);
        println!("{e:x?} {:?}", t.elapsed());
    }
    let cases: &[(&str, &[u8])] = &[
        ("ud2", &[0x0f, 0x0b]),
        ("null read", &[0x31, 0xc0, 0x8b, 0x00]),
        ("write code", &[0xb8, 0, 0, 0, 0x70, 0x89, 0x00]),
        ("write slot", &[0xb8, 0, 0x30, 0, 0x70, 0x89, 0x00]),
        ("exec data", &[0xb8, 0, 0, 0x20, 0, 0xff, 0xe0]),
        ("read stub", &[0xb8, 0, 0, 0, 0x7c, 0x8b, 0x00]),
        ("jmp stub", &[0xb8, 0, 0, 0, 0x7c, 0xff, 0xe0]),
        ("syscall", &[0x0f, 0x05]),
        ("sysenter", &[0x0f, 0x34]),
        ("int 80", &[0xcd, 0x80]),
        ("int 14", &[0xcd, 14]),
        ("int3", &[0xcc]),
        ("hlt", &[0xf4]),
        ("cli", &[0xfa]),
        ("out 20", &[0xe6, 0x20]),
        ("out 10", &[0xe6, 0x10]),
        ("in 10", &[0xe4, 0x10]),
        ("mov cr0", &[0x0f, 0x20, 0xc0]),
        ("rdmsr", &[0x0f, 0x32]),
        ("vmcall", &[0x0f, 0x01, 0xc1]),
        ("div0", &[0x31, 0xc9, 0xf7, 0xf1]),
        ("recursion", &[0xe8, 0xfb, 0xff, 0xff, 0xff]),
        ("noncanon", &[0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x8b, 0]),
        ("lgdt", &[0x0f, 0x01, 0x10]),
        ("swapgs", &[0x0f, 0x01, 0xf8]),
        ("wrfsbase", &[0xf3, 0x48, 0x0f, 0xae, 0xd0]),
        ("popf TF", &[0x68, 0, 1, 0, 0, 0x9d, 0x90, 0x90]),
    ];
    for (name, code) in cases {
        let t = std::time::Instant::now();
        let e = call(&mut m, code, 41);
        println!("{name}: {:?} {e:x?}", t.elapsed());
        assert!(matches!(e, Event::Trapped(_)));
        let e = call(&mut m, &[0x8d, 0x47, 1, 0xc3], 41);
        assert!(matches!(e, Event::Returned(42)), "{e:?}");
    }
}

#[test]
fn seg_basic() {
    let mut m = machine(Mode::Segmented);
    adapter(&mut m);
    // mov eax,[esp+4]; inc eax; ret
    let ok = &[0x8b, 0x44, 0x24, 4, 0x40, 0xc3];
    println!("{:x?}", call(&mut m, ok, 41));
    for _ in 0..3 {
        let t = std::time::Instant::now();
        let e = call(&mut m, ok, 41);
        println!("{e:x?} {:?}", t.elapsed());
    }
    let cases: &[(&str, &[u8])] = &[
        ("ud2", &[0x0f, 0x0b]),
        ("null read", &[0x31, 0xc0, 0x8b, 0x00]),
        ("null write", &[0x31, 0xc0, 0x89, 0x00]),
        ("write code", &[0xb8, 0, 0, 0, 0x70, 0x89, 0x00]),
        ("write cs", &[0xb8, 0, 0, 0, 0, 0x2e, 0x89, 0x00]),
        ("exec data", &[0xb8, 0, 0, 0x20, 0, 0xff, 0xe0]),
        ("read stub", &[0xb8, 0, 0, 0, 0x7c, 0x8b, 0x00]),
        ("call out", &[0xb8, 0, 0, 0, 0x7c, 0xff, 0xd0]),
        ("undef slot", &[0x2e, 0xff, 0x15, 0x08, 0x30, 0, 0]),
        ("syscall", &[0x0f, 0x05]),
        ("sysenter", &[0x0f, 0x34]),
        ("int 80", &[0xcd, 0x80]),
        ("int 14", &[0xcd, 14]),
        ("int3", &[0xcc]),
        ("hlt", &[0xf4]),
        ("cli", &[0xfa]),
        ("out 20", &[0xe6, 0x20]),
        ("out 10", &[0xe6, 0x10]),
        ("in 10", &[0xe4, 0x10]),
        ("mov cr0", &[0x0f, 0x20, 0xc0]),
        ("rdmsr", &[0x0f, 0x32]),
        ("vmcall", &[0x0f, 0x01, 0xc1]),
        ("vmmcall", &[0x0f, 0x01, 0xd9]),
        ("div0", &[0x31, 0xc9, 0xf7, 0xf1]),
        ("recursion", &[0xe8, 0xfb, 0xff, 0xff, 0xff]),
        ("lgdt", &[0x0f, 0x01, 0x10]),
        ("mov ds cs", &[0x8c, 0xc8, 0x8e, 0xd8, 0xc3]),
        ("mov ss mbox", &[0xb8, 0x2b, 0, 0, 0, 0x8e, 0xd0, 0xc3]),
        ("mov ds kernel", &[0xb8, 0x10, 0, 0, 0, 0x8e, 0xd8, 0xc3]),
        ("sse", &[0x0f, 0x58, 0xc0]),
        ("popcnt", &[0xf3, 0x0f, 0xb8, 0xc0]),
        ("popf TF", &[0x68, 0, 1, 0, 0, 0x9d, 0x90, 0x90]),
        ("far jmp", &[0xea, 0, 0, 0, 0, 0x08, 0]),
        ("lret", &[0x6a, 0x08, 0x6a, 0, 0xcb]),
        ("iret", &[0x6a, 0x2, 0x6a, 8, 0x6a, 0, 0xcf]),
    ];
    for (name, code) in cases {
        let t = std::time::Instant::now();
        let e = call(&mut m, code, 41);
        println!("{name}: {:?} {e:x?}", t.elapsed());
        let t = std::time::Instant::now();
        let e = call(&mut m, ok, 41);
        println!("  then {:?}", t.elapsed());
        assert!(matches!(e, Event::Returned(42)), "{e:?}");
    }
}

#[test]
fn probe() {
    for mode in [Mode::Long, Mode::Segmented] {
        let t = std::time::Instant::now();
        let mut m = machine(mode);
        println!("create {:?}", t.elapsed());
        let t = std::time::Instant::now();
        println!("{mode} {:?} {:?}", measure(&mut m), t.elapsed());
    }
}
