//! Which types a file defines and which it imports, so that code and links can name them plainly.

use std::collections::BTreeSet;

use crate::model::{ActionModel, Base, StructureModel, TypeModel};

/// The names of one file.
#[derive(Default)]
pub(super) struct Scope {
    /// Leads from the file to the module in which all types stand.
    pub(super) up: &'static str,
    pub(super) imports: BTreeSet<String>,
    own: BTreeSet<String>,
}

impl Scope {
    pub(super) fn new(own: impl IntoIterator<Item = String>) -> Self {
        Self { up: "super::super::", imports: BTreeSet::new(), own: own.into_iter().collect() }
    }

    /// A file beside the folders, which names every type by its path.
    pub(super) fn of_module() -> Self {
        Self { up: "super::", ..Self::default() }
    }

    /// A file in a folder, which names every type by its path.
    pub(super) fn in_folder() -> Self {
        Self { up: "super::super::", ..Self::default() }
    }

    pub(super) fn of_structure(structure: &StructureModel<'_>) -> Self {
        let mut scope = Self::new([structure.rust.rust.clone()]);
        scope.import(&structure.rust);
        scope
    }

    pub(super) fn of_action(action: &ActionModel<'_>) -> Self {
        let filters = action.filters.as_ref();
        let own = [&action.request.rust, &action.response.rust];
        let mut scope =
            Self::new(own.into_iter().chain(filters.map(|filters| &filters.rust)).cloned());
        scope.import(&action.request);
        scope.import(&action.response);
        if let Some(filters) = filters {
            scope.imports.insert(filters.structure.rust.clone());
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

    fn import(&mut self, structure: &TypeModel<'_>) {
        for member in &structure.members {
            if let Base::Enum(name) | Base::Structure(name) = &member.base
                && !self.own.contains(name)
            {
                self.imports.insert(name.clone());
            }
        }
    }

    /// Whether the file can name the type without a path.
    pub(super) fn names(&self, rust: &str) -> bool {
        self.imports.contains(rust) || self.own.contains(rust)
    }
}
