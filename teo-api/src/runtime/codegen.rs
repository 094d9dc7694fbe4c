//! The items that generated code uses. It uses nothing else of this crate.
//!
//! It is machinery: programs and handwritten code have no use for it. Within a major version, names
//! are only added, never changed or removed, so code that teo-codegen generated compiles with every
//! later teo-api of the same major version. Some names are there for the code of older generators.

mod format_version;
mod open_enum;
mod structure;

pub use super::call::{Call, JsonCall, Wait, WaitErrorKind, WaiterSchema};
pub use super::client::{Client, ClientBuilder};
pub use super::error::Error;
pub use super::json::{deserialize, serialize};
pub use super::schema::{
    Access, Action, ActionSchema, Constraint, ErrorSchema, Field, FieldMut, FilterRule,
    FilterRules, KnownAction, Member, Members, MembersMut, PagedAction, Paging, Requirement,
    Schema, ServiceSchema, Site, StringScalar, Structure, StructureSchema, Timestamp,
    UnknownMembers, UnknownValue, ValueMut, ValueRef, clone, debug, eq,
};
#[doc(hidden)]
pub use crate::{
    __format_version as format_version, __open_enum as open_enum, __structure as structure,
};
/// With it, the crate of generated code needs no dependency of its own on serde.
#[doc(hidden)]
pub use serde;
/// As with `serde`: unknown members have values of this type.
#[doc(hidden)]
pub use serde_json::Value;
