//! How long instructions can become, so that jumps to places not far ahead are short ones.

use regalloc2::Allocation;

use crate::isa::amd64::inst::{Amode, Base, Cmp, Inst, Src};

/// Prefixes, opcode and ModRM.
const CORE: u32 = 6;
/// An immediate.
const IMM: u32 = 4;
/// SIB and displacement.
const MEM: u32 = 5;

fn address(amode: Amode) -> u32 {
    match amode.base {
        Base::Reg | Base::RegWrap | Base::Index(_, None) if i8::try_from(amode.disp).is_ok() => 2,
        _ => MEM,
    }
}

fn source(src: Src) -> u32 {
    match src {
        Src::Any => 0,
        Src::Mem(amode) => address(amode),
        Src::Pool(_) => 4,
    }
}

fn compare(cmp: Cmp) -> u32 {
    match cmp {
        Cmp::Zero(_) | Cmp::Test(_) | Cmp::Bit(_) => 4,
        Cmp::Reg(_, src) | Cmp::Float(_, src) => CORE + source(src),
        Cmp::Imm(_, imm) => 3 + if i8::try_from(imm).is_ok() { 1 } else { IMM },
        Cmp::TestImm(..) => 3 + IMM,
        Cmp::MemImm(_, _, at) | Cmp::TestMem(_, _, at) => CORE + address(at) + IMM,
    }
}

/// Most bytes of an instruction with the registers it got.
pub(in crate::isa::amd64) fn most_bytes(inst: &Inst, allocs: &[Allocation]) -> u32 {
    /// Longer than any of the others that are not listed.
    const SEQUENCE: u32 = 64;
    let spilled = if allocs.iter().any(|alloc| alloc.is_stack()) { MEM } else { 0 };
    spilled
        + match *inst {
            Inst::Args => 0,
            Inst::Ext(_)
            | Inst::Neg(_)
            | Inst::Not(_)
            | Inst::Bswap(_)
            | Inst::Shift(..)
            | Inst::ShiftImm(..)
            | Inst::ZeroVector => 4,
            Inst::Alu(_, _, src) | Inst::Mul(_, src) | Inst::Float(_, _, src) => CORE + source(src),
            // Possibly as `lea`, whose base may need SIB.
            Inst::AluImm(_, _, imm) => 3 + if i8::try_from(imm).is_ok() { 2 } else { 1 + IMM },
            Inst::AluMem(_, _, at) | Inst::Load(_, at) | Inst::LoadSext(at) | Inst::Store(_, at) | Inst::Lea(_, at) => {
                CORE + address(at)
            }
            Inst::AluMemImm(_, _, _, at) | Inst::StoreImm(_, _, at) => CORE + address(at) + IMM,
            Inst::MulImm(_, _, src) => CORE + source(src) + IMM,
            Inst::Imm(bits) => {
                if u32::try_from(bits).is_ok() {
                    6
                } else {
                    10
                }
            }
            Inst::LoadArg(..) | Inst::StoreArg(..) | Inst::Cvt(_) | Inst::FloatConst(..) => 12,
            Inst::FuncAddr(_) => 6,
            Inst::Select(cmp, ..) => compare(cmp) + 8,
            Inst::SelectFloat(cmp, _) => compare(cmp) + 8,
            Inst::SetCc(cmp, _) => compare(cmp) + 8,
            Inst::Branch(cmp, _) => compare(cmp) + 17,
            Inst::Jump => 5,
            Inst::Trap(_) => 2,
            Inst::Call(..) | Inst::CallIndirect(_) | Inst::CheckSlot => 12,
            Inst::Ret => 32,
            Inst::TailCall(_) => 40,
            // A tree or a table, as long as it needs to be.
            Inst::Switch(..) => u32::MAX >> 12,
            _ => SEQUENCE,
        }
}
