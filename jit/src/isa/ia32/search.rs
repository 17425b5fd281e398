//! What `lookup` leads to in `segmented` mode; said in [`crate::isa::adapter::search`].

use dynasmrt::x86::X86Relocation;
use dynasmrt::{DynasmApi, DynasmLabelApi, VecAssembler, dynasm};

use super::adapter::{RETURN_ADDRESS, finish};

pub(in crate::isa) fn search(at: u32, table: u32, find: u32, thunk: u32) -> Vec<u8> {
    let mut ops = VecAssembler::<X86Relocation>::new(at as usize);
    // Two arguments and a word to align the stack.
    dynasm!(ops ; .arch x86
        ; sub esp, 4
        ; push table as i32
        ; push DWORD [esp + RETURN_ADDRESS + 8]
        ; call extern find as usize
        ; add esp, 12
        ; cmp eax, 1
        ; je >host
        ; ret
        ; host:
        ; jmp extern thunk as usize);
    finish(ops)
}
