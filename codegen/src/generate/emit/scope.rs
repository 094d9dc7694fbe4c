//! The types that a file defines or imports, which code and links can name without a path.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::ident;
use crate::model::{ActionModel, Base, StructureModel, TypeModel};

/// The names of one file.
pub(super) struct Scope {
    /// Path from the file to the module that re-exports all types.
    pub(super) types_path: &'static str,
    pub(super) imports: BTreeSet<String>,
    /// The types that the file defines.
    definitions: BTreeSet<String>,
}

impl Scope {
    /// Creates the scope of a file beside the folders, which imports no type.
    pub(super) fn beside_folders() -> Self {
        Self { types_path: "super::", ..Self::in_folder([]) }
    }

    /// Creates the scope of a file in a folder, which defines these types and imports none.
    pub(super) fn in_folder(definitions: impl IntoIterator<Item = String>) -> Self {
        Self {
            types_path: "super::super::",
            imports: BTreeSet::new(),
            definitions: definitions.into_iter().collect(),
        }
    }

    /// Adds imports of the actions' requests.
    pub(super) fn importing_requests<'m>(
        mut self,
        actions: impl IntoIterator<Item = &'m ActionModel<'m>>,
    ) -> Self {
        let requests = actions.into_iter().map(|action| action.request.rust_name.clone());
        self.imports.extend(requests);
        self
    }

    /// Returns the module that re-exports all types, as the path of an import.
    pub(super) fn types_module(&self) -> TokenStream {
        let supers = self.types_path.matches("super").map(ident);
        quote!(#(#supers)::*)
    }

    pub(super) fn for_structure(structure: &StructureModel<'_>) -> Self {
        let mut scope = Self::in_folder([structure.rust_type.rust_name.clone()]);
        scope.import_member_types(&structure.rust_type);
        scope
    }

    pub(super) fn for_action(action: &ActionModel<'_>) -> Self {
        let filters = action.filters.as_ref();
        let definitions = [&action.request.rust_name, &action.response.rust_name];
        let definitions = definitions.into_iter().chain(filters.map(|filters| &filters.rust_name));
        let mut scope = Self::in_folder(definitions.cloned());
        scope.import_member_types(&action.request);
        scope.import_member_types(&action.response);
        if let Some(filters) = filters {
            scope.imports.insert(filters.structure.rust_name.clone());
            let operator = filters
                .structure
                .members
                .iter()
                .find(|member| filters.roles.operator.as_ref() == Some(&member.spec.name));
            if let Some(Base::Enum(name)) = operator.map(|member| &member.base) {
                scope.imports.insert(name.clone());
            }
            scope
                .imports
                .extend(filters.constructors.iter().filter_map(|(_, _, values)| values.clone()));
        }
        scope
    }

    /// Imports the types of the structure's members.
    fn import_member_types(&mut self, structure: &TypeModel<'_>) {
        for member in &structure.members {
            if let Base::Enum(name) | Base::Structure(name) = &member.base
                && !self.definitions.contains(name)
            {
                self.imports.insert(name.clone());
            }
        }
    }

    /// Returns whether the file can name the type without a path.
    pub(super) fn contains(&self, rust_name: &str) -> bool {
        self.imports.contains(rust_name) || self.definitions.contains(rust_name)
    }
}
