//! Emits the typed filters of an action: a constructor for each known filter.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use teo_specs::FilterName;

use super::docs::Docs;
use super::tokens::{ident, search_alias};
use crate::model::{ActionModel, Base, FiltersModel, MemberModel, Shape};

pub(super) fn filters(action: &ActionModel<'_>, filters: &FiltersModel<'_>) -> [TokenStream; 2] {
    let name = ident(&filters.rust_name);
    let summary =
        format!("Constructors of the filters that [`{}`] takes.", action.request.rust_name);
    let docs = Docs::new(&summary, None).tokens();
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

/// The constructor of one filter. The constructor returns the filter structure, so that new facts
/// about a filter do not break callers.
struct Constructor<'a> {
    filters: &'a FiltersModel<'a>,
    filter: &'a FilterName,
    /// The enum of the filter's known values.
    values: Option<&'a str>,
}

impl Constructor<'_> {
    fn tokens(&self, function: &str) -> TokenStream {
        let docs = self.docs().tokens();
        let alias = search_alias(function, &self.filter.name);
        let (function, wire) = (ident(function), &self.filter.name);
        let structure = ident(&self.filters.structure.rust_name);
        let roles = self.filters.roles;
        let name = self.member(&roles.name).map(setter);
        let values = self.member(&roles.values).map(setter);
        let (parameter, argument) = self.values_parameter();
        let operator = roles.operator.as_ref().and_then(|role| self.member(role));
        let operator_parameter = operator.map(|member| {
            let type_name = match &member.base {
                Base::Enum(type_name) => ident(type_name),
                _ => ident("String"),
            };
            quote!(operator: impl Into<#type_name>,)
        });
        let operator_call = operator.map(setter).map(|set| quote!(.#set(operator)));
        quote! {
            #docs
            #alias
            #[must_use]
            pub fn #function(#operator_parameter #parameter) -> #structure {
                #structure::new().#name(#wire)#operator_call.#values(#argument)
            }
        }
    }

    /// Returns the parameter for the values, and the argument of the structure's setter.
    fn values_parameter(&self) -> (TokenStream, TokenStream) {
        let item = ident(self.values.unwrap_or("String"));
        let to_text = self.values.map(|_| quote!(.to_string()));
        let member = self.member(&self.filters.roles.values);
        if member.is_none_or(|member| matches!(member.shape, Shape::Plain | Shape::Optional)) {
            return (quote!(value: impl Into<#item>), quote!(value.into()#to_text));
        }
        if self.filter.max_values == Some(1) {
            return (quote!(value: impl Into<#item>), quote!([value.into()#to_text]));
        }
        let parameter = quote!(values: impl IntoIterator<Item = impl Into<#item>>);
        let argument = match to_text {
            Some(to_text) => quote!(values.into_iter().map(|value| value.into()#to_text)),
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
            Some(max_values) => facts.push(format!("at most {max_values} values")),
            None => {}
        }
        if self.filters.roles.fuzzy.is_some() {
            facts.extend(filter.fuzzy.map(|fuzzy| {
                if fuzzy { "can match fuzzily" } else { "matches whole values only" }.to_owned()
            }));
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

/// Returns the name of a member's setter.
fn setter(member: &MemberModel<'_>) -> Ident {
    ident(&member.field)
}
