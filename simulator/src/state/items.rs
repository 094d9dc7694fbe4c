//! The items of the account that the spec's resources describe, in the order in which they were made.
//! An item has the members that requests gave it and no others, so that nothing is in a list that
//! nobody put there. A change can be taken back, and finding an item does not look at all others.

mod kind;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};
use teo_specs::{Member, Resource};

use self::kind::Kind;
use super::item::Item;

/// Identifiers with their values.
pub(crate) type Identifiers = Map<String, Value>;

#[derive(Debug, Default)]
pub(crate) struct Items {
    by_resource: BTreeMap<String, Kind>,
    /// What the items were before each change since the last `begin`.
    undo: Vec<Undo>,
}

/// What an item was before a change; `None` if there was none.
#[derive(Debug)]
struct Undo {
    resource: String,
    number: u64,
    before: Option<Arc<Item>>,
}

impl Items {
    /// Begins a change that can be taken back.
    pub(crate) fn begin(&mut self) {
        self.undo.clear();
    }

    /// Takes back all changes since the last `begin`.
    pub(crate) fn take_back(&mut self) {
        while let Some(undo) = self.undo.pop() {
            if let Some(kind) = self.by_resource.get_mut(&undo.resource) {
                kind.set(undo.number, undo.before);
            }
        }
    }

    /// Returns the items of a resource that have these identifiers, in the order in which they were
    /// made.
    pub(crate) fn find<'i, 'k>(
        &'i self,
        resource: &str,
        identifiers: &'k Identifiers,
    ) -> impl Iterator<Item = &'i Item> + use<'i, 'k> {
        let kind = self.by_resource.get(resource);
        let found = kind.into_iter().flat_map(move |kind| kind.find(identifiers));
        found.map(|(_, item)| item.as_ref())
    }

    pub(crate) fn all<'a>(&'a self, resource: &str) -> impl Iterator<Item = &'a Item> {
        self.by_resource.get(resource).into_iter().flat_map(Kind::all)
    }

    pub(crate) fn exists(&self, resource: &str, identifiers: &Identifiers) -> bool {
        self.find(resource, identifiers).next().is_some()
    }

    /// Returns the items with a value of an identifier or a unique member.
    pub(crate) fn with<'a>(
        &'a self,
        resource: &str,
        path: &str,
        value: &Value,
    ) -> impl Iterator<Item = &'a Item> + use<'a> {
        let kind = self.by_resource.get(resource);
        kind.map(|kind| kind.with(path, value)).into_iter().flatten()
    }

    /// Makes a value of a member that the service makes up: one that no item has, or has had.
    pub(crate) fn make_value(&mut self, resource: &Resource, path: &str, member: &Member) -> Value {
        self.kind(resource).make_value(path, member)
    }

    /// Adds an item, or replaces the one with these identifiers.
    pub(crate) fn put(&mut self, resource: &Resource, identifiers: &Identifiers, item: Item) {
        let kind = self.kind(resource);
        let same = kind.find(identifiers).next().map(|(number, _)| number);
        let number = same.unwrap_or_else(|| kind.next_number());
        let before = kind.set(number, Some(Arc::new(item)));
        self.undo.push(Undo { resource: resource.name.clone(), number, before });
    }

    /// Changes the items with these identifiers, and returns their number.
    pub(crate) fn change(
        &mut self,
        resource: &str,
        identifiers: &Identifiers,
        mut change: impl FnMut(&mut Item),
    ) -> usize {
        let Some(kind) = self.by_resource.get_mut(resource) else { return 0 };
        let found = kind.find(identifiers);
        let found: Vec<_> = found.map(|(number, item)| (number, Item::clone(item))).collect();
        let count = found.len();
        for (number, mut item) in found {
            change(&mut item);
            let before = kind.set(number, Some(Arc::new(item)));
            self.undo.push(Undo { resource: resource.to_owned(), number, before });
        }
        count
    }

    /// Removes the items with these identifiers, and the items that belong to them.
    pub(crate) fn remove(
        &mut self,
        resources: &BTreeMap<String, Resource>,
        resource: &str,
        identifiers: &Identifiers,
    ) {
        if let Some(kind) = self.by_resource.get_mut(resource) {
            let numbers: Vec<_> = kind.find(identifiers).map(|(number, _)| number).collect();
            for number in numbers {
                let before = kind.set(number, None);
                self.undo.push(Undo { resource: resource.to_owned(), number, before });
            }
        }
        let children = resources.values().filter(|child| child.parent.as_deref() == Some(resource));
        for child in children {
            self.remove(resources, &child.name, identifiers);
        }
    }

    fn kind(&mut self, resource: &Resource) -> &mut Kind {
        // Most kinds exist already, so the name is copied only for a new one.
        if !self.by_resource.contains_key(&resource.name) {
            self.by_resource.insert(resource.name.clone(), Kind::new(resource));
        }
        self.by_resource.entry(resource.name.clone()).or_insert_with(|| Kind::new(resource))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    fn record(id: u64) -> Identifiers {
        object(json!({"ZoneId": "z", "RecordId": id}))
    }

    fn ids(items: &Items) -> Vec<Value> {
        items.all("DnsRecord").map(|item| item.members()["RecordId"].clone()).collect()
    }

    fn three_records() -> Items {
        let mut items = Items::default();
        let resource = &crate::test_spec::embedded().resources["DnsRecord"];
        for id in 1..=3 {
            items.put(resource, &record(id), Item::new(record(id)));
        }
        items.begin();
        items
    }

    #[test]
    fn a_change_is_taken_back_with_the_order_of_the_items() {
        let mut items = three_records();
        let spec = crate::test_spec::embedded();
        items.remove(&spec.resources, "DnsRecord", &record(2));
        items.change("DnsRecord", &record(1), |item| item.put("Content", json!("new")));
        items.put(&spec.resources["DnsRecord"], &record(4), Item::new(record(4)));
        assert_eq!(ids(&items), [json!(1), json!(3), json!(4)]);
        items.take_back();
        assert_eq!(ids(&items), [json!(1), json!(2), json!(3)]);
        assert!(items.find("DnsRecord", &record(1)).all(|i| !i.members().contains_key("Content")));
        assert!(items.exists("DnsRecord", &record(2)) && !items.exists("DnsRecord", &record(4)));
    }

    #[test]
    fn an_item_is_found_by_any_of_its_identifiers() {
        let items = three_records();
        let count = |ids: Value| items.find("DnsRecord", &object(ids)).count();
        assert_eq!(count(json!({"ZoneId": "z"})), 3);
        assert_eq!(count(json!({"RecordId": 2})), 1);
        assert_eq!(count(json!({"ZoneId": "y", "RecordId": 2})), 0);
        assert_eq!(count(json!({})), 3);
    }

    #[test]
    fn a_value_that_was_made_is_not_made_again_after_its_item_is_gone() {
        let mut items = Items::default();
        let spec = crate::test_spec::embedded();
        let resource = &spec.resources["DnsRecord"];
        let member = Member::new("RecordId");
        let first = items.make_value(resource, "RecordId", &member);
        let id = object(json!({"ZoneId": "z", "RecordId": first}));
        items.put(resource, &id, Item::new(id.clone()));
        items.remove(&spec.resources, "DnsRecord", &id);
        assert_ne!(items.make_value(resource, "RecordId", &member), first);
    }
}
