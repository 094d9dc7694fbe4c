//! Checks each member by itself: required members and identifiers are given, numbers, lengths and
//! counts are within their limits, and times can be parsed.

use super::Violation;
use crate::runtime::schema::{Member, Members, Timestamp, ValueRef, items};

pub(super) fn check(structure: &dyn Members, prefix: &str, violations: &mut Vec<Violation>) {
    for (index, member) in structure.schema().members.iter().enumerate() {
        let path = format!("{prefix}{}", member.name);
        match structure.member(index) {
            Some(value) => check_value(member, value, path, violations),
            None if member.required && structure.unknown_members().get(member.name).is_none() => {
                violations.push(Violation::new(path, "is required"));
            }
            None => {}
        }
    }
}

fn check_value(
    member: &Member,
    value: ValueRef<'_>,
    path: String,
    violations: &mut Vec<Violation>,
) {
    let mut exceed = |message: String| violations.push(Violation::for_limit(path.clone(), message));
    match value {
        ValueRef::Text(text) => {
            let length = text.chars().count();
            if let Some(max) = member.max_length.filter(|max| length > *max as usize) {
                exceed(format!("has {length} characters; the maximum is {max}"));
            }
            if let Some(fault) = identifier_fault(text).filter(|_| member.identifier) {
                violations.push(Violation::new(path, fault));
            }
        }
        ValueRef::Time(time) => {
            let unset = member.unset.is_some() && time.as_str().is_empty();
            if let Some(fault) = time_fault(time).filter(|_| !unset) {
                violations.push(Violation::new(path, fault));
            }
        }
        ValueRef::Int(number) => check_range(member, i128::from(number), &mut exceed),
        ValueRef::Uint(number) => check_range(member, i128::from(number), &mut exceed),
        ValueRef::Float(number) if !number.is_finite() => {
            violations.push(Violation::new(path, format!("is {number}, which JSON cannot hold")));
        }
        ValueRef::Float(number) => check_float(member, number, &mut exceed),
        ValueRef::Bool(_) => {}
        ValueRef::Object(structure) => check(structure, &format!("{path}."), violations),
        ValueRef::List(list) => {
            let count = list.len();
            if let Some(min) = member.min_items.filter(|min| count < *min as usize) {
                exceed(format!("has {count} items; the minimum is {min}"));
            }
            if let Some(max) = member.max_items.filter(|max| count > *max as usize) {
                exceed(format!("has {count} items; the maximum is {max}"));
            }
            for (index, item) in items(list).enumerate() {
                check_value(member, item, format!("{path}[{index}]"), violations);
            }
        }
    }
}

/// What is wrong with an id that the action needs.
fn identifier_fault(text: &str) -> Option<&'static str> {
    match text.trim() {
        "" => Some("is empty; give the id"),
        trimmed if trimmed != text => Some("has white space at its ends; remove it"),
        _ => None,
    }
}

/// What is wrong with a time that cannot be parsed.
fn time_fault(time: &Timestamp) -> Option<String> {
    const EXAMPLE: &str = "2022-02-09T00:00:00+08:00";
    if time.instant().is_some() {
        return None;
    }
    Some(if time.lacks_offset() {
        format!("is {time:?}, which has no offset from UTC; add it, such as in {EXAMPLE}")
    } else {
        format!("is {time:?}, not an ISO 8601 time such as {EXAMPLE}")
    })
}

fn check_range(member: &Member, number: i128, exceed: &mut dyn FnMut(String)) {
    if member.unset.is_some_and(|unset| number == i128::from(unset)) {
        return;
    }
    if let Some(minimum) = member.minimum.filter(|minimum| number < i128::from(*minimum)) {
        exceed(format!("is {number}; the minimum is {minimum}"));
    }
    if let Some(maximum) = member.maximum.filter(|maximum| number > i128::from(*maximum)) {
        exceed(format!("is {number}; the maximum is {maximum}"));
    }
}

fn check_float(member: &Member, number: f64, exceed: &mut dyn FnMut(String)) {
    if member.unset.is_some_and(|unset| number == unset as f64) {
        return;
    }
    if let Some(minimum) = member.minimum.filter(|minimum| number < *minimum as f64) {
        exceed(format!("is {number}; the minimum is {minimum}"));
    }
    if let Some(maximum) = member.maximum.filter(|maximum| number > *maximum as f64) {
        exceed(format!("is {number}; the maximum is {maximum}"));
    }
}
