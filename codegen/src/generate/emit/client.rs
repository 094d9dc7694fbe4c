//! Emits the client methods, each of which calls `Client::call`. The methods in teo-api are
//! inherent, with a file and an `impl` block for each of the vendor's areas. The methods in another
//! crate belong to a trait.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::{Context, FileEmitter};
use super::docs::Docs;
use super::output::{EmitError, Output};
use super::scope::Scope;
use super::tokens::{ident, search_alias};
use crate::model::{ActionModel, names};

/// Emits the folder of inherent methods.
pub(super) fn inherent(context: &Context<'_>, output: &mut Output) -> Result<(), EmitError> {
    let file = FileEmitter::new(context, Scope::in_folder([]));
    let areas = context.model.areas();
    let modules = names::disambiguate(areas.keys().copied(), names::module);
    for (area, actions) in &areas {
        let methods = actions.iter().map(|action| file.inherent_method(action));
        let docs = Docs::new(&format!("# {area}"), None).tokens();
        let items = vec![
            file.uses(),
            quote! {
                #docs
                impl codegen::Client {
                    #(#methods)*
                }
            },
        ];
        output.add(&format!("client/{}.rs", modules[area]), "actions/*.json", items)?;
    }
    let modules = modules.values().map(|module| ident(module));
    output.add("client/mod.rs", "actions/*.json", vec![quote!(#(mod #modules;)*)])
}

impl FileEmitter<'_> {
    /// Emits the trait of the client methods. Its only required method returns the client, so that
    /// a mock or a wrapper can implement the trait, too.
    pub(super) fn client_trait(&self) -> Vec<TokenStream> {
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
        vec![
            self.uses(),
            quote! {
                #docs
                pub trait #name {
                    /// Returns the client that sends the requests.
                    fn client(&self) -> &codegen::Client;
                    #(#methods)*
                }
            },
            quote! {
                impl #name for codegen::Client {
                    fn client(&self) -> &codegen::Client {
                        self
                    }
                }
            },
        ]
    }

    fn inherent_method(&self, action: &ActionModel<'_>) -> TokenStream {
        let attributes = self.method_attributes(action);
        let (method, request) = (ident(&action.method), ident(&action.request.rust_name));
        quote! {
            #attributes
            pub fn #method(&self, request: super::super::#request) -> codegen::Call<super::super::#request> {
                self.call(request)
            }
        }
    }

    fn provided_method(&self, action: &ActionModel<'_>) -> TokenStream {
        let attributes = self.method_attributes(action);
        let (method, request) = (ident(&action.method), ident(&action.request.rust_name));
        quote! {
            #attributes
            fn #method(&self, request: super::#request) -> codegen::Call<super::#request> {
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
            "{listed} at [`{request}`]({up}{request}); the response is [`{response}`]({up}{response}).",
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
        // The request is deprecated, too; its name in the signature must not cause a warning.
        let deprecated = super::action::deprecated_attribute(action.spec)
            .map(|deprecated| quote!(#deprecated #[allow(deprecated)]));
        quote!(#docs #alias #deprecated #[inline])
    }
}
