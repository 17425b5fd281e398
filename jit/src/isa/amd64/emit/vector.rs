//! Vectors: SSE2, AVX and AVX2.

use dynasmrt::{DynasmApi, DynasmLabelApi, dynasm};
use regalloc2::Allocation;

use crate::ir::vector::{Lane, VectorBinary, VectorConvert, VectorOp, VectorShift};
use crate::isa::amd64::inst::VectorForm;
use crate::isa::amd64::regs::enc;
use crate::isa::mach::{EmitCx, Sink};

/// Bytes of a vector register's upper half that old encodings would wait for.
const WIDE: u32 = 32;

/// Clears the upper halves where the function may have written them: before calls and returns.
pub(super) fn zero_upper(sink: &mut Sink<'_>, cx: &EmitCx<'_>) {
    if cx.frame.vector == WIDE {
        let asm = &mut sink.asm;
        dynasm!(asm ; .arch x64 ; vzeroupper);
    }
}

/// An instruction of three operands; the old encoding's destination is its first operand.
macro_rules! three {
    ($asm:ident, $form:expr, $sse:ident, $vex:ident, $d:expr, $a:expr, $b:expr) => {
        match $form {
            VectorForm::Sse => dynasm!($asm ; .arch x64 ; $sse Rx($d), Rx($b)),
            VectorForm::Vex128 => dynasm!($asm ; .arch x64 ; $vex Rx($d), Rx($a), Rx($b)),
            VectorForm::Vex256 => dynasm!($asm ; .arch x64 ; $vex Ry($d), Ry($a), Ry($b)),
        }
    };
}

/// The same where there is no old encoding within SSE2; lowering takes care that it isn't asked for.
macro_rules! new_three {
    ($asm:ident, $form:expr, $vex:ident, $d:expr, $a:expr, $b:expr) => {
        match $form {
            VectorForm::Vex256 => dynasm!($asm ; .arch x64 ; $vex Ry($d), Ry($a), Ry($b)),
            _ => dynasm!($asm ; .arch x64 ; $vex Rx($d), Rx($a), Rx($b)),
        }
    };
}

/// Destination, source.
macro_rules! two {
    ($asm:ident, $form:expr, $sse:ident, $vex:ident, $d:expr, $a:expr) => {
        match $form {
            VectorForm::Sse => dynasm!($asm ; .arch x64 ; $sse Rx($d), Rx($a)),
            VectorForm::Vex128 => dynasm!($asm ; .arch x64 ; $vex Rx($d), Rx($a)),
            VectorForm::Vex256 => dynasm!($asm ; .arch x64 ; $vex Ry($d), Ry($a)),
        }
    };
}

/// Shift by an immediate.
macro_rules! shift {
    ($asm:ident, $form:expr, $sse:ident, $vex:ident, $d:expr, $a:expr, $by:expr) => {
        match $form {
            VectorForm::Sse => dynasm!($asm ; .arch x64 ; $sse Rx($d), BYTE $by as i8),
            VectorForm::Vex128 => dynasm!($asm ; .arch x64 ; $vex Rx($d), Rx($a), BYTE $by as i8),
            VectorForm::Vex256 => dynasm!($asm ; .arch x64 ; $vex Ry($d), Ry($a), BYTE $by as i8),
        }
    };
}

/// The same 16 bytes in both halves.
pub(super) fn constant(sink: &mut Sink<'_>, [low, high]: [u64; 2], form: VectorForm, allocs: &[Allocation]) {
    let d = enc(allocs[0]);
    if low == 0 && high == 0 {
        let asm = &mut sink.asm;
        return three!(asm, form, pxor, vpxor, d, d, d);
    }
    if low == u64::MAX && high == u64::MAX {
        let asm = &mut sink.asm;
        return three!(asm, form, pcmpeqd, vpcmpeqd, d, d, d);
    }
    let low_at = sink.constant(low, 8);
    if low == high {
        let asm = &mut sink.asm;
        match form {
            VectorForm::Sse => dynasm!(asm ; .arch x64 ; movsd Rx(d), QWORD [=>low_at] ; punpcklqdq Rx(d), Rx(d)),
            VectorForm::Vex128 => dynasm!(asm ; .arch x64 ; vpbroadcastq Rx(d), QWORD [=>low_at]),
            VectorForm::Vex256 => dynasm!(asm ; .arch x64 ; vpbroadcastq Ry(d), QWORD [=>low_at]),
        }
        return;
    }
    let high_at = sink.constant(high, 8);
    let asm = &mut sink.asm;
    if form == VectorForm::Sse {
        dynasm!(asm ; .arch x64 ; movsd Rx(d), QWORD [=>low_at] ; movhps Rx(d), QWORD [=>high_at]);
        return;
    }
    dynasm!(asm ; .arch x64 ; vmovsd Rx(d), QWORD [=>low_at] ; vmovhps Rx(d), Rx(d), QWORD [=>high_at]);
    if form == VectorForm::Vex256 {
        dynasm!(asm ; .arch x64 ; vinserti128 Ry(d), Ry(d), Rx(d), BYTE 1);
    }
}

