//! Refuses an item whose identifiers or unique members another item has.

use serde_json::{Map, Value};
use teo_specs::{Action, Resource, Unique};

use crate::actions::ActionContext;
use crate::api_error::ApiError;
use crate::state::items::Identifiers;
use crate::state::member_path;

impl ActionContext<'_> {
    /// Refuses members that must be unique in the parent and that another item has.
    pub(super) fn check_unique(
        &self,
        action: &Action,
        resource: &Resource,
        identifiers: &Identifiers,
        members: &Map<String, Value>,
    ) -> Result<(), ApiError> {
        let inherited =
            resource.identifiers.len() - resource.own_identifiers(self.synthesis.spec).len();
        let parent = resource.identifiers.iter().take(inherited);
        let parent: Identifiers = parent
            .filter_map(|name| Some((name.clone(), identifiers.get(name)?.clone())))
            .collect();
        for unique in &resource.unique {
            let own = unique_values(unique, members);
            let mut given = unique.members.iter().zip(&own);
            let first = given.find_map(|(path, values)| Some((path, *values.first()?)));
            let Some((path, value)) = first else { continue };
            let mut others = self.resources.items.with(&resource.name, path, value);
            let is_taken = others.any(|other| {
                other.has(&parent)
                    && !other.has(identifiers)
                    && unique_values(unique, other.members()) == own
            });
            if is_taken {
                return Err(taken(action, resource, unique.error.as_deref(), &unique.members));
            }
        }
        Ok(())
    }
}

/// Returns the values of the members that count together. An empty text counts as absent.
fn unique_values<'a>(unique: &Unique, members: &'a Map<String, Value>) -> Vec<Vec<&'a Value>> {
    let values = unique.members.iter().map(|path| {
        let mut values = member_path::values(members, path);
        values.retain(|value| value.as_str() != Some(""));
        values
    });
    values.collect()
}

/// Returns the error for identifiers that another item has.
pub(super) fn identifiers_taken(action: &Action, resource: &Resource) -> ApiError {
    let last = resource.identifiers.last();
    let unique =
        resource.unique.iter().find(|unique| last.is_some_and(|l| unique.members.contains(l)));
    let code = unique.and_then(|unique| unique.error.as_deref());
    taken(action, resource, code, last.map_or(&[], std::slice::from_ref))
}

fn taken(action: &Action, resource: &Resource, code: Option<&str>, members: &[String]) -> ApiError {
    let in_use = || {
        let mut codes = action.errors.iter().map(|error| error.code.as_str());
        codes.find(|code| code.split('.').next() == Some("ResourceInUse"))
    };
    let code = code.or_else(in_use).unwrap_or("ResourceInUse").to_owned();
    let message = format!("there is another {} with this {}", resource.name, members.join(" and "));
    ApiError::new(code, message)
}
