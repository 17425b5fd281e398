//! gcc's checksums, so that a test run needs neither gcc nor its time.

/// A program that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// csmith's seed; see [`super::options`].
    pub seed: u64,
    /// The checksum.
    pub sum: u32,
    /// Whether it is short enough for a guest whose instructions are interpreted.
    pub short: bool,
}

/// The table for [`super::VERSION`], in `expected.txt`: what `csmith --sums` printed, which compares with gcc.
///
/// # Panics
/// If the table is damaged.
#[must_use]
pub fn expected() -> Vec<Expected> {
    let lines = include_str!("expected.txt").lines();
    let row = |line: &str| {
        let mut fields = line.split(' ');
        let seed = fields.next()?.parse().ok()?;
        let sum = u32::from_str_radix(fields.next()?, 16).ok()?;
        Some(Expected { seed, sum, short: fields.all(|field| field != "-segmented") })
    };
    let row = |line: &str| row(line).unwrap_or_else(|| panic!("expected.txt: {line}"));
    lines.filter(|line| !line.starts_with('#') && !line.ends_with(" -")).map(row).collect()
}
