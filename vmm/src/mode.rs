//! What executes a runtime's plugins.

use std::fmt;
use std::str::FromStr;

/// What executes a runtime's plugins.
///
/// Plugins see the same data model in every mode and give the same results bit for bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Mode {
    /// The best machine mode that the host runs natively.
    #[default]
    Auto,
    /// A KVM guest in 32-bit protected mode: IA-32 code, limits to the byte by segment descriptors.
    Segmented,
    /// A KVM guest in 64-bit long mode: x86-64 code, limits by page tables.
    Long,
    /// The bounds-checked interpreter: memory-safe and slow, no hardware wall, needs no KVM.
    Interp,
}

impl Mode {
    /// The modes that can execute something, which leaves out [`Mode::Auto`].
    pub const CONCRETE: [Self; 3] = [Self::Long, Self::Segmented, Self::Interp];

    /// The name as the command line spells it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Segmented => "segmented",
            Self::Long => "long",
            Self::Interp => "interp",
        }
    }

    /// Whether the mode is a KVM guest.
    #[must_use]
    pub const fn needs_kvm(self) -> bool {
        matches!(self, Self::Segmented | Self::Long)
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The text is not the name of a mode.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a mode; the modes are auto, segmented, long and interp")]
pub struct ParseModeError(String);

impl FromStr for Mode {
    type Err = ParseModeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Auto, Self::Segmented, Self::Long, Self::Interp]
            .into_iter()
            .find(|mode| mode.name() == text)
            .ok_or_else(|| ParseModeError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_parses_back() {
        for mode in [Mode::Auto, Mode::Segmented, Mode::Long, Mode::Interp] {
            assert_eq!(mode.to_string().parse(), Ok(mode));
        }
        let error = "Long".parse::<Mode>().unwrap_err();
        assert!(error.to_string().contains("`Long`"));
    }
}
