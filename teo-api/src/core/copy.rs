//! Clone and equality for every structure, by its table. Derived, each would be as long as its type,
//! checked with this crate and compiled again in every program that uses it.

use super::slot::{Reach, Slot};
use super::structure::{Members, MembersMut, Structure};
use super::view::{View, items};

/// Copies a structure; generated code calls it for each `Clone`.
#[must_use]
pub fn copy<T: Structure + Default>(structure: &T) -> T {
    let mut copy = T::default();
    copy_members(structure, &mut copy);
    copy
}

fn copy_members(from: &dyn Members, to: &mut dyn MembersMut) {
    for index in 0..from.facts().members.len() {
        if let Some(view) = from.member(index) {
            put(view, to.member_mut(index, Reach::Fill));
        }
    }
    *to.unknown_members_mut() = from.unknown_members().clone();
}

/// Puts a value into a place that is as new and of the same type.
fn put(view: View<'_>, slot: Option<Slot<'_>>) {
    let Some(slot) = slot else { return debug_assert!(false, "a place to fill is always had") };
    match (view, slot) {
        (View::Text(text), Slot::Text(place)) => text.clone_into(place),
        (View::Text(text), Slot::Word(place)) => place.set(text),
        (View::Time(time), Slot::Word(place)) => place.set(time.as_str()),
        (View::Int(value), Slot::Int(place)) => *place = value,
        (View::Uint(value), Slot::Uint(place)) => *place = value,
        (View::Float(value), Slot::Float(place)) => *place = value,
        (View::Bool(value), Slot::Bool(place)) => *place = value,
        (View::Object(from), Slot::Object(to)) => copy_members(from, to),
        (View::List(from), Slot::List(to)) => {
            items(from).for_each(|item| put(item, to.push()));
        }
        _ => debug_assert!(false, "both places are of one type"),
    }
}

/// Compares two structures; generated code calls it for each `PartialEq`.
#[must_use]
pub fn equal<T: Members>(one: &T, other: &T) -> bool {
    same_members(one, other)
}

fn same_members(one: &dyn Members, other: &dyn Members) -> bool {
    let members = 0..one.facts().members.len();
    members.into_iter().all(|index| match (one.member(index), other.member(index)) {
        (Some(one), Some(other)) => same(one, other),
        (one, other) => one.is_none() && other.is_none(),
    }) && one.unknown_members() == other.unknown_members()
}

fn same(one: View<'_>, other: View<'_>) -> bool {
    match (one, other) {
        (View::Text(one), View::Text(other)) => one == other,
        (View::Time(one), View::Time(other)) => one == other,
        (View::Int(one), View::Int(other)) => one == other,
        (View::Uint(one), View::Uint(other)) => one == other,
        (View::Float(one), View::Float(other)) => one == other,
        (View::Bool(one), View::Bool(other)) => one == other,
        (View::Object(one), View::Object(other)) => same_members(one, other),
        (View::List(one), View::List(other)) => {
            one.len() == other.len()
                && items(one).zip(items(other)).all(|(one, other)| same(one, other))
        }
        _ => false,
    }
}
