//! Checks of the catalogue that a phase before the audit makes.

use super::{checked, document, takes};

#[test]
fn closed_branches_are_found_before_the_audit() {
    // PROP-08
    let closed = "allOf:
- { type: object, additionalProperties: false, properties: { a: { type: string } } }
- { type: object, properties: { b: { type: string } } }";
    for version in ["3.0.3", "3.1.0"] {
        let document = document(version, &takes("post", closed), "");
        let checked = checked("closed-branch", &document);
        let codes = checked.diagnostics.sorted();
        assert!(codes.iter().any(|finding| finding.code == "closed-branch"), "{version}");
    }
}

#[test]
fn nothing_is_fetched() {
    // SSRF-04
    for version in ["3.0.3", "3.1.0"] {
        for (reference, code) in [
            ("https://example.com/schema.yaml", "remote-reference"),
            ("http://169.254.169.254/latest", "remote-reference"),
            ("file:///etc/passwd", "remote-reference"),
            ("../../etc/passwd", "outside-reference"),
        ] {
            let document = document(version, &takes("post", &format!("$ref: '{reference}'")), "");
            let checked = checked("closed-branch", &document);
            let found = checked.diagnostics.sorted();
            assert!(found.iter().any(|finding| finding.code == code), "{version} {reference}");
        }
    }
}
