//! Profiles and levels: which findings stop the build.
//!
//! **Invariant:** a level decides about a finding, never about enforcement: what generated code
//! checks does not depend on the profile.

use std::collections::BTreeMap;

use super::Severity;

/// What happens when a finding of one kind turns up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing.
    Allow,
    /// It is printed.
    Warn,
    /// It is printed and no code is generated.
    Deny,
}

impl Level {
    /// How grave a finding of this level is; `None` where nothing happens.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Level::Allow => None,
            Level::Warn => Some(Severity::Warning),
            Level::Deny => Some(Severity::Error),
        }
    }
}

/// A set of levels with a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Profile {
    /// Denies only what cannot be enforced or generated: any sound public document passes.
    Lenient,
    /// What a careful team wants on day one.
    #[default]
    Standard,
    /// For payments and other regulated interfaces.
    Strict,
    /// `Strict`, and what the FAPI 2.0 Security Profile demands of a resource server.
    Fapi,
    /// `Fapi`, and what Open Banking UK demands of an account provider's interface.
    OpenBanking,
}

impl Profile {
    /// All profiles, from the most to the least permissive.
    pub const ALL: [Profile; 5] =
        [Profile::Lenient, Profile::Standard, Profile::Strict, Profile::Fapi, Profile::OpenBanking];

    /// The name as users write it.
    pub fn name(self) -> &'static str {
        match self {
            Profile::Lenient => "lenient",
            Profile::Standard => "standard",
            Profile::Strict => "strict",
            Profile::Fapi => "fapi",
            Profile::OpenBanking => "open-banking",
        }
    }

    /// The profile of a name.
    pub fn from_name(name: &str) -> Option<Profile> {
        Profile::ALL.into_iter().find(|profile| profile.name() == name)
    }
}

/// A kind of finding whose level can be configured.
#[derive(Debug, PartialEq, Eq)]
pub struct Lint {
    /// Its name in kebab case, chosen to read right after "allow".
    pub name: &'static str,
    /// Its level in the lenient, the standard and the strict profile.
    levels: [Level; 3],
    /// Its level in the FAPI profile, where that is not the strict one.
    fapi: Option<Level>,
    /// Its level in the Open Banking profile, where that is not the FAPI one.
    open_banking: Option<Level>,
}

impl Lint {
    /// A kind of finding with its levels in the lenient, the standard and the strict profile. The
    /// profiles beyond those have the strict level.
    pub const fn new(name: &'static str, levels: [Level; 3]) -> Self {
        Lint { name, levels, fapi: None, open_banking: None }
    }

    /// Another level in the profile `fapi`, and in `open-banking`.
    #[must_use]
    pub const fn fapi(mut self, level: Level) -> Self {
        self.fapi = Some(level);
        self
    }

    /// Another level in the profile `open-banking`.
    #[must_use]
    pub const fn open_banking(mut self, level: Level) -> Self {
        self.open_banking = Some(level);
        self
    }

    /// Its level in a profile.
    pub fn level_in(&self, profile: Profile) -> Level {
        let [lenient, standard, strict] = self.levels;
        match profile {
            Profile::Lenient => lenient,
            Profile::Standard => standard,
            Profile::Strict => strict,
            Profile::Fapi => self.fapi.unwrap_or(strict),
            Profile::OpenBanking => self.open_banking.or(self.fapi).unwrap_or(strict),
        }
    }
}

/// The word that stands for all findings that would only be printed: they can be denied together.
pub const WARNINGS: &str = "warnings";

/// A profile and what the user changed about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    profile: Profile,
    overrides: BTreeMap<String, Level>,
}

impl Levels {
    /// The levels of a profile.
    pub fn new(profile: Profile) -> Self {
        Levels { profile, overrides: BTreeMap::new() }
    }

    /// The profile.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// The same overrides on another profile.
    #[must_use]
    pub fn with_profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// Sets the level of one kind of finding.
    pub fn set(&mut self, lint: impl Into<String>, level: Level) {
        self.overrides.insert(lint.into(), level);
    }

    /// The levels that were set, by name.
    pub fn overrides(&self) -> impl Iterator<Item = (&str, Level)> {
        self.overrides.iter().map(|(name, level)| (name.as_str(), *level))
    }

    /// The level in force. Where [`WARNINGS`] are denied, nothing is only printed.
    pub fn level(&self, lint: &Lint) -> Level {
        let set = |name: &str| self.overrides.get(name).copied();
        match set(lint.name).unwrap_or_else(|| lint.level_in(self.profile)) {
            Level::Warn => set(WARNINGS).unwrap_or(Level::Warn),
            level @ (Level::Allow | Level::Deny) => level,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_can_be_denied_together() {
        let lint = Lint::new("a-rule", [Level::Allow, Level::Warn, Level::Deny]);
        let levels = |profile| {
            let mut levels = Levels::new(profile);
            levels.set(WARNINGS, Level::Deny);
            levels
        };
        assert_eq!(levels(Profile::Lenient).level(&lint), Level::Allow);
        assert_eq!(levels(Profile::Standard).level(&lint), Level::Deny);
        let mut allowed = levels(Profile::Standard);
        allowed.set("a-rule", Level::Allow);
        assert_eq!(allowed.level(&lint), Level::Allow);
        assert_eq!(Levels::new(Profile::Standard).level(&lint), Level::Warn);
    }
}
