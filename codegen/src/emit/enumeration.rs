//! An open enum: known values as variants, any other kept as it was sent.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Docs;
use super::{Emitter, ident};
use crate::model::EnumModel;

impl Emitter<'_> {
    pub(super) fn enumeration(&self, enumeration: &EnumModel<'_>) -> Vec<TokenStream> {
        let name = ident(&enumeration.rust);
        let spec = enumeration.spec;
        let mut docs = Docs::new(&spec.summary, spec.docs.as_deref());
        docs.paragraph(
            "An open set: a value that this version does not know is kept as `Unknown`, and any text \
             becomes one of them by `From`.",
        );
        let docs = self.link(docs).tokens();
        let alias = super::alias(&enumeration.rust, &spec.name);
        let variants = enumeration.variants.iter().map(|(variant, value)| {
            let mut docs = Docs::new(&value.summary, None);
            let mut fact = format!("Wire value `{}`", value.value);
            if !value.occurs.is_empty() {
                let places: Vec<String> = value.occurs.iter().map(|place| told(place)).collect();
                fact.push_str(&format!("; the vendor lists it for {} only", places.join(", ")));
            }
            docs.paragraph(fact + ".");
            let (docs, variant_name) = (docs.tokens(), ident(variant));
            let alias = super::alias(variant, &value.value);
            quote!(#docs #alias #variant_name,)
        });
        let declaration = quote! {
            #docs
            #alias
            #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
            #[non_exhaustive]
            pub enum #name {
                #(#variants)*
                /// A value that this version does not know.
                Unknown(core::UnknownValue),
            }
        };
        let mut items = vec![self.uses(), declaration];
        items.extend(texts(enumeration));
        items.extend(standard(enumeration));
        items
    }
}

/// From text and back.
fn texts(enumeration: &EnumModel<'_>) -> [TokenStream; 2] {
    let name = ident(&enumeration.rust);
    let variants: Vec<_> = enumeration.variants.iter().map(|(variant, _)| ident(variant)).collect();
    let values: Vec<_> = enumeration.variants.iter().map(|(_, value)| &value.value).collect();
    [
        quote! {
            impl #name {
                /// The value on the wire.
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
                        _ => Self::Unknown(core::UnknownValue::kept(text)),
                    }
                }
            }
        },
    ]
}

/// What every open enum can do, by way of its text.
fn standard(enumeration: &EnumModel<'_>) -> Vec<TokenStream> {
    let name = ident(&enumeration.rust);
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
                    Self::Unknown(core::UnknownValue::default())
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
            impl core::Word for #name {
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
            impl core::PlaceMut for #name {
                #[inline]
                fn slot(&mut self, _: core::Reach) -> Option<core::Slot<'_>> {
                    Some(core::Slot::Word(self))
                }
            }
        },
        quote! {
            impl core::Place for #name {
                #[inline]
                fn view(&self) -> Option<core::View<'_>> {
                    Some(core::View::Text(self.as_str()))
                }
            }
        },
        quote! {
            impl core::serde::Serialize for #name {
                fn serialize<S: core::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.serialize_str(self.as_str())
                }
            }
        },
        quote! {
            impl<'de> core::serde::Deserialize<'de> for #name {
                fn deserialize<D: core::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    String::deserialize(deserializer).map(Self::from)
                }
            }
        },
    ]
}

/// A place of the spec's notation, for people.
fn told(place: &str) -> String {
    match place.split_once(':') {
        Some((action, filter)) => format!("the filter `{filter}` of `{action}`"),
        None => format!("`{place}`"),
    }
}
