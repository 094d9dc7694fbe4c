//! The client's methods: one line each over `Client::call`. Its own stand in a file and a block of
//! documentation for each of the vendor's areas, those of another crate in one trait.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Docs;
use super::{EmitError, Emitter, ident};
use crate::model::ActionModel;
use crate::names;

impl Emitter<'_> {
    pub(super) fn client(&mut self) -> Result<(), EmitError> {
        let areas = self.model.areas();
        let modules = names::told_apart(areas.keys().copied(), names::module);
        for (area, actions) in &areas {
            let methods = actions.iter().map(|action| self.method(action));
            let docs = Docs::new(&format!("# {area}"), None).tokens();
            let items = vec![
                self.uses(),
                quote! {
                    #docs
                    impl core::Client {
                        #(#methods)*
                    }
                },
            ];
            self.file(&format!("client/{}.rs", modules[area]), "actions/*.json", items)?;
        }
        let modules = modules.values().map(|module| ident(module));
        self.file("client/mod.rs", "actions/*.json", vec![quote!(#(mod #modules;)*)])
    }

    /// A trait over the client that needs nothing but one, so that a mock or a wrapper has the
    /// methods too.
    pub(super) fn client_trait(&mut self) -> Result<(), EmitError> {
        let service = &self.model.spec.service;
        let name = &self.client_trait;
        let mut docs = Docs::new(
            &format!(
                "A method for each action of `{}`, version {}; [`Client`](core::Client) has them where \
                 this trait is imported.",
                service.service, service.version
            ),
            Some(
                "Where the service acts in a region, the client must be told which: \
                 [`ClientBuilder::region`](core::ClientBuilder::region).",
            ),
        );
        docs.paragraph(format!(
            "Where the client has a method of that name from elsewhere, say \
             `{name}::method(&client, request)`, or give the request to \
             [`Client::call`](core::Client::call)."
        ));
        let (docs, name) = (docs.tokens(), ident(name));
        let areas = self.model.areas();
        let methods = areas.values().flatten().map(|action| self.provided_method(action));
        let items = vec![
            self.uses(),
            quote! {
                #docs
                pub trait #name {
                    /// The client that makes the calls.
                    fn client(&self) -> &core::Client;
                    #(#methods)*
                }
            },
            quote! {
                impl #name for core::Client {
                    fn client(&self) -> &core::Client {
                        self
                    }
                }
            },
        ];
        self.file("client.rs", "actions/*.json", items)
    }

    fn method(&self, action: &ActionModel<'_>) -> TokenStream {
        let attributes = self.attributes(action);
        let (method, request) = (ident(&action.method), ident(&action.request.rust));
        quote! {
            #attributes
            pub fn #method(&self, request: super::super::#request) -> core::Call<super::super::#request> {
                self.call(request)
            }
        }
    }

    fn provided_method(&self, action: &ActionModel<'_>) -> TokenStream {
        let attributes = self.attributes(action);
        let (method, request) = (ident(&action.method), ident(&action.request.rust));
        quote! {
            #attributes
            fn #method(&self, request: super::#request) -> core::Call<super::#request> {
                self.client().call(request)
            }
        }
    }

    /// Documentation and whatever else stands above a method.
    fn attributes(&self, action: &ActionModel<'_>) -> TokenStream {
        let mut docs = Docs::new(&action.spec.summary, action.spec.docs.as_deref());
        if action.spec.summary.is_empty() {
            docs.paragraph(format!("Calls the action `{}`.", action.spec.name));
        }
        docs.paragraph(format!(
            "{stand} at [`{request}`]({up}{request}); the answer is [`{response}`]({up}{response}).",
            stand = match action.filters {
                Some(_) => "Limits, filters and errors are listed",
                None => "Limits and errors are listed",
            },
            up = self.scope.up,
            request = action.request.rust,
            response = action.response.rust
        ));
        self.examples(&mut docs, action);
        let docs = self.link(docs).tokens();
        let alias = super::alias(&action.method, &action.spec.name);
        // The request is deprecated as well, and naming it here warns nobody of anything.
        let deprecated = super::action::deprecated(action.spec)
            .map(|deprecated| quote!(#deprecated #[allow(deprecated)]));
        quote!(#docs #alias #deprecated #[inline])
    }
}
