//! `duration`, RFC 3339 appendix A.
//!
//! **Invariant:** units come in order, each at most once and without leaving one out between two.

/// Whether the text is a duration.
pub(super) fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else { return false };
    if let Some(weeks) = rest.strip_suffix('W') {
        return is_number(weeks);
    }
    match rest.split_once('T') {
        None => units(rest, "YMD"),
        Some((date, time)) => (date.is_empty() || units(date, "YMD")) && units(time, "HMS"),
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Numbers with units that follow each other in `order`: `dur-year = 1*DIGIT "Y" [dur-month]`.
fn units(text: &str, order: &str) -> bool {
    let mut found = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| !c.is_ascii_digit()) {
        let (number, unit) = rest.split_at(at);
        let Some(unit) = unit.chars().next() else { return false };
        if !is_number(number) || found.len() == order.len() {
            return false;
        }
        found.push(unit);
        rest = rest.get(at + unit.len_utf8()..).unwrap_or_default();
    }
    rest.is_empty() && !found.is_empty() && order.contains(&found)
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::tests::check;

    #[test]
    fn durations() {
        check(
            Format::Duration,
            &[
                "P4DT12H30M5S",
                "P1Y",
                "P1Y2M3D",
                "P2M3D",
                "PT1H",
                "PT36H",
                "P4W",
                "PT0S",
                "P0D",
                "P1DT2M",
            ],
            &[
                "P", "PT", "P1DT", "P1D2H", "P1Y3D", "PT1H5S", "P1W2D", "P2D1Y", "P1", "1D", "p1d",
                "P1,5D", "P1.5D", "P-1D", "P1D ", "PT1D", "P１Y",
            ],
        );
    }
}
