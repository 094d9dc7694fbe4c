//! Tests `import`: facts of the metadata are applied, hand-written text stays, and drift is
//! reported.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod facts;
mod paging_and_resources;
mod workspace;
