//! The `#` operator (C99 6.10.3.2).

use super::Pp;
use super::token::PpToken;
use crate::diag::map::Place;
use crate::front::token::Tok;

impl<'a> Pp<'_, 'a> {
    /// A string literal with the spelling of an argument.
    pub(super) fn stringize(&mut self, arg: &[PpToken<'a>], by: &PpToken<'a>, expansion: u32) -> PpToken<'a> {
        let mut text = String::from("\"");
        for (i, token) in arg.iter().enumerate() {
            if i > 0 && token.space {
                text.push(' ');
            }
            if matches!(token.kind, Tok::PpString | Tok::PpChar) {
                escape(token.text, &mut text);
            } else {
                text.push_str(token.text);
            }
        }
        text.push('"');
        self.spend(text.len() / 16);
        let (text, at) = self.made(&text, by).unwrap_or(("\"\"", by.place.at));
        let place = Place { at, expansion };
        PpToken { kind: Tok::PpString, text, place, space: by.space, painted: false }
    }
}

/// Appends the inside of a string literal that spells `text`.
pub(super) fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
}
