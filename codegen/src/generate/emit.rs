//! Emits the model as files: one `quote!` for each kind of item, formatted by prettyplease. The tables
//! of members, the bodies of a macro, are text.

mod action;
mod client;
mod context;
mod crate_example;
mod docs;
mod enumeration;
mod filters;
mod lifecycle;
mod members;
mod modules;
mod output;
mod request_example;
mod schema;
mod scope;
mod structure;
mod table;
mod tokens;
mod waiter_docs;
mod waiters;

use self::context::{Context, FileEmitter};
use self::output::Output;
use self::scope::Scope;
use super::files::Files;
use super::options::Options;
use crate::model::Model;

pub(super) use self::crate_example::CrateExample;
pub use self::output::EmitError;

/// Emits all files of the bindings.
pub(super) fn emit(model: &Model<'_>, options: &Options) -> Result<Files, EmitError> {
    let context = Context::new(model, options)?;
    let mut output = Output::default();
    for action in &model.actions {
        let items = FileEmitter::new(&context, Scope::for_action(action)).action(action);
        let source = format!("actions/{}.json", action.spec.name);
        output.add(&format!("actions/{}.rs", action.module), &source, items)?;
    }
    for structure in &model.structures {
        let scope = Scope::for_structure(structure);
        let items = FileEmitter::new(&context, scope).shared_structure(structure);
        let source = format!("structures/{}.json", structure.spec.name);
        output.add(&format!("structures/{}.rs", structure.module), &source, items)?;
    }
    for enumeration in &model.enums {
        let scope = Scope::in_folder([enumeration.rust_name.clone()]);
        let items = FileEmitter::new(&context, scope).enumeration(enumeration);
        let source = format!("values/{}.json", enumeration.spec.name);
        output.add(&format!("values/{}.rs", enumeration.module), &source, items)?;
    }
    modules::emit(&context, &mut output)?;
    Ok(output.files)
}

/// Returns the example program of a crate; `None` if every action is deprecated, or if the options
/// have no path for its imports.
pub(super) fn crate_example(
    model: &Model<'_>,
    options: &Options,
) -> Result<Option<CrateExample>, EmitError> {
    Ok(Context::new(model, options)?.crate_example())
}
