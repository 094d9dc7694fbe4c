//! Checks the constraints that involve several parameters: at least one group of them is given
//! completely, and an interval is neither negative nor too long.

use std::time::{Duration, SystemTime};

use super::{Violation, filters, is_given, member};
use crate::runtime::schema::{
    ActionSchema, Constraint, ConstraintKind, Members, Requirement, ValueRef,
};

pub(super) fn check(request: &dyn Members, schema: &ActionSchema, violations: &mut Vec<Violation>) {
    for Constraint(kind) in schema.constraints {
        match *kind {
            ConstraintKind::AnyOf(groups) => check_any_of(request, schema, groups, violations),
            ConstraintKind::Interval { start, end, longest_seconds } => {
                check_interval(request, start, end, longest_seconds, violations);
            }
        }
    }
}

fn check_any_of(
    request: &dyn Members,
    schema: &ActionSchema,
    groups: &[&[Requirement]],
    violations: &mut Vec<Violation>,
) {
    let is_met = |requirement: &Requirement| match *requirement {
        Requirement::Parameter(name) => is_given(request, name),
        Requirement::Filter(name) => {
            schema.filters.is_some_and(|rules| filters::is_given(request, rules, name))
        }
    };
    if groups.iter().any(|group| group.iter().all(is_met)) {
        return;
    }
    let alternatives: Vec<String> = groups.iter().map(|group| list(group.iter())).collect();
    let mut message = format!("{} needs {}", schema.name, alternatives.join(", or "));
    // The caller probably meant the group that is partly given.
    if let Some(partial) = groups.iter().find(|group| group.iter().any(is_met)) {
        let missing = list(partial.iter().filter(|requirement| !is_met(requirement)));
        message.push_str(&format!(" (missing: {missing})"));
    }
    violations.push(Violation::new("", message));
}

fn list<'a>(requirements: impl Iterator<Item = &'a Requirement>) -> String {
    let names: Vec<String> = requirements
        .map(|requirement| match requirement {
            Requirement::Parameter(name) => (*name).to_owned(),
            Requirement::Filter(name) => format!("a filter {name}"),
        })
        .collect();
    names.join(" and ")
}

fn check_interval(
    request: &dyn Members,
    start_name: &str,
    end_name: &str,
    longest_seconds: Option<u32>,
    violations: &mut Vec<Violation>,
) {
    // `members::check` reports a time that cannot be parsed.
    let (Some(start), Some(end)) = (time_of(request, start_name), time_of(request, end_name))
    else {
        return;
    };
    let Ok(length) = end.duration_since(start) else {
        return violations.push(Violation::new(end_name, format!("is before {start_name}")));
    };
    let longest = longest_seconds.map(|seconds| Duration::from_secs(u64::from(seconds)));
    if let Some(longest) = longest.filter(|longest| length > *longest) {
        let (length, longest) = (format_duration(length), format_duration(longest));
        let message = format!("is {length} after {start_name}; the maximum is {longest}");
        violations.push(Violation::for_limit(end_name, message));
    }
}

fn time_of(request: &dyn Members, name: &str) -> Option<SystemTime> {
    match member(request, name) {
        Some(ValueRef::Time(time)) => time.instant(),
        _ => None,
    }
}

/// Formats a duration as days, hours, minutes and seconds, without zero units; `Debug` formats one
/// under a second.
fn format_duration(length: Duration) -> String {
    let seconds = length.as_secs();
    let units = [
        (seconds / 86_400, "day"),
        (seconds / 3_600 % 24, "hour"),
        (seconds / 60 % 60, "minute"),
        (seconds % 60, "second"),
    ];
    let words: Vec<String> = units
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| format!("{count} {unit}{}", if *count == 1 { "" } else { "s" }))
        .collect();
    if words.is_empty() { format!("{length:?}") } else { words.join(" ") }
}
