//! Functions in hand-made machine code: those that move and compare memory, where a processor has better instructions
//! than C has words, and those that save and restore registers, for which C has none. Their C text is what the
//! interpreter runs, and what they are tested against.

mod amd64;
mod amd64_jumps;
mod amd64_strings;
mod ia32;

use guest_abi::Isa;
use linker::Object;

/// Machine code of a member that defines one function.
type Code = fn() -> Vec<u8>;

/// The members with their code for `long` and for `segmented` mode; without code for a mode it is the compiler's.
const MEMBERS: &[(&str, Option<Code>, Option<Code>)] = &[
    ("setjmp/__setjmp.c", Some(amd64_jumps::setjmp), Some(ia32::setjmp)),
    ("setjmp/__longjmp.c", Some(amd64_jumps::longjmp), Some(ia32::longjmp)),
    ("string/memcpy.c", Some(amd64::memmove), Some(ia32::memmove)),
    ("string/memmove.c", Some(amd64::memmove), Some(ia32::memmove)),
    ("string/memset.c", Some(amd64::memset), Some(ia32::memset)),
    ("string/memcmp.c", Some(amd64::memcmp), None),
    ("string/memchr.c", Some(amd64::memchr), None),
    ("string/strlen.c", Some(amd64_strings::strlen), None),
    ("string/strchr.c", Some(amd64_strings::strchr), None),
    ("string/strrchr.c", Some(amd64_strings::strrchr), None),
    ("string/strcmp.c", Some(amd64_strings::strcmp), None),
    ("string/strncmp.c", Some(amd64_strings::strncmp), None),
];

/// Puts the hand-made code of a member, if there is some, in place of the compiler's.
pub(crate) fn replace(mut object: Object) -> Result<Object, String> {
    let code = MEMBERS.iter().find(|(name, ..)| *name == object.name);
    let code = code.and_then(|(_, amd64, ia32)| if object.isa == Isa::Amd64 { *amd64 } else { *ia32 });
    let Some(code) = code else { return Ok(object) };
    let [function] = &mut object.functions[..] else {
        return Err(format!("{}: a member in machine code defines one function\n", object.name));
    };
    object.code = code();
    function.offset = 0;
    function.len = object.code.len() as u32;
    object.relocs.clear();
    object.data.clear();
    object.lines.clear();
    object.traps.clear();
    let defined = function.symbol;
    object.symbols.swap(0, defined.0 as usize);
    object.symbols.truncate(1);
    function.symbol.0 = 0;
    Ok(object)
}
