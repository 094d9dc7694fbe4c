//! Emits a struct: its documentation and fields, its setters, and the table of its members.

use proc_macro2::TokenStream;
use quote::quote;
use teo_specs::Direction;

use super::context::FileEmitter;
use super::docs::Docs;
use super::members::{field_type, setter};
use super::output::Item;
use super::table::table;
use super::tokens::{allow_deprecated, deprecated_attribute, ident, search_alias};
use crate::model::{StructureModel, TypeModel};

impl FileEmitter<'_> {
    pub(super) fn shared_structure(&self, structure: &StructureModel<'_>) -> Vec<Item> {
        let spec = structure.spec;
        let mut docs = Docs::new(&spec.summary, spec.docs.as_deref());
        if spec.summary.is_empty() {
            docs.paragraph(format!("The vendor's structure `{}`.", spec.name));
        }
        self.context.add_prose(&mut docs, &spec.name);
        let docs = self.with_links(docs);
        let allow = allow_deprecated(spec.members.iter().any(|member| member.deprecated));
        let head = allow.into_iter().chain([self.uses()]).map(Item::Tokens);
        head.chain(self.structure(&structure.rust_type, &spec.name, docs, None)).collect()
    }

    /// Emits the items of one struct. `wire` is the vendor's name for the structure, and `deprecated`
    /// its attribute.
    pub(super) fn structure(
        &self,
        structure: &TypeModel<'_>,
        wire: &str,
        docs: Docs,
        deprecated: Option<TokenStream>,
    ) -> [Item; 3] {
        let sent = structure.direction != Direction::Response;
        let name = ident(&structure.rust_name);
        let docs = docs.tokens();
        let alias = search_alias(&structure.rust_name, wire);
        let fields = structure.members.iter().map(|member| {
            let docs = self.member_docs(wire, member, sent);
            let field = ident(&member.field);
            let field_type = field_type(member);
            let alias = search_alias(&member.field, &member.spec.name);
            let deprecated = deprecated_attribute(member.spec.deprecated, &member.spec.name);
            quote!(#docs #alias #deprecated pub #field: #field_type,)
        });
        let setters = structure.members.iter().map(setter);
        let purpose = if sent {
            " Creates a structure with no member set."
        } else {
            " Creates a structure with no member set, for tests and mocks."
        };
        let declaration = quote! {
            #deprecated
            #docs
            #alias
            #[derive(Default)]
            #[non_exhaustive]
            pub struct #name {
                #(#fields)*
                unknown_members: codegen::UnknownMembers,
            }
        };
        let constructor_and_setters = quote! {
            impl #name {
                #[doc = #purpose]
                #[inline]
                #[must_use]
                pub fn new() -> Self {
                    Self::default()
                }
                #(#setters)*
            }
        };
        [
            Item::Tokens(declaration),
            Item::Tokens(constructor_and_setters),
            Item::Text(table(structure, wire)),
        ]
    }
}