/// Emits an operation.
pub(super) fn operation(sink: &mut Sink<'_>, op: VectorOp, form: VectorForm, allocs: &[Allocation]) {
    let asm = &mut sink.asm;
    let reg = |i: usize| allocs.get(i).map_or(0, |alloc| enc(*alloc));
    let (d, a, b) = (reg(0), reg(1), reg(2));
    let sse = form == VectorForm::Sse;
    match op {
        // Has an instruction of its own.
        VectorOp::Const(..) => {}
        VectorOp::Splat(_, lane) => splat(sink, lane, form, d, a),
        VectorOp::FromScalar(lane) => match (lane, sse) {
            (Lane::I64, true) => dynasm!(asm ; .arch x64 ; movq Rx(d), Rq(a)),
            (Lane::I64, false) => dynasm!(asm ; .arch x64 ; vmovq Rx(d), Rq(a)),
            (Lane::F64, true) => dynasm!(asm ; .arch x64 ; movq Rx(d), Rx(a)),
            (Lane::F64, false) => dynasm!(asm ; .arch x64 ; vmovq Rx(d), Rx(a)),
            (Lane::F32, true) => dynasm!(asm ; .arch x64 ; xorps Rx(d), Rx(d) ; movss Rx(d), Rx(a)),
            (Lane::F32, false) => dynasm!(asm ; .arch x64 ; vxorps Rx(d), Rx(d), Rx(d) ; vmovss Rx(d), Rx(d), Rx(a)),
            (_, true) => dynasm!(asm ; .arch x64 ; movd Rx(d), Rd(a)),
            (_, false) => dynasm!(asm ; .arch x64 ; vmovd Rx(d), Rd(a)),
        },
        VectorOp::ToScalar(lane) => {
            match (lane, sse) {
                (Lane::I64, true) => dynasm!(asm ; .arch x64 ; movq Rq(d), Rx(a)),
                (Lane::I64, false) => dynasm!(asm ; .arch x64 ; vmovq Rq(d), Rx(a)),
                (Lane::F32 | Lane::F64, true) => dynasm!(asm ; .arch x64 ; movaps Rx(d), Rx(a)),
                (Lane::F32 | Lane::F64, false) => dynasm!(asm ; .arch x64 ; vmovaps Rx(d), Rx(a)),
                (_, true) => dynasm!(asm ; .arch x64 ; movd Rd(d), Rx(a)),
                (_, false) => dynasm!(asm ; .arch x64 ; vmovd Rd(d), Rx(a)),
            }
            match lane {
                Lane::I8 => dynasm!(asm ; .arch x64 ; movzx Rd(d), Rb(d)),
                Lane::I16 => dynasm!(asm ; .arch x64 ; movzx Rd(d), Rw(d)),
                _ => {}
            }
        }
        VectorOp::Low => dynasm!(asm ; .arch x64 ; vmovaps Rx(d), Rx(a)),
        VectorOp::High => dynasm!(asm ; .arch x64 ; vextracti128 Rx(d), Ry(a), BYTE 1),
        VectorOp::Join => dynasm!(asm ; .arch x64 ; vinserti128 Ry(d), Ry(a), Rx(b), BYTE 1),
        VectorOp::Binary(op, lane) => binary(sink, op, lane, form, (d, a, b)),
        VectorOp::Shift(op, lane, by) => shift_lanes(sink, op, lane, form, (d, a, by)),
        VectorOp::Sqrt(Lane::F32) => two!(asm, form, sqrtps, vsqrtps, d, a),
        VectorOp::Sqrt(_) => two!(asm, form, sqrtpd, vsqrtpd, d, a),
        VectorOp::Blend => {
            let (c, temp) = (reg(3), reg(4));
            match form {
                // The destination is the first choice already.
                VectorForm::Sse => dynasm!(asm ; .arch x64
                    ; movaps Rx(temp), Rx(a)
                    ; pand Rx(d), Rx(a)
                    ; pandn Rx(temp), Rx(c)
                    ; por Rx(d), Rx(temp)),
                VectorForm::Vex128 => dynasm!(asm ; .arch x64 ; vpblendvb Rx(d), Rx(c), Rx(b), Rx(a)),
                VectorForm::Vex256 => dynasm!(asm ; .arch x64 ; vpblendvb Ry(d), Ry(c), Ry(b), Ry(a)),
            }
        }
        VectorOp::Widen { signed, from, .. } => widen(sink, signed, from, form, (d, a, b)),
        VectorOp::Pack { signed: true, from: Lane::I32 } => three!(asm, form, packssdw, vpackssdw, d, a, b),
        VectorOp::Pack { signed: true, .. } => three!(asm, form, packsswb, vpacksswb, d, a, b),
        VectorOp::Pack { signed: false, from: Lane::I32 } => new_three!(asm, form, vpackusdw, d, a, b),
        VectorOp::Pack { signed: false, .. } => three!(asm, form, packuswb, vpackuswb, d, a, b),
        VectorOp::Shuffle => new_three!(asm, form, vpshufb, d, a, b),
        VectorOp::ByteShift(by) => shift!(asm, form, psrldq, vpsrldq, d, a, by),
        VectorOp::UnpackLow(lane) => match lane {
            Lane::I8 => three!(asm, form, punpcklbw, vpunpcklbw, d, a, b),
            Lane::I16 => three!(asm, form, punpcklwd, vpunpcklwd, d, a, b),
            Lane::I32 => three!(asm, form, punpckldq, vpunpckldq, d, a, b),
            _ => three!(asm, form, punpcklqdq, vpunpcklqdq, d, a, b),
        },
        VectorOp::UnpackHigh(lane) => match lane {
            Lane::I8 => three!(asm, form, punpckhbw, vpunpckhbw, d, a, b),
            Lane::I16 => three!(asm, form, punpckhwd, vpunpckhwd, d, a, b),
            Lane::I32 => three!(asm, form, punpckhdq, vpunpckhdq, d, a, b),
            _ => three!(asm, form, punpckhqdq, vpunpckhqdq, d, a, b),
        },
        VectorOp::Convert(op, _) => convert(sink, op, form, d, a),
    }
}

