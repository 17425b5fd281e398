//! From an exit or a trap record to a raw trap: what was touched, how, and by which instruction.

use guest_abi::layout::{CODE_BASE, DATA_BASE, RING0_STACK_TOP};
use guest_abi::trap::record;
use iced_x86::{
    Code, CpuidFeature, Decoder, DecoderOptions, FlowControl, Instruction, InstructionInfoFactory, Mnemonic, OpAccess,
    OpKind, Register,
};
use kvm_bindings::kvm_regs;

use super::memory::GuestMemory;
use crate::machine::{RawKind, RawTrap};
use crate::mode::Mode;
use crate::trap::Access;

const VECTOR_UNDEFINED: u8 = 6;
const VECTOR_STACK: u8 = 12;
const VECTOR_PROTECTION: u8 = 13;
const VECTOR_PAGE: u8 = 14;
/// Page-fault error code: the access was a write.
const PAGE_WRITE: u32 = 1 << 1;
/// Page-fault error code: it was an instruction fetch.
const PAGE_FETCH: u32 = 1 << 4;
/// Longest x86 instruction, in bytes.
const LONGEST: usize = 15;
/// Longest call that compiled code has: a prefix, an opcode, ModRM, SIB and a displacement.
const LONGEST_CALL: u64 = 8;

/// What a fault is judged by: the guest's memory and sizes.
pub(super) struct Scene<'a> {
    pub(super) mode: Mode,
    pub(super) memory: &'a GuestMemory,
    pub(super) code: u32,
}

impl Scene<'_> {
    /// A code address as a code-segment offset, if it is one.
    fn code_offset(&self, address: u64) -> Option<u32> {
        let base = if self.mode == Mode::Long { u64::from(CODE_BASE) } else { 0 };
        let offset = u32::try_from(address.checked_sub(base)?).ok()?;
        (offset < self.code).then_some(offset)
    }

    /// The word at the top of the plugin's stack as a code-segment offset.
    fn return_offset(&self, stack: u64) -> Option<u32> {
        let size = if self.mode == Mode::Long { 8 } else { 4 };
        let at = usize::try_from(stack.checked_sub(u64::from(DATA_BASE))?).ok()?;
        let bytes = self.memory.data().get(at..at.checked_add(size)?)?;
        let mut word = [0; 8];
        word[..size].copy_from_slice(bytes);
        self.code_offset(u64::from_le_bytes(word))
    }

    fn trap(&self, kind: RawKind, ip: u64, stack: u64) -> RawTrap {
        RawTrap {
            ip: self.code_offset(ip),
            return_ip: self.return_offset(stack),
            stack: stack as u32,
            ..RawTrap::new(kind)
        }
    }

    /// The stub reported an exception: reads the trap record. `regs` are those of the exit.
    pub(super) fn exception(&self, regs: &kvm_regs) -> RawTrap {
        let width = if self.mode == Mode::Long { 8 } else { 4 };
        let word = |index: u32| {
            let mut bytes = [0; 8];
            self.memory.read(RING0_STACK_TOP - index * width, &mut bytes[..width as usize]);
            u64::from_le_bytes(bytes)
        };
        let vector = word(record::VECTOR) as u8;
        let error_code = word(record::ERROR) as u32;
        let ip = word(record::IP);
        let regs = kvm_regs { rax: word(record::AX), rsp: word(record::SP), rip: ip, ..*regs };
        let mut trap = self.trap(RawKind::Exception { vector, error_code }, ip, regs.rsp);
        match vector {
            VECTOR_UNDEFINED if self.kvm_lacks(&regs) => {
                trap.kind = RawKind::Emulation("the host's KVM interprets this mode and lacks this instruction".into());
            }
            VECTOR_PAGE => {
                trap.address = Some(word(record::CR2));
                trap.access = Some(match error_code {
                    code if code & PAGE_FETCH != 0 => Access::Execute,
                    code if code & PAGE_WRITE != 0 => Access::Write,
                    _ => Access::Read,
                });
            }
            VECTOR_STACK | VECTOR_PROTECTION => {
                if let Some((address, access)) = self.operand(&regs) {
                    trap.address = Some(address);
                    trap.access = Some(access);
                }
            }
            _ => {}
        }
        trap
    }

    /// The vCPU touched an address without memory; `regs` are those of the exit.
    pub(super) fn no_memory(&self, address: u64, write: bool, data: u64, regs: &kvm_regs) -> RawTrap {
        // KVM has finished a write's instruction by now, so the registers are those behind it: for a call, those
        // of the callee, and the return address is what it tried to push.
        let ip = match write {
            true if regs.rsp == address && self.follows_call(data) => data.wrapping_sub(1),
            true => regs.rip.wrapping_sub(1),
            false => regs.rip,
        };
        let mut trap = self.trap(RawKind::Memory, ip, regs.rsp);
        trap.address = Some(address);
        trap.access = Some(if write { Access::Write } else { Access::Read });
        trap
    }

    /// Something else went wrong at the registers of the exit.
    pub(super) fn other(&self, kind: RawKind, regs: &kvm_regs) -> RawTrap {
        self.trap(kind, regs.rip, regs.rsp)
    }

    /// Whether the instruction that raised #UD is a floating-point or vector instruction that a CPU would execute, but
    /// KVM's interpreter does not. (`segmented` is the mode that some hosts interpret.)
    fn kvm_lacks(&self, regs: &kvm_regs) -> bool {
        let Some(instruction) = self.instruction(regs).filter(|_| self.mode == Mode::Segmented) else {
            return false;
        };
        let known = [
            CpuidFeature::INTEL8086,
            CpuidFeature::INTEL186,
            CpuidFeature::INTEL286,
            CpuidFeature::INTEL386,
            CpuidFeature::INTEL486,
        ];
        let system =
            matches!(instruction.code(), Code::Ud2 | Code::Syscall | Code::Sysenter | Code::Iretd | Code::Int3)
                || instruction.mnemonic() == Mnemonic::Int;
        !system && !instruction.cpuid_features().iter().any(|feature| known.contains(feature))
    }

    /// Decodes the instruction at the instruction pointer.
    fn instruction(&self, regs: &kvm_regs) -> Option<Instruction> {
        self.decode(regs.rip)
    }

    /// Decodes the instruction at a code address.
    fn decode(&self, address: u64) -> Option<Instruction> {
        let offset = self.code_offset(address)?;
        let len = LONGEST.min((self.code - offset) as usize);
        let mut bytes = [0; LONGEST];
        self.memory.read(CODE_BASE + offset, &mut bytes[..len]);
        let bitness = if self.mode == Mode::Long { 64 } else { 32 };
        let instruction = Decoder::with_ip(bitness, &bytes[..len], address, DecoderOptions::NONE).decode();
        (!instruction.is_invalid()).then_some(instruction)
    }

    /// Whether there is a call right before a code address, so that the address can be what the call pushed.
    fn follows_call(&self, address: u64) -> bool {
        let is_call = |instruction: &Instruction, len| {
            instruction.len() as u64 == len
                && matches!(instruction.flow_control(), FlowControl::Call | FlowControl::IndirectCall)
        };
        let call_of = |len| self.decode(address.checked_sub(len)?).filter(|instruction| is_call(instruction, len));
        (2..=LONGEST_CALL).any(|len| call_of(len).is_some())
    }

    /// Decodes the instruction that raised #GP or #SS, for which the CPU reports no address, and finds the first
    /// memory operand that lies outside of all segments.
    fn operand(&self, regs: &kvm_regs) -> Option<(u64, Access)> {
        let instruction = self.instruction(regs).filter(|instruction| !instruction.is_privileged())?;
        let mut factory = InstructionInfoFactory::new();
        let info = factory.info(&instruction);
        let end = u64::from(DATA_BASE) + self.memory.data().len() as u64;
        if let Some(target) = self.branch_target(&instruction, regs)
            && self.code_offset(target).is_none()
        {
            return Some((target, Access::Execute));
        }
        for memory in info.used_memory() {
            let address = memory.virtual_address(0, |register, _, _| register_value(register, regs))?;
            let size = memory.memory_size().size() as u64;
            let inside = address >= u64::from(DATA_BASE) && address.saturating_add(size) <= end;
            if !inside && memory.segment() != Register::CS {
                let write = !matches!(memory.access(), OpAccess::Read | OpAccess::CondRead);
                return Some((address, if write { Access::Write } else { Access::Read }));
            }
        }
        None
    }
}

