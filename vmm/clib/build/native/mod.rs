//! Functions in hand-made machine code: those that move and compare memory, where a processor has better instructions
//! than C has words. Their C text is what the interpreter runs, and what they are tested against.

use guest_abi::Isa;
use linker::Object;

/// Machine code of a member that defines one function.
type Code = fn() -> Vec<u8>;

/// The members with their code for `long` and for `segmented` mode.
const MEMBERS: &[(&str, Code, Code)] = &[];

/// Puts the hand-made code of a member, if there is some, in place of the compiler's.
pub(crate) fn replace(mut object: Object) -> Result<Object, String> {
    let Some((name, amd64, ia32)) = MEMBERS.iter().find(|(name, ..)| *name == object.name) else { return Ok(object) };
    let [function] = &mut object.functions[..] else {
        return Err(format!("{name}: a member in machine code defines one function\n"));
    };
    object.code = if object.isa == Isa::Amd64 { amd64() } else { ia32() };
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
