//! The client's methods: one line each over `Client::call`, a file and a block of documentation for
//! each of the vendor's areas.

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

    fn method(&self, action: &ActionModel<'_>) -> TokenStream {
        let mut docs = Docs::new(&action.spec.summary, action.spec.docs.as_deref());
        docs.paragraph(format!(
            "Limits, filters and errors stand at [`{request}`]({up}{request}); the answer is [`{response}`]({up}{response}).",
            up = self.scope.up,
            request = action.request.rust,
            response = action.response.rust
        ));
        self.examples(&mut docs, action);
        let docs = self.link(docs).tokens();
        let alias = super::alias(&action.method, &action.spec.name);
        let (method, request) = (ident(&action.method), ident(&action.request.rust));
        // The request is deprecated as well, and naming it here warns nobody of anything.
        let deprecated = super::action::deprecated(action.spec)
            .map(|deprecated| quote!(#deprecated #[allow(deprecated)]));
        quote! {
            #docs
            #alias
            #deprecated
            pub fn #method(&self, request: super::super::#request) -> core::Call<super::super::#request> {
                self.call(request)
            }
        }
    }
}
