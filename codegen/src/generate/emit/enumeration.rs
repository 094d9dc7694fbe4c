//! Emits an open enum: known values are variants, and any other value is kept as text.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::FileEmitter;
use super::docs::Docs;
use super::tokens::{allow_deprecated, deprecated_attribute, ident, search_alias};
use crate::model::EnumModel;

impl FileEmitter<'_> {
    pub(super) fn enumeration(&self, enumeration: &EnumModel<'_>) -> Vec<TokenStream> {
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
            #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
            #[non_exhaustive]
            pub enum #name {
                #(#variants)*
                /// A value that this version does not know.
                Unknown(codegen::UnknownValue),
            }
        };
        let allow = allow_deprecated(spec.values.iter().any(|value| value.deprecated));
        let mut items: Vec<TokenStream> =
            allow.into_iter().chain([self.uses(), declaration]).collect();
        items.extend(text_conversions(enumeration));
        items.extend(text_traits(enumeration));
        items
    }
}

/// Emits the conversions between the enum and text.
fn text_conversions(enumeration: &EnumModel<'_>) -> [TokenStream; 2] {
    let name = ident(&enumeration.rust_name);
    let variants: Vec<_> = enumeration.variants.iter().map(|(variant, _)| ident(variant)).collect();
    let values: Vec<_> = enumeration.variants.iter().map(|(_, value)| &value.value).collect();
    [
        quote! {
            impl #name {
                /// Returns the value on the wire.
                #[inline]
                #[must_use]
                pub fn as_str(&self) -> &str {
                    match self {
                        #(Self::#variants => #values,)*
                        Self::Unknown(value) => value.as_str(),
                    }
                }
            }
        },
        quote! {
            impl From<&str> for #name {
                #[inline]
                fn from(text: &str) -> Self {
                    match text {
                        #(#values => Self::#variants,)*
                        _ => Self::Unknown(codegen::UnknownValue::kept(text)),
                    }
                }
            }
        },
    ]
}

/// Emits the traits of every open enum, which use the enum's text.
fn text_traits(enumeration: &EnumModel<'_>) -> Vec<TokenStream> {
    let name = ident(&enumeration.rust_name);
    vec![
        quote! {
            impl From<String> for #name {
                #[inline]
                fn from(text: String) -> Self {
                    Self::from(text.as_str())
                }
            }
        },
        quote! {
            impl std::str::FromStr for #name {
                type Err = std::convert::Infallible;

                #[inline]
                fn from_str(text: &str) -> Result<Self, Self::Err> {
                    Ok(Self::from(text))
                }
            }
        },
        quote! {
            impl Default for #name {
                #[inline]
                fn default() -> Self {
                    Self::Unknown(codegen::UnknownValue::default())
                }
            }
        },
        quote! {
            impl std::fmt::Display for #name {
                #[inline]
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.pad(self.as_str())
                }
            }
        },
        quote! {
            impl PartialEq<str> for #name {
                #[inline]
                fn eq(&self, other: &str) -> bool {
                    self.as_str() == other
                }
            }
        },
        quote! {
            impl PartialEq<&str> for #name {
                #[inline]
                fn eq(&self, other: &&str) -> bool {
                    self.as_str() == *other
                }
            }
        },
        quote! {
            impl codegen::StringScalar for #name {
                #[inline]
                fn set(&mut self, text: &str) {
                    *self = Self::from(text);
                }
                #[inline]
                fn is_known(&self) -> bool {
                    !matches!(self, Self::Unknown(_))
                }
            }
        },
        quote! {
            impl codegen::FieldMut for #name {
                #[inline]
                fn value_mut(&mut self, _: codegen::Access) -> Option<codegen::ValueMut<'_>> {
                    Some(codegen::ValueMut::StringScalar(self))
                }
            }
        },
        quote! {
            impl codegen::Field for #name {
                #[inline]
                fn value(&self) -> Option<codegen::ValueRef<'_>> {
                    Some(codegen::ValueRef::Text(self.as_str()))
                }
            }
        },
        quote! {
            impl codegen::serde::Serialize for #name {
                fn serialize<S: codegen::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.serialize_str(self.as_str())
                }
            }
        },
        quote! {
            impl<'de> codegen::serde::Deserialize<'de> for #name {
                fn deserialize<D: codegen::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    String::deserialize(deserializer).map(Self::from)
                }
            }
        },
    ]
}

/// Returns a member or filter in the notation of specs as readable text.
fn readable_member(member: &str) -> String {
    match member.split_once(':') {
        Some((action, filter)) => format!("the filter `{filter}` of `{action}`"),
        None => format!("`{member}`"),
    }
}
