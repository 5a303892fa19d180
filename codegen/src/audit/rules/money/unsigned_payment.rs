//! Operations that move money and take no signature of the message.
//!
//! **Invariant:** a detached JWS, or the three headers of RFC 9421 and RFC 9530, are a signature.

use super::headers::takes;
use super::names::moves_money;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::Method;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("unsigned-payment", [Level::Allow, Level::Allow, Level::Allow])
        .open_banking(Level::Deny),
    page: include_str!("unsigned-payment.md"),
    covers: &["FIN-04"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for operation in &subject.document.operations {
        if operation.method.value != Method::Post || !moves_money(operation.path.value) {
            continue;
        }
        let by_fields = ["Signature", "Signature-Input", "Content-Digest"];
        let is_signed = takes(operation, "x-jws-signature")
            || by_fields.iter().all(|name| takes(operation, name));
        if is_signed {
            continue;
        }
        let message =
            format!("operation `{}` moves money, and takes no signature", operation.name());
        findings.add(
            Diagnostic::error(RULE.lint.name, operation.name_span(), message)
                .label("nobody can prove later who asked for what")
                .help("add the required header parameter `x-jws-signature`")
                .help("or those of RFC 9421: `Signature`, `Signature-Input` and `Content-Digest`"),
        );
    }
}
