//! What the pages of rules say, for lists and reports.
//!
//! **Invariant:** a page is read in the form that the tests of the audit hold all of them to.

/// A section of a page, without its title.
fn section<'p>(page: &'p str, title: &str) -> Option<&'p str> {
    let mut sections = page.split("\n## ");
    let text = sections.find_map(|text| text.strip_prefix(title)?.strip_prefix('\n'))?;
    Some(text.trim())
}

/// What the rule does, in a paragraph without line breaks.
pub fn description(page: &str) -> String {
    let text = section(page, "What it does").unwrap_or_default();
    let first = text.split("\n\n").next().unwrap_or_default();
    first.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the rule does, in its first sentence.
pub fn summary(page: &str) -> String {
    let text = description(page);
    let end = text.match_indices(". ").map(|(at, _)| at + 1);
    // Not after an abbreviation: a sentence starts with a capital letter.
    let end = end.into_iter().find(|&at| {
        text.get(at..).is_some_and(|rest| rest.trim_start().starts_with(char::is_uppercase))
    });
    end.and_then(|at| text.get(..at)).unwrap_or(&text).to_owned()
}

/// The standards and lists of weaknesses that the page names, a line each.
pub fn references(page: &str) -> impl Iterator<Item = &str> {
    section(page, "References")
        .unwrap_or_default()
        .lines()
        .filter_map(|line| line.strip_prefix("- "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit;

    #[test]
    fn every_rule_says_what_it_does_in_a_sentence() {
        for lint in crate::lints() {
            let Some(page) = audit::page(lint.name) else { continue };
            let summary = summary(page);
            assert!(summary.ends_with('.') && !summary.contains('\n'), "{}: {summary}", lint.name);
            assert!(description(page).starts_with(&summary), "{}", lint.name);
            assert_ne!(references(page).count(), 0, "{}", lint.name);
        }
    }

    #[test]
    fn a_sentence_ends_before_the_next() {
        let page =
            "# a\n\n## What it does\n\nFinds `a.b` and e.g. c\nin d. More.\n\nLast.\n\n## X\n";
        assert_eq!(summary(page), "Finds `a.b` and e.g. c in d.");
        assert_eq!(description(page), "Finds `a.b` and e.g. c in d. More.");
    }
}