fn splat(sink: &mut Sink<'_>, lane: Lane, form: VectorForm, d: u8, a: u8) {
    let asm = &mut sink.asm;
    match (lane, form) {
        (Lane::F32, VectorForm::Sse) => {
            dynasm!(asm ; .arch x64 ; movaps Rx(d), Rx(a) ; shufps Rx(d), Rx(d), BYTE 0);
        }
        (Lane::F64, VectorForm::Sse) => dynasm!(asm ; .arch x64 ; movaps Rx(d), Rx(a) ; unpcklpd Rx(d), Rx(d)),
        (Lane::F32, VectorForm::Vex128) => dynasm!(asm ; .arch x64 ; vbroadcastss Rx(d), Rx(a)),
        (Lane::F32, VectorForm::Vex256) => dynasm!(asm ; .arch x64 ; vbroadcastss Ry(d), Rx(a)),
        (Lane::F64, VectorForm::Vex128) => dynasm!(asm ; .arch x64 ; vpbroadcastq Rx(d), Rx(a)),
        (Lane::F64, VectorForm::Vex256) => dynasm!(asm ; .arch x64 ; vbroadcastsd Ry(d), Rx(a)),
        (Lane::I64, VectorForm::Sse) => dynasm!(asm ; .arch x64 ; movq Rx(d), Rq(a) ; punpcklqdq Rx(d), Rx(d)),
        (Lane::I64, _) => dynasm!(asm ; .arch x64 ; vmovq Rx(d), Rq(a)),
        (_, VectorForm::Sse) => dynasm!(asm ; .arch x64 ; movd Rx(d), Rd(a)),
        (_, _) => dynasm!(asm ; .arch x64 ; vmovd Rx(d), Rd(a)),
    }
    match (lane, form) {
        (Lane::I8, VectorForm::Sse) => dynasm!(asm ; .arch x64
            ; punpcklbw Rx(d), Rx(d)
            ; pshuflw Rx(d), Rx(d), BYTE 0
            ; pshufd Rx(d), Rx(d), BYTE 0),
        (Lane::I16, VectorForm::Sse) => {
            dynasm!(asm ; .arch x64 ; pshuflw Rx(d), Rx(d), BYTE 0 ; pshufd Rx(d), Rx(d), BYTE 0);
        }
        (Lane::I32, VectorForm::Sse) => dynasm!(asm ; .arch x64 ; pshufd Rx(d), Rx(d), BYTE 0),
        (Lane::I8, VectorForm::Vex128) => dynasm!(asm ; .arch x64 ; vpbroadcastb Rx(d), Rx(d)),
        (Lane::I16, VectorForm::Vex128) => dynasm!(asm ; .arch x64 ; vpbroadcastw Rx(d), Rx(d)),
        (Lane::I32, VectorForm::Vex128) => dynasm!(asm ; .arch x64 ; vpbroadcastd Rx(d), Rx(d)),
        (Lane::I64, VectorForm::Vex128) => dynasm!(asm ; .arch x64 ; vpbroadcastq Rx(d), Rx(d)),
        (Lane::I8, VectorForm::Vex256) => dynasm!(asm ; .arch x64 ; vpbroadcastb Ry(d), Rx(d)),
        (Lane::I16, VectorForm::Vex256) => dynasm!(asm ; .arch x64 ; vpbroadcastw Ry(d), Rx(d)),
        (Lane::I32, VectorForm::Vex256) => dynasm!(asm ; .arch x64 ; vpbroadcastd Ry(d), Rx(d)),
        (Lane::I64, VectorForm::Vex256) => dynasm!(asm ; .arch x64 ; vpbroadcastq Ry(d), Rx(d)),
        _ => {}
    }
}

