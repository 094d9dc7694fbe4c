//! An action as generated code lists it, for calls by name.

use std::fmt;

use super::action::{Action, ActionSchema};
use super::structure::Structure;

/// An action with its schema, and an empty request to check one by.
#[derive(Clone, Copy)]
pub struct KnownAction {
    pub(crate) schema: &'static ActionSchema,
    pub(crate) request: fn() -> Box<dyn Structure>,
}

impl KnownAction {
    /// The action of this request.
    #[must_use]
    pub const fn of<A: Action + Default>() -> Self {
        Self { schema: A::SCHEMA, request: || Box::new(A::default()) }
    }
}

impl fmt::Debug for KnownAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("KnownAction").field(&self.schema.name).finish()
    }
}
