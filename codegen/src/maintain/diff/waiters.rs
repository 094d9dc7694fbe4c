//! Compares the waits of two specs: of a resource, nothing else is part of the code that callers use. A
//! wait counts only while an action shows its items, since it has no method otherwise.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use teo_specs::{Resource, Spec, Waiter};

use super::compare::{Change, Difference};
use super::entry::Location;

/// Returns the waits that were added, removed or changed.
pub(super) fn compare_waiters(old: &Spec, new: &Spec) -> Vec<Change> {
    let (old, new) = (waiters(old), waiters(new));
    let locations: BTreeSet<&Location> = old.keys().chain(new.keys()).collect();
    let changes = locations.into_iter().filter_map(|location| {
        let (before, after) = (old.get(location).cloned(), new.get(location).cloned());
        let both = before.is_some() && after.is_some();
        let difference = if both { Difference::Key } else { Difference::Item };
        let location = location.clone();
        (before != after).then_some(Change { location, difference, before, after })
    });
    changes.collect()
}

/// Returns the location of a wait of the resource.
pub(super) fn waiter_location(resource: &Resource, waiter: &Waiter) -> Location {
    let mut waiters = resource.waiters.iter();
    let name = waiters.find(|(_, other)| std::ptr::eq(*other, waiter)).map(|(name, _)| name);
    let steps = ["waiters", name.map(String::as_str).unwrap_or_default()];
    Location::new(format!("resources/{}.json", resource.name), &steps)
}

/// Returns whether a location is that of a wait.
pub(super) fn is_waiter(location: &Location) -> bool {
    location.steps.first().is_some_and(|step| step == "waiters")
}

fn waiters(spec: &Spec) -> BTreeMap<Location, Value> {
    let resources = spec.resources.values();
    let all = resources.flat_map(|r| r.waiters.iter().map(move |(name, w)| (r, name, w)));
    let shown = all.filter_map(|(resource, name, waiter)| {
        let poll = spec.poll(resource, waiter)?;
        let arguments: Vec<_> = poll.arguments.iter().map(|argument| argument.member).collect();
        let facts = json!({
            "name": name,
            "arguments": arguments,
            "member": waiter.member,
            "succeeds": waiter.succeeds,
            "fails": resource.failures_of(waiter),
        });
        Some((waiter_location(resource, waiter), facts))
    });
    shown.collect()
}
