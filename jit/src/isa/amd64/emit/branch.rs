//! Comparisons and what depends on them.

use dynasmrt::{DynamicLabel, DynasmLabelApi};
use regalloc2::Allocation;

use super::arith;
use super::encode::{self, Code, Imm};
use super::operand::{Mem, Place};
use crate::ir::Terminator;
use crate::isa::amd64::inst::{AluOp, Cc, Cmp, FSize, Size, Src, Width};
use crate::isa::amd64::regs::enc;
use crate::isa::mach::switch::{self, SwitchStep};
use crate::isa::mach::{EmitCx, ResultFlags, Sink};

/// The condition in an opcode. `FloatE` and `FloatNe` are what ZF says; parity is asked apart.
fn bits(cc: Cc) -> u8 {
    match cc {
        Cc::B => 0x2,
        Cc::Ae => 0x3,
        Cc::E | Cc::FloatE => 0x4,
        Cc::Ne | Cc::FloatNe => 0x5,
        Cc::Be => 0x6,
        Cc::A => 0x7,
        Cc::S => 0x8,
        Cc::Ns => 0x9,
        Cc::L => 0xc,
        Cc::Ge => 0xd,
        Cc::Le => 0xe,
        Cc::G => 0xf,
    }
}

/// The parity flag, in an opcode: unordered.
const PARITY: u8 = 0xa;

/// Number of `cmp` among the operations with an immediate.
const CMP: u8 = 7;

/// Sets the flags.
fn compare(sink: &mut Sink<'_>, cx: &EmitCx<'_>, cmp: Cmp, allocs: &[Allocation]) {
    let (reg, rest) = allocs.split_first().map_or((0, allocs), |(&first, rest)| (enc(first), rest));
    let test = |size: Size| Code::one(0x85).size(size);
    match cmp {
        Cmp::Reg(size, src) => {
            let place = Place::src(cx.frame, src, rest);
            encode::emit(sink, Code::one(0x3b).size(size), reg, place, Imm::None);
        }
        Cmp::Imm(size, imm) => compare_imm(sink, size, reg, imm),
        Cmp::MemImm(width, imm, at) => arith::with_imm(sink, CMP, width, Place::of(cx.frame, at, allocs), imm),
        Cmp::Zero(size) => encode::regs(sink, test(size), reg, reg),
        Cmp::TestImm(size, imm) => test_imm(sink, arith::width(size), Place::reg(reg), imm),
        Cmp::TestMem(width, imm, at) => test_imm(sink, width, Place::of(cx.frame, at, allocs), imm),
        Cmp::Test(size) => encode::emit(sink, test(size), reg, Place::src(cx.frame, Src::Any, rest), Imm::None),
        Cmp::Bit(size) => {
            let by = rest.first().map_or(0, |&alloc| enc(alloc));
            encode::regs(sink, Code::two(0xa3).size(size), by, reg);
        }
        Cmp::Float(size, src) => {
            let place = Place::float(sink, cx, size, src, rest);
            let code = if size == FSize::F32 { Code::two(0x2e) } else { Code::two(0x2e).prefix(0x66) };
            encode::emit(sink, code, reg, place, Imm::None);
        }
    }
}

fn compare_imm(sink: &mut Sink<'_>, size: Size, reg: u8, imm: i32) {
    if reg == 0 && i8::try_from(imm).is_err() {
        // A form without ModRM.
        encode::in_opcode(sink, Code::one(0x3d).size(size), 0, &imm.to_le_bytes());
    } else {
        arith::with_imm(sink, CMP, arith::width(size), Place::reg(reg), imm);
    }
}

fn test_imm(sink: &mut Sink<'_>, width: Width, place: Place, imm: i32) {
    // Below 128 no sign bit is lost by looking at a byte.
    let width = if (0..128).contains(&imm) { Width::B8 } else { width };
    let code = arith::of_width(Code::one(0xf6), width);
    match width {
        Width::B8 => encode::emit(sink, code, 0, place, Imm::I8(imm as i8)),
        Width::B16 => encode::emit(sink, code, 0, place, Imm::I16(imm as i16)),
        Width::B32 | Width::B64 => encode::emit(sink, code, 0, place, Imm::I32(imm)),
    }
}

