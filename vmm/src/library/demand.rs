//! What the plugins' C library has to bring into a runtime when something is linked there.
//!
//! The library's members are linked on demand, as from an archive: those that define what would stay unresolved, and
//! those that define what they need themselves. Formatting floating-point numbers is most of `printf`, so that its
//! part of the library waits until something is linked that passes some.

use std::sync::Arc;

use clib::Compiled;
use guest_abi::Isa;
use linker::Namespace;
use linker::object::{Linkage, Object};

use crate::error::Error;

/// Members that are to be linked.
#[derive(Debug, Default)]
pub(crate) struct Demand {
    /// Their numbers in the library.
    members: Vec<usize>,
}

impl Demand {
    /// What a group of objects asks of the library beyond what is there.
    pub(crate) fn of(namespace: &Namespace, group: &[Arc<Object>]) -> Self {
        let mut demand = Self::default();
        for name in group.iter().flat_map(|object| imports(object)) {
            if !namespace.is_defined(name) && clib::find(name).is_some() && !defines(group, name) {
                demand.take(namespace, name);
            }
        }
        demand
    }

    /// Adds what defines a name of the library, unless it is there.
    pub(crate) fn take(&mut self, namespace: &Namespace, name: &str) {
        let Some(export) = clib::find(name) else { return };
        if !namespace.is_defined_in_library(name) && !self.members.contains(&export.member) {
            self.members.push(export.member);
        }
    }

    /// The members' objects, with those of the members that they need. `floats`: numbers of that kind may be formatted.
    pub(crate) fn complete(
        mut self,
        namespace: &Namespace,
        isa: Isa,
        floats: bool,
    ) -> Result<Vec<&'static Compiled>, Error> {
        let mut units = Vec::new();
        let (caller, lazy) = clib::LAZY;
        if floats && namespace.is_defined_in_library(caller) {
            self.take(namespace, lazy);
        }
        while let Some(&number) = self.members.get(units.len()) {
            let unit = clib::member(number).and_then(|member| member.object(isa));
            let unit = unit.ok_or_else(|| Error::Internal(format!("member {number} of the C library is broken")))?;
            for name in imports(&unit.object).filter(|name| floats || *name != lazy) {
                self.take(namespace, name);
            }
            units.push(unit);
        }
        Ok(units)
    }
}

fn imports(object: &Object) -> impl Iterator<Item = &str> {
    object.symbols.iter().filter(|symbol| symbol.linkage == Linkage::Import).map(|symbol| symbol.name.as_str())
}

/// Whether one of the objects defines a name for others.
fn defines(group: &[Arc<Object>], name: &str) -> bool {
    let defines = |object: &Arc<Object>| {
        object.symbols.iter().any(|symbol| symbol.linkage == Linkage::Export && symbol.name == name)
    };
    group.iter().any(defines)
}
