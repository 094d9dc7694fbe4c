//! Emits an open enum: known values are variants, and any other value is kept as text.

use quote::quote;

use super::context::FileEmitter;
use super::docs::Docs;
use super::output::Item;
use super::table::values_table;
use super::tokens::{allow_deprecated, deprecated_attribute, ident, search_alias};
use crate::model::EnumModel;

impl FileEmitter<'_> {
    pub(super) fn enumeration(&self, enumeration: &EnumModel<'_>) -> Vec<Item> {
        let name = ident(&enumeration.rust_name);
        let spec = enumeration.spec;
        let mut docs = Docs::new(&spec.summary, spec.docs.as_deref());
        docs.paragraph(
            "An open enum: a value that this version does not know is kept as `Unknown`, and `From` \
             converts any text.",
        );
        if let Some(others) = &spec.others {
            docs.paragraph(others);
        }
        let docs = self.with_links(docs).tokens();
        let alias = search_alias(&enumeration.rust_name, &spec.name);
        let variants = enumeration.variants.iter().map(|(variant, value)| {
            let mut docs = Docs::new(&value.summary, None);
            let mut fact = format!("Wire value `{}`", value.value);
            if !value.occurs.is_empty() {
                let members: Vec<String> =
                    value.occurs.iter().map(|member| readable_member(member)).collect();
                fact.push_str(&format!("; the vendor lists it for {} only", members.join(", ")));
            }
            let aliases = value.aliases.iter().map(|alias| format!("`{alias}`"));
            let aliases: Vec<String> = aliases.collect();
            if !aliases.is_empty() {
                fact.push_str(&format!("; the service also accepts {}", aliases.join(", ")));
            }
            docs.paragraph(fact + ".");
            let (docs, variant_name) = (docs.tokens(), ident(variant));
            let alias = search_alias(variant, &value.value);
            let deprecated = deprecated_attribute(value.deprecated, &value.value);
            quote!(#docs #alias #deprecated #variant_name,)
        });
        let declaration = quote! {
            #docs
            #alias
            #[derive(Debug, Clone, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum #name {
                #(#variants)*
                /// A value that this version does not know.
                Unknown(codegen::UnknownValue),
            }
        };
        let allow = allow_deprecated(spec.values.iter().any(|value| value.deprecated));
        let items = allow.into_iter().chain([self.uses(), declaration]).map(Item::Tokens);
        items.chain([Item::Text(values_table(enumeration))]).collect()
    }
}

/// Returns a member or filter in the notation of specs as readable text.
fn readable_member(member: &str) -> String {
    match member.split_once(':') {
        Some((action, filter)) => format!("the filter `{filter}` of `{action}`"),
        None => format!("`{member}`"),
    }
}
