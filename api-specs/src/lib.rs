//! The description of a Tencent Cloud API as data: one JSON file for each action, structure, set of
//! values and resource, and the Rust model that reads these files.
//!
//! A [`Spec`] describes one version of a service. The generator makes Rust code from a spec, and
//! the simulator uses it to respond to requests. Both load specs through this crate, so that a spec
//! has the same meaning for both. [`Spec::load`] reads the files in a folder, and
//! [`Spec::embedded`] reads files that are embedded in this crate. If a spec has problems, the
//! error lists every problem of every file, with the file, a JSON pointer and a hint.
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

pub use conform::{Misfit, MisfitKind, conform, conform_request};
pub use embedded::embedded_services;
pub use load::LoadError;
pub use model::{
    Action, Argument, Binding, Constraint, Create, Delete, Direction, Documentation,
    EditionDifference, Error, Example, FilterName, FilterRoles, Filters, Hosts, Interval, List,
    ListChange, Member, Order, Paging, Period, Poll, Read, Replaces, Requirement, Resource, Role,
    Service, Set, Site, Sort, Spec, States, Step, Structure, Switch, Unique, Unsent, UntilParent,
    Update, Value, Values, Waiter,
};
pub use problem::{Problem, Problems};
pub use schema::schema;
pub use wire_type::{WireType, WireTypeError};

/// Compiles and runs the example in README.md.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
