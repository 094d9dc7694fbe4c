//! Computes the next version by Semantic Versioning.

use std::fmt;
use std::str::FromStr;

use super::entry::Verdict;

/// A version without pre-release or build labels, such as `1.2.3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    major: u64,
    minor: u64,
    patch: u64,
}

/// A text that is not a [`Version`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a version; write it as 1.2.3")]
pub struct VersionError(String);

impl FromStr for Version {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        let numbers: Option<Vec<u64>> = text.split('.').map(|part| part.parse().ok()).collect();
        match numbers.as_deref() {
            Some(&[major, minor, patch]) => Ok(Self { major, minor, patch }),
            _ => Err(VersionError(text.to_owned())),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl Version {
    /// Returns the lowest version that a release with this verdict may have; without changes,
    /// `self`.
    #[must_use]
    pub fn next(self, verdict: Option<Verdict>) -> Self {
        let Self { major, minor, patch } = self;
        match (verdict, major) {
            (None, _) => self,
            (Some(Verdict::Breaking), 0) => Self { major, minor: minor + 1, patch: 0 },
            (Some(_), 0) => Self { major, minor, patch: patch + 1 },
            (Some(Verdict::Breaking), _) => Self { major: major + 1, minor: 0, patch: 0 },
            (Some(Verdict::Additive), _) => Self { major, minor: minor + 1, patch: 0 },
            (Some(Verdict::Documentation), _) => Self { major, minor, patch: patch + 1 },
        }
    }

    /// Returns the rule that [`next`](Self::next) applies.
    #[must_use]
    pub fn rule(self, verdict: Option<Verdict>) -> &'static str {
        match (verdict, self.major) {
            (None, _) => "nothing has changed",
            (Some(Verdict::Breaking), 0) => {
                "before 1.0, a breaking change increases the second number"
            }
            (Some(_), 0) => "before 1.0, any other change increases the third number",
            (Some(Verdict::Breaking), _) => "a breaking change increases the first number",
            (Some(Verdict::Additive), _) => "an additive change increases the second number",
            (Some(Verdict::Documentation), _) => {
                "a documentation change increases the third number"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verdict_decides_the_next_version() {
        use Verdict::{Additive, Breaking, Documentation};
        for (current, verdict, next) in [
            ("0.1.4", None, "0.1.4"),
            ("0.1.4", Some(Documentation), "0.1.5"),
            ("0.1.4", Some(Additive), "0.1.5"),
            ("0.1.4", Some(Breaking), "0.2.0"),
            ("1.2.3", None, "1.2.3"),
            ("1.2.3", Some(Documentation), "1.2.4"),
            ("1.2.3", Some(Additive), "1.3.0"),
            ("1.2.3", Some(Breaking), "2.0.0"),
        ] {
            let current: Version = current.parse().unwrap();
            assert_eq!(current.next(verdict).to_string(), next, "{current} {verdict:?}");
        }
        for text in ["", "1.2", "1.2.3.4", "1.2.x", "1.2.3-rc.1"] {
            assert!(text.parse::<Version>().is_err(), "{text}");
        }
    }
}
