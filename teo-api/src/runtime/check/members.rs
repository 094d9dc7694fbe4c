//! Checks each member by itself: required members are given, numbers, lengths and counts are within
//! their limits, and times can be parsed.

use super::Violation;
use crate::runtime::schema::{Member, Members, ValueRef, items};

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
    let mut refuse = |message: String| violations.push(Violation::new(path.clone(), message));
    match value {
        ValueRef::Text(text) => {
            let length = text.chars().count();
            if let Some(max) = member.max_length.filter(|max| length > *max as usize) {
                refuse(format!("has {length} characters; the maximum is {max}"));
            }
        }
        ValueRef::Time(time) if time.instant().is_none() => {
            refuse(format!("is {time:?}, not an ISO 8601 time such as 2022-02-09T00:00:00+08:00"));
        }
        ValueRef::Time(_) => {}
        ValueRef::Int(number) => check_range(member, i128::from(number), &mut refuse),
        ValueRef::Uint(number) => check_range(member, i128::from(number), &mut refuse),
        ValueRef::Float(number) => check_float(member, number, &mut refuse),
        ValueRef::Bool(_) => {}
        ValueRef::Object(structure) => check(structure, &format!("{path}."), violations),
        ValueRef::List(list) => {
            let count = list.len();
            if let Some(min) = member.min_items.filter(|min| count < *min as usize) {
                refuse(format!("has {count} items; the minimum is {min}"));
            }
            if let Some(max) = member.max_items.filter(|max| count > *max as usize) {
                refuse(format!("has {count} items; the maximum is {max}"));
            }
            for (index, item) in items(list).enumerate() {
                check_value(member, item, format!("{path}[{index}]"), violations);
            }
        }
    }
}

fn check_range(member: &Member, number: i128, refuse: &mut dyn FnMut(String)) {
    if let Some(minimum) = member.minimum.filter(|minimum| number < i128::from(*minimum)) {
        refuse(format!("is {number}; the minimum is {minimum}"));
    }
    if let Some(maximum) = member.maximum.filter(|maximum| number > i128::from(*maximum)) {
        refuse(format!("is {number}; the maximum is {maximum}"));
    }
}

fn check_float(member: &Member, number: f64, refuse: &mut dyn FnMut(String)) {
    if !number.is_finite() {
        refuse(format!("is {number}, which JSON cannot hold"));
    }
    if let Some(minimum) = member.minimum.filter(|minimum| number < *minimum as f64) {
        refuse(format!("is {number}; the minimum is {minimum}"));
    }
    if let Some(maximum) = member.maximum.filter(|maximum| number > *maximum as f64) {
        refuse(format!("is {number}; the maximum is {maximum}"));
    }
}
