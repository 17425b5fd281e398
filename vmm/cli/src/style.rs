//! Colours, and whether to use them.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write as _};

use crate::options::Color;

/// Prints a message to the standard error. If nobody is there to read it, that is no reason to stop.
pub(crate) fn say(message: impl Display) {
    let _ = writeln!(io::stderr(), "{message}");
}

/// Colours for one stream.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    coloured: bool,
}

impl Style {
    /// No colours.
    pub(crate) const PLAIN: Self = Self { coloured: false };

    /// By the option, the environment (<https://no-color.org>) and what the stream is.
    pub(crate) fn of(option: Color, stream: &impl IsTerminal) -> Self {
        let coloured = match option {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
                let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
                stream.is_terminal() && !set("NO_COLOR") && !dumb
            }
        };
        Self { coloured }
    }

    /// Whether there are colours.
    pub(crate) fn is_coloured(self) -> bool {
        self.coloured
    }

    /// Heads of error messages.
    pub(crate) fn error(self, text: &str) -> String {
        self.paint("1;31", text)
    }

    /// Heads of warnings.
    pub(crate) fn warning(self, text: &str) -> String {
        self.paint("1;33", text)
    }

    /// Heads of advice.
    pub(crate) fn help(self, text: &str) -> String {
        self.paint("1;36", text)
    }

    /// What is fine.
    pub(crate) fn good(self, text: &str) -> String {
        self.paint("32", text)
    }

    /// Titles and source text.
    pub(crate) fn strong(self, text: &str) -> String {
        self.paint("1", text)
    }

    /// Numbers and addresses beside the text.
    pub(crate) fn faint(self, text: &str) -> String {
        self.paint("2", text)
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.coloured { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}
