//! Generates Rust files from a spec, for build scripts and the command line, and updates the folder
//! that contains them.

mod bindings;
mod builder;
mod emit;
mod files;
mod folder;
mod options;
mod package;
mod select;

pub use self::bindings::{GenerateError, generate};
pub use self::builder::{BuildError, Builder};
pub use self::emit::EmitError;
pub use self::files::Files;
pub use self::folder::{Folder, FolderError, Stale};
pub use self::options::{ClientMethods, Options};
pub use self::package::{Package, PackageNameError};
pub use self::select::UnknownActions;
