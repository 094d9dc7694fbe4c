//! Emits the files that declare the modules, and the schema and error codes of the service.

use proc_macro2::Literal;
use quote::quote;

use super::context::{Context, FileEmitter};
use super::docs::Docs;
use super::output::{EmitError, Output};
use super::scope::Scope;
use super::tokens::{ident, search_alias};
use super::{client, schema, waiters};
use crate::generate::options::ClientMethods;

/// The number of the format of the emitted code. It rises when the code names what an older runtime
/// does not have; the runtime's macro `format_version` then accepts the new number as well.
const FORMAT_VERSION: usize = 1;

/// Emits all files except those of one action, structure or enum.
pub(super) fn emit(context: &Context<'_>, output: &mut Output) -> Result<(), EmitError> {
    let model = context.model;
    let file = FileEmitter::new(context, Scope::beside_folders());
    let actions = model.actions.iter().map(|action| action.module.clone()).collect();
    let structures = model.structures.iter().map(|structure| structure.module.clone()).collect();
    let values = model.enums.iter().map(|enumeration| enumeration.module.clone()).collect();
    emit_folder(output, "actions", actions)?;
    emit_folder(output, "structures", structures)?;
    emit_folder(output, "values", values)?;
    let mut service = vec![file.uses()];
    service.push(schema::service(&model.spec.service));
    output.add("service.rs", "service.json", service)?;
    emit_error_codes(context, output)?;
    match context.options.client_methods {
        ClientMethods::None => {}
        ClientMethods::Inherent => client::inherent(context, output)?,
        ClientMethods::OwnClient => client::own(context, output)?,
    }
    waiters::emit(context, output)?;
    emit_root(context, output)
}

/// Emits the `mod.rs` of a folder: a module for each file, and the re-exports of its items.
fn emit_folder(output: &mut Output, name: &str, mut modules: Vec<String>) -> Result<(), EmitError> {
    modules.sort();
    let modules: Vec<_> = modules.iter().map(|module| ident(module)).collect();
    let items = vec![quote!(#(mod #modules;)*), quote!(#(pub use self::#modules::*;)*)];
    let items = if modules.is_empty() { Vec::new() } else { items };
    output.add(&format!("{name}/mod.rs"), &format!("{name}/*.json"), items)
}

fn emit_error_codes(context: &Context<'_>, output: &mut Output) -> Result<(), EmitError> {
    let docs = Docs::new(
        "Error codes of the service and of its actions.",
        Some(
            "The service may return other codes. The class of a code is its part before the first dot.",
        ),
    );
    let mut items = vec![docs.inner_tokens()];
    for (code, (constant, summary)) in &context.model.error_codes {
        let alias = search_alias(constant, code);
        let constant = ident(constant);
        let docs = Docs::new(summary, Some(&format!("Code `{code}`."))).tokens();
        items.push(quote! {
            #docs
            #alias
            pub const #constant: &str = #code;
        });
    }
    output.add("error_codes.rs", "service.json and actions/*.json", items)
}

/// Emits the `mod.rs` of the bindings.
fn emit_root(context: &Context<'_>, output: &mut Output) -> Result<(), EmitError> {
    let model = context.model;
    let service = &model.spec.service;
    let title = format!("{} (`{}`, version {}).", service.name(), service.service, service.version);
    let mut docs = Docs::new(&title, None);
    if !service.summary.is_empty() {
        docs.paragraph(&service.summary);
    }
    docs.paragraph(format!(
        "Generated from a spec that was compared with the vendor's metadata on {}.",
        service.spec_date
    ));
    for (area, actions) in model.areas() {
        docs.paragraph(format!("# {area}"));
        docs.list(actions.iter().map(|action| {
            let (name, summary) = (&action.spec.name, &action.spec.summary);
            let colon = if summary.is_empty() { "" } else { ": " };
            format!("[`{name}`]({}){colon}{summary}", action.request.rust_name)
        }));
    }
    let docs = docs.inner_tokens();
    let runtime = &context.runtime;
    let format = Literal::usize_unsuffixed(FORMAT_VERSION);
    let methods = context.options.client_methods;
    let module = quote!(
        mod client;
    );
    let module = (methods != ClientMethods::None).then_some(module);
    let client = quote!(
        pub use self::client::Client;
    );
    let client = (methods == ClientMethods::OwnClient).then_some(client);
    let waits = quote!(
        mod waiters;
    );
    let waits = waiters::is_emitted(context).then_some(waits);
    // The re-export of an empty folder would be an unused import.
    let folders = [
        (model.actions.is_empty(), "actions"),
        (model.structures.is_empty(), "structures"),
        (model.enums.is_empty(), "values"),
    ];
    let exports = folders.iter().filter(|(is_empty, _)| !is_empty).map(|(_, name)| ident(name));
    let items = vec![
        quote! {
            #docs
            mod actions;
            #module
            pub mod error_codes;
            mod service;
            mod structures;
            mod values;
            #waits
        },
        quote!(#runtime::codegen::format_version!(#format);),
        quote!(#(pub use self::#exports::*;)* #client pub use self::service::SERVICE;),
    ];
    output.add("mod.rs", "all spec files", items)
}
