//! From `--profile`, `--allow`, `--warn`, `--deny` and the rest to the options of the pipeline.
//!
//! **Invariant:** a rule that does not exist, or that is given two levels, is an error: a
//! misspelled `--deny` must not look like a clean document.

use std::collections::BTreeMap;

use portcullis_codegen::diag::{Level, Levels, WARNINGS, did_you_mean};

use crate::args::Common;
use crate::pipeline::Options;
use crate::status::Failure;

/// The options of the pipeline.
pub(crate) fn options(common: &Common, rules: &[&str]) -> Result<Options, Failure> {
    let mut chosen: BTreeMap<&str, Level> = BTreeMap::new();
    let lists =
        [(&common.allow, Level::Allow), (&common.warn, Level::Warn), (&common.deny, Level::Deny)];
    for (names, level) in lists {
        for name in names {
            let all = level == Level::Deny && name == WARNINGS;
            if !all && !rules.contains(&name.as_str()) {
                return Err(unknown_rule(name, rules));
            }
            if chosen.insert(name, level).is_some_and(|earlier| earlier != level) {
                let message = format!("the rule `{name}` is given two levels");
                return Err(Failure::new(message).help("name it once"));
            }
        }
    }
    let mut levels = Levels::new(common.profile.unwrap_or_default());
    for (name, level) in chosen {
        levels.set(name, level);
    }
    Ok(Options {
        levels,
        profile: common.profile,
        overlays: common.overlay.clone(),
        outside: common.allow_outside,
    })
}

/// The error for a rule that does not exist.
pub(crate) fn unknown_rule(name: &str, rules: &[&str]) -> Failure {
    let failure = Failure::new(format!("there is no rule `{name}`"));
    match did_you_mean(name, rules.iter().copied()) {
        Some(meant) => failure.help(format!("did you mean `{meant}`?")),
        None => failure.help("`cargo portcullis rules` lists the rules"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use portcullis_codegen::diag::{Lint, Profile};

    const RULES: [&str; 2] = ["missing-security", "unbounded-array"];
    static LINT: Lint = Lint::new("missing-security", [Level::Warn, Level::Deny, Level::Deny]);

    fn common(allow: &[&str], deny: &[&str]) -> Common {
        let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Common { allow: own(allow), deny: own(deny), ..Common::default() }
    }

    #[test]
    fn levels_of_the_command_line_count() {
        let mut common = common(&["missing-security"], &[]);
        let options = options(&common, &RULES).unwrap();
        assert_eq!(options.levels.level(&LINT), Level::Allow);
        assert_eq!(options.profile, None);
        common.allow.clear();
        common.profile = Some(Profile::Lenient);
        let options = super::options(&common, &RULES).unwrap();
        assert_eq!(options.levels.level(&LINT), Level::Warn);
        assert_eq!(options.profile, Some(Profile::Lenient));
    }

    #[test]
    fn a_misspelled_rule_is_an_error() {
        let failure = options(&common(&[], &["missing-secrity"]), &RULES).unwrap_err();
        assert!(failure.to_string().contains("did you mean `missing-security`?"), "{failure}");
        let failure = options(&common(&["nonsense"], &[]), &RULES).unwrap_err();
        assert!(failure.to_string().contains("lists the rules"), "{failure}");
    }

    #[test]
    fn two_levels_for_one_rule_are_an_error() {
        let twice = common(&["missing-security"], &["missing-security"]);
        assert!(options(&twice, &RULES).is_err());
        let same = common(&[], &["missing-security", "missing-security"]);
        assert!(options(&same, &RULES).is_ok());
    }
}
