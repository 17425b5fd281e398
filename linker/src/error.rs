//! Why something was not linked.

use std::fmt;

use guest_abi::Isa;

use crate::object::{Signature, SrcLoc};
use crate::{Object, ObjectId};

/// Where a symbol is defined or referred to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Site {
    /// In a plugin.
    Plugin {
        /// The plugin's name.
        plugin: String,
        /// Source file, if known.
        file: Option<String>,
        /// Place in that file; line 0 if unknown.
        loc: SrcLoc,
    },
    /// In the host.
    Host,
}

impl Site {
    /// The place of a symbol in an object.
    #[must_use]
    pub fn of(object: &Object, loc: SrcLoc) -> Self {
        let file = object.files.get(usize::from(loc.file)).cloned();
        Self::Plugin { plugin: object.name.clone(), file, loc }
    }
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plugin { file: Some(file), loc, .. } if loc.line > 0 => {
                write!(f, "{}:{}:{}", Shown(file), loc.line, loc.column)
            }
            Self::Plugin { plugin, .. } => write!(f, "plugin `{}`", Shown(plugin)),
            Self::Host => f.write_str("a built-in of the host"),
        }
    }
}

/// Text from outside as a message shows it: a terminal must not obey it.
struct Shown<'a>(&'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            if c.is_control() { write!(f, "{}", c.escape_default())? } else { write!(f, "{c}")? }
        }
        Ok(())
    }
}

/// What a name stands for, in messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    /// A function.
    Function,
    /// A variable.
    Variable,
}

impl fmt::Display for NameKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Function => "function",
            Self::Variable => "variable",
        })
    }
}

/// A signature as C spells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CType(pub Signature);

impl fmt::Display for CType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Signature { params, result, variadic } = &self.0;
        write!(f, "{} (", result.map_or("void", |t| t.c_name()))?;
        for (i, param) in params.iter().enumerate() {
            write!(f, "{}{}", if i == 0 { "" } else { ", " }, param.c_name())?;
        }
        match (params.is_empty(), variadic) {
            (true, true) => f.write_str("...)"),
            (true, false) => f.write_str("void)"),
            (false, true) => f.write_str(", ...)"),
            (false, false) => f.write_str(")"),
        }
    }
}

/// The space that ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segment {
    /// Code segment.
    Code,
    /// Data segment.
    Data,
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Code => "code",
            Self::Data => "data",
        })
    }
}

