//! Emits the client methods that wait for a state of a resource, each with what the runtime must know
//! to poll for it.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::context::{Context, FileEmitter};
use super::docs::Docs;
use super::members::base_type;
use super::output::{EmitError, Output};
use super::scope::Scope;
use super::tokens::ident;
use crate::generate::options::ClientMethods;
use crate::model::{ActionModel, Base, MemberModel, Shape, WaiterModel, request_member};

/// A waiter with the items of the model that its method names.
pub(super) struct Method<'m, 'a> {
    pub(super) waiter: &'m WaiterModel<'a>,
    pub(super) action: &'m ActionModel<'a>,
    /// The type of an item.
    pub(super) item: &'m str,
}

/// Emits the file of all waiters, if there are any and the client has methods.
pub(super) fn emit(context: &Context<'_>, output: &mut Output) -> Result<(), EmitError> {
    let client = match context.options.client_methods {
        ClientMethods::None => return Ok(()),
        ClientMethods::Inherent => quote!(codegen::Client),
        ClientMethods::OwnClient => quote!(super::Client),
    };
    let methods = methods(context);
    if methods.is_empty() {
        return Ok(());
    }
    let mut scope = Scope::beside_folders();
    scope.imports.extend(methods.iter().flat_map(Method::imports));
    let file = FileEmitter::new(context, scope);
    let methods = methods.iter().map(|method| file.waiter(method));
    let docs = Docs::new("# Waits", None).tokens();
    let block = quote! {
        #docs
        impl #client {
            #(#methods)*
        }
    };
    output.add("waiters.rs", "resources/*.json", vec![file.uses(), block])
}

/// Returns whether the file of waiters is emitted.
pub(super) fn is_emitted(context: &Context<'_>) -> bool {
    context.options.client_methods != ClientMethods::None && !methods(context).is_empty()
}

pub(super) fn methods<'m>(context: &Context<'m>) -> Vec<Method<'m, 'm>> {
    let model = context.model;
    let method = |waiter: &'m WaiterModel<'m>| {
        let name = waiter.poll.action.name.as_str();
        let action = model.actions.iter().find(|action| action.spec.name == name)?;
        let structure = |name| model.structures.iter().find(|s| s.spec.name == name);
        let item = match waiter.poll.structure {
            Some(name) => &structure(name)?.rust_type.rust_name,
            None => &action.response.rust_name,
        };
        Some(Method { waiter, action, item })
    };
    model.waiters.iter().filter_map(method).collect()
}

impl Method<'_, '_> {
    /// Returns the types that the method names.
    fn imports(&self) -> Vec<String> {
        let mut imports = vec![self.item.to_owned(), self.action.request.rust_name.clone()];
        let filters = self.action.filters.as_ref().filter(|_| !self.filters().is_empty());
        imports.extend(filters.map(|filters| filters.rust_name.clone()));
        imports.extend(self.others().filter_map(|(_, member)| match &member.base {
            Base::Enum(name) => Some(name.clone()),
            _ => None,
        }));
        imports
    }

    /// Returns the parameters of the method for what is no identifier, each with the member of the
    /// request that it sets.
    fn others(&self) -> impl Iterator<Item = (&str, &MemberModel<'_>)> {
        let poll = &self.waiter.poll;
        let count = self.identifiers().len();
        let others = self.waiter.parameters.iter().zip(&poll.arguments).skip(count);
        others.filter_map(|(parameter, argument)| {
            let member = request_member(self.action, argument.parameter.as_ref()?)?;
            Some((parameter.as_str(), member))
        })
    }

    pub(super) fn identifiers(&self) -> &[String] {
        self.waiter.resource.identifiers_of(self.waiter.waiter)
    }