/// The condition to ask for instead, if the flags are already those of the value that would be compared with zero.
fn known(flags: Option<ResultFlags>, cmp: Cmp, cc: Cc, allocs: &[Allocation]) -> Option<Cc> {
    let flags = flags?;
    let Cmp::Zero(size) = cmp else { return None };
    if allocs.first() != Some(&flags.of) || flags.wide != (size == Size::S64) {
        return None;
    }
    match cc {
        Cc::E | Cc::Ne | Cc::S | Cc::Ns => Some(cc),
        Cc::L => Some(Cc::S),
        Cc::Ge => Some(Cc::Ns),
        // The others ask for carry and overflow, which a comparison with zero never has.
        _ => (!flags.overflows).then_some(cc),
    }
}

/// Sets the flags unless they are set; the condition to ask for.
fn flags_for(
    sink: &mut Sink<'_>,
    cx: &EmitCx<'_>,
    flags: Option<ResultFlags>,
    (cmp, cc): (Cmp, Cc),
    allocs: &[Allocation],
) -> Cc {
    known(flags, cmp, cc, allocs).unwrap_or_else(|| {
        compare(sink, cx, cmp, allocs);
        cc
    })
}

/// 0 or 1.
pub(super) fn set(
    sink: &mut Sink<'_>,
    cx: &EmitCx<'_>,
    flags: Option<ResultFlags>,
    (cmp, cc): (Cmp, Cc),
    allocs: &[Allocation],
) {
    let dst = enc(allocs[0]);
    let set = |cc: Cc| Code::two(0x90 | bits(cc)).bytes();
    if allocs[1..].contains(&allocs[0]) || known(flags, cmp, cc, &allocs[1..]).is_some() {
        let cc = flags_for(sink, cx, flags, (cmp, cc), &allocs[1..]);
        encode::regs(sink, set(cc), 0, dst);
        encode::regs(sink, Code::two(0xb6).rm_byte(), dst, dst);
    } else {
        // Nothing that is compared is in the way: zero first costs less than extending.
        encode::regs(sink, Code::one(0x33), dst, dst);
        compare(sink, cx, cmp, &allocs[1..]);
        encode::regs(sink, set(cc), 0, dst);
    }
}

/// 0 or 1 for "equal" and "not equal" of floats, from the mask that cmpss makes.
pub(super) fn set_float(sink: &mut Sink<'_>, cx: &EmitCx<'_>, size: FSize, ne: bool, src: Src, allocs: &[Allocation]) {
    let (dst, temp, a) = (enc(allocs[0]), enc(allocs[1]), enc(allocs[2]));
    let b = Place::float(sink, cx, size, src, &allocs[3..]);
    encode::regs(sink, Code::two(0x28), temp, a);
    // Predicates of the comparison.
    const EQUAL: i8 = 0;
    const NOT_EQUAL: i8 = 4;
    let predicate = Imm::I8(if ne { NOT_EQUAL } else { EQUAL });
    encode::emit(sink, Code::two(0xc2).float(size), temp, b, predicate);
    encode::regs(sink, Code::two(0x7e).prefix(0x66), temp, dst);
    arith::with_imm(sink, arith::number(AluOp::And), Width::B32, Place::reg(dst), 1);
}

/// Takes the value of `a` into the register that holds `b` if the condition holds.
pub(super) fn select(
    sink: &mut Sink<'_>,
    cx: &EmitCx<'_>,
    flags: Option<ResultFlags>,
    (cmp, cc, size): (Cmp, Cc, Size),
    allocs: &[Allocation],
) {
    let cc = flags_for(sink, cx, flags, (cmp, cc), &allocs[3..]);
    let (dst, a) = (enc(allocs[0]), enc(allocs[1]));
    encode::regs(sink, Code::two(0x40 | bits(cc)).size(size), dst, a);
    if cc == Cc::FloatNe {
        encode::regs(sink, Code::two(0x40 | PARITY).size(size), dst, a);
    }
}

