//! The functions as IA-32 code, in a native process: KVM does not run floating point in `segmented` mode everywhere.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use guest_abi::Isa;
use jit::testing::native;
use jit::{Header, Headers};

use super::DRIVER;
use super::cases::{cases, table};

/// The library's headers, and those that its members alone include.
#[derive(Debug)]
struct Includes;

impl Headers for Includes {
    fn open(&self, name: &str, _angled: bool, _includer: &str) -> Option<Header> {
        let text = clib::header(name).map(str::to_owned).or_else(|| {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vmm/clib/src").join(name);
            std::fs::read_to_string(path).ok()
        })?;
        Some(Header { name: name.to_owned(), text: text.into() })
    }
}

/// The checksum of each function for so many arguments. `None`, with a message, if 32-bit processes can't be made here.
///
/// # Panics
/// If the functions don't compile, or the process dies.
#[must_use]
pub fn checksums(count: u32) -> Option<Vec<u64>> {
    let loader = native::loader(Isa::Ia32)?;
    let text = format!("{}int errno;\n{}{DRIVER}", members(), table());
    let options =
        jit::Options { isa: Isa::Ia32, headers: Some(Arc::new(Includes)), verify: true, ..jit::Options::default() };
    let object = jit::compile("math.c", &text, &options).unwrap_or_else(|errors| panic!("{errors}")).object;
    let calls: Vec<_> = (0..cases().len() as u64).map(|i| native::call("checksum", &[i, count.into()])).collect();
    let sums = native::run_native(loader, &object, &calls).into_iter().enumerate().map(|(i, outcome)| match outcome {
        native::Outcome::Returned(sum, _) => sum,
        other => panic!("{}: {other:?}", cases()[i].name),
    });
    Some(sums.collect())
}

/// All members of the area, in one text: names that are a member's own get its number.
fn members() -> String {
    let mut text = String::new();
    let members = clib::members().iter().filter(|member| member.name().starts_with("math/"));
    for (i, member) in members.enumerate() {
        let own: HashSet<&str> = member.source().lines().filter_map(own_name).collect();
        for name in &own {
            let _ = writeln!(text, "#define {name} {name}_{i}");
        }
        text.push_str(member.source());
        for name in &own {
            let _ = writeln!(text, "#undef {name}");
        }
    }
    text
}

/// The name that a line declares for its member alone: a static one or a structure.
fn own_name(line: &str) -> Option<&str> {
    let word = |text: &str| text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    if let Some(rest) = line.strip_prefix("struct ") {
        return Some(&rest[..word(rest)]);
    }
    let declaration = line.strip_prefix("static ")?;
    let end = declaration.find(['[', '(', ';', '='])?;
    declaration[..end].trim_end().rsplit([' ', '*']).next()
}
