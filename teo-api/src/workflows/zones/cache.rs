//! Which names are zones, as a lookup and its clones learned it a short time ago.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::FoundZone;

const REMEMBERED_FOR: Duration = Duration::from_secs(60);

/// A program that creates a zone and looks for it does not wait for longer than this.
const NOT_FOUND_FOR: Duration = Duration::from_secs(5);

/// Each host adds a few names. More than these are not kept.
const MAX_NAMES: usize = 10_000;

/// By name: the zone that has it, or that no zone has it.
#[derive(Debug, Clone, Default)]
pub(super) struct Cache(Arc<Mutex<HashMap<String, Entry>>>);

#[derive(Debug)]
struct Entry {
    zone: Option<FoundZone>,
    since: Instant,
}

/// What is remembered of a host.
pub(super) enum Remembered {
    Found(FoundZone),
    NotFound,
    /// The service must be asked.
    Unknown,
}

impl Cache {
    /// Looks for the first of these names that a zone has. An unknown name before it leaves it open.
    pub(super) fn find(&self, names: &[&str]) -> Remembered {
        let entries = self.lock();
        let mut is_recent = true;
        for name in names {
            let entry = entries.get(*name).filter(|entry| entry.since.elapsed() < REMEMBERED_FOR);
            match entry {
                None => return Remembered::Unknown,
                Some(Entry { zone: Some(zone), .. }) => return Remembered::Found(zone.clone()),
                Some(Entry { since, .. }) => is_recent &= since.elapsed() < NOT_FOUND_FOR,
            }
        }
        if is_recent { Remembered::NotFound } else { Remembered::Unknown }
    }

    /// Remembers which of these names the zones have. A name that several have is forgotten.
    pub(super) fn insert(&self, names: &[&str], zones: &[FoundZone]) {
        let since = Instant::now();
        let mut entries = self.lock();
        if entries.len() >= MAX_NAMES {
            entries.retain(|_, entry| entry.since.elapsed() < REMEMBERED_FOR);
        }
        if entries.len() >= MAX_NAMES {
            entries.clear();
        }
        for name in names {
            let mut found = zones.iter().filter(|zone| zone.name == *name);
            let zone = found.next().cloned();
            if found.next().is_none() {
                entries.insert((*name).to_owned(), Entry { zone, since });
            } else {
                entries.remove(*name);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        // No change of the map can be left half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