/// The same for floats, which have no conditional move.
pub(super) fn select_float(sink: &mut Sink<'_>, cx: &EmitCx<'_>, cmp: Cmp, cc: Cc, allocs: &[Allocation]) {
    compare(sink, cx, cmp, &allocs[3..]);
    let (dst, a) = (enc(allocs[0]), enc(allocs[1]));
    let skip = sink.asm.new_dynamic_label();
    if cc == Cc::FloatNe {
        let take = sink.asm.new_dynamic_label();
        encode::short_jump(sink, 0x70 | PARITY, take);
        encode::short_jump(sink, 0x70 | bits(cc.invert()), skip);
        sink.asm.dynamic_label(take);
    } else {
        encode::short_jump(sink, 0x70 | bits(cc.invert()), skip);
    }
    encode::regs(sink, Code::two(0x28), dst, a);
    sink.asm.dynamic_label(skip);
}

/// Jumps to a label; by a short jump where it is near, or will be `close`.
fn goto(sink: &mut Sink<'_>, to: DynamicLabel, close: bool) {
    encode::jump(sink, 0xeb, &[0xe9], to, close);
}

/// Jumps to a label if a plain condition holds.
fn goto_if(sink: &mut Sink<'_>, cc: Cc, to: DynamicLabel, close: bool) {
    encode::jump(sink, 0x70 | bits(cc), &[0x0f, 0x80 | bits(cc)], to, close);
}

fn goto_if_unordered(sink: &mut Sink<'_>, to: DynamicLabel, close: bool) {
    encode::jump(sink, 0x70 | PARITY, &[0x0f, 0x80 | PARITY], to, close);
}

pub(super) fn jump(sink: &mut Sink<'_>, cx: &EmitCx<'_>) {
    if let Some(to) = cx.jump() {
        goto(sink, to, cx.is_jump_close());
    }
}

pub(super) fn branch(
    sink: &mut Sink<'_>,
    cx: &EmitCx<'_>,
    flags: Option<ResultFlags>,
    (cmp, cc): (Cmp, Cc),
    allocs: &[Allocation],
) {
    let cc = flags_for(sink, cx, flags, (cmp, cc), allocs);
    // Jump on the condition whose target does not come next.
    let (cc, taken, other) = if cx.falls_through(0) { (cc.invert(), 1, 0) } else { (cc, 0, 1) };
    let (to, close) = (cx.target(taken), cx.is_close(taken));
    match cc {
        // Equal: unordered goes to the other side first.
        Cc::FloatE => {
            goto_if_unordered(sink, cx.target(other), cx.is_close(other));
            goto_if(sink, Cc::E, to, close);
        }
        Cc::FloatNe => {
            goto_if_unordered(sink, to, close);
            goto_if(sink, Cc::Ne, to, close);
        }
        cc => goto_if(sink, cc, to, close),
    }
    if !cx.falls_through(other) {
        goto(sink, cx.target(other), cx.is_close(other));
    }
}