/// Why something was not linked. Nothing of a group that fails stays behind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LinkError {
    /// The object was compiled for another machine mode.
    #[error("plugin `{}` was compiled to {found:?}, this runtime executes {expected:?}", Shown(object))]
    Isa {
        /// The object.
        object: String,
        /// What it is compiled to.
        found: Isa,
        /// What the namespace takes.
        expected: Isa,
    },
    /// The object contradicts itself.
    #[error("object `{}` is malformed: {what}", Shown(object))]
    Malformed {
        /// The object.
        object: String,
        /// What is wrong with it.
        what: Malformed,
    },
    /// The name is taken.
    #[error("`{name}` is already defined: by {old}, and again by {new}")]
    Exists {
        /// The name.
        name: String,
        /// Who has it.
        old: Box<Site>,
        /// Who wanted it.
        new: Box<Site>,
    },
    /// A function on one side, a variable on the other.
    #[error("`{name}` is a {old} at {old_site}, but a {new} at {new_site}")]
    Kind {
        /// The name.
        name: String,
        /// What it is already.
        old: NameKind,
        /// Where that comes from.
        old_site: Box<Site>,
        /// What it would be.
        new: NameKind,
        /// Where that comes from.
        new_site: Box<Site>,
    },
    /// The function types differ.
    #[error("`{name}` is `{old}` at {old_site}, but `{new}` at {new_site}")]
    Signature {
        /// The name.
        name: String,
        /// Its type so far.
        old: Box<CType>,
        /// Where that comes from.
        old_site: Box<Site>,
        /// The other type.
        new: Box<CType>,
        /// Where that comes from.
        new_site: Box<Site>,
    },
    /// A variable is larger for who uses it than for who defines it.
    #[error("variable `{name}` has {defined} bytes at {old_site}, but {used} bytes at {new_site}")]
    Size {
        /// The name.
        name: String,
        /// Size as defined.
        defined: u32,
        /// Where it is defined.
        old_site: Box<Site>,
        /// Size as used.
        used: u32,
        /// Where it is used.
        new_site: Box<Site>,
    },
    /// A variable that nobody defines.
    #[error("variable `{name}` is not defined, but used by {site}")]
    UndefinedVariable {
        /// The name.
        name: String,
        /// Who refers to it.
        site: Box<Site>,
    },
    /// A segment is full.
    #[error("out of {segment} space: {asked} bytes asked for, the largest free piece has {largest}")]
    OutOfSpace {
        /// Which segment.
        segment: Segment,
        /// Bytes asked for.
        asked: u64,
        /// Bytes of the largest free piece.
        largest: u32,
    },
    /// The slot table is full.
    #[error("out of slots: the table has {limit}")]
    OutOfSlots {
        /// Number of slots.
        limit: u32,
    },
    /// Too many objects in one namespace.
    #[error("too many objects in one runtime: the limit is {limit}")]
    TooManyObjects {
        /// The limit.
        limit: u32,
    },
    /// A built-in with more argument words than a callback carries.
    #[error("built-in `{name}` has {words} parameters, a callback carries at most {limit}")]
    TooManyParameters {
        /// The name.
        name: String,
        /// Its parameters.
        words: usize,
        /// The limit.
        limit: u32,
    },
    /// The name of a built-in is not one that C could use.
    #[error("`{}` is not a C identifier", Shown(name))]
    BadName {
        /// The name.
        name: String,
    },
    /// Nothing of that name.
    #[error("`{}` is not defined", Shown(name))]
    NotFound {
        /// The name.
        name: String,
    },
    /// Built-ins belong to the host.
    #[error("`{name}` is a built-in and can't be deleted or replaced")]
    Builtin {
        /// The name.
        name: String,
    },
    /// No object of that number.
    #[error("there is no object {}", id.0)]
    NoSuchObject {
        /// The number.
        id: ObjectId,
    },
    /// Not the start of a buffer or of a piece of code that was asked for.
    #[error("nothing was allocated at {address:#x} of the {segment} segment")]
    NotAllocated {
        /// Which segment.
        segment: Segment,
        /// The address or offset.
        address: u32,
    },
}

/// How an object contradicts itself. Offsets are in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Malformed {
    /// The symbol's name is empty, too long or holds characters that no name has.
    #[error("symbol {0} has a bad name")]
    Name(u32),
    /// A reference to a symbol that does not exist.
    #[error("there is no symbol {0}")]
    NoSymbol(u32),
    /// The symbol is not of the kind that its use needs.
    #[error("symbol {0} is not of the kind that its use needs")]
    WrongKind(u32),
    /// The symbol is imported and defined.
    #[error("symbol {0} is imported, but defined here")]
    ImportDefined(u32),
    /// The symbol is defined twice.
    #[error("symbol {0} is defined twice")]
    DefinedTwice(u32),
    /// The symbol should be defined here, but is not.
    #[error("symbol {0} is not defined")]
    NotDefined(u32),
    /// Alignment is not a power of two up to 4096.
    #[error("symbol {0} has a bad alignment")]
    Alignment(u32),
    /// The function's code is empty or not inside the object's code.
    #[error("the code of symbol {0} lies outside the object's code")]
    CodeRange(u32),
    /// Two functions share code.
    #[error("the code of symbol {0} overlaps another function")]
    CodeOverlap(u32),
    /// More initial bytes than the variable has.
    #[error("symbol {0} has more initial bytes than its size")]
    InitSize(u32),
    /// A relocation outside of what it patches.
    #[error("a relocation at offset {0} lies outside of what it patches")]
    RelocRange(u32),
    /// Two relocations patch the same byte.
    #[error("the relocation at offset {0} overlaps another one")]
    RelocOverlap(u32),
    /// A relocation with an addend that its kind does not allow.
    #[error("the relocation at offset {0} has a bad addend")]
    Addend(u32),
    /// The line table is unsorted, leaves the code or names a file that does not exist.
    #[error("row {0} of the line table is bad")]
    Lines(u32),
    /// The trap table is unsorted or leaves the code.
    #[error("row {0} of the trap table is bad")]
    Traps(u32),
    /// An object for the interpreter with machine code.
    #[error("a portable object has machine code")]
    PortableCode,
    /// A table or the code is longer than 32 bits can count.
    #[error("it is too large")]
    TooLarge,
}
