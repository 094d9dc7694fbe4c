//! The items of one resource, with an index of the members that tell items apart, so that an account of
//! a hundred thousand items answers as fast as a small one.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::Value;
use teo_specs::{Member, Resource};

use super::Identifiers;
use crate::state::item::Item;
use crate::state::{identifiers, member_path};

static NO_NUMBERS: BTreeSet<u64> = BTreeSet::new();

#[derive(Debug)]
pub(super) struct Kind {
    /// The items by their numbers, which say in which order they were made.
    items: BTreeMap<u64, Arc<Item>>,
    next_number: u64,
    /// The numbers of the items by each value of an identifier or a unique member.
    index: BTreeMap<String, HashMap<Value, BTreeSet<u64>>>,
    /// How many values of each member were made.
    made: BTreeMap<String, u64>,
}

impl Kind {
    pub(super) fn new(resource: &Resource) -> Self {
        let unique = resource.unique.iter().flat_map(|unique| &unique.members);
        let indexed = resource.identifiers.iter().chain(unique);
        Self {
            items: BTreeMap::new(),
            next_number: 0,
            index: indexed.map(|path| (path.clone(), HashMap::new())).collect(),
            made: BTreeMap::new(),
        }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Item> {
        self.items.values().map(Arc::as_ref)
    }

    pub(super) fn find<'i, 'k>(
        &'i self,
        identifiers: &'k Identifiers,
    ) -> impl Iterator<Item = (u64, &'i Arc<Item>)> + use<'i, 'k> {
        let indexed = identifiers.iter().filter_map(|(name, value)| {
            Some(self.index.get(name)?.get(value).unwrap_or(&NO_NUMBERS))
        });
        // The identifier that the fewest items have leaves the least to look at.
        let numbers = indexed.min_by_key(|numbers| numbers.len());
        let all = numbers.is_none().then_some(&self.items).into_iter().flatten();
        let some = numbers
            .into_iter()
            .flatten()
            .filter_map(move |number| self.items.get_key_value(number));
        let candidates = some.chain(all).map(|(number, item)| (*number, item));
        candidates.filter(move |(_, item)| item.has(identifiers))
    }

    pub(super) fn with<'a>(
        &'a self,
        path: &str,
        value: &Value,
    ) -> impl Iterator<Item = &'a Item> + use<'a> {
        let numbers = self.index.get(path).and_then(|by_value| by_value.get(value));
        let items = numbers.into_iter().flatten().filter_map(move |number| self.items.get(number));
        items.map(Arc::as_ref)
    }

    pub(super) fn make_value(&mut self, path: &str, member: &Member) -> Value {
        loop {
            let made = self.made.entry(path.to_owned()).or_default();
            let value = identifiers::make(member, *made);
            *made += 1;
            if self.with(path, &value).next().is_none() {
                return value;
            }
        }
    }

    pub(super) fn next_number(&mut self) -> u64 {
        self.next_number += 1;
        self.next_number - 1
    }

    /// Puts an item in the place of a number, or leaves the place empty. Returns what was there.
    pub(super) fn set(&mut self, number: u64, item: Option<Arc<Item>>) -> Option<Arc<Item>> {
        if let Some(item) = &item {
            self.add_to_index(number, item);
        }
        let before = match item {
            Some(item) => self.items.insert(number, item),
            None => self.items.remove(&number),
        };
        if let Some(before) = &before {
            self.remove_from_index(number, before);
        }
        before
    }

    fn add_to_index(&mut self, number: u64, item: &Item) {
        for (path, by_value) in &mut self.index {
            for value in member_path::values(item.members(), path) {
                by_value.entry(value.clone()).or_default().insert(number);
            }
        }
    }

    /// Removes the values of an item that the one in its place does not have.
    fn remove_from_index(&mut self, number: u64, before: &Item) {
        let after = self.items.get(&number);
        for (path, by_value) in &mut self.index {
            let kept = after.map(|item| member_path::values(item.members(), path));
            for value in member_path::values(before.members(), path) {
                if kept.as_ref().is_some_and(|kept| kept.contains(&value)) {
                    continue;
                }
                if let Some(numbers) = by_value.get_mut(value) {
                    numbers.remove(&number);
                    if numbers.is_empty() {
                        by_value.remove(value);
                    }
                }
            }
        }
    }
}
