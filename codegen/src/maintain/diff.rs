//! Compares an old and a new spec of the same service, and gives each change a verdict for callers
//! of the generated crate.
//!
//! Every difference between the spec files is an entry (`compare`), with a kind and a verdict
//! (`verdict`). Whether callers' code still compiles is decided by comparing the public API
//! generated from each spec (`surface`). A breaking change of that API that no change of the specs
//! explains gets its own entry. Of resources, only the waits are compared (`waiters`).

mod compare;
mod entry;
mod rename;
mod report;
mod surface;
mod verdict;
mod version;
mod waiters;

use teo_specs::{Problems, Spec};

pub use self::entry::{Entry, Kind, Location, Verdict};
pub use self::report::Format;
pub use self::version::{Version, VersionError};

use self::surface::Surface;
use crate::model::resolve;

/// The changes between two specs.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Diff {
    /// The changes, sorted by verdict, location and kind; breaking changes come first.
    pub entries: Vec<Entry>,
}

/// The reason why two specs could not be compared.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DiffError {
    /// The specs describe different services or versions.
    #[error(
        "the old spec describes {old} and the new one {new}; compare two specs of the same service \
         and version"
    )]
    DifferentServices {
        /// Service and version of the old spec.
        old: String,
        /// Service and version of the new spec.
        new: String,
    },
    /// Rust code cannot be generated from one of the specs.
    #[error("Rust code cannot be generated from the {side} spec:\n{problems}")]
    Model {
        /// `old` or `new`.
        side: &'static str,
        /// The problems of the spec.
        problems: Problems,
    },
}

/// Compares an old and a new spec of the same service and version.
///
/// # Errors
///
/// When the specs describe different services or versions, or Rust code cannot be generated from
/// one of them.
pub fn diff(old: &Spec, new: &Spec) -> Result<Diff, DiffError> {
    let service_of = |spec: &Spec| format!("{} {}", spec.service.service, spec.service.version);
    if service_of(old) != service_of(new) {
        return Err(DiffError::DifferentServices { old: service_of(old), new: service_of(new) });
    }
    let surface_of = |side, spec| {
        let model = resolve(spec)
            .map_err(|problems| DiffError::Model { side, problems: problems.into() })?;
        Ok(Surface::new(&model))
    };
    let old_surface = surface_of("old", old)?;
    let new_surface = surface_of("new", new)?;
    let mut changes = compare::compare(old, new);
    rename::merge_renames(&mut changes);
    changes.extend(waiters::compare_waiters(old, new));
    let breaks = old_surface.breaks(&new_surface);
    let entry_for = |change| {
        let caused: Vec<_> = breaks.iter().filter(|b| b.is_caused_by(change)).collect();
        verdict::entry(change, &caused)
    };
    let mut entries: Vec<Entry> = changes.iter().map(entry_for).collect();
    let unexplained = breaks.iter().filter(|b| !changes.iter().any(|c| b.is_caused_by(c)));
    entries.extend(unexplained.map(verdict::unexplained_entry));
    let descending = |entry: &Entry| std::cmp::Reverse(entry.verdict);
    entries.sort_by(|a, b| {
        (descending(a), &a.location, a.kind).cmp(&(descending(b), &b.location, b.kind))
    });
    Ok(Diff { entries })
}

impl Diff {
    /// Returns the most severe verdict; `None` if nothing changed.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        self.entries.iter().map(|entry| entry.verdict).max()
    }

    /// Returns the entries with this verdict.
    pub fn entries_with(&self, verdict: Verdict) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.verdict == verdict)
    }

    /// Returns the exit status of the command: 0 if callers' code is not affected, 1 for additive
    /// changes, 2 for breaking ones.
    #[must_use]
    pub fn exit_status(&self) -> u8 {
        match self.verdict() {
            None | Some(Verdict::Documentation) => 0,
            Some(Verdict::Additive) => 1,
            Some(Verdict::Breaking) => 2,
        }
    }
}
