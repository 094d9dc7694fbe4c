//! What an import did, and what a person should look at.

use std::fmt;

use serde::Serialize;

/// Everything worth telling of an import, each line naming its place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// There were no specs before.
    pub new: bool,
    /// Files that were written.
    pub written: Vec<String>,
    /// Actions and structures that are new, and members new in old ones.
    pub added: Vec<String>,
    /// What is in the specs and no longer in the metadata; it stays until a person removes it.
    /// Actions say so under `withdrawn`.
    pub gone: Vec<String>,
    /// Where the metadata has moved away from what is frozen; not applied.
    pub drifted: Vec<String>,
    /// Facts that have changed and were taken over.
    pub changed: Vec<String>,
    /// Members that are not part of the public contract and were left out.
    pub disabled: Vec<String>,
    /// Parameters that hold bytes: they travel in a multipart body, and no binding has them.
    pub binary: Vec<String>,
    /// Actions and structures that have no words of ours yet.
    pub undocumented: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Of a new service everything is added and without words: how much is enough.
        for (title, lines, listed) in [
            ("added", &self.added, !self.new),
            ("changed", &self.changed, true),
            ("drifted, not applied: published types are frozen", &self.drifted, true),
            ("gone from the metadata, kept here", &self.gone, true),
            ("disabled, left out", &self.disabled, true),
            ("bytes in a multipart body, which bindings do without", &self.binary, true),
            ("without words of ours", &self.undocumented, !self.new),
        ] {
            if !lines.is_empty() {
                writeln!(f, "{title} ({})", lines.len())?;
                let mut shown = lines.iter().filter(|_| listed);
                shown.try_for_each(|line| writeln!(f, "  {line}"))?;
            }
        }
        write!(f, "{} files written", self.written.len())
    }
}
