//! Emits an action: its request and response, its typed filters, and its schema.

use proc_macro2::TokenStream;
use quote::quote;
use teo_specs::{Action, Member};

use super::context::FileEmitter;
use super::docs::Docs;
use super::output::Item;
use super::schema;
use super::tokens::allow_deprecated;
use crate::generate::options::ClientMethods;
use crate::model::{ActionModel, TypeModel};

impl FileEmitter<'_> {
    pub(super) fn action(&self, action: &ActionModel<'_>) -> Vec<Item> {
        let deprecated = deprecated_attribute(action.spec);
        // The file uses its own deprecated type, which must not cause warnings.
        let mut members = action.spec.parameters.iter().chain(&action.spec.response);
        let has_deprecated = deprecated.is_some() || members.any(|member| member.deprecated);
        let allow = allow_deprecated(has_deprecated);
        let head = allow.into_iter().chain([self.uses()]).map(Item::Tokens);
        let (request, response) = (&action.request, &action.response);
        let docs = self.request_docs(action);
        let mut items: Vec<Item> =
            head.chain(self.structure(request, &request.rust_name, docs, deprecated)).collect();
        items.push(schema::action(action, &self.context.model.spec.service).into());
        items.extend(schema::paged_action(action).map(Item::Tokens));
        if let Some(filters) = &action.filters {
            items.extend(super::filters::filters(action, filters).map(Item::Tokens));
        }
        let docs = Docs::new(&format!("Response of [`{}`].", request.rust_name), None);
        items.extend(self.structure(response, &response.rust_name, docs, None));
        items
    }

    fn request_docs(&self, action: &ActionModel<'_>) -> Docs {
        let spec = action.spec;
        let mut docs = Docs::new(&spec.summary, spec.docs.as_deref());
        self.context.add_prose(&mut docs, &spec.name);
        let client = match self.context.options.client_methods {
            ClientMethods::OwnClient => format!("{}Client", self.scope.types_path),
            ClientMethods::None | ClientMethods::Inherent => "codegen::Client".to_owned(),
        };
        let method = match self.context.options.client_methods {
            ClientMethods::None => "call",
            ClientMethods::Inherent | ClientMethods::OwnClient => &action.method,
        };
        let method = format!("[`Client::{method}`]({client}::{method})");
        docs.paragraph(format!(
            "Sent by {method}; the response is [`{}`].",
            action.response.rust_name
        ));
        if let Some(waits) = self.waits_after(action, &client) {
            docs.paragraph(waits);
        }
        docs.paragraph(required_parameters(&action.request));
        for binary in spec.parameters.iter().filter(|parameter| parameter.wire_type == "binary") {
            let consequence = if binary.required {
                "so this client cannot call the action"
            } else {
                "so the request has no field for it"
            };
            docs.paragraph(format!(
                "`{}` is binary and needs a multipart body, but this client sends JSON; {consequence}.",
                binary.name
            ));
        }
        docs.paragraph(self.action_docs(spec, action.filters.as_ref()).into_text());
        // If there are client methods, they have the examples.
        if self.context.options.client_methods == ClientMethods::None {
            self.context.add_examples(&mut docs, action);
        }
        self.with_links(docs)
    }
}

/// Returns the `#[deprecated]` attribute of a withdrawn or deprecated action.
pub(super) fn deprecated_attribute(spec: &Action) -> Option<TokenStream> {
    let name = &spec.name;
    let note = match &spec.withdrawn {
        Some(_) => {
            format!("the vendor has withdrawn {name}; the next breaking version removes it")
        }
        None if spec.deprecated => format!("the vendor advises against {name}"),
        None => return None,
    };
    Some(quote!(#[deprecated(note = #note)]))
}

/// Returns a sentence with the required parameters.
fn required_parameters(request: &TypeModel<'_>) -> String {
    let fields = |condition: fn(&Member) -> bool| -> Vec<String> {
        let members = request.members.iter().filter(|member| condition(member.spec));
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
