//! The text of `portcullis.toml`, read.
//!
//! **Invariant:** every key is asked for by name, and all others are reported; all mistakes come out at once.

use std::ops::Range;

use toml::Spanned as At;
use toml::de::{DeTable, DeValue};

use super::{Allow, Configuration};
use crate::acknowledge::{self, is_reason};
use crate::diag::{Diagnostic, Diagnostics, Level, Profile, WARNINGS, did_you_mean};
use crate::sentence::enumerate;
use crate::span::{FileId, Span, Spanned};

const CODE: &str = "invalid-configuration";

/// Reads the text; what is wrong in it is reported and left out.
pub(super) fn read(
    file: FileId,
    text: &str,
    known: &[&'static str],
    diagnostics: &mut Diagnostics,
) -> Configuration {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader { file, known, diagnostics };
    for error in &errors {
        let at = error.span().unwrap_or(0..0);
        let message = error.message().trim_end_matches('.').replace('\n', ", ");
        reader.report("syntax", at, message, "TOML is described at https://toml.io");
    }
    // What stands around a mistake in the syntax is not known well enough to be blamed for anything.
    if errors.is_empty() { reader.root(table.get_ref()) } else { Configuration::default() }
}

struct Reader<'r> {
    file: FileId,
    known: &'r [&'static str],
    diagnostics: &'r mut Diagnostics,
}

/// A key of a table with its value.
type Entry<'t> = (&'t At<std::borrow::Cow<'t, str>>, &'t At<DeValue<'t>>);

