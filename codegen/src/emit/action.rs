//! An action: its request and response, its typed filters, and its facts.

use proc_macro2::TokenStream;
use quote::quote;
use teo_specs::{Action, Member};

use super::docs::Docs;
use super::{ClientMethods, Emitter};
use crate::model::{ActionModel, TypeModel};

impl Emitter<'_> {
    pub(super) fn action(&self, action: &ActionModel<'_>) -> Vec<TokenStream> {
        let deprecated = deprecated(action.spec);
        // What a file says of its own deprecated type is not for its reader to be warned of.
        let allowed = deprecated.as_ref().map(|_| quote!(#![allow(deprecated)]));
        let mut items: Vec<TokenStream> = allowed.into_iter().chain([self.uses()]).collect();
        let mut request =
            self.structure(&action.request, &action.request.rust, self.request_docs(action));
        if let Some(declaration) = request.first_mut() {
            *declaration = quote!(#deprecated #declaration);
        }
        items.extend(request);
        items.push(self.action_trait(action));
        if let Some(filters) = &action.filters {
            items.extend(self.filters(action, filters));
        }
        items.extend(self.structure(
            &action.response,
            &action.response.rust,
            self.response_docs(action),
        ));
        items
    }

    fn request_docs(&self, action: &ActionModel<'_>) -> Docs {
        let spec = action.spec;
        let mut docs = Docs::new(&spec.summary, spec.docs.as_deref());
        self.prose(&mut docs, &spec.name);
        let method = match self.options.client_methods {
            ClientMethods::None => "[`Client::call`](core::Client::call)".to_owned(),
            ClientMethods::Inherent => {
                format!("[`Client::{method}`](core::Client::{method})", method = action.method)
            }
            ClientMethods::Trait => {
                let (name, method) = (&self.client_trait, &action.method);
                format!("[`{name}::{method}`]({}{name}::{method})", self.scope.up)
            }
        };
        docs.paragraph(format!("Sent by {method}; answered by [`{}`].", action.response.rust));
        docs.paragraph(required(&action.request));
        for bytes in spec.parameters.iter().filter(|parameter| parameter.wire_type == "binary") {
            let then = if bytes.required {
                "so this client cannot call the action"
            } else {
                "so this client has no field for it"
            };
            docs.paragraph(format!(
                "`{}` holds bytes that travel in a multipart body, where this client sends JSON; {then}.",
                bytes.name
            ));
        }
        docs.paragraph(self.action_docs(spec, action.filters.as_ref()).into_text());
        // With methods of the client the examples stand there.
        if self.options.client_methods == ClientMethods::None {
            self.examples(&mut docs, action);
        }
        self.link(docs)
    }

    fn response_docs(&self, action: &ActionModel<'_>) -> Docs {
        let summary = format!("What [`{}`] is answered with.", action.request.rust);
        Docs::new(&summary, None)
    }
}

/// What the compiler tells those who call an action that they had better not.
pub(super) fn deprecated(spec: &Action) -> Option<TokenStream> {
    let name = &spec.name;
    let note = match &spec.withdrawn {
        Some(_) => {
            format!("the vendor has withdrawn {name}; the next breaking version is without it")
        }
        None if spec.deprecated => format!("the vendor advises against {name}"),
        None => return None,
    };
    Some(quote!(#[deprecated(note = #note)]))
}

/// Which parameters a request has to have.
fn required(request: &TypeModel<'_>) -> String {
    let fields = |has: fn(&Member) -> bool| -> Vec<String> {
        let members = request.members.iter().filter(|member| has(member.spec));
        members.map(|member| format!("`{}`", member.field.trim_start_matches("r#"))).collect()
    };
    let required = fields(|spec| spec.required);
    if !required.is_empty() && required.len() == request.members.len() {
        return "Every parameter is required.".to_owned();
    }
    let announced = fields(|spec| !spec.required && spec.announced_required.is_some());
    let mut text = match required.len() {
        0 => "No parameter is marked as required".to_owned(),
        _ => format!("Required: {}", required.join(", ")),
    };
    if !announced.is_empty() {
        text.push_str(&format!("; announced as required: {}", announced.join(", ")));
    }
    text + if required.is_empty() { "." } else { ". Every other parameter is optional." }
}
