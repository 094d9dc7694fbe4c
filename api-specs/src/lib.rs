//! The contract of a Tencent Cloud API as data: one JSON file for each action, structure and set of
//! values, and the Rust model that reads them.
//!
//! The generator turns these specs into Rust, the simulator answers calls by them. Both load them
//! here, so that a spec means one thing. [`Spec::load`] reads a folder, [`Spec::embedded`] the specs
//! that this crate carries; either reports every problem of every file at once, each with file, JSON
//! pointer and cure.
//!
//! ```
//! let spec = teo_specs::Spec::embedded("teo", "2022-09-01")?;
//! let action = &spec.actions["DescribePrefetchTasks"];
//! assert_eq!(action.requests_per_second, Some(20));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod check;
mod conform;
mod embedded;
mod files;
mod load;
mod model;
mod parse;
mod problem;
mod schema;
mod wire_type;

pub use conform::{Misfit, MisfitKind, conform};
pub use embedded::embedded_services;
pub use load::LoadError;
pub use model::{
    Action, Constraint, Direction, Documentation, Error, Example, FilterName, FilterRoles, Filters,
    Hosts, Interval, Member, Service, Site, Spec, Structure, Value, Values,
};
pub use problem::{Problem, Problems};
pub use schema::schema;
pub use wire_type::{WireType, WireTypeError};

/// The programs in README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
