//! A struct with its setters and its tables.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use teo_specs::Direction;

use super::docs::Docs;
use super::{Emitter, ident};
use crate::model::{MemberModel, Shape, StructureModel, TypeModel};

impl Emitter<'_> {
    pub(super) fn shared_structure(&self, structure: &StructureModel<'_>) -> Vec<TokenStream> {
        let spec = structure.spec;
        let mut docs = Docs::new(&spec.summary, spec.docs.as_deref());
        if spec.summary.is_empty() {
            docs.paragraph(format!("The vendor's structure `{}`.", spec.name));
        }
        self.prose(&mut docs, &spec.name);
        let docs = self.link(docs);
        let mut items = vec![self.uses()];
        items.extend(self.structure(&structure.rust, &spec.name, docs));
        items
    }

    /// The items of one struct. `wire` is its name on the vendor's side.
    pub(super) fn structure(
        &self,
        structure: &TypeModel<'_>,
        wire: &str,
        docs: Docs,
    ) -> Vec<TokenStream> {
        let sent = structure.direction != Direction::Response;
        let name = ident(&structure.rust);
        let docs = docs.tokens();
        let alias = super::alias(&structure.rust, wire);
        let fields = structure.members.iter().map(|member| {
            let docs = self.member_docs(wire, member, sent);
            let field = ident(&member.field);
            let field_type = self.field_type(member);
            let alias = super::alias(&member.field, &member.spec.name);
            quote!(#docs #alias pub #field: #field_type,)
        });
        let setters = self.setters(structure);
        let purpose = if sent {
            " Makes one with nothing set."
        } else {
            " Makes one with nothing set, for tests and mocks."
        };
        let declaration = quote! {
            #docs
            #alias
            #[derive(Default)]
            #[non_exhaustive]
            pub struct #name {
                #(#fields)*
                unknown_members: core::UnknownMembers,
            }
        };
        let building = quote! {
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
        let mut items = vec![declaration, building, self.tables(structure, wire)];
        items.extend(conversions(&structure.rust));
        items
    }

    /// The table, and each member by its index in it. All is inline: what a program does not use
    /// is then compiled nowhere, and what it uses only there.
    fn tables(&self, structure: &TypeModel<'_>, wire: &str) -> TokenStream {
        let name = ident(&structure.rust);
        let members = structure.members.iter().map(member_facts);
        let member = access(structure, |field| quote!(core::Place::view(&self.#field)));
        let member_mut =
            access(structure, |field| quote!(core::PlaceMut::slot(&mut self.#field, reach)));
        let used = |name: &str| {
            if structure.members.is_empty() {
                quote!(_)
            } else {
                let name = ident(name);
                quote!(#name)
            }
        };
        let (index, reach) = (used("index"), used("reach"));
        quote! {
            impl core::Described for #name {
                #[inline]
                fn facts(&self) -> &'static core::StructureFacts {
                    static FACTS: core::StructureFacts = core::StructureFacts::new(#wire, &[#(#members),*]);
                    &FACTS
                }
            }
            impl core::Members for #name {
                #[inline]
                fn member(&self, #index: usize) -> Option<core::View<'_>> {
                    #member
                }
                #[inline]
                fn unknown_members(&self) -> &core::UnknownMembers {
                    &self.unknown_members
                }
            }
            impl core::MembersMut for #name {
                #[inline]
                fn member_mut(&mut self, #index: usize, #reach: core::Reach) -> Option<core::Slot<'_>> {
                    #member_mut
                }
                #[inline]
                fn unknown_members_mut(&mut self) -> &mut core::UnknownMembers {
                    &mut self.unknown_members
                }
            }
        }
    }
}

/// Reaches the member of an index.
fn access(structure: &TypeModel<'_>, reach: impl Fn(Ident) -> TokenStream) -> TokenStream {
    if structure.members.is_empty() {
        return quote!(None);
    }
    let indexes = (0..structure.members.len()).map(Literal::usize_unsuffixed);
    let members = structure.members.iter().map(|member| reach(ident(&member.field)));
    quote! {
        match index {
            #(#indexes => #members,)*
            _ => None,
        }
    }
}

/// What every type can do, one line each over the core.
fn conversions(name: &str) -> [TokenStream; 5] {
    let name = ident(name);
    [
        quote! {
            impl Clone for #name {
                #[inline]
                fn clone(&self) -> Self {
                    core::copy(self)
                }
            }
        },
        quote! {
            impl PartialEq for #name {
                #[inline]
                fn eq(&self, other: &Self) -> bool {
                    core::equal(self, other)
                }
            }
        },
        quote! {
            impl std::fmt::Debug for #name {
                #[inline]
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    core::debug(self, f)
                }
            }
        },
        quote! {
            impl core::serde::Serialize for #name {
                fn serialize<S: core::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    core::write(self, serializer)
                }
            }
        },
        quote! {
            impl<'de> core::serde::Deserialize<'de> for #name {
                fn deserialize<D: core::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    core::read(deserializer)
                }
            }
        },
    ]
}

/// A member's row in the table.
fn member_facts(model: &MemberModel<'_>) -> TokenStream {
    let member = model.spec;
    let name = &member.name;
    let mut row = quote!(core::Member::new(#name));
    for (flag, method) in [
        (member.required, "required"),
        (member.promised, "promised"),
        (matches!(model.shape, Shape::Plain | Shape::List), "plain"),
        (member.sensitive, "sensitive"),
    ] {
        if flag {
            let method = ident(method);
            row.extend(quote!(.#method()));
        }
    }
    let counts = [
        (member.minimum, "minimum"),
        (member.maximum, "maximum"),
        (member.min_items.map(i64::from), "min_items"),
        (member.max_items.map(i64::from), "max_items"),
        (member.max_length.map(i64::from), "max_length"),
    ];
    for (limit, method) in counts {
        if let Some(limit) = limit {
            let (method, limit) = (ident(method), Literal::i64_unsuffixed(limit));
            row.extend(quote!(.#method(#limit)));
        }
    }
    row
}