    /// Returns the setters of the request for everything that a parameter carries.
    fn setters(&self) -> Vec<TokenStream> {
        let arguments = self.waiter.parameters.iter().zip(&self.waiter.poll.arguments);
        let setters = arguments.enumerate().filter_map(|(index, (parameter, argument))| {
            let member = request_member(self.action, argument.parameter.as_ref()?)?;
            let (field, parameter) = (ident(&member.field), ident(parameter));
            let is_identifier = index < self.identifiers().len();
            let value =
                if is_identifier { quote!(#parameter.as_str()) } else { quote!(#parameter) };
            Some(match member.shape {
                Shape::Plain | Shape::Optional => quote!(.#field(#value)),
                Shape::List | Shape::OptionalList => quote!(.#field([#value])),
            })
        });
        setters.collect()
    }

    /// Returns the calls of the constructors of filters. A filter that needs an operator is not used:
    /// the items are compared anyway.
    fn filters(&self) -> Vec<TokenStream> {
        let Some(filters) = &self.action.filters else { return Vec::new() };
        if filters.roles.operator.is_some() {
            return Vec::new();
        }
        let values = filters.structure.members.iter();
        let values = values.filter(|member| member.spec.name == filters.roles.values);
        let holds_list =
            values.map(|m| m.shape).any(|s| matches!(s, Shape::List | Shape::OptionalList));
        let arguments = self.waiter.parameters.iter().zip(&self.waiter.poll.arguments);
        let calls = arguments.filter_map(|(parameter, argument)| {
            let name = argument.filter?;
            let (function, filter, _) =
                filters.constructors.iter().find(|(_, filter, _)| filter.name == name)?;
            let (filters, function) = (ident(&filters.rust_name), ident(function));
            let parameter = ident(parameter);
            Some(match holds_list && filter.max_values != Some(1) {
                true => quote!(#filters::#function([#parameter.as_str()])),
                false => quote!(#filters::#function(#parameter.as_str())),
            })
        });
        calls.collect()
    }

    /// Returns the request of each poll.
    fn request(&self) -> TokenStream {
        let request = ident(&self.action.request.rust_name);
        let (setters, filters) = (self.setters(), self.filters());
        let set_filters = self.action.filters.as_ref().filter(|_| !filters.is_empty());
        let set_filters = set_filters
            .and_then(|model| request_member(self.action, &model.spec.parameter))
            .map(|member| {
                let field = ident(&member.field);
                quote!(.#field([#(#filters),*]))
            });
        quote!(#request::new() #(#setters)* #set_filters)
    }

    /// Returns what the runtime must know.
    fn schema(&self) -> TokenStream {
        let WaiterModel { resource, waiter, poll, fails, timeout_seconds, .. } = self.waiter;
        let (name, identifiers) = (&resource.name, self.identifiers());
        let (member, succeeds) = (&waiter.member, &waiter.succeeds);
        let seconds = Literal::u32_unsuffixed(*timeout_seconds);
        let mut schema = quote! {
            codegen::WaiterSchema::new(#name, &[#(#identifiers),*], #seconds)
                .state(#member, &[#(#succeeds),*], &[#(#fails),*])
        };
        let identifiers = poll.arguments.iter().take(identifiers.len());
        let compared: Vec<_> =
            identifiers.filter(|argument| argument.is_compared()).map(|a| a.member).collect();
        if !poll.items.is_empty() {
            let items = poll.items;
            schema.extend(quote!(.items(#items, &[#(#compared),*])));
        }
        if self.action.paging().is_some() {
            let request = ident(&self.action.request.rust_name);
            schema.extend(quote!(.paging(<#request as codegen::PagedAction>::PAGING)));
        }
        schema
    }
}

impl FileEmitter<'_> {
    fn waiter(&self, method: &Method<'_, '_>) -> TokenStream {
        let docs = self.waiter_docs(method).tokens();
        let name = ident(&method.waiter.method);
        let count = method.identifiers().len();
        let identifiers = method.waiter.parameters.iter().take(count).map(|name| ident(name));
        let identifiers: Vec<_> = identifiers.collect();
        let others = method.others().map(|(parameter, member)| {
            let (parameter, base) = (ident(parameter), base_type(member));
            quote!(#parameter: impl Into<#base>)
        });
        let parameters = identifiers.iter().map(|name| quote!(#name: impl Into<String>));
        let parameters = parameters.chain(others);
        let item = ident(method.item);
        let (output, constructor) = match method.waiter.is_for_all() {
            true => (quote!(Vec<#item>), quote!(all)),
            false => (quote!(#item), quote!(one)),
        };
        let (schema, request) = (method.schema(), method.request());
        let client = match self.context.options.client_methods {
            ClientMethods::OwnClient => quote!(self.0),
            ClientMethods::None | ClientMethods::Inherent => quote!(self),
        };
        quote! {
            #docs
            pub fn #name(&self, #(#parameters),*) -> codegen::Wait<#output> {
                const WAITER: &codegen::WaiterSchema = &#schema;
                #(let #identifiers: String = #identifiers.into();)*
                codegen::Wait::#constructor(#client.call(#request), WAITER, vec![#(#identifiers),*])
            }
        }
    }
}
