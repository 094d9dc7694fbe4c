//! Clone and equality for every structure, by its table. A derived impl would grow with its type and
//! be compiled again in every program that uses it.

use super::structure::{Members, MembersMut, Structure};
use super::value_mut::{Access, ValueMut};
use super::value_ref::{ValueRef, items};

/// Clones a structure. Every generated `Clone` implementation calls it.
#[must_use]
pub fn clone<T: Structure + Default>(structure: &T) -> T {
    let mut clone = T::default();
    clone_members(structure, &mut clone);
    clone
}

fn clone_members(from: &dyn Members, to: &mut dyn MembersMut) {
    for index in 0..from.schema().members.len() {
        if let Some(value) = from.member(index) {
            clone_value(value, to.member_mut(index, Access::Insert));
        }
    }
    *to.unknown_members_mut() = from.unknown_members().clone();
}

/// Writes a value into a field that holds its default and has the same type.
fn clone_value(from: ValueRef<'_>, to: Option<ValueMut<'_>>) {
    let Some(to) = to else {
        return debug_assert!(false, "Access::Insert always returns the field");
    };
    match (from, to) {
        (ValueRef::Text(text), ValueMut::Text(field)) => text.clone_into(field),
        (ValueRef::Text(text), ValueMut::StringScalar(field)) => field.set(text),
        (ValueRef::Time(time), ValueMut::StringScalar(field)) => field.set(time.as_str()),
        (ValueRef::Int(value), ValueMut::Int(field)) => *field = value,
        (ValueRef::Uint(value), ValueMut::Uint(field)) => *field = value,
        (ValueRef::Float(value), ValueMut::Float(field)) => *field = value,
        (ValueRef::Bool(value), ValueMut::Bool(field)) => *field = value,
        (ValueRef::Object(from), ValueMut::Object(to)) => clone_members(from, to),
        (ValueRef::List(from), ValueMut::List(to)) => {
            items(from).for_each(|item| clone_value(item, to.push()));
        }
        _ => debug_assert!(false, "both fields have one type"),
    }
}

/// Compares two structures. Every generated `PartialEq` implementation calls it.
#[must_use]
pub fn eq<T: Members>(one: &T, other: &T) -> bool {
    eq_members(one, other)
}

fn eq_members(one: &dyn Members, other: &dyn Members) -> bool {
    let members = 0..one.schema().members.len();
    members.into_iter().all(|index| match (one.member(index), other.member(index)) {
        (Some(one), Some(other)) => eq_values(one, other),
        (one, other) => one.is_none() && other.is_none(),
    }) && one.unknown_members() == other.unknown_members()
}

fn eq_values(one: ValueRef<'_>, other: ValueRef<'_>) -> bool {
    match (one, other) {
        (ValueRef::Text(one), ValueRef::Text(other)) => one == other,
        (ValueRef::Time(one), ValueRef::Time(other)) => one == other,
        (ValueRef::Int(one), ValueRef::Int(other)) => one == other,
        (ValueRef::Uint(one), ValueRef::Uint(other)) => one == other,
        (ValueRef::Float(one), ValueRef::Float(other)) => one == other,
        (ValueRef::Bool(one), ValueRef::Bool(other)) => one == other,
        (ValueRef::Object(one), ValueRef::Object(other)) => eq_members(one, other),
        (ValueRef::List(one), ValueRef::List(other)) => {
            one.len() == other.len()
                && items(one).zip(items(other)).all(|(one, other)| eq_values(one, other))
        }
        _ => false,
    }
}