fn binary(sink: &mut Sink<'_>, op: VectorBinary, lane: Lane, form: VectorForm, (d, a, b): (u8, u8, u8)) {
    use Lane::{F32, F64, I8, I16, I32, I64};
    let asm = &mut sink.asm;
    match (op, lane) {
        (VectorBinary::Add, I8) => three!(asm, form, paddb, vpaddb, d, a, b),
        (VectorBinary::Add, I16) => three!(asm, form, paddw, vpaddw, d, a, b),
        (VectorBinary::Add, I32) => three!(asm, form, paddd, vpaddd, d, a, b),
        (VectorBinary::Add, I64) => three!(asm, form, paddq, vpaddq, d, a, b),
        (VectorBinary::Add, F32) => three!(asm, form, addps, vaddps, d, a, b),
        (VectorBinary::Add, F64) => three!(asm, form, addpd, vaddpd, d, a, b),
        (VectorBinary::Sub, I8) => three!(asm, form, psubb, vpsubb, d, a, b),
        (VectorBinary::Sub, I16) => three!(asm, form, psubw, vpsubw, d, a, b),
        (VectorBinary::Sub, I32) => three!(asm, form, psubd, vpsubd, d, a, b),
        (VectorBinary::Sub, I64) => three!(asm, form, psubq, vpsubq, d, a, b),
        (VectorBinary::Sub, F32) => three!(asm, form, subps, vsubps, d, a, b),
        (VectorBinary::Sub, F64) => three!(asm, form, subpd, vsubpd, d, a, b),
        (VectorBinary::Mul, I16) => three!(asm, form, pmullw, vpmullw, d, a, b),
        (VectorBinary::Mul, F32) => three!(asm, form, mulps, vmulps, d, a, b),
        (VectorBinary::Mul, F64) => three!(asm, form, mulpd, vmulpd, d, a, b),
        (VectorBinary::Mul, _) => new_three!(asm, form, vpmulld, d, a, b),
        (VectorBinary::Div, F32) => three!(asm, form, divps, vdivps, d, a, b),
        (VectorBinary::Div, _) => three!(asm, form, divpd, vdivpd, d, a, b),
        (VectorBinary::And, _) => three!(asm, form, pand, vpand, d, a, b),
        (VectorBinary::Or, _) => three!(asm, form, por, vpor, d, a, b),
        (VectorBinary::Xor, _) => three!(asm, form, pxor, vpxor, d, a, b),
        (VectorBinary::Smin, I16) => three!(asm, form, pminsw, vpminsw, d, a, b),
        (VectorBinary::Smin, I8) => new_three!(asm, form, vpminsb, d, a, b),
        (VectorBinary::Smin, _) => new_three!(asm, form, vpminsd, d, a, b),
        (VectorBinary::Smax, I16) => three!(asm, form, pmaxsw, vpmaxsw, d, a, b),
        (VectorBinary::Smax, I8) => new_three!(asm, form, vpmaxsb, d, a, b),
        (VectorBinary::Smax, _) => new_three!(asm, form, vpmaxsd, d, a, b),
        (VectorBinary::Umin, I8) => three!(asm, form, pminub, vpminub, d, a, b),
        (VectorBinary::Umin, I16) => new_three!(asm, form, vpminuw, d, a, b),
        (VectorBinary::Umin, _) => new_three!(asm, form, vpminud, d, a, b),
        (VectorBinary::Umax, I8) => three!(asm, form, pmaxub, vpmaxub, d, a, b),
        (VectorBinary::Umax, I16) => new_three!(asm, form, vpmaxuw, d, a, b),
        (VectorBinary::Umax, _) => new_three!(asm, form, vpmaxud, d, a, b),
        (VectorBinary::Eq, I8) => three!(asm, form, pcmpeqb, vpcmpeqb, d, a, b),
        (VectorBinary::Eq, I16) => three!(asm, form, pcmpeqw, vpcmpeqw, d, a, b),
        (VectorBinary::Eq, I64) => new_three!(asm, form, vpcmpeqq, d, a, b),
        (VectorBinary::Eq, _) => three!(asm, form, pcmpeqd, vpcmpeqd, d, a, b),
        (VectorBinary::Sgt, I8) => three!(asm, form, pcmpgtb, vpcmpgtb, d, a, b),
        (VectorBinary::Sgt, I16) => three!(asm, form, pcmpgtw, vpcmpgtw, d, a, b),
        (VectorBinary::Sgt, I64) => new_three!(asm, form, vpcmpgtq, d, a, b),
        (VectorBinary::Sgt, _) => three!(asm, form, pcmpgtd, vpcmpgtd, d, a, b),
        (VectorBinary::Feq, F32) => three!(asm, form, cmpeqps, vcmpeqps, d, a, b),
        (VectorBinary::Feq, _) => three!(asm, form, cmpeqpd, vcmpeqpd, d, a, b),
        (VectorBinary::Fne, F32) => three!(asm, form, cmpneqps, vcmpneqps, d, a, b),
        (VectorBinary::Fne, _) => three!(asm, form, cmpneqpd, vcmpneqpd, d, a, b),
        (VectorBinary::Flt, F32) => three!(asm, form, cmpltps, vcmpltps, d, a, b),
        (VectorBinary::Flt, _) => three!(asm, form, cmpltpd, vcmpltpd, d, a, b),
        (VectorBinary::Fle, F32) => three!(asm, form, cmpleps, vcmpleps, d, a, b),
        (VectorBinary::Fle, _) => three!(asm, form, cmplepd, vcmplepd, d, a, b),
    }
}

