//! The items of the account that the spec's resources describe, in the order in which they were made.
//! An item has the members that requests gave it and no others, so that nothing is in a list that
//! nobody put there.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};
use teo_specs::Resource;

use super::item::Item;

/// Identifiers with their values.
pub(crate) type Identifiers = Map<String, Value>;

/// A clone shares its items, so that it is cheap to return to an earlier state.
#[derive(Debug, Clone, Default)]
pub(crate) struct Items {
    by_resource: BTreeMap<String, Vec<Arc<Item>>>,
}

impl Items {
    /// Returns the items of a resource that have these identifiers, in the order in which they were
    /// made.
    pub(crate) fn find<'a>(
        &'a self,
        resource: &str,
        identifiers: &'a Identifiers,
    ) -> impl Iterator<Item = &'a Item> {
        self.all(resource).filter(|item| item.has(identifiers))
    }

    pub(crate) fn all<'a>(&'a self, resource: &str) -> impl Iterator<Item = &'a Item> {
        self.by_resource.get(resource).into_iter().flatten().map(Arc::as_ref)
    }

    pub(crate) fn exists(&self, resource: &str, identifiers: &Identifiers) -> bool {
        self.find(resource, identifiers).next().is_some()
    }

    /// Adds an item, or replaces the one with these identifiers.
    pub(crate) fn put(&mut self, resource: &str, identifiers: &Identifiers, item: Item) {
        let items = self.by_resource.entry(resource.to_owned()).or_default();
        let item = Arc::new(item);
        match items.iter_mut().find(|old| old.has(identifiers)) {
            Some(old) => *old = item,
            None => items.push(item),
        }
    }

    /// Changes the items with these identifiers.
    pub(crate) fn change(
        &mut self,
        resource: &str,
        identifiers: &Identifiers,
        mut change: impl FnMut(&mut Item),
    ) {
        let items = self.by_resource.get_mut(resource).into_iter().flatten();
        items.filter(|item| item.has(identifiers)).for_each(|item| change(Arc::make_mut(item)));
    }

    /// Removes the items with these identifiers, and the items that belong to them.
    pub(crate) fn remove(
        &mut self,
        resources: &BTreeMap<String, Resource>,
        resource: &str,
        identifiers: &Identifiers,
    ) {
        if let Some(items) = self.by_resource.get_mut(resource) {
            items.retain(|item| !item.has(identifiers));
        }
        let children = resources.values().filter(|child| child.parent.as_deref() == Some(resource));
        for child in children {
            self.remove(resources, &child.name, identifiers);
        }
    }
}
