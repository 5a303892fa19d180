//! The values of annotations that have a notation of their own: durations and sizes.
//!
//! **Invariant:** exact or refused; nothing is rounded and nothing overflows.

/// `90s`, `1m`, `1h`, `1d` as seconds; at least one, whole units only.
pub(super) fn seconds(text: &str) -> Result<u32, &'static str> {
    let (number, unit) = split(text);
    let factor = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        "ms" | "us" | "µs" | "ns" => return Err("windows are counted in whole seconds"),
        _ => return Err("a window is a whole number and a unit: `s`, `m`, `h` or `d`"),
    };
    let seconds = whole(number).and_then(|n| u32::try_from(n).ok()?.checked_mul(factor));
    match seconds {
        None => Err("a window is a whole number and a unit: `s`, `m`, `h` or `d`"),
        Some(0) => Err("a window lasts at least one second"),
        Some(seconds) => Ok(seconds),
    }
}

/// `16KiB`, `1MiB`, `512B`, `4096` as bytes.
pub(super) fn bytes(text: &str) -> Result<u64, &'static str> {
    let (number, unit) = split(text);
    let factor = match unit {
        "" | "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        "kB" | "KB" | "k" | "K" | "MB" | "M" | "GB" | "G" => {
            return Err("sizes are powers of two: `KiB`, `MiB` or `GiB`");
        }
        _ => return Err("a size is a whole number and a unit: `B`, `KiB`, `MiB` or `GiB`"),
    };
    whole(number)
        .and_then(|n| n.checked_mul(factor))
        .ok_or("a size is a whole number and a unit: `B`, `KiB`, `MiB` or `GiB`")
}

fn split(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.split_at(end)
}

fn whole(digits: &str) -> Option<u64> {
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows() {
        assert_eq!(seconds("1s"), Ok(1));
        assert_eq!(seconds("2m"), Ok(120));
        assert_eq!(seconds("1h"), Ok(3600));
        assert_eq!(seconds("1d"), Ok(86_400));
        for bad in ["500ms", "0s", "1.5s", "s", "", "1", "1 s", "-1s", "99999999999d", "1w"] {
            assert!(seconds(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn sizes() {
        assert_eq!(bytes("16KiB"), Ok(16 * 1024));
        assert_eq!(bytes("1MiB"), Ok(1024 * 1024));
        assert_eq!(bytes("4096"), Ok(4096));
        assert_eq!(bytes("0"), Ok(0));
        for bad in ["16KB", "KiB", "", "1.5MiB", "-1", "99999999999999999999GiB", "1 KiB"] {
            assert!(bytes(bad).is_err(), "{bad}");
        }
    }
}
