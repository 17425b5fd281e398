//! Golden tests of the preprocessor's messages, and of the parser's in what macros expand to: as those of `golden`,
//! in `macros/`, with the headers of `macros/include`.

use super::golden;
use crate::{Header, Headers, Options};
use std::borrow::Cow;
use std::sync::Arc;

/// The headers that the tests include.
#[derive(Debug)]
struct Folder;

const HEADERS: &[(&str, &str)] = &[
    ("broken.h", include_str!("macros/include/broken.h")),
    ("itself.h", include_str!("macros/include/itself.h")),
    ("open.h", include_str!("macros/include/open.h")),
    ("outer.h", include_str!("macros/include/outer.h")),
    ("twice.h", include_str!("macros/include/twice.h")),
];

impl Headers for Folder {
    fn open(&self, name: &str, _: bool, _: &str) -> Option<Header> {
        let &(name, text) = HEADERS.iter().find(|(known, _)| *known == name)?;
        Some(Header { name: name.to_owned(), text: Cow::Borrowed(text) })
    }

    fn names(&self) -> Vec<String> {
        HEADERS.iter().map(|(name, _)| (*name).to_owned()).collect()
    }

    fn searched(&self, angled: bool, _: &str) -> Vec<String> {
        let beside = (!angled).then(|| "the folder of the file".to_owned());
        beside.into_iter().chain(["the library".to_owned()]).collect()
    }
}

#[test]
fn messages() {
    let options = Options { headers: Some(Arc::new(Folder)), predeclared: super::builtins(), ..Options::default() };
    golden::compare("macros", &options, 8);
}
