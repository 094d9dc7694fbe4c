//! The tasks of maintainers: importing the vendor's metadata into spec files, comparing specs,
//! updating a checkout, and counting the contents of a spec.

mod count;
#[cfg(feature = "cli")]
pub mod diff;
#[cfg(feature = "import")]
pub mod import;
#[cfg(feature = "cli")]
pub mod update;

pub use self::count::count;
