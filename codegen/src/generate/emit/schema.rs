//! Emits the schemas of actions and of the service, which the runtime uses to check and send
//! requests.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use teo_specs::{Constraint, Error, Service, Site};

use super::members::base_type;
use super::tokens::ident;
use crate::model::{ActionModel, FiltersModel};

/// Emits the `Action` impl of a request, with the schema of the action.
pub(super) fn action(action: &ActionModel<'_>, service: &Service) -> TokenStream {
    let spec = action.spec;
    let (request, response, name) =
        (ident(&action.request.rust_name), ident(&action.response.rust_name), &spec.name);
    let mut schema = quote!(codegen::ActionSchema::new(&super::super::service::SERVICE, #name));
    if spec.read_only {
        schema.extend(quote!(.read_only()));
    }
    if let Some(rate) = spec.requests_per_second {
        let rate = Literal::u32_unsuffixed(rate);
        schema.extend(quote!(.requests_per_second(#rate)));
    }
    if let [site] = spec.sites[..] {
        let site = match site {
            Site::International => quote!(International),
            Site::China => quote!(China),
        };
        schema.extend(quote!(.only_on(codegen::Site::#site)));
    }
    if !spec.constraints.is_empty() {
        let constraints = spec.constraints.iter().map(constraint);
        schema.extend(quote!(.constraints(&[#(#constraints),*])));
    }
    if let Some(filters) = &action.filters {
        let rules = filter_rules(filters);
        schema.extend(quote!(.filters(&#rules)));
    }
    // An entry of the action replaces the entry of the service, so one without effects is emitted
    // where the service has effects that do not hold for the action.
    let own_entries = spec.errors.iter().filter(|error| {
        let service_entry = service.error(&error.code);
        has_effects(error) || error.says_anything() && service_entry.is_some_and(has_effects)
    });
    let errors: Vec<_> = own_entries.map(error).collect();
    if !errors.is_empty() {
        schema.extend(quote!(.errors(&[#(#errors),*])));
    }
    quote! {
        impl codegen::Action for #request {
            type Response = #response;

            const SCHEMA: &'static codegen::ActionSchema = &#schema;
        }
    }
}

/// Emits the `PagedAction` impl of a request, if the action returns a list in pages.
pub(super) fn paged_action(action: &ActionModel<'_>) -> Option<TokenStream> {
    let (paging, member) = action.paging()?;
    let (limit, items) = (&paging.limit, &paging.items);
    let mut schema = match (&paging.offset, &paging.cursor, &paging.next_cursor) {
        (Some(offset), ..) => quote!(codegen::Paging::by_offset(#offset, #limit, #items)),
        (None, Some(cursor), Some(next)) => {
            quote!(codegen::Paging::by_cursor(#cursor, #limit, #items, #next))
        }
        _ => return None,
    };
    if let Some(total) = &paging.total {
        schema.extend(quote!(.total(#total)));
    }
    let (request, response) = (ident(&action.request.rust_name), ident(&action.response.rust_name));
    let (item, field) = (base_type(member), ident(&member.field));
    Some(quote! {
        impl codegen::PagedAction for #request {
            type Item = #item;

            const PAGING: &'static codegen::Paging = &#schema;

            fn items(response: &mut #response) -> &mut Vec<#item> {
                &mut response.#field
            }
        }
    })
}

/// Emits the schema of the service, to which the schemas of all actions refer.
pub(super) fn service(service: &Service) -> TokenStream {
    let (name, version, date) = (&service.service, &service.version, &service.spec_date);
    let (international, china) = (&service.hosts.international, &service.hosts.china);
    let specific = service.specific_errors.iter().filter(|error| has_effects(error));
    let errors = service.errors.iter().chain(specific).map(error);
    quote! {
        /// The service that all actions belong to.
        pub static SERVICE: codegen::ServiceSchema = codegen::ServiceSchema::new(#name, #version, #date)
            .hosts(#international, #china)
            .errors(&[#(#errors),*]);
    }
}

fn constraint(constraint: &Constraint) -> TokenStream {
    match constraint {
        Constraint::AnyOf(groups) => {
            let requirement = |part: &String| match part.split_once(':') {
                Some((_, filter)) => quote!(codegen::Requirement::Filter(#filter)),
                None => quote!(codegen::Requirement::Parameter(#part)),
            };
            let groups = groups.iter().map(|group| {
                let requirements = group.iter().map(requirement);
                quote!(&[#(#requirements),*])
            });
            quote!(codegen::Constraint::any_of(&[#(#groups),*]))
        }
        Constraint::Interval(interval) => {
            let (start, end) = (&interval.start, &interval.end);
            match interval.longest_seconds.map(Literal::u32_unsuffixed) {
                Some(seconds) => {
                    quote!(codegen::Constraint::interval_within(#start, #end, #seconds))
                }
                None => quote!(codegen::Constraint::interval(#start, #end)),
            }
        }
    }
}

fn filter_rules(filters: &FiltersModel<'_>) -> TokenStream {
    let roles = filters.roles;
    let (parameter, name, values) = (&filters.spec.parameter, &roles.name, &roles.values);
    let rules = filters.spec.names.iter().map(|filter| {
        let name = &filter.name;
        let max_values =
            filter.max_values.map(Literal::u32_unsuffixed).map(|count| quote!(.max_values(#count)));
        let exact = (filter.fuzzy == Some(false)).then(|| quote!(.exact()));
        quote!(codegen::FilterRule::new(#name) #max_values #exact)
    });
    let fuzzy = roles.fuzzy.as_ref().map(|fuzzy| quote!(.fuzzy(#fuzzy)));
    let max_values = filters
        .spec
        .max_values
        .map(Literal::u32_unsuffixed)
        .map(|count| quote!(.max_values(#count)));
    quote!(codegen::FilterRules::new(#parameter, #name, #values, &[#(#rules),*]) #fuzzy #max_values)
}

/// Returns whether the client treats the code in any special way.
fn has_effects(error: &Error) -> bool {
    error.hint.is_some() || error.transient || error.may_have_executed
}

fn error(error: &Error) -> TokenStream {
    let code = &error.code;
    let transient = error.transient.then(|| quote!(.transient()));
    let may_have_executed = error.may_have_executed.then(|| quote!(.may_have_executed()));
    let hint = error.hint.as_ref().map(|hint| quote!(.hint(#hint)));
    quote!(codegen::ErrorSchema::new(#code) #transient #may_have_executed #hint)
}
