//! What the library's names stand for.

use guest_abi::Ty;
use linker::object::Signature;

use crate::{Provider, lookup, tables};

/// A name that a member defines for others.
#[derive(Debug)]
pub struct Export {
    /// The name.
    pub name: &'static str,
    /// The number of the member that defines it.
    pub member: usize,
    /// The header that declares it; `None` for what only members and the library's own macros use.
    pub header: Option<&'static str>,
    /// What it is.
    pub kind: Kind,
}

/// What a name is.
#[derive(Debug)]
pub enum Kind {
    /// A function of this type.
    Function {
        /// Parameters in order.
        params: &'static [Ty],
        /// Result; `None` is `void`.
        result: Option<Ty>,
        /// `...` follows the parameters.
        variadic: bool,
    },
    /// A variable.
    Data,
}

impl Export {
    /// The type of a function.
    #[must_use]
    pub fn signature(&self) -> Option<Signature> {
        match self.kind {
            Kind::Function { params, result, variadic } => {
                Some(Signature { params: params.to_vec(), result, variadic })
            }
            Kind::Data => None,
        }
    }
}

/// What members call only for floating-point numbers in formats: the name of the member's function that calls it, and
/// its own. It is not linked while nothing that is linked passes such numbers.
pub const LAZY: (&str, &str) = ("__format", "__format_float");

/// The library's definition of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Export> {
    let at = tables::EXPORTS.binary_search_by_key(&name, |export| export.name).ok()?;
    Some(&tables::EXPORTS[at])
}

impl jit::Library for Provider {
    fn function(&self, name: &str) -> Option<Signature> {
        find(name).filter(|export| export.header.is_some())?.signature()
    }

    fn header(&self, name: &str) -> Option<&str> {
        header_of(name)
    }
}

/// The header to include for a name: a function or variable, a macro, a type or a constant.
#[must_use]
pub fn header_of(name: &str) -> Option<&'static str> {
    lookup(&tables::HEADER_NAMES, name)
}
