//! The typed filters of an action: a constructor for each that it knows.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use teo_specs::FilterName;

use super::docs::Docs;
use super::{Emitter, ident};
use crate::model::{ActionModel, Base, FiltersModel, MemberModel, Shape};

impl Emitter<'_> {
    pub(super) fn filters(
        &self,
        action: &ActionModel<'_>,
        filters: &FiltersModel<'_>,
    ) -> [TokenStream; 2] {
        let name = ident(&filters.rust);
        let mut docs = Docs::default();
        docs.paragraph(format!("Makes the filters that [`{}`] takes.", action.request.rust));
        let docs = docs.tokens();
        let constructors = filters.constructors.iter().map(|(function, filter, values)| {
            Constructor { filters, filter, values: values.as_deref() }.tokens(function)
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

/// Makes one filter. It returns the filter structure itself, so that new knowledge about a filter
/// breaks no caller.
struct Constructor<'a> {
    filters: &'a FiltersModel<'a>,
    filter: &'a FilterName,
    /// The enum of its known values.
    values: Option<&'a str>,
}

impl Constructor<'_> {
    fn tokens(&self, function: &str) -> TokenStream {
        let docs = self.docs().tokens();
        let alias = super::alias(function, &self.filter.name);
        let (function, wire) = (ident(function), &self.filter.name);
        let structure = ident(&self.filters.structure.rust);
        let roles = self.filters.roles;
        let name = self.member(&roles.name).map(setter);
        let values = self.member(&roles.values).map(setter);
        let (parameter, argument) = self.values();
        let operator = roles.operator.as_ref().and_then(|role| self.member(role));
        let operator_parameter = operator.map(|member| {
            let rust = match &member.base {
                Base::Enum(rust) => ident(rust),
                _ => ident("String"),
            };
            quote!(operator: impl Into<#rust>,)
        });
        let operator = operator.map(setter).map(|set| quote!(.#set(operator)));
        quote! {
            #docs
            #alias
            #[must_use]
            pub fn #function(#operator_parameter #parameter) -> #structure {
                #structure::new().#name(#wire)#operator.#values(#argument)
            }
        }
    }

    /// The parameter for the values, and what the structure's setter is given.
    fn values(&self) -> (TokenStream, TokenStream) {
        let item = ident(self.values.unwrap_or("String"));
        let text = self.values.map(|_| quote!(.to_string()));
        let member = self.member(&self.filters.roles.values);
        if member.is_none_or(|member| matches!(member.shape, Shape::Plain | Shape::Optional)) {
            return (quote!(value: impl Into<#item>), quote!(value.into()#text));
        }
        if self.filter.max_values == Some(1) {
            return (quote!(value: impl Into<#item>), quote!([value.into()#text]));
        }
        let parameter = quote!(values: impl IntoIterator<Item = impl Into<#item>>);
        let argument = match text {
            Some(text) => quote!(values.into_iter().map(|value| value.into()#text)),
            None => quote!(values),
        };
        (parameter, argument)
    }

    fn member(&self, name: &str) -> Option<&MemberModel<'_>> {
        self.filters.structure.members.iter().find(|member| member.spec.name == name)
    }

    fn docs(&self) -> Docs {
        let filter = self.filter;
        let mut docs = Docs::new(&filter.summary, None);
        let mut facts = vec![format!("Filter `{}`", filter.name)];
        match filter.max_values.or(self.filters.spec.max_values) {
            Some(1) => facts.push("one value".to_owned()),
            Some(most) => facts.push(format!("at most {most} values")),
            None => {}
        }
        if self.filters.roles.fuzzy.is_some() {
            let matches =
                if filter.fuzzy { "can match fuzzily" } else { "matches whole values only" };
            facts.push(matches.to_owned());
        }
        if !filter.operators.is_empty() {
            let operators: Vec<String> =
                filter.operators.iter().map(|o| format!("`{o}`")).collect();
            facts.push(format!("operators {}", operators.join(", ")));
        }
        if let Some(example) = &filter.example {
            facts.push(format!("for example `{example}`"));
        }
        docs.paragraph(facts.join("; ") + ".");
        docs
    }
}

fn setter(member: &MemberModel<'_>) -> Ident {
    ident(&member.field)
}