fn shift_lanes(sink: &mut Sink<'_>, op: VectorShift, lane: Lane, form: VectorForm, (d, a, by): (u8, u8, u8)) {
    let asm = &mut sink.asm;
    match (op, lane) {
        (VectorShift::Shl, Lane::I16) => shift!(asm, form, psllw, vpsllw, d, a, by),
        (VectorShift::Shl, Lane::I32) => shift!(asm, form, pslld, vpslld, d, a, by),
        (VectorShift::Shl, _) => shift!(asm, form, psllq, vpsllq, d, a, by),
        (VectorShift::Lshr, Lane::I16) => shift!(asm, form, psrlw, vpsrlw, d, a, by),
        (VectorShift::Lshr, Lane::I32) => shift!(asm, form, psrld, vpsrld, d, a, by),
        // dynasm 5.1 leaves the width out of this one (VEX.256.66.0F.WIG 73 /2 ib).
        (VectorShift::Lshr, _) if form == VectorForm::Vex256 => {
            let low = if a < 8 { 0x20 } else { 0 };
            asm.extend(&[0xc4, 0xc1 | low, (!d & 15) << 3 | 5, 0x73, 0xd0 | a & 7, by]);
        }
        (VectorShift::Lshr, _) => shift!(asm, form, psrlq, vpsrlq, d, a, by),
        (VectorShift::Ashr, Lane::I16) => shift!(asm, form, psraw, vpsraw, d, a, by),
        (VectorShift::Ashr, _) => shift!(asm, form, psrad, vpsrad, d, a, by),
    }
}

