//! What `lookup` leads to in `long` mode; said in [`crate::isa::adapter::search`].

use dynasmrt::x64::X64Relocation;
use dynasmrt::{DynasmApi, DynasmLabelApi, VecAssembler, dynasm};

use super::adapter::code;

pub(in crate::isa) fn search(at: u32, table: u32, find: u32, thunk: u32) -> Vec<u8> {
    let mut asm: VecAssembler<X64Relocation> = VecAssembler::new(code(at));
    // The push aligns the stack as well.
    dynasm!(asm ; .arch x64
        ; push rdi
        ; mov esi, table as i32
        ; call extern code(find)
        ; pop rdi
        ; cmp eax, 1
        ; je >host
        ; ret
        ; host:
        ; jmp extern code(thunk));
    asm.finalize().unwrap_or_default()
}
