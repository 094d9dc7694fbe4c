//! Refuses what is about an item that does not exist. In an open account every id exists, and an item
//! that a change is about is made when it is named.

use serde_json::Value;
use teo_specs::{Action, Resource};

use crate::actions::ActionContext;
use crate::api_error::ApiError;
use crate::state::item::Item;
use crate::state::items::Identifiers;

impl ActionContext<'_> {
    /// Refuses the identifiers of an item whose parent does not exist. A parent that they do not name
    /// is not looked for.
    pub(super) fn check_parent(
        &self,
        action: &Action,
        resource: &Resource,
        identifiers: &Identifiers,
    ) -> Result<(), ApiError> {
        let resources = &self.synthesis.spec.resources;
        let Some(parent) = resource.parent.as_ref().and_then(|name| resources.get(name)) else {
            return Ok(());
        };
        let names_parent = parent.identifiers.iter().all(|name| identifiers.contains_key(name));
        if names_parent { self.check_exists(action, parent, identifiers) } else { Ok(()) }
    }

    /// Refuses the identifiers of an item that does not exist.
    pub(in crate::actions) fn check_exists(
        &self,
        action: &Action,
        resource: &Resource,
        identifiers: &Identifiers,
    ) -> Result<(), ApiError> {
        let identifiers = own_and_inherited(resource, identifiers);
        if self.resources.is_open || self.resources.items.exists(&resource.name, &identifiers) {
            return Ok(());
        }
        self.check_parent(action, resource, &identifiers)
            .map_err(|error| self.as_missing_singleton(resource, error))?;
        if self.exists_when_named(resource) {
            return Ok(());
        }
        Err(not_found(action, resource, &identifiers))
    }

    /// Refuses the identifiers of an item that does not exist, or makes it if items of this kind exist
    /// when they are named.
    pub(super) fn find_or_make(
        &mut self,
        action: &Action,
        resource: &Resource,
        identifiers: &Identifiers,
    ) -> Result<(), ApiError> {
        self.check_exists(action, resource, identifiers)?;
        if !self.resources.items.exists(&resource.name, identifiers) {
            let item = Item::new(identifiers.clone());
            self.resources.items.put(resource, identifiers, item);
        }
        Ok(())
    }

    /// Returns true for a singleton, and for items that no action makes, so that nobody could know
    /// their ids from the simulator.
    fn exists_when_named(&self, resource: &Resource) -> bool {
        resource.own_identifiers(self.synthesis.spec).is_empty() || resource.create.is_empty()
    }

    /// Gives the error for a missing parent the code of a singleton that has its own code.
    fn as_missing_singleton(&self, resource: &Resource, error: ApiError) -> ApiError {
        let is_singleton = resource.own_identifiers(self.synthesis.spec).is_empty();
        match resource.not_found.clone().filter(|_| is_singleton) {
            Some(code) => ApiError::new(code, error.message),
            None => error,
        }
    }
}

fn own_and_inherited(resource: &Resource, identifiers: &Identifiers) -> Identifiers {
    let names = resource.identifiers.iter();
    names.filter_map(|name| Some((name.clone(), identifiers.get(name)?.clone()))).collect()
}

/// Returns the error for an item that does not exist.
pub(super) fn not_found(
    action: &Action,
    resource: &Resource,
    identifiers: &Identifiers,
) -> ApiError {
    let code = resource.not_found.clone();
    let code =
        code.or_else(|| nearest_code(action)).unwrap_or_else(|| "ResourceNotFound".to_owned());
    let last = resource.identifiers.iter().rev().find_map(|name| identifiers.get(name));
    ApiError::new(code, format!("there is no {} `{}`", resource.name, text_of(last)))
}

/// Returns the code of the action that is nearest to "not found".
fn nearest_code(action: &Action) -> Option<String> {
    let codes = || action.errors.iter().map(|error| error.code.as_str());
    let is_about_missing = |code: &&str| code.ends_with("NotFound") || code.ends_with("NotExist");
    let of_class = codes().find(|code| code.split('.').next() == Some("ResourceNotFound"));
    let of_parameter =
        || codes().filter(|code| code.starts_with("InvalidParameter.")).find(is_about_missing);
    of_class.or_else(of_parameter).map(str::to_owned)
}

fn text_of(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => String::new(),
    }
}
