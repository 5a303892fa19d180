//! The parameters of a path template.
//!
//! **Invariant:** braces are balanced and not nested, names are not empty and occur once; a template
//! that breaks this is an error here. What a router cannot tell apart (`/a/{x}` and `/a/{y}`) and
//! what cannot be matched (`#`, two parameters with nothing between them) is for `lower` to report, which
//! knows the routes.

use crate::diag::{Diagnostic, Diagnostics};
use crate::span::Spanned;

/// The names in braces, in the template's order; `None` after a report.
pub(super) fn parameters<'a>(
    template: Spanned<&'a str>,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<&'a str>> {
    match names(template.value) {
        Ok(names) => Some(names),
        Err(why) => {
            let message = format!("the path `{}` {why}", template.value);
            diagnostics.report(
                Diagnostic::error("path-template", template.span, message)
                    .help("write each parameter as `{name}`, with a name of its own"),
            );
            None
        }
    }
}

fn names(template: &str) -> Result<Vec<&str>, String> {
    let mut names = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        let Some(inside) = rest.get(at..).and_then(|from| from.strip_prefix('{')) else {
            return Err("has a `}` without its `{`".to_owned());
        };
        let Some((name, behind)) = inside.split_once('}') else {
            return Err("has a `{` without its `}`".to_owned());
        };
        if name.contains('{') {
            return Err("has a `{` within braces".to_owned());
        }
        if name.is_empty() || name.contains('/') {
            return Err("has braces without a name".to_owned());
        }
        if names.contains(&name) {
            return Err(format!("has the parameter `{name}` twice"));
        }
        names.push(name);
        rest = behind;
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]

    use super::names;

    #[test]
    fn names_in_braces() {
        assert_eq!(names("/").unwrap(), [""; 0]);
        assert_eq!(names("/a/{b}/c/{d}.json").unwrap(), ["b", "d"]);
        assert_eq!(names("/{base}...{head}").unwrap(), ["base", "head"]);
    }

    #[test]
    fn malformed_templates() {
        for bad in ["/{", "/}", "/{a", "/a}", "/{{a}}", "/{}", "/{a/b}", "/{a}/{a}", "/{a}}"] {
            assert!(names(bad).is_err(), "{bad}");
        }
    }
}
