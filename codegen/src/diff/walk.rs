//! Every difference between the files of two specs. It goes through the files as JSON, so that a key
//! that the format gets tomorrow is compared without a line here.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Map, Value};
use teo_specs::Spec;

use super::entry::Place;

/// A difference, not yet judged.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Change {
    pub(super) place: Place,
    pub(super) what: What,
    pub(super) before: Option<Value>,
    pub(super) after: Option<Value>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// A file or an item of a list, by its name.
    Item,
    /// An item that is gone for one of this name that has come.
    Renamed(String),
    /// A key of one that stayed.
    Key,
    /// The order of a list.
    Order,
}

/// All differences, by file.
pub(super) fn changes(old: &Spec, new: &Spec) -> Vec<Change> {
    let (old, new) = (files(old), files(new));
    let mut walk = Walk { changes: Vec::new() };
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for name in names {
        let place = Place::new(name, &[]);
        match (old.get(name), new.get(name)) {
            (Some(old), Some(new)) => walk.object(&place, old, new),
            (old, new) => {
                let whole = |file: &Map<String, Value>| Value::Object(file.clone());
                walk.add(place, What::Item, old.map(whole), new.map(whole));
            }
        }
    }
    walk.changes
}

fn files(spec: &Spec) -> BTreeMap<String, Map<String, Value>> {
    let mut files = BTreeMap::new();
    files.insert("service.json".to_owned(), object(&spec.service));
    for (name, action) in &spec.actions {
        files.insert(format!("actions/{name}.json"), object(action));
    }
    for (name, structure) in &spec.structures {
        files.insert(format!("structures/{name}.json"), object(structure));
    }
    for (name, values) in &spec.values {
        files.insert(format!("values/{name}.json"), object(values));
    }
    files
}

fn object(file: &impl Serialize) -> Map<String, Value> {
    // The types of specs are structs with string keys, and no part of them fails.
    match serde_json::to_value(file) {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    }
}

struct Walk {
    changes: Vec<Change>,
}

impl Walk {
    fn add(&mut self, place: Place, what: What, before: Option<Value>, after: Option<Value>) {
        self.changes.push(Change { place, what, before, after });
    }

    fn object(&mut self, place: &Place, old: &Map<String, Value>, new: &Map<String, Value>) {
        let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for key in keys {
            let (old, new) = (old.get(key), new.get(key));
            if old == new {
                continue;
            }
            let place = at(place, key);
            match (old, new) {
                (Some(Value::Object(old)), Some(Value::Object(new))) if is_part(key) => {
                    self.object(&place, old, new);
                }
                (None | Some(Value::Array(_)), None | Some(Value::Array(_))) => {
                    self.list(place, key, old, new);
                }
                _ => self.add(place, What::Key, old.cloned(), new.cloned()),
            }
        }
    }

    /// Item by item where the items have names, else as a whole. An absent list is an empty one.
    fn list(&mut self, place: Place, key: &str, old: Option<&Value>, new: Option<&Value>) {
        let (Some(before), Some(after)) = (Items::of(key, old), Items::of(key, new)) else {
            return self.add(place, What::Key, old.cloned(), new.cloned());
        };
        for (name, old) in &before.by_name {
            let place = at(&place, name);
            match (old, after.by_name.get(name)) {
                (old, None) => self.add(place, What::Item, Some((*old).clone()), None),
                (old, Some(new)) if old == new => {}
                (Value::Object(old), Some(Value::Object(new))) if key != "examples" => {
                    self.object(&place, old, new);
                }
                (old, Some(new)) => {
                    self.add(place, What::Key, Some((*old).clone()), Some((*new).clone()));
                }
            }
        }
        for (name, new) in &after.by_name {
            if !before.by_name.contains_key(name) {
                self.add(at(&place, name), What::Item, None, Some((*new).clone()));
            }
        }
        let (was, is) = (before.those_also_in(&after), after.those_also_in(&before));
        if was != is {
            self.add(place, What::Order, Some(was.into()), Some(is.into()));
        }
    }
}

fn at(place: &Place, step: &str) -> Place {
    let mut place = place.clone();
    place.steps.push(step.to_owned());
    place
}

/// Keys whose object is part of the format. Any other object is a value, such as a default.
fn is_part(key: &str) -> bool {
    ["documentation", "filter", "filters", "hosts", "interval", "sources"].contains(&key)
}

struct Items<'a> {
    names: Vec<String>,
    by_name: BTreeMap<String, &'a Value>,
}

impl<'a> Items<'a> {
    /// `None` if the items have no names, or two have one.
    fn of(key: &str, list: Option<&'a Value>) -> Option<Self> {
        let items = list.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let names: Vec<String> =
            items.iter().map(|item| name_of(key, item)).collect::<Option<_>>()?;
        let by_name: BTreeMap<String, &Value> = names.iter().cloned().zip(items).collect();
        (by_name.len() == names.len()).then_some(Self { names, by_name })
    }

    fn those_also_in(&self, other: &Self) -> Vec<String> {
        self.names.iter().filter(|name| other.by_name.contains_key(*name)).cloned().collect()
    }
}

/// What an item of the list at this key goes by.
fn name_of(key: &str, item: &Value) -> Option<String> {
    let name = match key {
        "parameters" | "response" | "members" | "names" => "name",
        "errors" | "specific_errors" => "code",
        "values" => "value",
        "examples" => "title",
        "constraints" => return constraint_name(item),
        _ => return None,
    };
    item[name].as_str().map(str::to_owned)
}

/// An interval goes by its two times, so that another length is a change of it; a choice by itself.
fn constraint_name(item: &Value) -> Option<String> {
    if let Some(groups) = item["any_of"].as_array() {
        let group = |group: &Value| {
            let parts: Option<Vec<&str>> = group.as_array()?.iter().map(Value::as_str).collect();
            Some(parts?.join("+"))
        };
        let groups: Option<Vec<String>> = groups.iter().map(group).collect();
        return Some(format!("any_of {}", groups?.join("|")));
    }
    let interval = &item["interval"];
    Some(format!("interval {}..{}", interval["start"].as_str()?, interval["end"].as_str()?))
}
