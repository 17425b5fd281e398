//! How the command fails: one message, a next step, an exit status of its own.

use std::fmt::{self, Display};

use crate::style::Style;

/// Exit statuses. They stay out of the way of a plugin's own small numbers and of the shell's 127 and 128+n.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Status {
    /// The command line is wrong, or the arguments don't fit the function.
    Usage = 2,
    /// A source file has errors.
    Compile = 120,
    /// A name is missing, defined twice or of another type.
    Link = 121,
    /// The plugin did something that its segments don't allow.
    Trap = 122,
    /// The plugin took too long.
    Deadline = 123,
    /// The machine mode that was asked for can't run here.
    NoKvm = 124,
    /// A file can't be read or written, or the host lacks something.
    Io = 125,
    /// The plugin itself said that it failed.
    Plugin = 126,
    /// Whoever read the standard output is gone; as a process that SIGPIPE ended. Nothing is printed.
    BrokenPipe = 141,
}

/// Why the command ends early.
#[derive(Debug)]
pub(crate) struct Failure {
    /// Exit status.
    pub status: Status,
    text: Text,
    help: Option<String>,
}

/// What to tell the user.
#[derive(Debug)]
enum Text {
    /// One message, to be headed by `error:`.
    Message(String),
    /// Diagnostics that are rendered already.
    Rendered(String),
}

impl Failure {
    /// One message.
    pub(crate) fn new(status: Status, message: impl Display) -> Self {
        Self { status, text: Text::Message(message.to_string()), help: None }
    }

    /// Compiler diagnostics, which bring their own heads and places.
    pub(crate) fn rendered(status: Status, text: String) -> Self {
        Self { status, text: Text::Rendered(text), help: None }
    }

    /// Adds what to do next.
    #[must_use]
    pub(crate) fn help(mut self, help: impl Display) -> Self {
        self.help = Some(help.to_string());
        self
    }

    /// Whether there is nothing to say.
    pub(crate) fn is_quiet(&self) -> bool {
        self.status == Status::BrokenPipe
    }
}

impl Failure {
    /// The whole text, with the heads of its messages in colour.
    pub(crate) fn render(&self, style: Style) -> String {
        let mut text = match &self.text {
            Text::Message(message) => format!("{} {message}", style.error("error:")),
            Text::Rendered(text) => text.trim_end().to_owned(),
        };
        if let Some(help) = &self.help {
            text.push_str(&format!("\n{} {help}", style.help("help:")));
        }
        text
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Style::PLAIN))
    }
}

impl std::error::Error for Failure {}
