//! The inputs of the emitters: a context that all files share, and an emitter with a scope for each
//! file. They do not change after their creation.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::output::EmitError;
use super::scope::Scope;
use super::tokens::ident;
use crate::generate::options::Options;
use crate::model::{EnumModel, FiltersModel, Model, StructureModel};

/// The model and the options, with maps to look up items of the model.
pub(super) struct Context<'a> {
    pub(super) model: &'a Model<'a>,
    pub(super) options: &'a Options,
    pub(super) runtime: syn::Path,
    /// Shared structures by the name of their type.
    pub(super) structures: BTreeMap<&'a str, &'a StructureModel<'a>>,
    /// Enums by the name of their type.
    pub(super) enums: BTreeMap<&'a str, &'a EnumModel<'a>>,
    /// Filters by the name of the request's type.
    pub(super) filters: BTreeMap<&'a str, &'a FiltersModel<'a>>,
    /// Types, by the name that specs mention.
    links: BTreeMap<&'a str, Vec<LinkTarget<'a>>>,
}

/// The type that a mention of a name links to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LinkTarget<'a> {
    /// The position of the type among the link definitions of a comment.
    order: usize,
    pub(super) name: &'a str,
    pub(super) rust_name: &'a str,
}

impl<'a> Context<'a> {
    pub(super) fn new(model: &'a Model<'a>, options: &'a Options) -> Result<Self, EmitError> {
        let runtime = syn::parse_str(&options.runtime)
            .map_err(|_| EmitError::RuntimePath(options.runtime.clone()))?;
        let structures =
            model.structures.iter().map(|s| (s.rust_type.rust_name.as_str(), s)).collect();
        let enums = model.enums.iter().map(|e| (e.rust_name.as_str(), e)).collect();
        let filters = model.actions.iter();
        let filters =
            filters.filter_map(|a| Some((a.request.rust_name.as_str(), a.filters.as_ref()?)));
        Ok(Self {
            model,
            options,
            runtime,
            structures,
            enums,
            filters: filters.collect(),
            links: link_targets(model),
        })
    }

    /// Returns the types that a text mentions as `[`Name`]`, in the order of their link
    /// definitions.
    pub(super) fn mentioned_types(&self, text: &str) -> Vec<LinkTarget<'a>> {
        let names = text.match_indices("[`").filter_map(|(index, bracket)| {
            text[index + bracket.len()..].split_once("`]").map(|(name, _)| name)
        });
        let mut targets: Vec<_> =
            names.filter_map(|name| self.links.get(name)).flatten().copied().collect();
        targets.sort();
        targets.dedup();
        targets
    }
}

/// Returns the link targets of all names: structures, enums, filters, and requests by the name of
/// their action. If a type has the name, only that type is a target.
fn link_targets<'a>(model: &'a Model<'a>) -> BTreeMap<&'a str, Vec<LinkTarget<'a>>> {
    let types: BTreeSet<&str> = model.type_names().collect();
    let structures =
        model.structures.iter().map(|s| (s.spec.name.as_str(), s.rust_type.rust_name.as_str()));
    let enums = model.enums.iter().map(|e| (e.spec.name.as_str(), e.rust_name.as_str()));
    let actions =
        model.actions.iter().map(|a| (a.spec.name.as_str(), a.request.rust_name.as_str()));
    let filters = model.actions.iter().filter_map(|a| a.filters.as_ref());
    let filters = filters.map(|f| (f.rust_name.as_str(), f.rust_name.as_str()));
    let mut links: BTreeMap<&str, Vec<LinkTarget<'_>>> = BTreeMap::new();
    let named_types = structures.chain(enums).chain(actions).chain(filters);
    for (order, (name, rust_name)) in named_types.enumerate() {
        if name == rust_name || !types.contains(name) {
            links.entry(name).or_default().push(LinkTarget { order, name, rust_name });
        }
    }
    links
}

/// Emits the items of one file.
pub(super) struct FileEmitter<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) scope: Scope,
}

impl<'a> FileEmitter<'a> {
    pub(super) fn new(context: &'a Context<'a>, scope: Scope) -> Self {
        Self { context, scope }
    }

    /// Emits the imports of the file: `runtime::codegen`, which has all names of the runtime, and
    /// the types that other files define.
    pub(super) fn uses(&self) -> TokenStream {
        let runtime = &self.context.runtime;
        let runtime = quote!(use #runtime::codegen;);
        let imports: Vec<Ident> = self.scope.imports.iter().map(|name| ident(name)).collect();
        let types = self.scope.types_module();
        match &imports[..] {
            [] => runtime,
            [one] => quote!(use #types::#one; #runtime),
            many => quote!(use #types::{#(#many),*}; #runtime),
        }
    }
}
