//! Functions that are called before they are defined, as C allowed until 1999.
//!
//! The parser reads a text once. Where a call meets a name that it does not know, the rest of the text is looked
//! through for a definition of that name; no more is understood of it than braces, parentheses and words.

use super::data::{Global, State};
use super::parser::Parser;
use super::scope::{GlobalId, Meaning};
use super::token::Name;
use super::types::{FnType, TypeId};
use crate::diag::{Diagnostic, Span};
use linker::object::SrcLoc;
use rustc_hash::FxHashMap;

/// A definition further down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Later {
    /// `void`, or `int` that is written or left out; anything else can't be guessed by a caller.
    pub result: Option<TypeId>,
}

/// The functions that a text defines, by name.
pub(super) type Definitions<'a> = FxHashMap<&'a str, Later>;

/// The position behind a comment, literal or directive that begins here, if one does.
fn skipped(bytes: &[u8], at: usize, line_start: bool) -> Option<usize> {
    let rest = &bytes[at..];
    let find = |from: usize, what: &[u8]| rest[from..].windows(what.len()).position(|w| w == what);
    match rest[0] {
        b'/' if rest.get(1) == Some(&b'/') => Some(at + rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len())),
        b'/' if rest.get(1) == Some(&b'*') => Some(find(2, b"*/").map_or(bytes.len(), |n| at + n + 4)),
        b'#' if line_start => {
            let mut end = 0;
            loop {
                match rest[end..].iter().position(|&b| b == b'\n') {
                    None => return Some(bytes.len()),
                    Some(n) if n > 0 && rest[end + n - 1] == b'\\' => end += n + 1,
                    Some(n) => return Some(at + end + n),
                }
            }
        }
        quote @ (b'"' | b'\'') => {
            let mut end = 1;
            while end < rest.len() && rest[end] != quote && rest[end] != b'\n' {
                end += if rest[end] == b'\\' { 2 } else { 1 };
            }
            Some((at + end + 1).min(bytes.len()))
        }
        _ => None,
    }
}

/// All functions that seem to be defined in the text.
pub(super) fn definitions(text: &str) -> Definitions<'_> {
    let bytes = text.as_bytes();
    let mut found = Definitions::default();
    let (mut braces, mut parens) = (0u32, 0u32);
    // Words outside of all parentheses since the declaration began; the last one may be the function's name.
    let mut words: Vec<&str> = Vec::new();
    let (mut pointer, mut plain) = (false, true);
    let mut head: Option<Later> = None;
    let mut name = "";
    let (mut at, mut line_start) = (0, true);
    while at < bytes.len() {
        if let Some(next) = skipped(bytes, at, line_start) {
            at = next;
            continue;
        }
        let byte = bytes[at];
        line_start = byte == b'\n' || line_start && byte.is_ascii_whitespace();
        if byte.is_ascii_alphabetic() || byte == b'_' {
            let length = bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
            if braces == 0 && parens == 0 && words.len() < 16 {
                words.push(&text[at..at + length]);
            }
            at += length;
            continue;
        }
        match byte {
            b'{' => {
                if braces == 0
                    && let Some(later) = head.take()
                {
                    found.entry(name).or_insert(later);
                }
                braces += 1;
            }
            b'}' => braces = braces.saturating_sub(1),
            b'(' if braces == 0 => {
                if parens == 0
                    && head.is_none()
                    && plain
                    && let Some((last, before)) = words.split_last()
                {
                    name = last;
                    head = Some(Later { result: result(before, pointer) });
                }
                parens += 1;
            }
            b')' if braces == 0 => parens = parens.saturating_sub(1),
            b'*' if braces == 0 && parens == 0 => pointer = true,
            // What follows is no function's body.
            b'=' | b',' | b'[' if braces == 0 && parens == 0 && head.is_none() => plain = false,
            b'=' if braces == 0 && parens == 0 => (head, plain) = (None, false),
            _ => {}
        }
        // Behind `)` a `;` ends a parameter's declaration only if a word stands between the two.
        let old_style = byte == b';' && head.is_some() && words.last().is_some_and(|&w| w != name);
        if braces == 0 && parens == 0 && (byte == b'}' || byte == b';' && !old_style) {
            words.clear();
            (pointer, plain, head) = (false, true, None);
        }
        at += 1;
    }
    found
}

/// The result type that these words before a function's name say.
fn result(words: &[&str], pointer: bool) -> Option<TypeId> {
    let mut ty = TypeId::INT;
    for &word in words {
        match word {
            "int" | "signed" | "extern" | "inline" | "__inline" | "__inline__" => {}
            "void" => ty = TypeId::VOID,
            _ => return None,
        }
    }
    (!pointer).then_some(ty)
}

impl Parser<'_> {
    /// Declares a function at its first call, if the text defines it further down as such a call takes it.
    pub(super) fn implicit_function(&mut self, name: Name, span: Span) -> Option<GlobalId> {
        let later = self.later(name)?;
        let result = later.result?;
        let ty = FnType { result, params: Vec::new(), variadic: false, prototype: false };
        let ty = self.types.function(ty);
        let text = self.name(name);
        let shown = self.show(result);
        let warning = Diagnostic::warning("W0310", span, format!("`{text}` is called before it is declared"));
        let warning = warning.label(format!("taken as `{shown} {text}()`"));
        self.diags.push(warning.help("declare it before this place, with the types of its parameters"));
        // The help follows when its definition is met.
        self.undeclared.insert(name, span);
        let mut global = Global::new(name, ty, span, SrcLoc::default(), State::Declared);
        global.implicit = true;
        let id = self.statics.add(global, true);
        self.scopes.bind_outermost(name, Meaning::Global(id));
        Some(id)
    }

    /// The definition of this name further down.
    pub(super) fn later(&mut self, name: Name) -> Option<Later> {
        let text = self.pp.map.piece(0)?.text;
        let definitions = self.definitions.get_or_insert_with(|| definitions(text));
        definitions.get(self.names.text(name)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::{TypeId, definitions};

    #[test]
    fn definitions_are_found_by_their_look() {
        let text = "/* int no(void) {} */ int g(void); int x = 3, a[2] = { 1 };\n\
                    #define no2(x) \\\n int no3(void) { }\n\
                    int main(void) { char c = '{'; return h(\"}\") + f(1); }\n\
                    f(a) int a; { return a; } struct s { int y; }; static int i(void) { }\n\
                    void v(int a[2]) { }\n double d() { } int *p(void) { } int (*q)(void);\n extern int last(void)\n{}";
        let found = definitions(text);
        let result = |name: &str| found.get(name).map(|later| later.result);
        for name in ["no", "no2", "no3", "g", "h", "x", "q", "s"] {
            assert_eq!(result(name), None, "{name}");
        }
        for name in ["main", "f", "last"] {
            assert_eq!(result(name), Some(Some(TypeId::INT)), "{name}");
        }
        assert_eq!(result("v"), Some(Some(TypeId::VOID)));
        for name in ["i", "d", "p"] {
            assert_eq!(result(name), Some(None), "{name}");
        }
    }

    #[test]
    fn broken_texts_end() {
        for text in ["", "\"", "'\\", "/*", "#\\\n", "((({{{", "}}}", "f(", "é(", "int é() {}"] {
            definitions(text);
        }
    }
}
