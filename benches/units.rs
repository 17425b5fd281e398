//! Times as people read them.

/// Nanoseconds with three significant digits or so, in the unit that fits.
#[must_use]
pub fn show(nanoseconds: f64) -> String {
    match nanoseconds {
        n if n >= 1e9 => format!("{:.2} s", n / 1e9),
        n if n >= 1e7 => format!("{:.1} ms", n / 1e6),
        n if n >= 1e6 => format!("{:.2} ms", n / 1e6),
        n if n >= 1e4 => format!("{:.1} us", n / 1e3),
        n if n >= 1e3 => format!("{:.2} us", n / 1e3),
        n if n >= 99.5 => format!("{n:.0} ns"),
        n if n >= 9.95 => format!("{n:.1} ns"),
        n => format!("{n:.2} ns"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units() {
        for (nanoseconds, text) in [
            (0.0, "0.00 ns"),
            (1.234, "1.23 ns"),
            (17.04, "17.0 ns"),
            (290.4, "290 ns"),
            (7543.0, "7.54 us"),
            (25_940.0, "25.9 us"),
            (1_390_000.0, "1.39 ms"),
            (55_000_000.0, "55.0 ms"),
            (2e9, "2.00 s"),
        ] {
            assert_eq!(show(nanoseconds), text);
        }
    }
}
