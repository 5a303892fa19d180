//! "Did you mean": the known name that is nearest to one that is not known.
//!
//! **Invariant:** a suggestion is a guess for people; nothing is decided by it.

/// The nearest of `candidates`, when it is near enough that a slip of the pen explains the difference.
///
/// Case does not count, nor does the choice of separators: `operationid` and `operation_id` are both
/// near `operationId`.
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let wanted = fold(name);
    let limit = (wanted.chars().count() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let folded = fold(candidate);
        // The difference of the lengths is a lower bound; most candidates end here.
        if folded.len().abs_diff(wanted.len()) > 4 * limit {
            continue;
        }
        let distance = strsim::osa_distance(&wanted, &folded);
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

fn fold(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect()
}

/// `a`, `b` and `c`: names in a sentence, in back quotes, at most a dozen.
pub fn enumerate<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    const MOST: usize = 12;
    let names: Vec<&str> = names.into_iter().collect();
    let mut quoted: Vec<String> = names.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    if names.len() > MOST {
        quoted.push(format!("{} more", names.len() - MOST));
    }
    match quoted.split_last() {
        None => "none".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found() {
        let known = ["summary", "operationId", "parameters", "requestBody"];
        assert_eq!(nearest("paramters", known), Some("parameters"));
        assert_eq!(nearest("operation_id", known), Some("operationId"));
        assert_eq!(nearest("security", known), None);
    }

    #[test]
    fn names_read_as_a_sentence() {
        assert_eq!(enumerate([]), "none");
        assert_eq!(enumerate(["a"]), "`a`");
        assert_eq!(enumerate(["a", "b", "c"]), "`a`, `b` and `c`");
        let many: Vec<String> = (0..14).map(|i| i.to_string()).collect();
        assert!(enumerate(many.iter().map(String::as_str)).ends_with("`11` and 2 more"));
    }
}
