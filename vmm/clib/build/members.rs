//! The members of the library: one C file each, compiled for both machine modes.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use guest_abi::Isa;
use jit::{OptLevel, Options};
use linker::Object;

use crate::native;
use crate::provider::Provider;

/// A text and its name: that of an `#include` for a header, `area/name.c` for a member.
pub(crate) struct Text {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// The library's source.
pub(crate) struct Texts {
    /// What plugins include.
    pub(crate) headers: Vec<Text>,
    /// What only members include.
    pub(crate) internal: Vec<Text>,
    pub(crate) members: Vec<Text>,
}

/// A member's objects.
pub(crate) struct Compiled {
    pub(crate) amd64: Object,
    pub(crate) ia32: Object,
}

/// Reads the library's source.
pub(crate) fn texts(root: &Path) -> Result<Texts, String> {
    let headers = folder(&root.join("include"), "", "h")?;
    let internal = folder(&root.join("src"), "", "h")?;
    let mut members = Vec::new();
    let mut areas = list(&root.join("src"))?;
    areas.retain(|path| path.is_dir());
    for area in areas {
        let prefix = format!("{}/", file_name(&area));
        members.extend(folder(&area, &prefix, "c")?);
    }
    Ok(Texts { headers, internal, members })
}

/// The files of a folder and of those below it with an extension, in alphabetical order.
fn folder(path: &Path, prefix: &str, extension: &str) -> Result<Vec<Text>, String> {
    let mut texts = Vec::new();
    for path in list(path)? {
        let name = format!("{prefix}{}", file_name(&path));
        if path.is_dir()
            && extension == "h"
            && prefix.is_empty()
            && path.parent().is_some_and(|p| p.ends_with("include"))
        {
            texts.extend(folder(&path, &format!("{name}/"), extension)?);
        } else if path.extension().is_some_and(|found| found == extension) {
            let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            texts.push(Text { name, text });
        }
    }
    Ok(texts)
}

fn list(path: &Path) -> Result<Vec<std::path::PathBuf>, String> {
    let entries = fs::read_dir(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>();
    if let Ok(paths) = &mut paths {
        paths.sort();
    }
    paths.map_err(|error| format!("{}: {error}", path.display()))
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Compiles each member for both machine modes, at the highest level: it is done once, for all plugins. All members that don't compile are reported.
pub(crate) fn compile(texts: &Texts) -> Result<Vec<Compiled>, String> {
    let table = |texts: &[Text]| {
        let mut rows: Vec<(&str, &str)> =
            texts.iter().map(|text| (&*text.name.clone().leak(), &*text.text.clone().leak())).collect();
        rows.sort_unstable();
        &*rows.leak()
    };
    // For as long as the build takes.
    let headers = Arc::new(Provider { public: table(&texts.headers), internal: table(&texts.internal) });
    let mut compiled = Vec::with_capacity(texts.members.len());
    let mut errors = String::new();
    for member in &texts.members {
        match [Isa::Amd64, Isa::Ia32].map(|isa| object(member, isa, &headers)) {
            [Ok(amd64), Ok(ia32)] => compiled.push(Compiled { amd64, ia32 }),
            [Err(error), _] | [_, Err(error)] => errors.push_str(&error),
        }
    }
    if errors.is_empty() { Ok(compiled) } else { Err(errors) }
}

/// A member's object: what the compiler makes of its text, with the machine code of those functions that are written
/// by hand in place of the compiler's.
fn object(member: &Text, isa: Isa, headers: &Arc<Provider>) -> Result<Object, String> {
    let options =
        Options { isa, level: OptLevel::O2, verify: true, headers: Some(headers.clone()), ..Options::default() };
    let unit = jit::compile(&member.name, &member.text, &options).map_err(|errors| errors.to_string())?;
    if !unit.warnings.is_empty() {
        return Err(unit.warnings.to_string());
    }
    native::replace(unit.object)
}