/// `temp` is for SSE2 alone, where the destination is the operand.
fn widen(sink: &mut Sink<'_>, signed: bool, from: Lane, form: VectorForm, (d, a, temp): (u8, u8, u8)) {
    let asm = &mut sink.asm;
    macro_rules! extend {
        ($vex:ident) => {
            match form {
                VectorForm::Vex256 => dynasm!(asm ; .arch x64 ; $vex Ry(d), Rx(a)),
                _ => dynasm!(asm ; .arch x64 ; $vex Rx(d), Rx(a)),
            }
        };
    }
    if form == VectorForm::Sse {
        match (signed, from) {
            (true, Lane::I8) => dynasm!(asm ; .arch x64 ; punpcklbw Rx(d), Rx(d) ; psraw Rx(d), BYTE 8),
            (true, Lane::I16) => dynasm!(asm ; .arch x64 ; punpcklwd Rx(d), Rx(d) ; psrad Rx(d), BYTE 16),
            (true, _) => dynasm!(asm ; .arch x64
                ; movaps Rx(temp), Rx(d)
                ; psrad Rx(temp), BYTE 31
                ; punpckldq Rx(d), Rx(temp)),
            (false, Lane::I8) => dynasm!(asm ; .arch x64 ; pxor Rx(temp), Rx(temp) ; punpcklbw Rx(d), Rx(temp)),
            (false, Lane::I16) => dynasm!(asm ; .arch x64 ; pxor Rx(temp), Rx(temp) ; punpcklwd Rx(d), Rx(temp)),
            (false, _) => dynasm!(asm ; .arch x64 ; pxor Rx(temp), Rx(temp) ; punpckldq Rx(d), Rx(temp)),
        }
        return;
    }
    match (signed, from) {
        (true, Lane::I8) => extend!(vpmovsxbw),
        (true, Lane::I16) => extend!(vpmovsxwd),
        (true, _) => extend!(vpmovsxdq),
        (false, Lane::I8) => extend!(vpmovzxbw),
        (false, Lane::I16) => extend!(vpmovzxwd),
        (false, _) => extend!(vpmovzxdq),
    }
}

fn convert(sink: &mut Sink<'_>, op: VectorConvert, form: VectorForm, d: u8, a: u8) {
    let asm = &mut sink.asm;
    let wide = form == VectorForm::Vex256;
    match op {
        VectorConvert::IntToFloat => two!(asm, form, cvtdq2ps, vcvtdq2ps, d, a),
        VectorConvert::FloatToInt => two!(asm, form, cvttps2dq, vcvttps2dq, d, a),
        VectorConvert::IntToDouble if wide => dynasm!(asm ; .arch x64 ; vcvtdq2pd Ry(d), Rx(a)),
        VectorConvert::IntToDouble => match form {
            VectorForm::Sse => dynasm!(asm ; .arch x64 ; cvtdq2pd Rx(d), Rx(a)),
            _ => dynasm!(asm ; .arch x64 ; vcvtdq2pd Rx(d), Rx(a)),
        },
        VectorConvert::Promote if wide => dynasm!(asm ; .arch x64 ; vcvtps2pd Ry(d), Rx(a)),
        VectorConvert::Promote => match form {
            VectorForm::Sse => dynasm!(asm ; .arch x64 ; cvtps2pd Rx(d), Rx(a)),
            _ => dynasm!(asm ; .arch x64 ; vcvtps2pd Rx(d), Rx(a)),
        },
        VectorConvert::DoubleToInt if wide => dynasm!(asm ; .arch x64 ; vcvttpd2dq Rx(d), Ry(a)),
        VectorConvert::DoubleToInt => match form {
            VectorForm::Sse => dynasm!(asm ; .arch x64 ; cvttpd2dq Rx(d), Rx(a)),
            _ => dynasm!(asm ; .arch x64 ; vcvttpd2dq Rx(d), Rx(a)),
        },
        VectorConvert::Demote if wide => dynasm!(asm ; .arch x64 ; vcvtpd2ps Rx(d), Ry(a)),
        VectorConvert::Demote => match form {
            VectorForm::Sse => dynasm!(asm ; .arch x64 ; cvtpd2ps Rx(d), Rx(a)),
            _ => dynasm!(asm ; .arch x64 ; vcvtpd2ps Rx(d), Rx(a)),
        },
    }
}
