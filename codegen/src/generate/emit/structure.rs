//! Emits a struct with its setters, its schema, and access to its members by index.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use teo_specs::Direction;

use super::context::FileEmitter;
use super::docs::Docs;
use super::members::{field_type, setter};
use super::tokens::{allow_deprecated, deprecated_attribute, ident, search_alias};
use crate::model::{MemberModel, Shape, StructureModel, TypeModel};

impl FileEmitter<'_> {
    pub(super) fn shared_structure(&self, structure: &StructureModel<'_>) -> Vec<TokenStream> {
        let spec = structure.spec;
        let mut docs = Docs::new(&spec.summary, spec.docs.as_deref());
        if spec.summary.is_empty() {
            docs.paragraph(format!("The vendor's structure `{}`.", spec.name));
        }
        self.context.add_prose(&mut docs, &spec.name);
        let docs = self.with_links(docs);
        let allow = allow_deprecated(spec.members.iter().any(|member| member.deprecated));
        let mut items: Vec<TokenStream> = allow.into_iter().chain([self.uses()]).collect();
        items.extend(self.structure(&structure.rust_type, &spec.name, docs));
        items
    }

    /// Emits the items of one struct. `wire` is the vendor's name for the structure.
    pub(super) fn structure(
        &self,
        structure: &TypeModel<'_>,
        wire: &str,
        docs: Docs,
    ) -> Vec<TokenStream> {
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
        let mut items =
            vec![declaration, constructor_and_setters, schema_and_members(structure, wire)];
        items.extend(common_traits(&structure.rust_name));
        items
    }
}

/// Emits the schema, and access to each member by its index in the schema. All functions are
/// inline, so that a program compiles only the functions that it uses.
fn schema_and_members(structure: &TypeModel<'_>, wire: &str) -> TokenStream {
    let name = ident(&structure.rust_name);
    let members = structure.members.iter().map(member_schema);
    let member = member_match(structure, |field| quote!(codegen::Field::value(&self.#field)));
    let member_mut = member_match(
        structure,
        |field| quote!(codegen::FieldMut::value_mut(&mut self.#field, access)),
    );
    let parameter = |name: &str| {
        if structure.members.is_empty() {
            quote!(_)
        } else {
            let name = ident(name);
            quote!(#name)
        }
    };
    let (index, access) = (parameter("index"), parameter("access"));
    quote! {
        impl codegen::Schema for #name {
            #[inline]
            fn schema(&self) -> &'static codegen::StructureSchema {
                static SCHEMA: codegen::StructureSchema = codegen::StructureSchema::new(#wire, &[#(#members),*]);
                &SCHEMA
            }
        }
        impl codegen::Members for #name {
            #[inline]
            fn member(&self, #index: usize) -> Option<codegen::ValueRef<'_>> {
                #member
            }
            #[inline]
            fn unknown_members(&self) -> &codegen::UnknownMembers {
                &self.unknown_members
            }
        }
        impl codegen::MembersMut for #name {
            #[inline]
            fn member_mut(&mut self, #index: usize, #access: codegen::Access) -> Option<codegen::ValueMut<'_>> {
                #member_mut
            }
            #[inline]
            fn unknown_members_mut(&mut self) -> &mut codegen::UnknownMembers {
                &mut self.unknown_members
            }
        }
    }
}

/// Emits the `match` from the index of a member to the access to its field.
fn member_match(structure: &TypeModel<'_>, access: impl Fn(Ident) -> TokenStream) -> TokenStream {
    if structure.members.is_empty() {
        return quote!(None);
    }
    let indexes = (0..structure.members.len()).map(Literal::usize_unsuffixed);
    let members = structure.members.iter().map(|member| access(ident(&member.field)));
    quote! {
        match index {
            #(#indexes => #members,)*
            _ => None,
        }
    }
}

/// Emits the traits of every structure, each of which calls a function of the runtime.
fn common_traits(name: &str) -> [TokenStream; 5] {
    let name = ident(name);
    [
        quote! {
            impl Clone for #name {
                #[inline]
                fn clone(&self) -> Self {
                    codegen::clone(self)
                }
            }
        },
        quote! {
            impl PartialEq for #name {
                #[inline]
                fn eq(&self, other: &Self) -> bool {
                    codegen::eq(self, other)
                }
            }
        },
        quote! {
            impl std::fmt::Debug for #name {
                #[inline]
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    codegen::debug(self, f)
                }
            }
        },
        quote! {
            impl codegen::serde::Serialize for #name {
                fn serialize<S: codegen::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    codegen::serialize(self, serializer)
                }
            }
        },
        quote! {
            impl<'de> codegen::serde::Deserialize<'de> for #name {
                fn deserialize<D: codegen::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    codegen::deserialize(deserializer)
                }
            }
        },
    ]
}

/// Emits the schema of a member.
fn member_schema(model: &MemberModel<'_>) -> TokenStream {
    let member = model.spec;
    let name = &member.name;
    let mut schema = quote!(codegen::Member::new(#name));
    for (flag, method) in [
        (member.is_enforced(), "required"),
        (member.always_returned, "always_returned"),
        (matches!(model.shape, Shape::Plain | Shape::List), "non_optional"),
        (member.sensitive, "sensitive"),
        (member.identifier, "identifier"),
    ] {
        if flag {
            let method = ident(method);
            schema.extend(quote!(.#method()));
        }
    }
    // For a timestamp, the empty string is written as 0.
    let unset = member.unset.as_ref().map(|unset| unset.as_i64().unwrap_or(0));
    let limits = [
        (unset, "unset"),
        (member.minimum, "minimum"),
        (member.maximum, "maximum"),
        (member.min_items.map(i64::from), "min_items"),
        (member.max_items.map(i64::from), "max_items"),
        (member.max_length.map(i64::from), "max_length"),
    ];
    for (limit, method) in limits {
        if let Some(limit) = limit {
            let (method, limit) = (ident(method), Literal::i64_unsuffixed(limit));
            schema.extend(quote!(.#method(#limit)));
        }
    }
    schema
}
