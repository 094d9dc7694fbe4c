//! What changed between two specs of one service, and what each change means for callers of the
//! generated crate.
//!
//! Every difference of the files is an entry, so that none is passed over (`walk`). What is called
//! how, and what it weighs by itself, stands in one table (`judge`). Whether callers still compile is
//! told by the public surface that both become (`surface`), and by nothing else: a break of it that
//! no change of a spec explains is an entry of its own.

mod entry;
mod judge;
mod near;
mod report;
mod surface;
mod version;
mod walk;

use teo_specs::{Problems, Spec};

pub use self::entry::{Entry, Kind, Place, Verdict};
pub use self::report::Format;
pub use self::version::{Version, VersionError};

use self::surface::{Break, Surface};
use self::walk::Change;
use crate::resolve::resolve;

/// Everything that changed, the gravest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Diff {
    /// The changes, by verdict, file and place.
    pub entries: Vec<Entry>,
}

/// Why two specs could not be compared.
#[derive(Debug, thiserror::Error)]
pub enum DiffError {
    /// They describe different things.
    #[error(
        "the old specs are of {old}, the new ones of {new}; compare two of one service and version"
    )]
    NotOneService {
        /// Service and version of the old specs.
        old: String,
        /// Service and version of the new specs.
        new: String,
    },
    /// One of them cannot become Rust.
    #[error("the {side} specs cannot become Rust:\n{problems}")]
    Model {
        /// The old or the new ones.
        side: &'static str,
        /// What is wrong with them.
        problems: Problems,
    },
}

/// Compares two specs of one service.
///
/// # Errors
///
/// When they are of two services, or one of them cannot become Rust.
pub fn diff(old: &Spec, new: &Spec) -> Result<Diff, DiffError> {
    let service = |spec: &Spec| format!("{} {}", spec.service.service, spec.service.version);
    if service(old) != service(new) {
        return Err(DiffError::NotOneService { old: service(old), new: service(new) });
    }
    let surface = |side, spec| {
        let model = resolve(spec)
            .map_err(|problems| DiffError::Model { side, problems: problems.into() })?;
        Ok(Surface::of(&model))
    };
    let (before, after) = (surface("old", old)?, surface("new", new)?);
    let mut changes = walk::changes(old, new);
    near::pair_renamed(&mut changes);
    let breaks = before.breaks(&after);
    let mut entries: Vec<Entry> =
        changes.iter().map(|change| judge::entry(change, &explained(change, &breaks))).collect();
    let unexplained = breaks.iter().filter(|b| !changes.iter().any(|change| b.is_by(change)));
    entries.extend(unexplained.map(judge::unexplained));
    let gravest = |entry: &Entry| std::cmp::Reverse(entry.verdict);
    entries.sort_by(|a, b| (gravest(a), &a.place, a.kind).cmp(&(gravest(b), &b.place, b.kind)));
    Ok(Diff { entries })
}

fn explained<'a>(change: &Change, breaks: &'a [Break]) -> Vec<&'a Break> {
    breaks.iter().filter(|b| b.is_by(change)).collect()
}

impl Diff {
    /// The gravest verdict; `None` if nothing changed.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        self.entries.iter().map(|entry| entry.verdict).max()
    }

    /// Entries of one verdict.
    pub fn of(&self, verdict: Verdict) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.verdict == verdict)
    }

    /// What the command exits with: 0 if no caller's code notices anything, 1 for additions, 2 for
    /// breaks.
    #[must_use]
    pub fn exit_status(&self) -> u8 {
        match self.verdict() {
            None | Some(Verdict::Documentation) => 0,
            Some(Verdict::Additive) => 1,
            Some(Verdict::Breaking) => 2,
        }
    }
}
