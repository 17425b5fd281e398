//! Thunks of one-way built-ins in `segmented` mode. The buffer is addressed through the data segment.

use dynasmrt::x86::X86Relocation;
use dynasmrt::{DynasmApi, DynasmLabelApi, VecAssembler, dynasm};
use guest_abi::layout::DATA_BASE;
use guest_abi::oneway::{CAPACITY, FILL, MAX_PAYLOAD, RECORD_ALIGN, RECORD_HEADER, RECORDS};
use linker::object::Signature;

use super::adapter::{RETURN_ADDRESS, call_back, finish};
use crate::isa::adapter::{GateLinks, OneWayBuffer};

/// Over scalars. The fill word is the guest's own, so it may hold anything: it is compared before it is an index.
pub(in crate::isa) fn words(
    signature: &Signature,
    id: u32,
    at: u32,
    links: &GateLinks,
    buffer: OneWayBuffer,
) -> Vec<u8> {
    let mut ops = VecAssembler::<X86Relocation>::new(at as usize);
    let payload = 8 * signature.words().count() as i32;
    let size = RECORD_HEADER as i32 + payload;
    let fill = (buffer.address + FILL) as i32;
    let record = (buffer.address + RECORDS) as i32;
    dynasm!(ops ; .arch x86
        ; mov eax, [fill]
        ; cmp eax, CAPACITY as i32 - size
        ; ja >full
        ; mov DWORD [eax + record], id as i32
        ; mov DWORD [eax + record + 4], payload);
    let mut from = RETURN_ADDRESS;
    for (i, word) in (0..).zip(signature.words()) {
        let to = record + RECORD_HEADER as i32 + 8 * i;
        for half in (0..word.size() as i32).step_by(4) {
            dynasm!(ops ; .arch x86 ; mov ecx, [esp + from + half] ; mov [eax + to + half], ecx);
        }
        from += word.size() as i32;
    }
    dynasm!(ops ; .arch x86
        ; add eax, size
        ; mov [fill], eax
        ; ret
        ; full:);
    call_back(&mut ops, signature, id, links);
    finish(ops)
}

/// Over bytes, which are copied four at a time, so that up to three more are read. A string instruction, since
/// where KVM interprets this mode it costs far less than a loop.
pub(in crate::isa) fn bytes(
    signature: &Signature,
    id: u32,
    at: u32,
    links: &GateLinks,
    buffer: OneWayBuffer,
) -> Vec<u8> {
    /// Bytes that two saved registers take.
    const SAVED: i32 = 8;
    let mut ops = VecAssembler::<X86Relocation>::new(at as usize);
    let fill = (buffer.address + FILL) as i32;
    let record = (buffer.address + RECORDS) as i32;
    let (address, len) = (RETURN_ADDRESS, RETURN_ADDRESS + 4);
    let round = RECORD_ALIGN as i32 - 1;
    // eax: where the record starts; edx: where it ends; esi: the bytes; ecx: how many, rounded up, then words.
    dynasm!(ops ; .arch x86
        ; mov eax, [fill]
        ; mov ecx, [esp + len]
        ; cmp ecx, MAX_PAYLOAD as i32
        ; ja >full
        ; lea edx, [ecx + round + RECORD_HEADER as i32]
        ; and edx, !round
        ; add edx, eax
        ; jc >full
        ; cmp edx, CAPACITY as i32
        ; ja >full
        ; push esi
        ; push edi
        ; mov esi, [esp + address + SAVED]
        ; cmp esi, DATA_BASE as i32
        ; jb >outside
        ; add ecx, 3
        ; and ecx, !3
        ; mov edi, buffer.data_end as i32
        ; sub edi, esi
        ; jb >outside
        ; cmp edi, ecx
        ; jb >outside
        ; shr ecx, 2
        ; mov DWORD [eax + record], id as i32
        ; mov edi, [esp + len + SAVED]
        ; mov [eax + record + 4], edi
        ; lea edi, [eax + record + RECORD_HEADER as i32]
        ; cld
        ; rep movsd
        ; mov [fill], edx
        ; pop edi
        ; pop esi
        ; ret
        ; outside:
        ; pop edi
        ; pop esi
        ; full:);
    call_back(&mut ops, signature, id, links);
    finish(ops)
}
