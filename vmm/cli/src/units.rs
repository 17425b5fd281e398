//! Sizes and durations as people write them: `64KiB`, `16M`, `1.5s`, `200ms`.

use std::time::Duration;

/// Parses a number of bytes: `4096`, `64KiB`, `16M`. The units are powers of 1024, in either spelling.
pub(crate) fn size(text: &str) -> Result<u64, String> {
    let (number, unit) = split(text);
    let scale: u64 = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kib" => 1 << 10,
        "m" | "mib" => 1 << 20,
        "g" | "gib" => 1 << 30,
        "kb" | "mb" | "gb" => {
            return Err(format!("did you mean {number}{}iB? (units are powers of 1024)", &unit[..1].to_uppercase()));
        }
        _ => return Err("expected a size such as 4096, 64KiB, 16MiB or 1GiB".into()),
    };
    let number: u64 =
        number.parse().map_err(|_| "expected a whole number with an optional unit, such as 64KiB".to_owned())?;
    number.checked_mul(scale).ok_or_else(|| "the size is too large".to_owned())
}

/// Parses a duration: `2s`, `1.5s`, `200ms`, `50us`, `1m`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let (number, unit) = split(text);
    let seconds = match unit {
        "ns" => 1e-9,
        "us" | "µs" => 1e-6,
        "ms" => 1e-3,
        "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        "" if !number.is_empty() => return Err(format!("a duration needs a unit: {number}s or {number}ms")),
        _ => return Err("expected a duration such as 2s, 1.5s, 200ms or 1m".into()),
    };
    let number: f64 = number.parse().map_err(|_| "expected a number with a unit, such as 2s or 200ms".to_owned())?;
    let duration = Duration::try_from_secs_f64(number * seconds).map_err(|_| "the duration is too long".to_owned())?;
    if duration.is_zero() { Err("the duration must not be zero".into()) } else { Ok(duration) }
}

/// The number and what follows it.
fn split(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    (number, unit.trim_start())
}

/// A duration with three significant digits and the unit that fits.
pub(crate) fn show_duration(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    let (value, unit) = match seconds {
        s if s >= 1.0 => (s, "s"),
        s if s >= 1e-3 => (s * 1e3, "ms"),
        s if s >= 1e-6 => (s * 1e6, "us"),
        s => (s * 1e9, "ns"),
    };
    let decimals = match value {
        v if v >= 100.0 || unit == "ns" => 0,
        v if v >= 10.0 => 1,
        _ => 2,
    };
    format!("{value:.decimals$} {unit}")
}

/// A number of bytes in the largest unit that divides it.
pub(crate) fn show_size(bytes: u64) -> String {
    for (shift, unit) in [(30, "GiB"), (20, "MiB"), (10, "KiB")] {
        if bytes != 0 && bytes.is_multiple_of(1 << shift) {
            return format!("{} {unit}", bytes >> shift);
        }
    }
    format!("{bytes} bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        for (text, bytes) in [
            ("0", 0),
            ("4096", 4096),
            ("64KiB", 65536),
            ("64k", 65536),
            ("16 MiB", 16 << 20),
            ("1G", 1 << 30),
            ("7B", 7),
        ] {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["", "KiB", "-1", "1.5MiB", "12XiB", "99999999999999999999", "99999999999GiB", "0x10", "1e3"] {
            assert!(size(text).is_err(), "{text}");
        }
        assert_eq!(size("5MB").unwrap_err(), "did you mean 5MiB? (units are powers of 1024)");
    }

    #[test]
    fn durations() {
        for (text, micros) in
            [("2s", 2_000_000), ("1.5s", 1_500_000), ("200ms", 200_000), ("50us", 50), ("1m", 60_000_000)]
        {
            assert_eq!(duration(text), Ok(Duration::from_micros(micros)), "{text}");
        }
        for text in ["", "s", "-1s", "0s", "1.2.3s", "2 fortnights", "1e400s", "99999999999999999999h"] {
            assert!(duration(text).is_err(), "{text}");
        }
        assert_eq!(duration("2").unwrap_err(), "a duration needs a unit: 2s or 2ms");
    }

    #[test]
    fn shown() {
        assert_eq!(show_duration(Duration::from_nanos(15)), "15 ns");
        assert_eq!(show_duration(Duration::from_micros(1234)), "1.23 ms");
        assert_eq!(show_duration(Duration::from_millis(12_345)), "12.3 s");
        assert_eq!(show_duration(Duration::from_micros(450)), "450 us");
        assert_eq!(show_size(65536), "64 KiB");
        assert_eq!(show_size(100), "100 bytes");
        assert_eq!(show_size(0), "0 bytes");
    }
}
