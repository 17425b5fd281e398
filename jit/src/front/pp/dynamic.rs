//! Macros whose value depends on where and when they are used.

use super::macros::Dynamic;
use super::stringize::escape;
use super::token::PpToken;
use super::{Call, Pp};
use crate::diag::Diagnostic;
use crate::front::token::Tok;
use std::time::{SystemTime, UNIX_EPOCH};

impl<'a> Pp<'_, 'a> {
    /// Puts the value of a computed macro in its place. False if it is none here.
    pub(super) fn dynamic(&mut self, what: Dynamic, name: &PpToken<'a>) -> bool {
        let (kind, text) = match what {
            Dynamic::Line => {
                let shift = self.s.files.last().map_or(0, |file| file.line_shift);
                let Call { loc, at } = self.s.call;
                // In an argument of a call that goes on over several lines it is the argument's own line.
                let below = self.s.map.lines_between(at, self.s.map.in_file(name.place).start);
                (Tok::PpNumber, (i64::from(loc.line) + below + shift).max(0).to_string())
            }
            Dynamic::File => {
                let file = self.s.files.last();
                (Tok::PpString, quoted(file.map_or("", |file| file.shown_name.unwrap_or(file.name))))
            }
            Dynamic::BaseFile => (Tok::PpString, quoted(self.s.files.first().map_or("", |file| file.name))),
            Dynamic::Date => (Tok::PpString, quoted(&self.date())),
            Dynamic::Time => {
                let second = self.seconds() % 86_400;
                let (h, m, s) = (second / 3600, second / 60 % 60, second % 60);
                (Tok::PpString, format!("\"{h:02}:{m:02}:{s:02}\""))
            }
            Dynamic::Counter => {
                self.s.counter += 1;
                (Tok::PpNumber, (self.s.counter - 1).to_string())
            }
            Dynamic::IncludeLevel => (Tok::PpNumber, (self.s.files.len() - 1).to_string()),
            Dynamic::Pragma => return self.pragma_operator(name),
        };
        let text = self.s.arena.alloc_str(&text);
        self.push([PpToken { kind, text, painted: false, ..*name }], None, false);
        true
    }

    /// `_Pragma("...")` vanishes.
    fn pragma_operator(&mut self, name: &PpToken<'a>) -> bool {
        if !self.eat_paren() {
            return false;
        }
        let mut token = self.argument_token();
        let good = token.is(Tok::PpString);
        let mut depth = 0;
        while !(token.is(Tok::Eof) || token.is(Tok::RParen) && depth == 0) {
            depth += i32::from(token.is(Tok::LParen)) - i32::from(token.is(Tok::RParen));
            token = self.argument_token();
        }
        if !good || token.is(Tok::Eof) {
            let at = self.s.map.span(name.place);
            let error = Diagnostic::error("E0625", at, "`_Pragma` takes a string in parentheses");
            self.diags.push(error.help("write `_Pragma(\"...\")`"));
        }
        self.s.carry_space |= name.space;
        true
    }

    /// Seconds since 1970.
    fn seconds(&mut self) -> u64 {
        let time = *self.s.time.get_or_insert_with(SystemTime::now);
        time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
    }

    /// The date in UTC as `asctime` writes it.
    fn date(&mut self) -> String {
        const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        // Howard Hinnant, "chrono-compatible low-level date algorithms": days to a date, in years that begin in March.
        let days = self.seconds() / 86_400 + 719_468;
        let (era, day_of_era) = (days / 146_097, days % 146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 2 } else { shifted - 10 };
        let year = year_of_era + era * 400 + u64::from(month < 2);
        format!("{} {day:2} {year}", MONTHS[month as usize])
    }
}

/// A string literal that spells `text`.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    escape(text, &mut out);
    out.push('"');
    out
}
