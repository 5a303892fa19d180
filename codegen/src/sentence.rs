//! Names in a sentence of a message.
//!
//! **Invariant:** bounded: a message does not grow with the document.

/// `a`, `b` and `c`: names in a sentence, in back quotes, at most a dozen.
pub(crate) fn enumerate<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
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
    fn names_read_as_a_sentence() {
        assert_eq!(enumerate([]), "none");
        assert_eq!(enumerate(["a"]), "`a`");
        assert_eq!(enumerate(["a", "b", "c"]), "`a`, `b` and `c`");
        let many: Vec<String> = (0..14).map(|i| i.to_string()).collect();
        assert!(enumerate(many.iter().map(String::as_str)).ends_with("`11` and 2 more"));
    }
}
