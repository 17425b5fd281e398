//! The object format: what the compiler hands to the linker for one source file.

use guest_abi::{Isa, TrapCode, Ty, ValType};

/// Index of a symbol in [`Object::symbols`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SymbolId(pub u32);

/// A place in a source file. Line 0 means "no place": code that the compiler made up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SrcLoc {
    /// Line, counted from 1.
    pub line: u32,
    /// Column in bytes, counted from 1.
    pub column: u16,
    /// Index into [`Object::files`].
    pub file: u16,
}

/// The type of a function as it crosses a boundary.
///
/// Structs and unions cross as pointers. For one that is passed the parameter is a [`Ty::Ptr`] to a copy that the
/// caller made and the callee may write to. A function that returns one has no result here and one more parameter, the
/// first: a [`Ty::Ptr`] to where the callee writes it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Signature {
    /// Parameters in order.
    pub params: Vec<Ty>,
    /// Result; `None` is `void`.
    pub result: Option<Ty>,
    /// `...` follows the parameters. At the machine level such a function has one more parameter behind the named
    /// ones: a pointer to the variable arguments, each in an 8-byte cell in the caller's frame, promoted as C says
    /// (`int` in the low 4 bytes, `long long` and `double` in 8).
    pub variadic: bool,
}

impl Signature {
    /// The machine-level parameter types, the variadic pointer included.
    pub fn words(&self) -> impl Iterator<Item = ValType> + '_ {
        self.params.iter().map(|t| t.val_type()).chain(self.variadic.then_some(ValType::I32))
    }
}

/// Who can see a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Linkage {
    /// Only this object (`static`, string literals).
    Local,
    /// Defined here, visible in the namespace.
    Export,
    /// Defined elsewhere: a plugin or a built-in.
    Import,
}

/// What a symbol names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum SymbolKind {
    /// A function of this type.
    Function(Signature),
    /// A variable of this size and alignment in bytes (alignment a power of two up to 4096).
    Data {
        /// Size in bytes.
        size: u32,
        /// Alignment in bytes.
        align: u32,
    },
}

/// A name, what it is, and who may see it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Symbol {
    /// The name as in the source; generated for literals (`.str.0`).
    pub name: String,
    /// Function or data.
    pub kind: SymbolKind,
    /// Visibility.
    pub linkage: Linkage,
    /// Where it is declared, for link errors.
    pub loc: SrcLoc,
}

/// A function that the object defines.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FunctionCode {
    /// Its symbol (kind `Function`, linkage not `Import`).
    pub symbol: SymbolId,
    /// Offset of its first instruction in [`Object::code`]; 0 for [`Isa::Portable`].
    pub offset: u32,
    /// Length in bytes; 0 for [`Isa::Portable`].
    pub len: u32,
}

/// A variable that the object defines.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DataItem {
    /// Its symbol (kind `Data`, linkage not `Import`).
    pub symbol: SymbolId,
    /// Initial bytes; what is missing up to the symbol's size is zero.
    pub init: Vec<u8>,
    /// Addresses to fill in; 4 bytes at each `at`, which must lie inside the symbol's size.
    pub relocs: Vec<Reloc>,
}

/// How the linker fills in a 4-byte little-endian field. The field's old value is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum RelocKind {
    /// Address of a variable plus addend.
    Data,
    /// A C function pointer: `FUNCTION_TAG | slot`. The addend must be 0.
    FunctionPointer,
    /// Address of the function's slot as code uses it (`call [field]`; ia32: `call cs:[field]`).
    Slot,
    /// Address, as code uses it, of this object's code at offset `addend`. The symbol is ignored.
    Code,
}

/// One field to fill in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Reloc {
    /// Offset of the field, in the code or in the data item.
    pub at: u32,
    /// What to fill in.
    pub kind: RelocKind,
    /// What it refers to.
    pub symbol: SymbolId,
    /// Added to the value.
    pub addend: i32,
}

/// From this code offset on (up to the next row) the code belongs to this source place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct LineRow {
    /// Offset in [`Object::code`].
    pub offset: u32,
    /// Source place.
    pub loc: SrcLoc,
}

/// An explicit trap (`ud2`) in the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TrapSite {
    /// Offset of the `ud2` in [`Object::code`].
    pub offset: u32,
    /// Why.
    pub code: TrapCode,
}

/// What the compiler makes of one source file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Object {
    /// The plugin's name, for messages.
    pub name: String,
    /// What the code runs on.
    pub isa: Isa,
    /// Source files that [`SrcLoc::file`] refers to.
    pub files: Vec<String>,
    /// All symbols.
    pub symbols: Vec<Symbol>,
    /// Functions defined, in the order of the source.
    pub functions: Vec<FunctionCode>,
    /// Machine code of all functions; must be placed at a multiple of 16. Empty for [`Isa::Portable`].
    pub code: Vec<u8>,
    /// Fields of the code to fill in.
    pub relocs: Vec<Reloc>,
    /// Variables defined.
    pub data: Vec<DataItem>,
    /// Source places, sorted by offset.
    pub lines: Vec<LineRow>,
    /// Explicit traps, sorted by offset.
    pub traps: Vec<TrapSite>,
}
