//! How names of a document follow from names in Rust, where they all follow in the same way.
//!
//! **Invariant:** whoever writes a name and whoever reads it back use [`Case::wire`], so that a name
//! that is left out is the one that was meant.

/// A way of writing several words as one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// `payeeName`
    Camel,
    /// `PayeeName`
    Pascal,
    /// `payee_name`
    Snake,
    /// `payee-name`
    Kebab,
    /// `PAYEE_NAME`
    ScreamingSnake,
}

impl Case {
    /// All of them; where two serve as well, the first is taken.
    pub const ALL: [Case; 5] =
        [Case::Snake, Case::Camel, Case::Pascal, Case::Kebab, Case::ScreamingSnake];

    /// What it is called, written in its own way.
    pub fn name(self) -> &'static str {
        match self {
            Case::Camel => "camelCase",
            Case::Pascal => "PascalCase",
            Case::Snake => "snake_case",
            Case::Kebab => "kebab-case",
            Case::ScreamingSnake => "SCREAMING_SNAKE_CASE",
        }
    }

    /// The one of a name.
    pub fn from_name(name: &str) -> Option<Case> {
        Case::ALL.into_iter().find(|case| case.name() == name)
    }

    /// The document's name for a field or a variant. A word begins after `_` and at an upper-case
    /// letter.
    pub fn wire(self, ident: &str) -> String {
        let mut out = String::with_capacity(ident.len() + 4);
        let mut begins = true;
        for c in ident.trim_start_matches("r#").chars() {
            if c == '_' {
                begins = true;
                continue;
            }
            begins |= c.is_ascii_uppercase();
            let first = out.is_empty();
            if begins && !first {
                match self {
                    Case::Snake | Case::ScreamingSnake => out.push('_'),
                    Case::Kebab => out.push('-'),
                    Case::Camel | Case::Pascal => {}
                }
            }
            out.push(match self {
                Case::Pascal if begins => c.to_ascii_uppercase(),
                Case::Camel if begins && !first => c.to_ascii_uppercase(),
                Case::ScreamingSnake => c.to_ascii_uppercase(),
                Case::Camel | Case::Pascal | Case::Snake | Case::Kebab => c.to_ascii_lowercase(),
            });
            begins = false;
        }
        out
    }

    /// The case that leaves the fewest names to be written, where it leaves fewer than there are
    /// without one and saves the line that says it. Each pair is a name in Rust and the document's.
    pub(crate) fn of(pairs: &[(String, &str)], without: usize) -> Option<Case> {
        let left =
            |case: Case| pairs.iter().filter(|(ident, wire)| case.wire(ident) != *wire).count();
        let best =
            Case::ALL.into_iter().map(|case| (left(case), case)).min_by_key(|(left, _)| *left);
        best.filter(|(left, _)| left + 1 < without).map(|(_, case)| case)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_joined() {
        let wanted = [
            ("payee_name", ["payee_name", "payeeName", "PayeeName", "payee-name", "PAYEE_NAME"]),
            ("PayeeName", ["payee_name", "payeeName", "PayeeName", "payee-name", "PAYEE_NAME"]),
            ("r#type", ["type", "type", "Type", "type", "TYPE"]),
            ("Gbp", ["gbp", "gbp", "Gbp", "gbp", "GBP"]),
            ("line_2", ["line_2", "line2", "Line2", "line-2", "LINE_2"]),
        ];
        for (ident, names) in wanted {
            assert_eq!(Case::ALL.map(|case| case.wire(ident)), names, "{ident}");
        }
        assert_eq!(Case::ALL.map(|case| Case::from_name(case.name())), Case::ALL.map(Some));
    }

    #[test]
    fn a_case_is_said_where_it_saves_something() {
        let pairs = |wires: &[&'static str]| -> Vec<(String, &'static str)> {
            let idents = ["payee_name", "id", "iban"];
            idents.iter().map(|ident| (*ident).to_owned()).zip(wires.iter().copied()).collect()
        };
        assert_eq!(Case::of(&pairs(&["PayeeName", "Id", "IBAN"]), 3), Some(Case::Pascal));
        assert_eq!(Case::of(&pairs(&["payeeName", "id", "iban"]), 1), None);
        assert_eq!(Case::of(&pairs(&["PayeeName", "ID", "iban"]), 2), None);
    }
}
