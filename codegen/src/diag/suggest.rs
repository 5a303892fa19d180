//! "Did you mean …?"
//!
//! **Invariant:** a suggestion is one of the candidates, never the word itself, and only one that
//! somebody may have meant.

/// Longer words are not worth the time: the distance costs the product of both lengths.
const LONGEST: usize = 80;

/// The candidate that `word` was probably meant to be.
pub fn did_you_mean<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    if word.len() > LONGEST {
        return None;
    }
    let folded = fold(word);
    let allowed = folded.chars().count().max(3) / 3;
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word && candidate.len() <= LONGEST)
        .filter_map(|candidate| {
            let other = fold(candidate);
            if sorted_words(&other) == sorted_words(&folded) {
                return Some((0, candidate));
            }
            let distance = strsim::damerau_levenshtein(&folded, &other);
            (distance <= allowed).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Kebab case, so that `rateLimit` and `rate_limit` are near to `rate-limit`.
fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len() + 4);
    let mut after_lower = false;
    for c in word.chars() {
        if c.is_uppercase() && after_lower {
            folded.push('-');
        }
        after_lower = c.is_lowercase() || c.is_numeric();
        match c {
            '_' | ' ' | '.' => folded.push('-'),
            c => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

fn sorted_words(folded: &str) -> Vec<&str> {
    let mut words: Vec<&str> = folded.split('-').collect();
    words.sort_unstable();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 5] = ["rate-limit", "body-limit", "audit", "public", "profile"];

    #[test]
    fn finds_what_was_meant() {
        let cases = [
            ("rate_limit", "rate-limit"),
            ("rateLimit", "rate-limit"),
            ("limit-rate", "rate-limit"),
            ("Audit", "audit"),
            ("adit", "audit"),
            ("pubilc", "public"),
            ("body-limits", "body-limit"),
        ];
        for (word, meant) in cases {
            assert_eq!(did_you_mean(word, KEYS), Some(meant), "{word}");
        }
    }

    #[test]
    fn keeps_quiet_otherwise() {
        let long = "rate-limit".repeat(10_000);
        for word in ["", "x", "security", "audit", long.as_str()] {
            assert_eq!(did_you_mean(word, KEYS), None, "{word}");
        }
    }
}
