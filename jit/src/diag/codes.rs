//! The codes of errors and warnings, and what is to be known about each.
//!
//! A code is a letter, the number of a chapter and a number in it: `E` for errors, `W` for warnings. It never changes
//! its meaning, and no other kind of error gets it. `codes/*.md` is the register, one file a chapter and one section a
//! code, which is written where the diagnostic is made, as a string: tests hold the two together, and compile every
//! example to see that it shows the code.

/// The register: lexical structure, statements, declarations, expressions, initialisers, preprocessor, limits.
const CHAPTERS: [&str; 7] = [
    include_str!("codes/01-text.md"),
    include_str!("codes/02-statements.md"),
    include_str!("codes/03-declarations.md"),
    include_str!("codes/04-expressions.md"),
    include_str!("codes/05-initialisers.md"),
    include_str!("codes/06-preprocessor.md"),
    include_str!("codes/09-limits.md"),
];

/// Cause and cure of what has this code, in Markdown, with an example; `None` if there is no such code.
#[must_use]
pub fn explain(code: &str) -> Option<&'static str> {
    let wanted = code.trim().to_ascii_uppercase();
    sections().find(|(code, _)| *code == wanted).map(|(_, text)| text)
}

/// Each code with its section.
fn sections() -> impl Iterator<Item = (&'static str, &'static str)> {
    CHAPTERS.into_iter().flat_map(|chapter| chapter.split("\n## ").skip(1)).filter_map(|section| {
        let (code, _) = section.split_once(':')?;
        Some((code, section.trim_end()))
    })
}

#[cfg(test)]
mod tests {
    use super::{explain, sections};
    use crate::bind::Bindings;
    use crate::{Header, Headers, Library, Options, compile};
    use guest_abi::Ty;
    use linker::object::Signature;
    use std::borrow::Cow;
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    /// One header, which includes itself, and a library of one function.
    #[derive(Debug)]
    struct Again;

    impl Headers for Again {
        fn open(&self, name: &str, _: bool, _: &str) -> Option<Header> {
            let text = Cow::Borrowed("#include \"again.h\"\n");
            (name == "again.h").then(|| Header { name: name.to_owned(), text })
        }
    }

    impl Library for Again {
        fn function(&self, name: &str) -> Option<Signature> {
            let signature = Signature { params: vec![Ty::Ptr], result: Some(Ty::U32), variadic: false };
            (name == "strlen").then_some(signature)
        }

        fn header(&self, name: &str) -> Option<&str> {
            (name == "strlen").then_some("string.h")
        }
    }

    fn is_code(text: &str) -> bool {
        text.len() == 5 && text.starts_with(['E', 'W']) && text[1..].bytes().all(|b| b.is_ascii_digit())
    }

    /// The string literals in a folder's sources that look like codes.
    fn used(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).expect("the sources are there").flatten() {
            let path = entry.path();
            if path.is_dir() {
                used(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("diag/codes.rs") {
                let text = fs::read_to_string(&path).expect("sources are UTF-8");
                found.extend(text.split('"').filter(|t| is_code(t)).map(str::to_owned));
            }
        }
    }

    #[test]
    fn every_code_is_registered_once_and_used() {
        let codes: Vec<_> = sections().map(|(code, _)| code.to_owned()).collect();
        let registered: BTreeSet<_> = codes.iter().cloned().collect();
        assert_eq!(codes.len(), registered.len(), "a code is registered twice");
        assert!(codes.iter().all(|c| is_code(c)));
        assert!(codes.iter().is_sorted_by_key(|c| (&c[1..3], &c[..1], &c[3..])), "sort the register");
        let mut found = BTreeSet::new();
        used(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        let unregistered: Vec<_> = found.difference(&registered).collect();
        let unused: Vec<_> = registered.difference(&found).collect();
        assert!(unregistered.is_empty() && unused.is_empty(), "unregistered {unregistered:?}, unused {unused:?}");
    }

    /// What is between the fences of a section.
    fn example(section: &str) -> Option<&str> {
        Some(section.split_once("```c\n")?.1.split_once("```")?.0)
    }

    #[test]
    fn every_example_shows_its_code() {
        let printf = Signature { params: vec![Ty::Ptr], result: Some(Ty::I32), variadic: true };
        let without = Options { predeclared: vec![("printf".into(), printf)], ..Options::default() };
        let with = Options { headers: Some(Arc::new(Again)), library: Some(Arc::new(Again)), ..without.clone() };
        let cancelled = Options { cancel: Some(Arc::new(AtomicBool::new(true))), ..Options::default() };
        let globals = vec![("kernel".to_owned(), [0; 40].into()), ("width".to_owned(), 3.into())];
        let bindings = Bindings { globals, params: Vec::new(), elsewhere: true };
        let bound = Options { bindings, ..Options::default() };
        let mut wrong = String::new();
        for (code, section) in sections() {
            let Some(example) = example(section) else {
                wrong += &format!("{code} has no example\n");
                continue;
            };
            let options = match code {
                "W0606" => &without,
                "E0901" => &cancelled,
                "E0902" | "E0903" => &bound,
                _ => &with,
            };
            let diagnostics = match compile("example.c", example, options) {
                Ok(unit) => unit.warnings,
                Err(diagnostics) => diagnostics,
            };
            if !diagnostics.iter().any(|d| d.code == code) {
                wrong += &format!("{code}:\n{example}shows\n{diagnostics}\n");
            }
        }
        assert!(wrong.is_empty(), "{wrong}");
    }

    #[test]
    fn a_code_is_explained_in_either_case() {
        assert!(explain("e0101").is_some_and(|text| text.starts_with("E0101: ")));
        assert_eq!(explain("E9999"), None);
        assert_eq!(explain(""), None);
    }
}
