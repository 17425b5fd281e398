//! Members and their objects.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use guest_abi::Isa;
use jit::{Options, Unit};
use linker::Object;

use crate::{Provider, tables};

/// A file of the library.
pub struct Member {
    name: &'static str,
    source: &'static str,
    /// The bytes of the objects for `long` and for `segmented` mode.
    encoded: [&'static [u8]; 2],
    compiled: [OnceLock<Option<Compiled>>; 3],
}

/// What the linker and the interpreter need of a member.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// The object.
    pub object: Arc<Object>,
    /// The intermediate form; for [`Isa::Portable`] only.
    pub ir: Option<Arc<jit::ir::Module>>,
    /// With it floating-point numbers may be formatted; of a member: it does not need [`LAZY`](crate::LAZY) by itself.
    pub floats: bool,
}

impl Member {
    pub(crate) const fn new(
        name: &'static str,
        source: &'static str,
        objects: &'static [u8],
        amd64: Range<usize>,
        ia32: Range<usize>,
    ) -> Self {
        let encoded = [part(objects, amd64), part(objects, ia32)];
        Self { name, source, encoded, compiled: [const { OnceLock::new() }; 3] }
    }

    /// Its file's name, as `string/strlen.c`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Its text.
    #[must_use]
    pub fn source(&self) -> &'static str {
        self.source
    }

    /// Its object for an instruction set, made when it is first asked for. Every member has one; `None` would be a
    /// fault of this crate's build.
    #[must_use]
    pub fn object(&self, isa: Isa) -> Option<&Compiled> {
        let (index, make): (_, &dyn Fn() -> Option<Compiled>) = match isa {
            Isa::Amd64 => (0, &|| decode(self.encoded[0])),
            Isa::Ia32 => (1, &|| decode(self.encoded[1])),
            Isa::Portable => (2, &|| self.portable()),
        };
        self.compiled[index].get_or_init(make).as_ref()
    }

    fn portable(&self) -> Option<Compiled> {
        let headers = Arc::new(Provider { public: &tables::HEADERS, internal: &tables::INTERNAL });
        let options = Options { isa: Isa::Portable, headers: Some(headers), ..Options::default() };
        let Unit { object, ir, .. } = jit::compile(self.name, self.source, &options).ok()?;
        Some(Compiled { object: Arc::new(object), ir, floats: false })
    }
}

/// `bytes[range]`, which constants can't say.
const fn part(bytes: &'static [u8], range: Range<usize>) -> &'static [u8] {
    bytes.split_at(range.end).0.split_at(range.start).1
}

fn decode(bytes: &[u8]) -> Option<Compiled> {
    let object = postcard::from_bytes(bytes).ok()?;
    Some(Compiled { object: Arc::new(object), ir: None, floats: false })
}

/// A member by its number, as in [`crate::Export::member`].
#[must_use]
pub fn member(number: usize) -> Option<&'static Member> {
    tables::MEMBERS.get(number)
}

impl fmt::Debug for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Member").field("name", &self.name).finish_non_exhaustive()
    }
}
