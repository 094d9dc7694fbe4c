//! The report of an import: its changes, and the items that a person should review.

use std::fmt;

use serde::Serialize;

use super::editions::Comparison;

/// The changes of an import, and the items that a person should review. Each line begins with a
/// file, or with a location in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// Whether the import created the spec.
    pub new: bool,
    /// Files that were written.
    pub written: Vec<String>,
    /// New actions and structures, and new members of existing ones.
    pub added: Vec<String>,
    /// Items of the spec that the metadata no longer has. They stay until a person removes them;
    /// actions are marked as withdrawn.
    pub gone: Vec<String>,
    /// Differences between the metadata and frozen types, which were not applied.
    pub drifted: Vec<String>,
    /// Changed facts, which were applied: whether a parameter is required, or an action is
    /// deprecated or withdrawn.
    pub changed: Vec<String>,
    /// Disabled members, which are not part of the public contract and were omitted.
    pub disabled: Vec<String>,
    /// Binary members, which need a multipart body and have no field in the bindings.
    pub binary: Vec<String>,
    /// Actions and structures without a summary.
    pub undocumented: Vec<String>,
    /// Whether the international edition was given, so that both editions were compared.
    pub compared: bool,
    /// Differences between the editions in required members, known values and limits, each with how
    /// the spec settles it.
    pub editions: Vec<String>,
    /// Those differences that the spec does not settle, and keys of the spec that settle none.
    pub unsettled: Vec<String>,
}

impl Report {
    /// Adds the result of comparing the editions.
    pub(super) fn add_editions(&mut self, comparison: &Comparison) {
        let Comparison { differences, unused_keys } = comparison;
        self.compared = true;
        self.editions = differences.iter().map(ToString::to_string).collect();
        let unsettled = differences.iter().filter(|difference| difference.settled.is_none());
        self.unsettled = unsettled.map(ToString::to_string).chain(unused_keys.clone()).collect();
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // In a new spec, every item is added and has no summary, so the counts are enough.
        for (title, lines, is_listed) in [
            ("added", &self.added, !self.new),
            ("changed", &self.changed, true),
            ("drifted, not applied: published types are frozen", &self.drifted, true),
            ("missing from the metadata, kept in the spec", &self.gone, true),
            ("disabled, omitted", &self.disabled, true),
            ("binary, omitted from the bindings", &self.binary, true),
            ("without a summary", &self.undocumented, !self.new),
            ("differences between the editions", &self.editions, !self.new),
            (
                "unsettled: write not_enforced, editions.values or editions.limits in the spec",
                &self.unsettled,
                !self.new,
            ),
        ] {
            if !lines.is_empty() {
                writeln!(f, "{title} ({})", lines.len())?;
                let mut items = lines.iter().filter(|_| is_listed);
                items.try_for_each(|line| writeln!(f, "  {line}"))?;
            }
        }
        write!(f, "{} files written", self.written.len())?;
        if self.compared {
            let (differences, unsettled) = (self.editions.len(), self.unsettled.len());
            write!(f, "\n{differences} differences between the editions, {unsettled} unsettled")?;
        }
        Ok(())
    }
}
