//! The loop that all documents share: read, change, read again, write.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Map, Value};

use super::document::Document;
use super::{Change, ChangeError, ChangeResult};
use crate::Error;

/// How many times a closure may see a document that is out of date.
const MAX_ROUNDS: u32 = 5;

/// A document by the wire names of its sections, without what only responses contain.
type Sections = Map<String, Value>;

pub(super) async fn change<D: Document, R: ChangeResult>(
    document: D,
    mut change: impl FnMut(&mut D::Content) -> R,
) -> Result<Change<D::Content>, ChangeError> {
    let mut before = document.read().await?;
    for _ in 0..MAX_ROUNDS {
        let mut after = before.clone();
        change(&mut after).into_result().map_err(ChangeError::Stopped)?;
        let seen = sections::<D>(&before)?;
        let mut wanted = sections::<D>(&after)?;
        let changed = changed_sections(&seen, &wanted);
        if changed.is_empty() {
            return Ok(Change { before, after, sections: Vec::new() });
        }
        check_writable::<D>(&wanted, &changed)?;
        let now = document.read().await?;
        if sections::<D>(&now)? == seen {
            wanted.retain(|name, _| changed.contains(name) || D::is_sent_along(name));
            document.write(wanted).await?;
            return Ok(Change { before, after, sections: changed.into_iter().collect() });
        }
        before = now;
    }
    Err(ChangeError::Contended(MAX_ROUNDS))
}

fn sections<D: Document>(content: &D::Content) -> Result<Sections, Error> {
    let mut value = to_value(content)?;
    for path in D::ONLY_IN_RESPONSES {
        remove(&mut value, path);
    }
    match value {
        Value::Object(sections) => Ok(sections),
        _ => unreachable!("a structure is written as an object"),
    }
}

fn to_value(content: &impl Serialize) -> Result<Value, Error> {
    serde_json::to_value(content)
        .map_err(|error| Error::configuration(format!("the settings cannot be written: {error}")))
}

/// Removes the member at a path; a list on the way stands for each of its items.
fn remove(value: &mut Value, path: &[&str]) {
    match (value, path) {
        (Value::Array(items), _) => items.iter_mut().for_each(|item| remove(item, path)),
        (Value::Object(members), [name]) => {
            members.remove(*name);
        }
        (Value::Object(members), [name, rest @ ..]) => {
            if let Some(member) = members.get_mut(*name) {
                remove(member, rest);
            }
        }
        _ => {}
    }
}

fn changed_sections(before: &Sections, after: &Sections) -> BTreeSet<String> {
    let names = before.keys().chain(after.keys());
    names.filter(|name| before.get(*name) != after.get(*name)).cloned().collect()
}

fn check_writable<D: Document>(
    wanted: &Sections,
    changed: &BTreeSet<String>,
) -> Result<(), ChangeError> {
    let is_writable = |name: &String| wanted.contains_key(name) && D::is_writable(name);
    let not_writable: Vec<_> = changed.iter().filter(|name| !is_writable(name)).cloned().collect();
    if not_writable.is_empty() { Ok(()) } else { Err(ChangeError::NotWritable(not_writable)) }
}
