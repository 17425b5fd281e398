//! A plugin that was stopped because it broke a rule: which one, and where.

use std::fmt;

pub use guest_abi::TrapCode;

/// How memory was touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    /// By a load.
    Read,
    /// By a store.
    Write,
    /// By fetching an instruction.
    Execute,
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Execute => "execute",
        })
    }
}

/// Which rule the plugin broke.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TrapKind {
    /// Touched the hole at the bottom of the address space: a null pointer, or a field or element of one.
    NullPointer,
    /// Touched memory outside its segments, or in a way that the segment does not allow.
    OutOfSegment,
    /// The stack grew beyond its end.
    StackOverflow,
    /// Called a function that has been deleted or was never defined.
    UndefinedSymbol {
        /// The function's name.
        name: String,
    },
    /// Called through a value that is not a function pointer.
    BadFunctionPointer,
    /// Divided an integer by zero, or the smallest integer by -1.
    IntegerDivision,
    /// Called `abort`, or an assertion did not hold. What that was is on `stderr`.
    Abort,
    /// Reached a place that the program promised not to reach.
    Unreachable,
    /// An instruction that does not exist or that user code may not execute.
    IllegalInstruction,
    /// A floating-point exception that was not masked.
    FloatException,
    /// Broke another protection rule of the processor (#GP): privileged instruction, port, segment register,
    /// non-canonical address or segment limit.
    Protection {
        /// The error code that the processor pushed: the selector, or 0.
        error_code: u32,
    },
    /// Another exception of the processor.
    Exception {
        /// Its vector.
        vector: u8,
        /// Its error code, or 0.
        error_code: u32,
    },
    /// The host's KVM can't execute an instruction of the plugin in this machine mode.
    Emulation {
        /// What KVM said.
        detail: String,
    },
    /// The guest answered with something that only hostile machine code can produce.
    Forgery {
        /// What was wrong.
        detail: String,
    },
}

/// A place in a plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Location {
    /// The plugin's name.
    pub plugin: String,
    /// The function's name.
    pub function: String,
    /// The source file.
    pub file: String,
    /// The line, counted from 1; 0 if the code has no place in the source.
    pub line: u32,
    /// The column in bytes, counted from 1; 0 if unknown.
    pub column: u32,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}", self.function, self.file)?;
        if self.line != 0 {
            write!(f, ":{}", self.line)?;
            if self.column != 0 {
                write!(f, ":{}", self.column)?;
            }
        }
        f.write_str(")")
    }
}

/// A plugin was stopped because it broke a rule. The runtime can be used at once.
///
/// The first line of its text says what happened; the next lines say where.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Trap {
    /// Which rule.
    pub kind: TrapKind,
    /// Where in the plugin; `None` if the instruction pointer was outside all plugins.
    pub location: Option<Location>,
    /// Where a plugin called the library, if `location` is in code that came with the host: a function of the C library
    /// or a built-in of the guest.
    pub caller: Option<Location>,
    /// The offending instruction's offset in the code segment, where there is machine code.
    pub code_offset: Option<u32>,
    /// The address that was touched, if the trap is about memory and the processor tells.
    pub address: Option<u64>,
    /// How it was touched.
    pub access: Option<Access>,
}

impl Trap {
    /// What was violated, in words and without the place.
    #[must_use]
    pub fn violation(&self) -> String {
        let touched = match (self.access, self.address) {
            (Some(access), Some(address)) => format!("{access} of address {address:#x}"),
            (Some(access), None) => format!("{access} of an address that the processor does not report"),
            (None, Some(address)) => format!("access to address {address:#x}"),
            (None, None) => "access to memory".to_owned(),
        };
        match &self.kind {
            TrapKind::NullPointer => format!("null pointer: {touched}"),
            TrapKind::OutOfSegment => format!("outside the plugin's segments: {touched}"),
            TrapKind::StackOverflow => match self.address {
                Some(address) => format!("stack overflow: the stack reached address {address:#x}"),
                None => "stack overflow".to_owned(),
            },
            TrapKind::UndefinedSymbol { name } => {
                format!("call to `{name}`, which is not defined: it was deleted or never created")
            }
            TrapKind::BadFunctionPointer => "call through a value that is not a function pointer".to_owned(),
            TrapKind::IntegerDivision => "integer division by zero, or a quotient that overflows".to_owned(),
            TrapKind::Abort => "the plugin called abort(), or an assertion of its failed".to_owned(),
            TrapKind::Unreachable => "reached a place that the program promised not to reach".to_owned(),
            TrapKind::IllegalInstruction => "illegal instruction".to_owned(),
            TrapKind::FloatException => "unmasked floating-point exception".to_owned(),
            TrapKind::Protection { error_code: 0 } => {
                "general protection: privileged instruction, closed port, or an access that the segment does not allow"
                    .to_owned()
            }
            TrapKind::Protection { error_code } => {
                format!("general protection: forbidden use of selector {error_code:#x}")
            }
            TrapKind::Exception { vector, error_code } => {
                format!("processor exception {vector} ({}), error code {error_code:#x}", vector_name(*vector))
            }
            TrapKind::Emulation { detail } => {
                format!("the host's KVM cannot execute this instruction in this machine mode: {detail}")
            }
            TrapKind::Forgery { detail } => format!("hostile guest: {detail}"),
        }
    }
}

impl fmt::Display for Trap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "trap: {}", self.violation())?;
        match (&self.location, self.code_offset) {
            (Some(location), _) => {
                write!(f, "\n  in {location}")?;
                if location.plugin != location.file {
                    write!(f, " of plugin `{}`", location.plugin)?;
                }
                match &self.caller {
                    Some(caller) => write!(f, "\n  called from {caller}"),
                    None => Ok(()),
                }
            }
            (None, Some(offset)) => write!(f, "\n  at code offset {offset:#x}, which belongs to no plugin"),
            (None, None) => Ok(()),
        }
    }
}

impl std::error::Error for Trap {}

/// The processor manual's mnemonic of an exception vector.
fn vector_name(vector: u8) -> &'static str {
    const NAMES: [&str; 22] = [
        "#DE",
        "#DB",
        "NMI",
        "#BP",
        "#OF",
        "#BR",
        "#UD",
        "#NM",
        "#DF",
        "coprocessor overrun",
        "#TS",
        "#NP",
        "#SS",
        "#GP",
        "#PF",
        "reserved",
        "#MF",
        "#AC",
        "#MC",
        "#XM",
        "#VE",
        "#CP",
    ];
    NAMES.get(usize::from(vector)).copied().unwrap_or("reserved")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_says_what_and_where() {
        let trap = Trap {
            kind: TrapKind::NullPointer,
            location: Some(Location {
                plugin: "filter".into(),
                function: "gray".into(),
                file: "filter.c".into(),
                line: 7,
                column: 0,
            }),
            caller: None,
            code_offset: None,
            address: Some(4),
            access: Some(Access::Write),
        };
        assert_eq!(
            trap.to_string(),
            "trap: null pointer: write of address 0x4\n  in gray (filter.c:7) of plugin `filter`"
        );
    }
}
