//! Thunks of one-way built-ins in `long` mode. The buffer is addressed absolutely.

use dynasmrt::x64::X64Relocation;
use dynasmrt::{DynasmApi, DynasmLabelApi, VecAssembler, dynasm};
use guest_abi::ValType;
use guest_abi::layout::DATA_BASE;
use guest_abi::oneway::{CAPACITY, FILL, MAX_PAYLOAD, RECORD_ALIGN, RECORD_HEADER, RECORDS};
use linker::object::Signature;

use super::abi::{Place, Places};
use super::adapter::{RETURN_ADDRESS, call_back, code};
use crate::isa::adapter::{GateLinks, OneWayBuffer};

/// Over scalars. The fill word is the guest's own, so it may hold anything: it is compared before it is an index.
pub(in crate::isa) fn words(
    signature: &Signature,
    id: u32,
    at: u32,
    links: &GateLinks,
    buffer: OneWayBuffer,
) -> Vec<u8> {
    let mut asm: VecAssembler<X64Relocation> = VecAssembler::new(code(at));
    let payload = 8 * signature.words().count() as i32;
    let size = RECORD_HEADER as i32 + payload;
    let fill = (buffer.address + FILL) as i32;
    let record = (buffer.address + RECORDS) as i32;
    dynasm!(asm ; .arch x64
        ; mov eax, [fill]
        ; cmp eax, CAPACITY as i32 - size
        ; ja >full
        ; mov DWORD [rax + record], id as i32
        ; mov DWORD [rax + record + 4], payload);
    let mut places = Places::default();
    for (i, ty) in (0..).zip(signature.words()) {
        let to = record + RECORD_HEADER as i32 + 8 * i;
        match (places.next(ty), ty) {
            (Place::Stack(from), _) => {
                // A narrow word's upper half is never read.
                dynasm!(asm ; .arch x64 ; mov r10, [rsp + from as i32 + RETURN_ADDRESS] ; mov [rax + to], r10);
            }
            (Place::Reg(reg), ValType::I32 | ValType::I64) => {
                let reg = reg.hw_enc() as u8;
                dynasm!(asm ; .arch x64 ; mov [rax + to], Rq(reg));
            }
            (Place::Reg(reg), ValType::F32 | ValType::F64) => {
                let reg = reg.hw_enc() as u8;
                dynasm!(asm ; .arch x64 ; movsd QWORD [rax + to], Rx(reg));
            }
        }
    }
    dynasm!(asm ; .arch x64
        ; add eax, size
        ; mov [fill], eax
        ; ret
        ; full:);
    call_back(&mut asm, signature, id, links);
    asm.finalize().unwrap_or_default()
}

/// Over bytes, which are copied eight at a time, so that up to seven more are read.
pub(in crate::isa) fn bytes(
    signature: &Signature,
    id: u32,
    at: u32,
    links: &GateLinks,
    buffer: OneWayBuffer,
) -> Vec<u8> {
    let mut asm: VecAssembler<X64Relocation> = VecAssembler::new(code(at));
    let fill = (buffer.address + FILL) as i32;
    let record = (buffer.address + RECORDS) as i32;
    let payload = record + RECORD_HEADER as i32;
    let round = RECORD_ALIGN as i32 - 1;
    // rdi: the bytes; rsi: how many, and rcx rounded up; rax: where the record starts, and rdx where it ends.
    dynasm!(asm ; .arch x64
        ; mov eax, [fill]
        ; mov edi, edi
        ; mov esi, esi
        ; cmp esi, MAX_PAYLOAD as i32
        ; ja >full
        ; lea ecx, [rsi + round]
        ; and ecx, !round
        ; lea rdx, [rax + rcx + RECORD_HEADER as i32]
        ; cmp rdx, CAPACITY as i32
        ; ja >full
        ; cmp edi, DATA_BASE as i32
        ; jb >full
        ; lea r8, [rdi + rcx]
        ; cmp r8, buffer.data_end as i32
        ; ja >full
        ; mov DWORD [rax + record], id as i32
        ; mov [rax + record + 4], esi
        // Both ends; rcx counts from minus the length up to zero.
        ; lea r9, [rax + rcx + payload]
        ; neg rcx
        ; jz >done
        ; copy:
        ; mov r10, [r8 + rcx]
        ; mov [r9 + rcx], r10
        ; add rcx, 8
        ; jnz <copy
        ; done:
        ; mov [fill], edx
        ; ret
        ; full:);
    call_back(&mut asm, signature, id, links);
    asm.finalize().unwrap_or_default()
}
