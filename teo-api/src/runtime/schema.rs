//! The interface between generated code and the rest of the runtime: the schema of a service, of its
//! actions and of its structures, and access to the members of a structure by index.
//!
//! A generated type has a schema and accessors, and no logic. The runtime reads, writes, checks and
//! formats all types with the same code, so each type adds only its schema and accessors to a program.

mod action;
mod clone_and_eq;
mod constraint;
mod copy;
mod debug;
mod filter_rules;
mod json_object;
mod known_action;
mod paging;
mod request_id;
mod site;
mod string_scalar;
mod structure;
mod timestamp;
mod unknown_members;
mod value_mut;
mod value_ref;

pub use action::{Action, ActionSchema, ErrorSchema, ServiceSchema};
pub use clone_and_eq::{clone, eq};
pub(crate) use constraint::ConstraintKind;
pub use constraint::{Constraint, Requirement};
pub(crate) use copy::{copy, text_of};
pub use debug::debug;
pub use filter_rules::{FilterRule, FilterRules};
pub(crate) use json_object::JsonObject;
pub use known_action::KnownAction;
pub(crate) use paging::Continuation;
pub use paging::{PagedAction, Paging};
pub use request_id::RequestId;
pub use site::{ParseSiteError, Site};
pub use string_scalar::{StringScalar, UnknownValue};
pub use structure::{Member, Members, MembersMut, Schema, Structure, StructureSchema};
pub use timestamp::Timestamp;
pub use unknown_members::UnknownMembers;
pub use value_mut::{Access, FieldMut, ListMut, ValueMut};
pub(crate) use value_ref::items;
pub use value_ref::{Field, ListRef, ValueRef};
