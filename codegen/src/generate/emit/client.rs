//! Emits the client methods, each of which calls `Client::call`. The methods in teo-api are
//! inherent, with a file and an `impl` block for each of the vendor's areas. The methods in another
//! crate belong to a trait.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::{Context, FileEmitter};
use super::docs::Docs;
use super::output::{EmitError, Output};
use super::scope::Scope;
use super::tokens::{allow_deprecated, ident, search_alias};
use crate::model::{ActionModel, names};

/// Emits the folder of inherent methods.
pub(super) fn inherent(context: &Context<'_>, output: &mut Output) -> Result<(), EmitError> {
    let areas = context.model.areas();
    let modules = names::disambiguate(areas.keys().copied(), names::module);
    for (area, actions) in &areas {
        let scope = Scope::in_folder([]).importing_requests(actions.iter().copied());
        let file = FileEmitter::new(context, scope);
        let methods = actions.iter().map(|action| file.inherent_method(action));
        let docs = Docs::new(&format!("# {area}"), None).tokens();
        let mut items = file.client_uses(actions.iter().copied());
        items.push(quote! {
            #docs
            impl codegen::Client {
                #(#methods)*
            }
        });
        output.add(&format!("client/{}.rs", modules[area]), "actions/*.json", items)?;
    }
    let modules = modules.values().map(|module| ident(module));
    output.add("client/mod.rs", "actions/*.json", vec![quote!(#(mod #modules;)*)])
}

/// Emits the file of the trait with the client methods.
pub(super) fn provided(context: &Context<'_>, output: &mut Output) -> Result<(), EmitError> {
    let scope = Scope::beside_folders().importing_requests(&context.model.actions);
    let items = FileEmitter::new(context, scope).client_trait();
    output.add("client.rs", "actions/*.json", items)
}

impl FileEmitter<'_> {
    /// Emits the imports of a file with client methods. A deprecated request is imported, too, which
    /// must not cause a warning.
    fn client_uses<'m>(
        &self,
        actions: impl IntoIterator<Item = &'m ActionModel<'m>>,
    ) -> Vec<TokenStream> {
        let mut actions = actions.into_iter();
        let has_deprecated =
            actions.any(|action| super::action::deprecated_attribute(action.spec).is_some());
        allow_deprecated(has_deprecated).into_iter().chain([self.uses()]).collect()
    }

    /// Emits the trait of the client methods. Its only required method returns the client, so that
    /// a mock or a wrapper can implement the trait, too.
    fn client_trait(&self) -> Vec<TokenStream> {
        let model = self.context.model;
        let service = &model.spec.service;
        let name = &self.context.client_trait;
        let mut docs = Docs::new(
            &format!(
                "A method for each action of `{}`, version {}; import this trait to call them \
                 on a [`Client`](codegen::Client).",
                service.service, service.version
            ),
            Some(
                "If the service is regional, set the client's region: \
                 [`ClientBuilder::region`](codegen::ClientBuilder::region).",
            ),
        );
        docs.paragraph(format!(
            "If the client has a method of the same name from elsewhere, write \
             `{name}::method(&client, request)`, or pass the request to \
             [`Client::call`](codegen::Client::call)."
        ));
        let (docs, name) = (docs.tokens(), ident(name));
        let areas = model.areas();
        let methods = areas.values().flatten().map(|action| self.provided_method(action));
        let mut items = self.client_uses(&model.actions);
        items.push(quote! {
            #docs
            pub trait #name {
                /// Returns the client that sends the requests.
                fn client(&self) -> &codegen::Client;
                #(#methods)*
            }
        });
        items.push(quote! {
            impl #name for codegen::Client {
                fn client(&self) -> &codegen::Client {
                    self
                }
            }
        });
        items
    }

    fn inherent_method(&self, action: &ActionModel<'_>) -> TokenStream {
        let attributes = self.method_attributes(action);
        let (method, request) = (ident(&action.method), ident(&action.request.rust_name));
        quote! {
            #attributes
            pub fn #method(&self, request: #request) -> codegen::Call<#request> {
                self.call(request)
            }
        }
    }

    fn provided_method(&self, action: &ActionModel<'_>) -> TokenStream {
        let attributes = self.method_attributes(action);
        let (method, request) = (ident(&action.method), ident(&action.request.rust_name));
        quote! {
            #attributes
            fn #method(&self, request: #request) -> codegen::Call<#request> {
                self.client().call(request)
            }
        }
    }

    /// Emits the documentation and the attributes of a client method.
    fn method_attributes(&self, action: &ActionModel<'_>) -> TokenStream {
        let mut docs = Docs::new(&action.spec.summary, action.spec.docs.as_deref());
        if action.spec.summary.is_empty() {
            docs.paragraph(format!("Calls the action `{}`.", action.spec.name));
        }
        docs.paragraph(format!(
            "{listed} at [`{request}`]; the response is [`{response}`]({up}{response}).",
            listed = match action.filters {
                Some(_) => "Limits, filters and errors are listed",
                None => "Limits and errors are listed",
            },
            up = self.scope.types_path,
            request = action.request.rust_name,
            response = action.response.rust_name
        ));
        self.context.add_examples(&mut docs, action);
        let docs = self.with_links(docs).tokens();
        let alias = search_alias(&action.method, &action.spec.name);
        let deprecated = super::action::deprecated_attribute(action.spec);
        quote!(#docs #alias #deprecated #[inline])
    }
}
