//! The client's methods: one line each over `Client::call`.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Docs;
use super::{Emitter, ident};
use crate::model::ActionModel;

impl Emitter<'_> {
    pub(super) fn client(&self) -> Vec<TokenStream> {
        let methods = self.model.actions.iter().map(|action| self.method(action));
        let title = format!("The actions of {}.", self.model.spec.service.title);
        let docs = Docs::new(&title, None).tokens();
        vec![
            self.uses(),
            quote! {
                #docs
                impl core::Client {
                    #(#methods)*
                }
            },
        ]
    }

    fn method(&self, action: &ActionModel<'_>) -> TokenStream {
        let mut docs = Docs::new(&action.spec.summary, action.spec.docs.as_deref());
        docs.paragraph(format!(
            "Limits, filters and errors stand at [`{request}`](super::{request}); the answer is [`{response}`](super::{response}).",
            request = action.request.rust,
            response = action.response.rust
        ));
        self.examples(&mut docs, action);
        let docs = self.link(docs).tokens();
        let alias = super::alias(&action.method, &action.spec.name);
        let (method, request) = (ident(&action.method), ident(&action.request.rust));
        let deprecated = action.spec.deprecated.then(|| {
            let note = format!("the vendor advises against {}", action.spec.name);
            quote!(#[deprecated(note = #note)])
        });
        quote! {
            #docs
            #alias
            #deprecated
            pub fn #method(&self, request: super::#request) -> core::Call<super::#request> {
                self.call(request)
            }
        }
    }
}
