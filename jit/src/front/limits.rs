//! Limits against hostile source. Real programs stay far below them; each has its own error message.

/// Bytes of source text.
pub(crate) const SOURCE: usize = 16 << 20;

/// Bytes of an identifier.
pub(crate) const IDENTIFIER: usize = 255;

/// Nesting of parentheses, blocks, declarators and initialisers, all together: what the parser's own stack pays for.
pub(crate) const NESTING: u32 = 256;

/// Height of an expression's tree, which long chains of operators reach without nesting.
pub(crate) const HEIGHT: u16 = 500;

/// Depth of a type: pointers to arrays of functions of ...
pub(crate) const TYPE_DEPTH: u16 = 100;

/// Bytes of a type. Objects are smaller.
pub(crate) const TYPE: u32 = i32::MAX as u32;

/// Bytes of one object, and of all data of a unit.
pub(crate) const DATA: u32 = 256 << 20;

/// Bytes of laid-out initialisers of a unit.
pub(crate) const INIT_BYTES: u32 = 64 << 20;

/// Bytes of all locals of a function: what every backend can have in a frame beside spilled values, so that what
/// compiles for one instruction set compiles for all.
pub(crate) const FRAME: u32 = crate::isa::FRAME_LIMIT - (32 << 10);

/// Parameters of a function, and arguments of a call.
pub(crate) const PARAMS: usize = 127;

/// Types in a `_Generic`, each of which is compared with all others.
pub(crate) const SELECTIONS: usize = 255;

/// Locals of a function.
pub(crate) const LOCALS: usize = 1 << 16;

/// Expressions of a unit.
pub(crate) const EXPRS: usize = 1 << 22;

/// Files that include each other.
pub(crate) const INCLUDE_DEPTH: usize = 200;

/// Bytes of all files of a unit, each counted as often as it is included, and of what `#` and `##` make.
pub(crate) const TEXT: usize = 32 << 20;

/// Files of a unit, each counted as often as it is included.
pub(crate) const INCLUDES: usize = 50_000;

/// Tokens that macro expansion handles in a unit.
pub(crate) const EXPANSION: u64 = 8 << 20;

/// Tokens of expansions that are being read at one time.
pub(crate) const EXPANDED: usize = 2 << 20;

/// Macro calls in arguments of macro calls.
pub(crate) const ARGUMENT_NESTING: u32 = 128;

/// Nested conditionals.
pub(crate) const CONDITIONALS: usize = 1000;

/// Nesting in the expression of an `#if`.
pub(crate) const IF_NESTING: u32 = 200;

/// Parameters of a macro.
pub(crate) const MACRO_PARAMS: usize = 1000;
