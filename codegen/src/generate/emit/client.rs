//! Emits the client methods, each of which calls `Client::call`. The methods in teo-api are
//! inherent, with a file and an `impl` block for each of the vendor's areas. Other bindings have a
//! `Client` of their own.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::{Context, FileEmitter};
use super::docs::Docs;
use super::output::{EmitError, Output};
use super::scope::Scope;
use super::tokens::{allow_deprecated, ident, search_alias};
use crate::model::{ActionModel, names};

/// Emits the folder of inherent methods.
pub(super) fn inherent(context: &Context<'_>, output: &mut Output) -> Result<(), EmitError> {
    let areas = context.model.areas();
    let modules = names::disambiguate(areas.keys().copied(), names::module);
    for (area, actions) in &areas {
        let scope = Scope::in_folder([]).importing_requests(actions.iter().copied());
        let file = FileEmitter::new(context, scope);
        let methods = actions.iter().map(|action| file.method(action, &quote!(self)));
        let docs = Docs::new(&format!("# {area}"), None).tokens();
        let mut items = file.client_uses(actions.iter().copied());
        items.push(quote! {
            #docs
            impl codegen::Client {
                #(#methods)*
            }
        });
        output.add(&format!("client/{}.rs", modules[area]), "actions/*.json", items)?;
    }
    let modules = modules.values().map(|module| ident(module));
    let scope = Scope::beside_folders().importing_requests(&context.model.actions);
    let file = FileEmitter::new(context, scope);
    let call_json = file.call_json(&quote!(self));
    let mut items = file.client_uses(&context.model.actions);
    items.push(quote!(#(mod #modules;)*));
    items.push(file.known_actions());
    items.push(quote!(impl codegen::Client { #call_json }));
    output.add("client/mod.rs", "actions/*.json", items)
}

/// Emits the file of the bindings' own client.
pub(super) fn own(context: &Context<'_>, output: &mut Output) -> Result<(), EmitError> {
    let scope = Scope::beside_folders().importing_requests(&context.model.actions);
    let items = FileEmitter::new(context, scope).own_client();
    output.add("client.rs", "actions/*.json", items)
}

impl FileEmitter<'_> {
    /// Emits the imports of a file with client methods. A deprecated request is imported, too, which
    /// must not cause a warning.
    fn client_uses<'m>(
        &self,
        actions: impl IntoIterator<Item = &'m ActionModel<'m>>,
    ) -> Vec<TokenStream> {
        let mut actions = actions.into_iter();
        let has_deprecated =
            actions.any(|action| super::action::deprecated_attribute(action.spec).is_some());
        allow_deprecated(has_deprecated).into_iter().chain([self.uses()]).collect()
    }

    /// Emits the bindings' own client.
    fn own_client(&self) -> Vec<TokenStream> {
        let model = self.context.model;
        let docs = self.own_client_docs().tokens();
        let areas = model.areas();
        let methods = areas.values().flatten().map(|action| self.method(action, &quote!(self.0)));
        let call_json = self.call_json(&quote!(&self.0));
        let mut items = self.client_uses(&model.actions);
        items.push(quote! {
            #docs
            #[derive(Debug, Clone)]
            pub struct Client(pub(super) codegen::Client);
        });
        items.push(self.known_actions());
        items.push(quote! {
            impl Client {
                /// Creates a client of this service that shares the connections, credentials and rates
                /// of another client.
                ///
                /// It keeps the region. An endpoint beyond loopback holds for the service that it was
                /// set for.
                #[must_use]
                pub fn new(client: &codegen::Client) -> Self {
                    Self(client.for_service(&super::SERVICE))
                }
                /// Returns a client that sends this region and shares everything else with this one.
                ///
                /// # Errors
                ///
                /// When the region is malformed.
                pub fn with_region(&self, region: impl Into<String>) -> Result<Self, codegen::Error> {
                    self.0.with_region(region).map(Self)
                }
                /// Returns a client that calls this endpoint and shares everything else with this one:
                /// `host`, `host:port`, or a URL without a path.
                ///
                /// # Errors
                ///
                /// When the endpoint is malformed, or when it is `http://` beyond loopback and the
                /// client was built without
                /// [`allow_http`](codegen::ClientBuilder::allow_http).
                pub fn with_endpoint(
                    &self,
                    endpoint: impl Into<String>,
                ) -> Result<Self, codegen::Error> {
                    self.0.with_endpoint(endpoint).map(Self)
                }
                #call_json
                #(#methods)*
            }
        });
        items
    }

    fn own_client_docs(&self) -> Docs {
        let service = &self.context.model.spec.service;
        let mut docs = Docs::new(
            &format!(
                "Calls the actions of `{}`, version {}, over the connections of a client of teo-api. \
                 A clone is cheap.",
                service.service, service.version
            ),
            Some(
                "If the service is regional, set a region: [`with_region`](Self::with_region), or \
                 [`ClientBuilder::region`](codegen::ClientBuilder::region) for all clients.",
            ),
        );
        let options = self.context.options;
        if let Some(path) = &options.public_path {
            let krate = options.runtime.split("::").next().unwrap_or_default();
            docs.paragraph(format!(
                "```no_run\n\
                 # fn example(client: &{krate}::Client) -> Result<(), {krate}::Error> {{\n\
                 let client = {path}::Client::new(client).with_region(\"ap-singapore\")?;\n\
                 # Ok(())\n\
                 # }}\n\
                 ```"
            ));
        }
        docs
    }

    /// Emits the table of the actions that calls by name know.
    fn known_actions(&self) -> TokenStream {
        let actions = self.context.model.actions.iter();
        let requests = actions.map(|action| ident(&action.request.rust_name));
        quote! {
            /// The actions that `call_json` knows. Only a program that calls by name compiles the table,
            /// since the function is inline.
            #[inline]
            fn known_actions() -> &'static [codegen::KnownAction] {
                const { &[#(codegen::KnownAction::of::<#requests>()),*] }
            }
        }
    }

    /// Emits the client method that calls an action by its name. `client` is a reference to teo-api's
    /// client.
    fn call_json(&self, client: &TokenStream) -> TokenStream {
        quote! {
            /// Prepares a call by name, with request and response as JSON: for an action that these
            /// bindings do not know, or one of another service; see
            /// [`JsonCall`](codegen::JsonCall). The request of an action that they know is checked.
            #[inline]
            pub fn call_json(
                &self,
                action: impl Into<String>,
                request: codegen::Value,
            ) -> codegen::JsonCall {
                codegen::JsonCall::new(#client, &super::SERVICE, known_actions(), action, request)
            }
        }
    }

    /// Emits a client method. `client` is teo-api's client, which sends the request.
    fn method(&self, action: &ActionModel<'_>, client: &TokenStream) -> TokenStream {
        let attributes = self.method_attributes(action);
        let (method, request) = (ident(&action.method), ident(&action.request.rust_name));
        quote! {
            #attributes
            pub fn #method(&self, request: #request) -> codegen::Call<#request> {
                #client.call(request)
            }
        }
    }

    /// Emits the documentation and the attributes of a client method.
    fn method_attributes(&self, action: &ActionModel<'_>) -> TokenStream {
        let mut docs = Docs::new(&action.spec.summary, action.spec.docs.as_deref());
        if action.spec.summary.is_empty() {
            docs.paragraph(format!("Calls the action `{}`.", action.spec.name));
        }
        let filters = action.filters.as_ref().map(|_| "filters");
        let has_lifecycle = !self.context.model.lifecycles_of(&action.spec.name).is_empty();
        let mut listed = vec!["Limits"];
        listed.extend(filters);
        listed.extend(has_lifecycle.then_some("lifecycle"));
        docs.paragraph(format!(
            "{listed} and errors are listed at [`{request}`]; the response is [`{response}`]({up}{response}).",
            listed = listed.join(", "),
            up = self.scope.types_path,
            request = action.request.rust_name,
            response = action.response.rust_name
        ));
        if let Some(waits) = self.waits_after(action, "Self") {
            docs.paragraph(waits);
        }
        if action.paging().is_some() {
            docs.paragraph(
                "The list comes in pages: awaited, the call returns one of them; its \
                 [`items`](codegen::Call::items) go through all.",
            );
        }
        self.context.add_examples(&mut docs, action);
        let docs = self.with_links(docs).tokens();
        let alias = search_alias(&action.method, &action.spec.name);
        let deprecated = super::action::deprecated_attribute(action.spec);
        quote!(#docs #alias #deprecated #[inline])
    }
}
