//! Constraints across parameters: one of several groups, and two times that enclose an interval.

use std::time::{Duration, SystemTime};

use super::{Violation, filters, is_given, member};
use crate::core::action::{ActionFacts, Constraint, ConstraintKind, Part};
use crate::core::structure::Members;
use crate::core::view::View;

pub(super) fn check(request: &dyn Members, facts: &ActionFacts, violations: &mut Vec<Violation>) {
    for Constraint(kind) in facts.constraints {
        match *kind {
            ConstraintKind::AnyOf(groups) => any_of(request, facts, groups, violations),
            ConstraintKind::Interval { start, end, longest_seconds } => {
                interval(request, start, end, longest_seconds, violations);
            }
        }
    }
}

fn any_of(
    request: &dyn Members,
    facts: &ActionFacts,
    groups: &[&[Part]],
    violations: &mut Vec<Violation>,
) {
    let given = |part: &Part| match *part {
        Part::Parameter(name) => is_given(request, name),
        Part::Filter(name) => {
            facts.filters.is_some_and(|rules| filters::is_given(request, rules, name))
        }
    };
    if groups.iter().any(|group| group.iter().all(given)) {
        return;
    }
    let wanted: Vec<String> = groups.iter().map(|group| named(group.iter())).collect();
    let mut what = format!("needs {}", wanted.join(", or "));
    // A group begun but not ended is most likely the one that was meant.
    if let Some(begun) = groups.iter().find(|group| group.iter().any(given)) {
        what.push_str(&format!("; {} is missing", named(begun.iter().filter(|part| !given(part)))));
    }
    violations.push(Violation::new(facts.name, what));
}

fn named<'a>(parts: impl Iterator<Item = &'a Part>) -> String {
    let names: Vec<String> = parts
        .map(|part| match part {
            Part::Parameter(name) => (*name).to_owned(),
            Part::Filter(name) => format!("a filter {name}"),
        })
        .collect();
    names.join(" and ")
}

fn interval(
    request: &dyn Members,
    start: &str,
    end: &str,
    longest_seconds: Option<u32>,
    violations: &mut Vec<Violation>,
) {
    // Times that cannot be read are violations of their own.
    let (Some(from), Some(until)) = (instant(request, start), instant(request, end)) else {
        return;
    };
    let Ok(length) = until.duration_since(from) else {
        return violations.push(Violation::new(end, format!("is before {start}")));
    };
    if let Some(longest) =
        longest_seconds.filter(|longest| length > Duration::from_secs(u64::from(*longest)))
    {
        let what = format!(
            "is {} after {start}; the longest interval is {}",
            readable(length),
            readable(Duration::from_secs(u64::from(longest)))
        );
        violations.push(Violation::new(end, what));
    }
}

fn instant(request: &dyn Members, name: &str) -> Option<SystemTime> {
    match member(request, name) {
        Some(View::Time(time)) => time.instant(),
        _ => None,
    }
}

/// Days, hours, minutes and seconds, those that are not zero.
fn readable(length: Duration) -> String {
    let seconds = length.as_secs();
    let parts = [
        (seconds / 86_400, "day"),
        (seconds / 3_600 % 24, "hour"),
        (seconds / 60 % 60, "minute"),
        (seconds % 60, "second"),
    ];
    let words: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| format!("{count} {unit}{}", if *count == 1 { "" } else { "s" }))
        .collect();
    if words.is_empty() { format!("{length:?}") } else { words.join(" ") }
}