impl Scene<'_> {
    /// Where a near jump, call or return goes, if that can be told without its memory operand.
    fn branch_target(&self, instruction: &Instruction, regs: &kvm_regs) -> Option<u64> {
        match instruction.flow_control() {
            FlowControl::IndirectBranch | FlowControl::IndirectCall if instruction.op0_kind() == OpKind::Register => {
                register_value(instruction.op0_register(), regs)
            }
            FlowControl::UnconditionalBranch | FlowControl::ConditionalBranch | FlowControl::Call
                if instruction.is_jmp_short_or_near()
                    || instruction.is_jcc_short_or_near()
                    || instruction.is_call_near() =>
            {
                Some(instruction.near_branch_target())
            }
            _ => None,
        }
    }
}

/// A register's value for address arithmetic; segment bases are 0 wherever it matters.
fn register_value(register: Register, regs: &kvm_regs) -> Option<u64> {
    if register.is_segment_register() {
        return Some(0);
    }
    let full = match register.full_register() {
        Register::RAX => regs.rax,
        Register::RBX => regs.rbx,
        Register::RCX => regs.rcx,
        Register::RDX => regs.rdx,
        Register::RSI => regs.rsi,
        Register::RDI => regs.rdi,
        Register::RSP => regs.rsp,
        Register::RBP => regs.rbp,
        Register::R8 => regs.r8,
        Register::R9 => regs.r9,
        Register::R10 => regs.r10,
        Register::R11 => regs.r11,
        Register::R12 => regs.r12,
        Register::R13 => regs.r13,
        Register::R14 => regs.r14,
        Register::R15 => regs.r15,
        _ => return None,
    };
    Some(match register.size() {
        4 => full & 0xffff_ffff,
        2 => full & 0xffff,
        _ => full,
    })
}