impl Reader<'_> {
    fn root(&mut self, table: &DeTable<'_>) -> Configuration {
        let mut configuration = Configuration::default();
        for (key, value) in entries(table) {
            match key.get_ref().as_ref() {
                "profile" => configuration.profile = self.profile(value),
                "levels" => configuration.levels = self.levels(value),
                "allow" => configuration.everywhere = self.everywhere(value),
                "allow-at" => configuration.places = self.places(value),
                other => {
                    let keys = ["profile", "levels", "allow", "allow-at"];
                    self.unknown(other, key.span(), &keys);
                }
            }
        }
        configuration
    }

    fn profile(&mut self, value: &At<DeValue<'_>>) -> Option<Profile> {
        let name = self.text(value, "the name of a profile")?;
        let profile = Profile::from_name(name.value);
        if profile.is_none() {
            let names = Profile::ALL.map(Profile::name);
            let help = did_you_mean(name.value, names).map_or_else(
                || format!("the profiles are {}", enumerate(names)),
                |near| format!("did you mean `{near}`?"),
            );
            self.report(CODE, value.span(), format!("unknown profile `{}`", name.value), help);
        }
        profile
    }

    fn levels(&mut self, value: &At<DeValue<'_>>) -> Vec<(String, Level)> {
        let mut levels: Vec<(String, Level)> = Vec::new();
        for (key, value) in self.table(value, "a table of levels") {
            let level = match key.get_ref().as_ref() {
                "warn" => Level::Warn,
                "deny" => Level::Deny,
                "allow" => {
                    let help = "write `[allow]`, and each rule with its reason";
                    let message = "a rule is not allowed without a reason";
                    self.report(CODE, key.span(), message, help);
                    continue;
                }
                other => {
                    self.unknown(other, key.span(), &["warn", "deny"]);
                    continue;
                }
            };
            for name in self.list(value) {
                let Some(rule) = self.text(name, "the name of a rule") else { continue };
                let all = level == Level::Deny && rule.value == WARNINGS;
                let rule = if all { Some(WARNINGS) } else { self.rule(rule) };
                let Some(rule) = rule else { continue };
                if levels.iter().any(|(earlier, of)| earlier == rule && *of != level) {
                    let message = format!("the rule `{rule}` is given two levels");
                    self.report(CODE, name.span(), message, "name it once");
                }
                levels.push((rule.to_owned(), level));
            }
        }
        levels
    }

    fn everywhere(&mut self, value: &At<DeValue<'_>>) -> Vec<Allow> {
        let mut all = Vec::new();
        for (key, value) in self.table(value, "a table of rules and reasons") {
            let name = Spanned::new(key.get_ref().as_ref(), self.span(key.span()));
            let (rule, reason) = (self.rule(name), self.reason(value));
            if let (Some(rule), Some(reason)) = (rule, reason) {
                all.push(Allow { rule, span: name.span, reason });
            }
        }
        all
    }

    fn places(&mut self, value: &At<DeValue<'_>>) -> Vec<(Allow, Spanned<String>)> {
        let items = self.list(value);
        items.into_iter().filter_map(|item| self.place(item)).collect()
    }

    fn place(&mut self, item: &At<DeValue<'_>>) -> Option<(Allow, Spanned<String>)> {
        let (mut rule, mut at, mut reason) = (None, None, None);
        for (key, value) in self.table(item, "a table with `rule`, `at` and `reason`") {
            match key.get_ref().as_ref() {
                "rule" => rule = Some(self.text(value, "the name of a rule")),
                "at" => at = Some(self.text(value, "a place in the document")),
                "reason" => reason = Some(self.reason(value)),
                other => self.unknown(other, key.span(), &["rule", "at", "reason"]),
            }
        }
        let absent = [("rule", rule.is_none()), ("at", at.is_none()), ("reason", reason.is_none())];
        if item.get_ref().is_table() {
            for (name, _) in absent.into_iter().filter(|(_, is_absent)| *is_absent) {
                let message = format!("`{name}` is missing");
                self.report(CODE, item.span(), message, "write `rule`, `at` and `reason`");
            }
        }
        let name = rule.flatten();
        let rule = name.and_then(|name| self.rule(name));
        let (span, reason, at) = (name?.span, reason.flatten()?, at.flatten()?);
        Some((Allow { rule: rule?, span, reason }, at.map(str::to_owned)))
    }

    fn rule(&mut self, name: Spanned<&str>) -> Option<&'static str> {
        acknowledge::rule(name, self.known, self.diagnostics)
    }

    fn reason(&mut self, value: &At<DeValue<'_>>) -> Option<String> {
        let text = self.text(value, "a reason")?;
        if !is_reason(text.value) {
            let help = "say why in a sentence; it is for the people who review it";
            self.report(CODE, value.span(), "the reason says nothing", help);
            return None;
        }
        Some(text.value.to_owned())
    }

    fn text<'t>(&mut self, value: &'t At<DeValue<'_>>, what: &str) -> Option<Spanned<&'t str>> {
        let Some(text) = value.get_ref().as_str() else {
            self.expected(what, value);
            return None;
        };
        Some(Spanned::new(text, self.span(value.span())))
    }

    fn list<'t>(&mut self, value: &'t At<DeValue<'t>>) -> Vec<&'t At<DeValue<'t>>> {
        let Some(items) = value.get_ref().as_array() else {
            self.expected("a list", value);
            return Vec::new();
        };
        items.iter().collect()
    }

    fn table<'t>(&mut self, value: &'t At<DeValue<'t>>, what: &str) -> Vec<Entry<'t>> {
        let Some(table) = value.get_ref().as_table() else {
            self.expected(what, value);
            return Vec::new();
        };
        entries(table)
    }

    fn expected(&mut self, what: &str, value: &At<DeValue<'_>>) {
        let message =
            format!("expected {what}, found a value of type {}", value.get_ref().type_str());
        self.report(CODE, value.span(), message, format!("write {what}"));
    }

    fn unknown(&mut self, key: &str, at: Range<usize>, known: &[&str]) {
        let help = did_you_mean(key, known.iter().copied()).map_or_else(
            || format!("the keys here are {}", enumerate(known.iter().copied())),
            |near| format!("did you mean `{near}`?"),
        );
        self.report(CODE, at, format!("unknown key `{key}`"), help);
    }

    fn report(
        &mut self,
        code: &'static str,
        at: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let span = self.span(at);
        self.diagnostics.report(Diagnostic::error(code, span, message).help(help));
    }

    fn span(&self, at: Range<usize>) -> Span {
        Span::new(self.file, at)
    }
}

/// The entries of a table in the order of the file.
fn entries<'t>(table: &'t DeTable<'t>) -> Vec<Entry<'t>> {
    let mut entries: Vec<Entry<'t>> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}
