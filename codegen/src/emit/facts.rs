//! The facts that the pipeline knows of an action, and of the service.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use teo_specs::{Constraint, Error, Site};

use super::{Emitter, ident};
use crate::model::{ActionModel, FiltersModel};

impl Emitter<'_> {
    pub(super) fn action_trait(&self, action: &ActionModel<'_>) -> TokenStream {
        let spec = action.spec;
        let (request, response, name) =
            (ident(&action.request.rust), ident(&action.response.rust), &spec.name);
        let mut facts = quote!(core::ActionFacts::new(&super::super::service::SERVICE, #name));
        if spec.reads_only {
            facts.extend(quote!(.reads_only()));
        }
        if let Some(rate) = spec.requests_per_second {
            let rate = Literal::u32_unsuffixed(rate);
            facts.extend(quote!(.requests_per_second(#rate)));
        }
        if let [only] = spec.sites[..] {
            let only = match only {
                Site::International => quote!(International),
                Site::China => quote!(China),
            };
            facts.extend(quote!(.only_on(core::Site::#only)));
        }
        if !spec.constraints.is_empty() {
            let constraints = spec.constraints.iter().map(constraint);
            facts.extend(quote!(.constraints(&[#(#constraints),*])));
        }
        if let Some(filters) = &action.filters {
            let rules = filter_rules(filters);
            facts.extend(quote!(.filters(&#rules)));
        }
        // What the service's list says of a code need not be said again.
        let own: Vec<_> =
            spec.errors.iter().filter(|e| e.cure.is_some() || e.transient).map(error).collect();
        if !own.is_empty() {
            facts.extend(quote!(.errors(&[#(#own),*])));
        }
        quote! {
            impl core::Action for #request {
                type Response = #response;

                const FACTS: &'static core::ActionFacts = &#facts;
            }
        }
    }

    pub(super) fn service(&self) -> Vec<TokenStream> {
        let service = &self.model.spec.service;
        let (name, version, date) = (&service.service, &service.version, &service.spec_date);
        let (international, china) = (&service.hosts.international, &service.hosts.china);
        let specific = service.specific_errors.iter().filter(|e| e.cure.is_some() || e.transient);
        let errors = service.errors.iter().chain(specific).map(error);
        vec![
            self.uses(),
            quote! {
                /// What all actions share.
                pub static SERVICE: core::ServiceFacts = core::ServiceFacts::new(#name, #version, #date)
                    .hosts(#international, #china)
                    .errors(&[#(#errors),*]);
            },
        ]
    }
}

fn constraint(constraint: &Constraint) -> TokenStream {
    match constraint {
        Constraint::AnyOf(groups) => {
            let part = |part: &String| match part.split_once(':') {
                Some((_, filter)) => quote!(core::Part::Filter(#filter)),
                None => quote!(core::Part::Parameter(#part)),
            };
            let groups = groups.iter().map(|group| {
                let parts = group.iter().map(part);
                quote!(&[#(#parts),*])
            });
            quote!(core::Constraint::any_of(&[#(#groups),*]))
        }
        Constraint::Interval(interval) => {
            let (start, end) = (&interval.start, &interval.end);
            match interval.longest_seconds.map(Literal::u32_unsuffixed) {
                Some(longest) => quote!(core::Constraint::interval_within(#start, #end, #longest)),
                None => quote!(core::Constraint::interval(#start, #end)),
            }
        }
    }
}

fn filter_rules(filters: &FiltersModel<'_>) -> TokenStream {
    let roles = filters.roles;
    let (parameter, name, values) = (&filters.spec.parameter, &roles.name, &roles.values);
    let rules = filters.spec.names.iter().map(|filter| {
        let name = &filter.name;
        let most =
            filter.max_values.map(Literal::u32_unsuffixed).map(|most| quote!(.max_values(#most)));
        let fuzzy = filter.fuzzy.then(|| quote!(.fuzzy()));
        quote!(core::FilterRule::new(#name) #most #fuzzy)
    });
    let fuzzy = roles.fuzzy.as_ref().map(|fuzzy| quote!(.fuzzy(#fuzzy)));
    let most =
        filters.spec.max_values.map(Literal::u32_unsuffixed).map(|most| quote!(.max_values(#most)));
    quote!(core::FilterRules::new(#parameter, #name, #values, &[#(#rules),*]) #fuzzy #most)
}

fn error(error: &Error) -> TokenStream {
    let code = &error.code;
    let transient = error.transient.then(|| quote!(.transient()));
    let cure = error.cure.as_ref().map(|cure| quote!(.cure(#cure)));
    quote!(core::ErrorFacts::new(#code) #transient #cure)
}
