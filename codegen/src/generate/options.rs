//! The options of the emitted code.

use std::collections::BTreeMap;

/// The paths that the emitted code uses, and the optional parts of the code.
///
/// ```
/// let mut options = teo_codegen::Options::for_crate("cvm_api");
/// options.runtime = "renamed_teo_api::runtime".to_owned();
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// Path of teo-api's runtime in the emitted code, such as `teo_api::runtime`.
    pub runtime: String,
    /// Path from which examples import the emitted types, such as `teo_api::teo`. If `None`, no
    /// examples are emitted.
    pub public_path: Option<String>,
    /// The vendor's prose, which is emitted below our documentation, by action, structure, or
    /// `Owner.Member`. Empty for checked-in code.
    pub prose: BTreeMap<String, String>,
    /// The form of the client methods, one for each action.
    pub client_methods: ClientMethods,
}

/// The form of the client methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientMethods {
    /// No client methods: `Client::call` sends every request.
    None,
    /// Inherent methods of the client, which only teo-api can define.
    Inherent,
    /// Methods of a generated `Client`, which is made from a client of teo-api and shares its
    /// connections.
    OwnClient,
}

impl Options {
    /// Creates the options for a module in a crate that depends on teo-api, with a client of its own
    /// and without examples.
    #[must_use]
    pub fn for_module() -> Self {
        Self {
            runtime: "teo_api::runtime".to_owned(),
            public_path: None,
            client_methods: ClientMethods::OwnClient,
            prose: BTreeMap::new(),
        }
    }

    /// Creates the options for the generated code in teo-api.
    #[must_use]
    pub fn for_teo_api() -> Self {
        Self {
            runtime: "crate::runtime".to_owned(),
            public_path: Some("teo_api::teo".to_owned()),
            client_methods: ClientMethods::Inherent,
            prose: BTreeMap::new(),
        }
    }

    /// Creates the options for a separate crate, with a client of its own and with examples. `name` is
    /// the name of the crate in `use` statements.
    #[must_use]
    pub fn for_crate(name: &str) -> Self {
        Self { public_path: Some(name.to_owned()), ..Self::for_module() }
    }
}
