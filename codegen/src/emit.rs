//! From the model to files: one `quote!` for each kind of item, formatted by prettyplease.

mod action;
mod client;
mod docs;
mod enumeration;
mod example;
mod facts;
mod filters;
mod members;
mod modules;
mod program;
mod scope;
mod structure;

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

pub(crate) use self::program::Program;
use self::scope::Scope;
use crate::model::Model;
use crate::names;

/// Text of each file by its path below the output folder, with `/` on every system.
pub type Files = BTreeMap<String, String>;

/// How the emitted code reaches what it stands on.
#[derive(Debug, Clone)]
pub struct Options {
    /// Path of teo-api's core as seen from the emitted code, such as `teo_api::core`.
    pub core: String,
    /// Path of the emitted module, as its users see it, for examples to import from. Without it there
    /// are no examples.
    pub public: Option<String>,
    /// The vendor's own sentences, to stand below ours: by action, structure, or `Owner.Member`. None
    /// in what is checked in.
    pub prose: BTreeMap<String, String>,
    /// Where the methods of the client stand, one for each action.
    pub client_methods: ClientMethods,
}

/// Where the methods of the client stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientMethods {
    /// Nowhere: `Client::call` takes each of the requests.
    None,
    /// At the client itself, which only teo-api can do.
    Inherent,
    /// In a trait that is called after the service, and that the client implements: for any other
    /// crate.
    Trait,
}

impl Options {
    /// For teo-api's own generated code.
    #[must_use]
    pub fn for_teo_api() -> Self {
        Self {
            core: "crate::core".to_owned(),
            public: Some("teo_api::teo".to_owned()),
            client_methods: ClientMethods::Inherent,
            prose: BTreeMap::new(),
        }
    }

    /// For a crate of its own, of this name as `use` knows it, with the methods in a trait.
    #[must_use]
    pub fn for_crate(name: &str) -> Self {
        Self {
            core: "teo_api::core".to_owned(),
            public: Some(name.to_owned()),
            client_methods: ClientMethods::Trait,
            prose: BTreeMap::new(),
        }
    }
}

/// Why a model could not be written down.
#[derive(Debug, thiserror::Error)]
pub enum EmitError {
    /// The core's path is none.
    #[error("{0:?} is not a path to teo-api's core, such as teo_api::core")]
    CorePath(String),
    /// The generator is at fault.
    #[error("the code emitted for {file} does not parse: {fault}; this is a fault of teo-codegen")]
    Unparsable {
        /// The file.
        file: String,
        /// What is wrong with it.
        fault: String,
    },
}

/// Writes everything down.
pub(crate) fn emit(model: &Model<'_>, options: &Options) -> Result<Files, EmitError> {
    let mut emitter = Emitter::new(model, options)?;
    for action in &model.actions {
        emitter.scope = Scope::of_action(action);
        let items = emitter.action(action);
        let source = format!("actions/{}.json", action.spec.name);
        emitter.file(&format!("actions/{}.rs", action.module), &source, items)?;
    }
    for structure in &model.structures {
        emitter.scope = Scope::of_structure(structure);
        let items = emitter.shared_structure(structure);
        let source = format!("structures/{}.json", structure.spec.name);
        emitter.file(&format!("structures/{}.rs", structure.module), &source, items)?;
    }
    for enumeration in &model.enums {
        emitter.scope = Scope::new([enumeration.rust.clone()]);
        let items = emitter.enumeration(enumeration);
        let source = format!("values/{}.json", enumeration.spec.name);
        emitter.file(&format!("values/{}.rs", enumeration.module), &source, items)?;
    }
    emitter.scope = Scope::of_module();
    emitter.modules()?;
    Ok(emitter.files)
}

struct Emitter<'a> {
    model: &'a Model<'a>,
    options: &'a Options,
    core: syn::Path,
    /// Name of the trait with the client's methods, where they are in one.
    client_trait: String,
    /// Of the file that is being written.
    scope: Scope,
    files: Files,
}

impl<'a> Emitter<'a> {
    fn new(model: &'a Model<'a>, options: &'a Options) -> Result<Self, EmitError> {
        let core =
            syn::parse_str(&options.core).map_err(|_| EmitError::CorePath(options.core.clone()))?;
        let client_trait =
            names::client_trait(&model.spec.service.service, &model.types().collect());
        let scope = Scope::of_module();
        Ok(Self { model, options, core, client_trait, scope, files: Files::new() })
    }

    /// Adds a file, its items apart by an empty line as a person would write them.
    fn file(&mut self, path: &str, source: &str, items: Vec<TokenStream>) -> Result<(), EmitError> {
        let mut text =
            format!("// {MARK} from {source}. Edit the spec, then run `cargo codegen generate`.\n");
        for item in items {
            let parsed = syn::parse2::<syn::File>(item).map_err(|fault| EmitError::Unparsable {
                file: path.to_owned(),
                fault: fault.to_string(),
            })?;
            text.push('\n');
            text.push_str(&spaced(&prettyplease::unparse(&parsed)));
        }
        self.files.insert(path.to_owned(), text);
        Ok(())
    }

    /// What every file uses: the core, under the name by which all emitted code calls it, and the
    /// types that stand in other files.
    fn uses(&self) -> TokenStream {
        let core = &self.core;
        let core = match core.segments.last() {
            Some(last) if last.ident == "core" => quote!(use #core;),
            _ => quote!(use #core as core;),
        };
        let imports: Vec<Ident> = self.scope.imports.iter().map(|name| ident(name)).collect();
        match &imports[..] {
            [] => core,
            [one] => quote!(use super::super::#one; #core),
            many => quote!(use super::super::{#(#many),*}; #core),
        }
    }
}

/// A program that makes one call, for the crate that the options are for; none if there is nothing to
/// call.
pub(crate) fn program(model: &Model<'_>, options: &Options) -> Result<Option<Program>, EmitError> {
    Ok(Emitter::new(model, options)?.program())
}

/// How a file says that it is ours: nothing without it is ever removed.
pub(crate) const MARK: &str = "@generated by teo-codegen";

/// Puts an empty line between the functions of an `impl`.
fn spaced(text: &str) -> String {
    let mut spaced = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        spaced.push_str(line);
        spaced.push('\n');
        if line == "    }" && lines.peek().is_some_and(|next| *next != "}") {
            spaced.push('\n');
        }
    }
    spaced
}

/// An identifier, raw if its name says so.
fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => format_ident!("{name}"),
    }
}

/// Lets a search for the wire's name find the item. rustdoc refuses the item's own name, and a few
/// characters.
fn alias(rust: &str, wire: &str) -> Option<TokenStream> {
    let own = rust.strip_prefix("r#").unwrap_or(rust) == wire;
    let searchable = !wire.contains(|c: char| c.is_whitespace() || c == '"' || c == '\'');
    (!own && searchable && !wire.is_empty()).then(|| quote!(#[doc(alias = #wire)]))
}
