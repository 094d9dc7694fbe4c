//! The items that generated code uses. It uses nothing else of this crate.
//!
//! It is machinery: programs and handwritten code have no use for it. Within a major version, names
//! are only added, never changed or removed, so code that teo-codegen generated compiles with every
//! later teo-api of the same major version.

pub use super::call::Call;
pub use super::client::{Client, ClientBuilder};
pub use super::json::{deserialize, serialize};
pub use super::schema::{
    Access, Action, ActionSchema, Constraint, ErrorSchema, Field, FieldMut, FilterRule,
    FilterRules, Member, Members, MembersMut, Requirement, Schema, ServiceSchema, Site,
    StringScalar, StructureSchema, Timestamp, UnknownMembers, UnknownValue, ValueMut, ValueRef,
    clone, debug, eq,
};
/// With it, the crate of generated code needs no dependency of its own on serde.
#[doc(hidden)]
pub use serde;
