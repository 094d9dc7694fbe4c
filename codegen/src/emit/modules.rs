//! The files that hold the others together, and the service's error codes.

use quote::quote;

use super::docs::Docs;
use super::scope::Scope;
use super::{ClientMethods, EmitError, Emitter, ident};

impl Emitter<'_> {
    pub(super) fn modules(&mut self) -> Result<(), EmitError> {
        let actions = self.model.actions.iter().map(|action| action.module.clone()).collect();
        let structures =
            self.model.structures.iter().map(|structure| structure.module.clone()).collect();
        let values =
            self.model.enums.iter().map(|enumeration| enumeration.module.clone()).collect();
        self.folder("actions", actions)?;
        self.folder("structures", structures)?;
        self.folder("values", values)?;
        let service = self.service();
        self.file("service.rs", "service.json", service)?;
        self.error_codes()?;
        match self.options.client_methods {
            ClientMethods::None => {}
            ClientMethods::Inherent => {
                self.scope = Scope::in_folder();
                self.client()?;
                self.scope = Scope::of_module();
            }
            ClientMethods::Trait => self.client_trait()?,
        }
        self.root()
    }

    /// A module for each file, all their items side by side.
    fn folder(&mut self, name: &str, mut modules: Vec<String>) -> Result<(), EmitError> {
        modules.sort();
        let modules: Vec<_> = modules.iter().map(|module| ident(module)).collect();
        let items = vec![quote!(#(mod #modules;)*), quote!(#(pub use self::#modules::*;)*)];
        let items = if modules.is_empty() { Vec::new() } else { items };
        self.file(&format!("{name}/mod.rs"), &format!("{name}/*.json"), items)
    }

    fn error_codes(&mut self) -> Result<(), EmitError> {
        let docs = Docs::new(
            "Error codes of the service and of its actions.",
            Some("The service may answer others; a code's class tells the most of it."),
        );
        let mut items = vec![docs.inner_tokens()];
        for (code, (constant, summary)) in &self.model.error_codes {
            let alias = super::alias(constant, code);
            let constant = ident(constant);
            let docs = Docs::new(summary, Some(&format!("Code `{code}`."))).tokens();
            items.push(quote! {
                #docs
                #alias
                pub const #constant: &str = #code;
            });
        }
        self.file("error_codes.rs", "service.json and actions/*.json", items)
    }

    fn root(&mut self) -> Result<(), EmitError> {
        let service = &self.model.spec.service;
        let title =
            format!("{} (`{}`, version {}).", service.name(), service.service, service.version);
        let mut docs = Docs::new(&title, None);
        if !service.summary.is_empty() {
            docs.paragraph(&service.summary);
        }
        docs.paragraph(format!(
            "Made from specs that were compared with the vendor's on {}.",
            service.spec_date
        ));
        for (area, actions) in self.model.areas() {
            docs.paragraph(format!("# {area}"));
            docs.list(actions.iter().map(|action| {
                let (name, summary) = (&action.spec.name, &action.spec.summary);
                let colon = if summary.is_empty() { "" } else { ": " };
                format!("[`{name}`]({}){colon}{summary}", action.request.rust)
            }));
        }
        let docs = docs.inner_tokens();
        let (client, methods) = match self.options.client_methods {
            ClientMethods::None => (None, None),
            ClientMethods::Inherent => (
                Some(quote!(
                    mod client;
                )),
                None,
            ),
            ClientMethods::Trait => {
                let name = ident(&self.client_trait);
                (
                    Some(quote!(
                        mod client;
                    )),
                    Some(quote!(pub use self::client::#name;)),
                )
            }
        };
        // An empty folder would be an unused import.
        let exports = [
            (self.model.actions.is_empty(), "actions"),
            (self.model.structures.is_empty(), "structures"),
            (self.model.enums.is_empty(), "values"),
        ];
        let exports = exports.iter().filter(|(empty, _)| !empty).map(|(_, name)| ident(name));
        let items = vec![
            quote! {
                #docs
                mod actions;
                #client
                pub mod error_codes;
                mod service;
                mod structures;
                mod values;
            },
            quote!(#(pub use self::#exports::*;)* #methods pub use self::service::SERVICE;),
        ];
        self.file("mod.rs", "all specs", items)
    }
}
