//! The macro `open_enum`: a generated enum invokes it, with a line for each value. As with
//! `structure`, it makes everything that is the same for all of them.

/// Implements the traits of an open enum, which go by its text, and `as_str`.
///
/// ```ignore
/// codegen::open_enum! { TaskStatus
///     Success "success";
///     Failed "failed";
/// }
/// ```
///
/// The first line has the type, each other one a variant and its value on the wire. The enum has a
/// variant `Unknown(UnknownValue)` besides, and derives `Eq`.
///
/// Generated code of the same major version must compile with every later version of this macro: within
/// a major version, this grammar is only added to.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum {
    ($type:ident $($variant:ident $wire:literal;)*) => {
        impl $type {
            /// Returns the value on the wire.
            #[inline]
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Unknown(value) => value.as_str(),
                }
            }
        }

        impl ::core::convert::From<&str> for $type {
            #[inline]
            fn from(text: &str) -> Self {
                match text {
                    $($wire => Self::$variant,)*
                    _ => Self::Unknown($crate::runtime::codegen::UnknownValue::kept(text)),
                }
            }
        }

        impl ::core::convert::From<::std::string::String> for $type {
            #[inline]
            fn from(text: ::std::string::String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl ::core::str::FromStr for $type {
            type Err = ::core::convert::Infallible;

            #[inline]
            // `Self::Err` would also name a variant of an enum with the value `err`.
            fn from_str(
                text: &str,
            ) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok(Self::from(text))
            }
        }

        impl ::core::convert::AsRef<str> for $type {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::core::default::Default for $type {
            #[inline]
            fn default() -> Self {
                Self::Unknown(::core::default::Default::default())
            }
        }

        impl ::core::fmt::Display for $type {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::core::cmp::PartialEq<str> for $type {
            #[inline]
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl ::core::cmp::PartialEq<&str> for $type {
            #[inline]
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        /// By the text of the value, so that a value which a later version knows keeps its place.
        impl ::core::cmp::Ord for $type {
            #[inline]
            fn cmp(&self, other: &Self) -> ::core::cmp::Ordering {
                self.as_str().cmp(other.as_str())
            }
        }

        impl ::core::cmp::PartialOrd for $type {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> ::core::option::Option<::core::cmp::Ordering> {
                ::core::option::Option::Some(::core::cmp::Ord::cmp(self, other))
            }
        }

        impl $crate::runtime::codegen::StringScalar for $type {
            #[inline]
            fn set(&mut self, text: &str) {
                *self = Self::from(text);
            }

            #[inline]
            fn is_known(&self) -> bool {
                !::core::matches!(self, Self::Unknown(_))
            }
        }

        impl $crate::runtime::codegen::FieldMut for $type {
            #[inline]
            fn value_mut(
                &mut self,
                _: $crate::runtime::codegen::Access,
            ) -> ::core::option::Option<$crate::runtime::codegen::ValueMut<'_>> {
                ::core::option::Option::Some($crate::runtime::codegen::ValueMut::StringScalar(self))
            }
        }

        impl $crate::runtime::codegen::Field for $type {
            #[inline]
            fn value(&self) -> ::core::option::Option<$crate::runtime::codegen::ValueRef<'_>> {
                ::core::option::Option::Some($crate::runtime::codegen::ValueRef::Text(
                    self.as_str(),
                ))
            }
        }

        impl $crate::runtime::codegen::serde::Serialize for $type {
            fn serialize<S: $crate::runtime::codegen::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::runtime::codegen::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::runtime::codegen::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let text: ::std::string::String =
                    $crate::runtime::codegen::serde::Deserialize::deserialize(deserializer)?;
                ::core::result::Result::Ok(Self::from(text))
            }
        }
    };
}
