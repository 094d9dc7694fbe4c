//! The lifecycle of what a service manages: which actions create, list, read, change and delete an
//! item, by which identifiers, and through which states. The simulator keeps state by it, and waiters
//! and links in the documentation are made from it.

mod bindings;
mod sets;
mod steps;
mod views;
mod waiters;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::bindings::{Binding, Role, Step};
pub(crate) use self::bindings::{Found, fits};
pub use self::sets::{Set, States, UntilParent};
pub use self::steps::{
    Create, Delete, ListChange, Order, Replaces, Requirement, Switch, Unsent, Update,
};
pub use self::views::{List, Period, Read, Sort};
pub use self::waiters::{Argument, Poll, Waiter};

/// `resources/<Name>.json`: the lifecycle of one kind of item.
///
/// A member path such as `OriginDetail.Origin` names a member of the item, and one inside it. A
/// parameter path such as `IPGroup.GroupId` does the same in a request. A path goes through a list to
/// each of its elements.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Resource {
    /// Name of one item; the file is named after it.
    pub name: String,
    /// One line in our own words.
    pub summary: String,
    /// Further paragraphs in our own words, as Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub docs: Option<String>,
    /// Resource that the items belong to. They go when it is deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Members that tell one item from all others: those of the parent, then its own. A resource
    /// without any of its own is a singleton: one item for each parent.
    pub identifiers: Vec<String>,
    /// Structure of the item in lists and reads. If absent, the item consists of the members of the
    /// response that `read` returns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub structure: Option<String>,
    /// Further members of the item, which its structure does not have: a request gives them, or one
    /// action alone returns them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unlisted: Vec<String>,
    /// Members that no request gives, although one has a parameter of that name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub output_only: Vec<String>,
    /// Member with the time at which the item was created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// Member with the time of the last change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    /// Members that must differ from those of the other items of the parent. Items without them are
    /// not compared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unique: Vec<Unique>,
    /// Error code for an identifier of its own that no item has; absent where none is documented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_found: Option<String>,
    /// The states of the item, by the member that holds them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub states: BTreeMap<String, States>,
    /// Waits for states, by what the item then is, in snake case, such as `online`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub waiters: BTreeMap<String, Waiter>,
    /// What makes new items. Without it, a singleton exists with its parent, and other items come
    /// from the service.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub create: Vec<Create>,
    /// What lists items.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub list: Vec<List>,
    /// What reads one item.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub read: Vec<Read>,
    /// What changes members of items.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub update: Vec<Update>,
    /// What brings items into another state, and changes nothing else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub switch: Vec<Switch>,
    /// What sets the order of items.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<Order>,
    /// What adds elements to a list in an item.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub add: Vec<ListChange>,
    /// What removes elements from a list in an item.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<ListChange>,
    /// What deletes items.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delete: Vec<Delete>,
}

/// Members that no two items of a parent may share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Unique {
    /// The members, which count together.
    pub members: Vec<String>,
    /// Error code for an item that repeats them; absent where none is documented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}
