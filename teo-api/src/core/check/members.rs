//! Each member by itself: required ones there, numbers, lengths and counts within their limits,
//! times readable.

use super::Violation;
use crate::core::structure::{Member, Members};
use crate::core::view::{View, items};

pub(super) fn check(structure: &dyn Members, prefix: &str, violations: &mut Vec<Violation>) {
    for (index, member) in structure.facts().members.iter().enumerate() {
        let path = format!("{prefix}{}", member.name);
        match structure.member(index) {
            Some(view) => value(member, view, path, violations),
            None if member.required && structure.unknown_members().get(member.name).is_none() => {
                violations.push(Violation::new(path, "is required"));
            }
            None => {}
        }
    }
}

fn value(member: &Member, view: View<'_>, path: String, violations: &mut Vec<Violation>) {
    let mut refuse = |what: String| violations.push(Violation::new(path.clone(), what));
    match view {
        View::Text(text) => {
            let length = text.chars().count();
            if let Some(most) = member.max_length.filter(|most| length > *most as usize) {
                refuse(format!("has {length} characters; the most is {most}"));
            }
        }
        View::Time(time) if time.instant().is_none() => {
            refuse(format!("is {time:?}, not an ISO 8601 time such as 2022-02-09T00:00:00+08:00"));
        }
        View::Time(_) => {}
        View::Int(number) => range(member, i128::from(number), &mut refuse),
        View::Uint(number) => range(member, i128::from(number), &mut refuse),
        View::Float(number) => float(member, number, &mut refuse),
        View::Bool(_) => {}
        View::Object(structure) => check(structure, &format!("{path}."), violations),
        View::List(list) => {
            let count = list.len();
            if let Some(least) = member.min_items.filter(|least| count < *least as usize) {
                refuse(format!("has {count} items; the least is {least}"));
            }
            if let Some(most) = member.max_items.filter(|most| count > *most as usize) {
                refuse(format!("has {count} items; the most is {most}"));
            }
            for (index, item) in items(list).enumerate() {
                value(member, item, format!("{path}[{index}]"), violations);
            }
        }
    }
}

fn range(member: &Member, number: i128, refuse: &mut dyn FnMut(String)) {
    if let Some(minimum) = member.minimum.filter(|minimum| number < i128::from(*minimum)) {
        refuse(format!("is {number}; the minimum is {minimum}"));
    }
    if let Some(maximum) = member.maximum.filter(|maximum| number > i128::from(*maximum)) {
        refuse(format!("is {number}; the maximum is {maximum}"));
    }
}

fn float(member: &Member, number: f64, refuse: &mut dyn FnMut(String)) {
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
