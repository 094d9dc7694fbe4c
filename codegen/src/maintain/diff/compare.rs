//! Finds every difference between the files of two specs, except for resources. It compares them as
//! JSON, so that new keys of the format are compared without a change here.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Map, Value};
use teo_specs::Spec;

use super::entry::Location;

/// A difference, before it gets a kind and a verdict.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Change {
    pub(super) location: Location,
    pub(super) difference: Difference,
    pub(super) before: Option<Value>,
    pub(super) after: Option<Value>,
}

/// The kind of difference between two files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Difference {
    /// A file or an item of a list was added or removed.
    Item,
    /// A file or an item of a list was replaced by a similar one with this name.
    Renamed(String),
    /// The value of a key changed, or a list without named items changed.
    Key,
    /// The order of a list's items changed.
    Order,
}

/// Returns all changes, sorted by file.
pub(super) fn compare(old: &Spec, new: &Spec) -> Vec<Change> {
    let (old_files, new_files) = (files(old), files(new));
    let mut comparison = Comparison { changes: Vec::new() };
    let names: BTreeSet<&String> = old_files.keys().chain(new_files.keys()).collect();
    for name in names {
        let location = Location::new(name, &[]);
        match (old_files.get(name), new_files.get(name)) {
            (Some(old), Some(new)) => comparison.compare_objects(&location, old, new),
            (old, new) => {
                let to_value = |file: &Map<String, Value>| Value::Object(file.clone());
                comparison.add(location, Difference::Item, old.map(to_value), new.map(to_value));
            }
        }
    }
    comparison.changes
}

/// Returns the spec files as JSON, by path. Resources are not among them, nor is the list of actions
/// that are in none: no code that callers use is generated from them.
fn files(spec: &Spec) -> BTreeMap<String, Map<String, Value>> {
    let mut files = BTreeMap::new();
    let mut service = to_object(&spec.service);
    service.remove("not_modelled");
    files.insert("service.json".to_owned(), service);
    for (name, action) in &spec.actions {
        files.insert(format!("actions/{name}.json"), to_object(action));
    }
    for (name, structure) in &spec.structures {
        files.insert(format!("structures/{name}.json"), to_object(structure));
    }
    for (name, values) in &spec.values {
        files.insert(format!("values/{name}.json"), to_object(values));
    }
    files
}

fn to_object(file: &impl Serialize) -> Map<String, Value> {
    // The types of spec files are structs, which serialise to objects.
    match serde_json::to_value(file) {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    }
}

struct Comparison {
    changes: Vec<Change>,
}

impl Comparison {
    fn add(
        &mut self,
        location: Location,
        difference: Difference,
        before: Option<Value>,
        after: Option<Value>,
    ) {
        self.changes.push(Change { location, difference, before, after });
    }

    fn compare_objects(
        &mut self,
        location: &Location,
        old: &Map<String, Value>,
        new: &Map<String, Value>,
    ) {
        let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for key in keys {
            let (old, new) = (old.get(key), new.get(key));
            if old == new {
                continue;
            }
            let location = location.child(key);
            match (old, new) {
                (Some(Value::Object(old)), Some(Value::Object(new))) if has_defined_keys(key) => {
                    self.compare_objects(&location, old, new);
                }
                (None | Some(Value::Array(_)), None | Some(Value::Array(_))) => {
                    self.compare_lists(location, key, old, new);
                }
                _ => self.add(location, Difference::Key, old.cloned(), new.cloned()),
            }
        }
    }

    /// Compares two lists item by item if the items have names, otherwise as values. An absent list
    /// counts as empty.
    fn compare_lists(
        &mut self,
        location: Location,
        key: &str,
        old: Option<&Value>,
        new: Option<&Value>,
    ) {
        let (Some(old_items), Some(new_items)) = (Items::new(key, old), Items::new(key, new))
        else {
            return self.add(location, Difference::Key, old.cloned(), new.cloned());
        };
        for (name, old) in &old_items.by_name {
            let location = location.child(name);
            match (old, new_items.by_name.get(name)) {
                (old, None) => self.add(location, Difference::Item, Some((*old).clone()), None),
                (old, Some(new)) if old == new => {}
                (Value::Object(old), Some(Value::Object(new))) if key != "examples" => {
                    self.compare_objects(&location, old, new);
                }
                (old, Some(new)) => {
                    self.add(location, Difference::Key, Some((*old).clone()), Some((*new).clone()));
                }
            }
        }
        for (name, new) in &new_items.by_name {
            if !old_items.by_name.contains_key(name) {
                self.add(location.child(name), Difference::Item, None, Some((*new).clone()));
            }
        }
        let old_order = old_items.names_also_in(&new_items);
        let new_order = new_items.names_also_in(&old_items);
        if old_order != new_order {
            self.add(location, Difference::Order, Some(old_order.into()), Some(new_order.into()));
        }
    }
}

/// Returns whether the format defines the keys of an object at this key. Other objects are compared
/// as values.
fn has_defined_keys(key: &str) -> bool {
    ["documentation", "filter", "filters", "hosts", "interval", "paging", "sources"].contains(&key)
}

/// The items of a list, whose names are unique.
struct Items<'a> {
    names: Vec<String>,
    by_name: BTreeMap<String, &'a Value>,
}

impl<'a> Items<'a> {
    /// Names the items of the list at this key; `None` if an item has no name, or two items have
    /// the same name.
    fn new(key: &str, list: Option<&'a Value>) -> Option<Self> {
        let items = list.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let names: Vec<String> =
            items.iter().map(|item| item_name(key, item)).collect::<Option<_>>()?;
        let by_name: BTreeMap<String, &Value> = names.iter().cloned().zip(items).collect();
        (by_name.len() == names.len()).then_some(Self { names, by_name })
    }

    fn names_also_in(&self, other: &Self) -> Vec<String> {
        self.names.iter().filter(|name| other.by_name.contains_key(*name)).cloned().collect()
    }
}

/// Returns the name of an item of the list at this key.
fn item_name(key: &str, item: &Value) -> Option<String> {
    let name_key = match key {
        "parameters" | "response" | "members" | "names" => "name",
        "errors" | "specific_errors" => "code",
        "values" => "value",
        "examples" => "title",
        "constraints" => return constraint_name(item),
        _ => return None,
    };
    item[name_key].as_str().map(str::to_owned)
}

/// Returns a constraint's name. An interval is named after its start and end, so that a change of
/// its length is a change of the same interval; `any_of` is named after all its parts.
fn constraint_name(item: &Value) -> Option<String> {
    if let Some(groups) = item["any_of"].as_array() {
        let joined = |group: &Value| {
            let parts: Option<Vec<&str>> = group.as_array()?.iter().map(Value::as_str).collect();
            Some(parts?.join("+"))
        };
        let groups: Option<Vec<String>> = groups.iter().map(joined).collect();
        return Some(format!("any_of {}", groups?.join("|")));
    }
    let interval = &item["interval"];
    Some(format!("interval {}..{}", interval["start"].as_str()?, interval["end"].as_str()?))
}
