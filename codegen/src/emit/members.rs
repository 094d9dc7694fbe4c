//! Fields, their types and their setters.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitter, ident};
use crate::model::{Base, MemberModel, Shape, TypeModel};

impl Emitter<'_> {
    /// The type of a field, lists and absence aside.
    fn base(&self, member: &MemberModel<'_>) -> TokenStream {
        let base = match &member.base {
            Base::Text => quote!(String),
            Base::Int => quote!(i64),
            Base::Uint => quote!(u64),
            Base::Float => quote!(f64),
            Base::Bool => quote!(bool),
            Base::Timestamp => quote!(core::Timestamp),
            Base::Enum(name) | Base::Structure(name) => {
                let name = ident(name);
                quote!(#name)
            }
        };
        if member.boxed { quote!(Box<#base>) } else { base }
    }

    pub(super) fn field_type(&self, member: &MemberModel<'_>) -> TokenStream {
        let base = self.base(member);
        match member.shape {
            Shape::Plain => base,
            Shape::Optional => quote!(Option<#base>),
            Shape::List => quote!(Vec<#base>),
            Shape::OptionalList => quote!(Option<Vec<#base>>),
        }
    }

    pub(super) fn setters(&self, structure: &TypeModel<'_>) -> Vec<TokenStream> {
        structure.members.iter().map(|member| self.setter(member)).collect()
    }

    /// Takes the bare value: whatever becomes a text, a time or an enum, a number as it is, the
    /// items of a list one by one.
    fn setter(&self, member: &MemberModel<'_>) -> TokenStream {
        let field = ident(&member.field);
        let mut unboxed = member.clone();
        unboxed.boxed = false;
        let base = self.base(&unboxed);
        let into = matches!(member.base, Base::Text | Base::Timestamp | Base::Enum(_));
        let list = matches!(member.shape, Shape::List | Shape::OptionalList);
        let (parameter, value) = match (list, into) {
            (false, true) => (quote!(impl Into<#base>), quote!(#field.into())),
            (false, false) if member.boxed => (base, quote!(Box::new(#field))),
            (false, false) => (base, quote!(#field)),
            (true, true) => (
                quote!(impl IntoIterator<Item = impl Into<#base>>),
                quote!(#field.into_iter().map(Into::into).collect()),
            ),
            (true, false) => {
                (quote!(impl IntoIterator<Item = #base>), quote!(#field.into_iter().collect()))
            }
        };
        let value = match member.shape {
            Shape::Plain | Shape::List => value,
            Shape::Optional | Shape::OptionalList => quote!(Some(#value)),
        };
        let wire = &member.spec.name;
        let doc = format!(" Sets `{wire}`.");
        // A value that could not be read stands for a member for as long as that holds nothing. One
        // that is no Option always holds something, so here it has to be said.
        let given = matches!(member.shape, Shape::Plain | Shape::List)
            .then(|| quote!(self.unknown_members.remove(#wire);));
        // What is generic is compiled where it is used, if at all; let the rest be so too.
        let inline = (!list && !into).then(|| quote!(#[inline]));
        quote! {
            #[doc = #doc]
            #inline
            #[must_use]
            pub fn #field(mut self, #field: #parameter) -> Self {
                self.#field = #value;
                #given
                self
            }
        }
    }
}