/// A switch: tables and sets of bits where they serve, else a tree of comparisons.
pub(super) fn switch(sink: &mut Sink<'_>, cx: &EmitCx<'_>, size: Size, most: u64, allocs: &[Allocation]) {
    let Some(Terminator::Switch { cases, .. }) = cx.terminator() else { return };
    let (value, temp, mask) = (enc(allocs[0]), enc(allocs[1]), enc(allocs[2]));
    let default = cx.target(cases.len());
    let target = |case: usize| cx.target(case);
    let mut steps = switch::plan(sink, cases.iter().map(|(value, _)| *value), &target).into_iter().peekable();
    while let Some(step) = steps.next() {
        // Behind the last step comes the next block.
        let falls_through = steps.peek().is_none() && cx.falls_through(cases.len());
        match step {
            SwitchStep::Label(label) => {
                sink.asm.dynamic_label(label);
            }
            SwitchStep::IfEqual(constant, case) => {
                compare_constant(sink, size, value, temp, constant);
                goto_if(sink, Cc::E, target(case), false);
            }
            SwitchStep::IfWithin { low, span, case } => {
                let from = less(sink, size, value, temp, low);
                compare_constant(sink, size, from, mask, span);
                goto_if(sink, Cc::Be, target(case), false);
            }
            SwitchStep::IfBelow(constant, label) => {
                compare_constant(sink, size, value, temp, constant);
                goto_if(sink, Cc::B, label, false);
            }
            SwitchStep::Default => {
                if !falls_through {
                    goto(sink, default, false);
                }
            }
            SwitchStep::Bits { low, span, masks } => {
                let from = less(sink, size, value, temp, low);
                if low > 0 || most > span {
                    compare_constant(sink, size, from, mask, span);
                    goto_if(sink, Cc::A, default, false);
                }
                let count = masks.len();
                let last = steps.peek().is_none();
                let mut done = false;
                for (number, (bits, case)) in masks.into_iter().enumerate() {
                    let wide = u32::try_from(bits).is_err();
                    let of = if wide || span >= 32 { Size::S64 } else { Size::S32 };
                    match u32::try_from(bits) {
                        Ok(bits) => encode::in_opcode(sink, Code::one(0xb8), mask, &bits.to_le_bytes()),
                        Err(_) => encode::in_opcode(sink, Code::one(0xb8).size(of), mask, &bits.to_le_bytes()),
                    }
                    encode::regs(sink, Code::two(0xa3).size(of), from, mask);
                    if last && number + 1 == count && cx.falls_through(case) {
                        goto_if(sink, Cc::Ae, default, false);
                        done = true;
                    } else {
                        goto_if(sink, Cc::B, target(case), false);
                    }
                }
                if !falls_through && !done {
                    goto(sink, default, false);
                }
            }
            SwitchStep::Table { low, cases: table } => {
                let from = less(sink, size, value, temp, low);
                let last = table.len() as u64 - 1;
                if low > 0 || most > last {
                    compare_constant(sink, size, from, mask, last);
                    goto_if(sink, Cc::A, default, false);
                }
                let targets = table.iter().map(|case| case.map_or(default, target)).collect();
                // The index is below the table's length, so that 64 bits of it do.
                let at = Place::mem(Mem::ScaledWide(from, 2, 0));
                encode::emit(sink, Code::one(0x8b), temp, at, Imm::None);
                let table = sink.jump_table(targets);
                sink.code_address(0, table);
                encode::regs(sink, Code::one(0xff), 4, temp);
            }
        }
    }
}

/// The register of `value - low`: another one unless that is the value itself.
fn less(sink: &mut Sink<'_>, size: Size, value: u8, temp: u8, low: u64) -> u8 {
    if low == 0 {
        return value;
    }
    subtract_constant(sink, size, value, temp, low);
    temp
}

fn compare_constant(sink: &mut Sink<'_>, size: Size, value: u8, temp: u8, constant: u64) {
    match (size, i32::try_from(constant as i64)) {
        (Size::S32, _) => compare_imm(sink, size, value, constant as i32),
        (Size::S64, Ok(constant)) => compare_imm(sink, size, value, constant),
        (Size::S64, Err(_)) => {
            encode::in_opcode(sink, Code::one(0xb8).size(size), temp, &constant.to_le_bytes());
            encode::regs(sink, Code::one(0x3b).size(size), value, temp);
        }
    }
}

/// `temp = value - constant`
fn subtract_constant(sink: &mut Sink<'_>, size: Size, value: u8, temp: u8, constant: u64) {
    let less = constant.wrapping_neg();
    let sum = match size {
        Size::S32 => Ok(less as i32),
        Size::S64 => i32::try_from(less as i64),
    };
    match sum {
        Ok(0) => encode::regs(sink, Code::one(0x8b).size(size), temp, value),
        Ok(less) => encode::lea(sink, size, temp, Place::mem(Mem::Base32(value, less))),
        Err(_) => {
            encode::in_opcode(sink, Code::one(0xb8).size(size), temp, &less.to_le_bytes());
            encode::regs(sink, Code::one(0x03).size(size), temp, value);
        }
    }
}
