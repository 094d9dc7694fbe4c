//! An action: its request and response, its typed filters, and its facts.

use proc_macro2::TokenStream;
use quote::quote;
use teo_specs::FilterName;

use super::docs::Docs;
use super::{Emitter, ident};
use crate::model::{ActionModel, FiltersModel, Shape};

impl Emitter<'_> {
    pub(super) fn action(&self, action: &ActionModel<'_>) -> Vec<TokenStream> {
        let mut items = vec![self.uses()];
        items.extend(self.structure(
            &action.request,
            &action.request.rust,
            self.request_docs(action),
            true,
        ));
        items.push(self.action_trait(action));
        if let Some(filters) = &action.filters {
            items.extend(self.filters(action, filters));
        }
        items.extend(self.structure(
            &action.response,
            &action.response.rust,
            self.response_docs(action),
            false,
        ));
        items
    }

    fn request_docs(&self, action: &ActionModel<'_>) -> Docs {
        let spec = action.spec;
        let mut docs = Docs::new(&spec.summary, spec.docs.as_deref());
        if self.options.client_methods {
            docs.paragraph(format!(
                "Sent by [`Client::{method}`](core::Client::{method}); answered by [`{}`].",
                action.response.rust,
                method = action.method
            ));
        } else {
            docs.paragraph(format!(
                "Sent by [`Client::call`](core::Client::call); answered by [`{}`].",
                action.response.rust
            ));
        }
        docs.paragraph(self.action_docs(spec, action.filters.as_ref()).into_text());
        // With methods of the client the examples stand there.
        if !self.options.client_methods {
            self.examples(&mut docs, action);
        }
        self.link(docs)
    }

    fn response_docs(&self, action: &ActionModel<'_>) -> Docs {
        let summary = format!("What [`{}`] is answered with.", action.request.rust);
        Docs::new(&summary, None)
    }

    fn filters(&self, action: &ActionModel<'_>, filters: &FiltersModel<'_>) -> [TokenStream; 2] {
        let name = ident(&filters.rust);
        let mut docs = Docs::default();
        docs.paragraph(format!("Makes the filters that [`{}`] takes.", action.request.rust));
        let docs = docs.tokens();
        let constructors = filters.constructors.iter().map(|(function, filter, values)| {
            constructor(filters, function, filter, values.as_deref())
        });
        [
            quote! {
                #docs
                #[derive(Debug)]
                pub enum #name {}
            },
            quote! {
                impl #name {
                    #(#constructors)*
                }
            },
        ]
    }
}

/// Returns the filter structure itself, so that new knowledge about a filter breaks no caller.
fn constructor(
    filters: &FiltersModel<'_>,
    function: &str,
    filter: &FilterName,
    values: Option<&str>,
) -> TokenStream {
    let alias = super::alias(function, &filter.name);
    let function = ident(function);
    let structure = ident(&filters.structure.rust);
    let setter = |role: &str| {
        let member = filters.structure.members.iter().find(|member| member.spec.name == role);
        (member.map(|member| ident(&member.field)), member.map(|member| member.shape))
    };
    let (name_setter, _) = setter(&filters.roles.name);
    let (values_setter, values_shape) = setter(&filters.roles.values);
    let single = filter.max_values == Some(1)
        || matches!(values_shape, Some(Shape::Optional | Shape::Plain));
    let wire = &filter.name;
    let (item, text) = match values {
        Some(values) => {
            let values = ident(values);
            (quote!(#values), quote!(.to_string()))
        }
        None => (quote!(String), quote!()),
    };
    let (parameter, argument) = match (single, values_shape) {
        (true, Some(Shape::Optional | Shape::Plain)) => {
            (quote!(value: impl Into<#item>), quote!(value.into()#text))
        }
        (true, _) => (quote!(value: impl Into<#item>), quote!([value.into()#text])),
        (false, _) if values.is_some() => (
            quote!(values: impl IntoIterator<Item = impl Into<#item>>),
            quote!(values.into_iter().map(|value| value.into()#text)),
        ),
        (false, _) => (quote!(values: impl IntoIterator<Item = impl Into<#item>>), quote!(values)),
    };
    let mut docs = Docs::new(&filter.summary, None);
    let mut facts = vec![format!("Filter `{wire}`")];
    if let Some(most) = filter.max_values.or(filters.spec.max_values) {
        facts.push(if most == 1 {
            "one value".to_owned()
        } else {
            format!("at most {most} values")
        });
    }
    facts.push(if filter.fuzzy { "can match fuzzily" } else { "never matches fuzzily" }.to_owned());
    if let Some(example) = &filter.example {
        facts.push(format!("for example `{example}`"));
    }
    docs.paragraph(facts.join("; ") + ".");
    let docs = docs.tokens();
    quote! {
        #docs
        #alias
        #[must_use]
        pub fn #function(#parameter) -> #structure {
            #structure::new().#name_setter(#wire).#values_setter(#argument)
        }
    }
}
