//! Emits the types of fields, and their setters.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{deprecated_attribute, ident};
use crate::model::{Base, MemberModel, Shape};

/// Emits the type of a field, or of one item of its list.
pub(super) fn base_type(member: &MemberModel<'_>) -> TokenStream {
    let base = match &member.base {
        Base::Text => quote!(String),
        Base::Int => quote!(i64),
        Base::Uint => quote!(u64),
        Base::Float => quote!(f64),
        Base::Bool => quote!(bool),
        Base::Timestamp => quote!(codegen::Timestamp),
        Base::Enum(name) | Base::Structure(name) => {
            let name = ident(name);
            quote!(#name)
        }
    };
    if member.boxed { quote!(Box<#base>) } else { base }
}

/// Emits the type of a field.
pub(super) fn field_type(member: &MemberModel<'_>) -> TokenStream {
    let base = base_type(member);
    match member.shape {
        Shape::Plain => base,
        Shape::Optional => quote!(Option<#base>),
        Shape::List => quote!(Vec<#base>),
        Shape::OptionalList => quote!(Option<Vec<#base>>),
    }
}

/// Emits a setter. It takes the value without `Option` or `Box`: anything that converts into a
/// text, a timestamp or an enum, any iterator over the items of a list, and otherwise the value
/// itself.
pub(super) fn setter(member: &MemberModel<'_>) -> TokenStream {
    let field = ident(&member.field);
    let mut unboxed = member.clone();
    unboxed.boxed = false;
    let base = base_type(&unboxed);
    let is_converted = matches!(member.base, Base::Text | Base::Timestamp | Base::Enum(_));
    let is_list = matches!(member.shape, Shape::List | Shape::OptionalList);
    let (parameter, value) = match (is_list, is_converted) {
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
    // In a link, `#` would begin a fragment, and rustdoc finds a raw name without it.
    let doc = format!(" Sets [`{wire}`](field@Self::{}).", member.field.trim_start_matches("r#"));
    // A value that could not be read is kept as an unknown member, which is serialized while the
    // field is `None`. A field that is not an `Option` is never `None`, so its setter removes the
    // unknown member.
    let remove_unknown = matches!(member.shape, Shape::Plain | Shape::List)
        .then(|| quote!(self.unknown_members.remove(#wire);));
    // A generic setter is compiled only where it is used; `#[inline]` has the same effect for the
    // other setters.
    let inline = (!is_list && !is_converted).then(|| quote!(#[inline]));
    let deprecated = deprecated_attribute(member.spec.deprecated, wire);
    quote! {
        #[doc = #doc]
        #deprecated
        #inline
        #[must_use]
        pub fn #field(mut self, #field: #parameter) -> Self {
            self.#field = #value;
            #remove_unknown
            self
        }
    }
}
