//! The items of a wait in a response: found by their identifiers, and judged by their state. Both work
//! by the tables of the structures, by the half of them that reading uses anyway.

use std::collections::BTreeSet;

use super::schema::WaiterSchema;
use crate::runtime::call::{AnyResponse, ResponseType};
use crate::runtime::schema::{Access, MembersMut, ValueMut, copy, text_of};

/// The items that a poll found, without their type.
pub(super) type Items = Vec<Box<dyn AnyResponse>>;

/// An identifier that an item must have.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    name: &'static str,
    value: &'a str,
    /// The item, or a structure on the way to it, must have the member: the request alone does not
    /// select by it.
    is_needed: bool,
}

/// Returns copies of the items with these identifiers.
pub(super) fn find(
    response: &mut dyn MembersMut,
    schema: &WaiterSchema,
    identifiers: &[String],
    item_type: ResponseType,
) -> Items {
    let wanted = schema.identifiers.iter().zip(identifiers).map(|(name, value)| Wanted {
        name,
        value,
        is_needed: schema.compared.contains(name),
    });
    let mut items = Vec::new();
    visit(response, schema.items, wanted.collect(), &mut |item| {
        let mut found = item_type();
        copy(item, &mut *found);
        items.push(found);
    });
    items
}

/// Visits each item at the end of the path. A structure on the way must not have another value for an
/// identifier either.
fn visit(
    structure: &mut dyn MembersMut,
    path: &str,
    mut wanted: Vec<Wanted<'_>>,
    take: &mut dyn FnMut(&mut dyn MembersMut),
) {
    for identifier in &mut wanted {
        match text(structure, identifier.name) {
            // The service lists hosts in lower case.
            Some(text) if text.eq_ignore_ascii_case(identifier.value) => {
                identifier.is_needed = false;
            }
            Some(_) => return,
            None => {}
        }
    }
    if path.is_empty() {
        if !wanted.iter().any(|identifier| identifier.is_needed) {
            take(structure);
        }
        return;
    }
    let (name, rest) = path.split_once('.').unwrap_or((path, ""));
    each_structure(structure, name, &mut |inner| visit(inner, rest, wanted.clone(), take));
}

/// Calls `visit` with the structure in a member, or with each one in its list.
fn each_structure(
    structure: &mut dyn MembersMut,
    name: &str,
    visit: &mut dyn FnMut(&mut dyn MembersMut),
) {
    match member(structure, name) {
        Some(ValueMut::Object(inner)) => visit(inner),
        Some(ValueMut::List(list)) => {
            for index in 0..list.len() {
                if let Some(ValueMut::Object(inner)) = list.item(index) {
                    visit(inner);
                }
            }
        }
        _ => {}
    }
}

/// The text of a member, if it has one.
fn text<'a>(structure: &'a mut dyn MembersMut, name: &str) -> Option<&'a str> {
    let text = match member(structure, name)? {
        ValueMut::Text(text) => Some(text.as_str()),
        ValueMut::StringScalar(scalar) => text_of(scalar),
        _ => None,
    };
    text.filter(|text| !text.is_empty())
}

fn member<'a>(structure: &'a mut dyn MembersMut, name: &str) -> Option<ValueMut<'a>> {
    let index = structure.schema().position(name, 0)?;
    structure.member_mut(index, Access::Get)
}

/// How far the items of a poll are.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// All items are in a state that ends the wait well.
    Good,
    /// No item will change any more, and some are in a state that ends the wait badly.
    Bad(States),
    /// Some items are in a state that ends nothing: a passing one, one that is not known, or none.
    Unfinished(States),
}

/// The states of those items that decided a verdict.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct States {
    /// Number of these items.
    pub(super) items: usize,
    /// Number of all items.
    pub(super) of: usize,
    pub(super) values: BTreeSet<String>,
}

impl Verdict {
    pub(super) fn of(items: &mut Items, schema: &WaiterSchema) -> Self {
        let (mut bad, mut unfinished) = (States::default(), States::default());
        (bad.of, unfinished.of) = (items.len(), items.len());
        for item in items {
            let mut values = Vec::new();
            collect(&mut **item, schema.member, &mut values);
            let is_in = |ends: &[&str], value: &String| ends.contains(&value.as_str());
            // Several values belong to parts of one item, and one part that failed is enough.
            if values.iter().any(|value| is_in(schema.fails, value)) {
                bad.items += 1;
                bad.values.extend(values.into_iter().filter(|value| is_in(schema.fails, value)));
            } else if values.is_empty() || !values.iter().all(|v| is_in(schema.succeeds, v)) {
                unfinished.items += 1;
                let open = values.into_iter().filter(|value| !is_in(schema.succeeds, value));
                unfinished.values.extend(open);
            }
        }
        match (unfinished.items, bad.items) {
            (0, 0) => Self::Good,
            (0, _) => Self::Bad(bad),
            _ => Self::Unfinished(unfinished),
        }
    }
}

/// Collects the texts at a path.
fn collect(structure: &mut dyn MembersMut, path: &str, values: &mut Vec<String>) {
    match path.split_once('.') {
        Some((name, rest)) => {
            each_structure(structure, name, &mut |inner| collect(inner, rest, values));
        }
        None => values.extend(text(structure, path).map(str::to_owned)),
    }
}
