//! The macro `structure`: a generated structure invokes it below its setters, with a line for each
//! member. It makes everything that is the same for all structures, so that generated code is only
//! what is to be read: documentation, fields, setters and this table.
//!
//! It names everything by its full path, so it works beside any names of the user's crate.

/// Implements the traits of a structure, and the methods for its unknown members.
///
/// ```ignore
/// codegen::structure! { Task "Task"
///     0 job_id: "JobId", always_returned, non_optional;
///     1 r#type: "Type";
///     2 limit: "Limit", minimum(1), maximum(1000);
/// }
/// ```
///
/// The first line has the type and its wire name. The line of a member has its index, its field, its
/// wire name, and the methods of [`Member`] that describe it. The generator counts the indexes, since
/// a macro that counts costs more to compile. The structure has the field `unknown_members` and
/// implements `Default`.
///
/// Generated code of the same major version must compile with every later version of this macro: within
/// a major version, this grammar is only added to. So are the methods of [`Member`].
///
/// Functions are inline, so that a program compiles only those of the structures that it uses.
///
/// [`Member`]: crate::runtime::Member
#[doc(hidden)]
#[macro_export]
macro_rules! __structure {
    ($type:ident $name:literal $(
        $index:literal $field:ident: $wire:literal $(, $method:ident $(($limit:literal))?)*;
    )*) => {
        impl $type {
            /// Returns a member that has no field, or whose value did not fit it, by its wire name.
            #[inline]
            #[must_use]
            pub fn unknown(
                &self,
                name: &str,
            ) -> ::core::option::Option<&$crate::runtime::codegen::Value> {
                self.unknown_members.get(name)
            }

            /// Returns all members that have no field, or whose value did not fit it.
            #[inline]
            #[must_use]
            pub fn unknown_members(&self) -> &$crate::runtime::codegen::UnknownMembers {
                &self.unknown_members
            }

            /// Sets a member to exactly this value, which replaces that of its field, if it has one.
            #[must_use]
            pub fn set_unknown(
                self,
                name: impl ::core::convert::Into<::std::string::String>,
                value: impl ::core::convert::Into<$crate::runtime::codegen::Value>,
            ) -> Self {
                $crate::runtime::codegen::Structure::set_unknown(self, name, value)
            }
        }

        impl $crate::runtime::codegen::Schema for $type {
            #[inline]
            fn schema(&self) -> &'static $crate::runtime::codegen::StructureSchema {
                static SCHEMA: $crate::runtime::codegen::StructureSchema =
                    $crate::runtime::codegen::StructureSchema::new($name, &[$(
                        $crate::runtime::codegen::Member::new($wire)$(.$method($($limit)?))*
                    ),*]);
                &SCHEMA
            }
        }

        impl $crate::runtime::codegen::Members for $type {
            #[inline]
            fn member(
                &self,
                index: usize,
            ) -> ::core::option::Option<$crate::runtime::codegen::ValueRef<'_>> {
                match index {
                    $($index => $crate::runtime::codegen::Field::value(&self.$field),)*
                    _ => ::core::option::Option::None,
                }
            }

            #[inline]
            fn unknown_members(&self) -> &$crate::runtime::codegen::UnknownMembers {
                &self.unknown_members
            }
        }

        impl $crate::runtime::codegen::MembersMut for $type {
            // A structure may have no members.
            #[allow(unused_variables)]
            #[inline]
            fn member_mut(
                &mut self,
                index: usize,
                access: $crate::runtime::codegen::Access,
            ) -> ::core::option::Option<$crate::runtime::codegen::ValueMut<'_>> {
                match index {
                    $($index => {
                        $crate::runtime::codegen::FieldMut::value_mut(&mut self.$field, access)
                    })*
                    _ => ::core::option::Option::None,
                }
            }

            #[inline]
            fn unknown_members_mut(&mut self) -> &mut $crate::runtime::codegen::UnknownMembers {
                &mut self.unknown_members
            }
        }

        impl ::core::clone::Clone for $type {
            #[inline]
            fn clone(&self) -> Self {
                $crate::runtime::codegen::clone(self)
            }
        }

        impl ::core::cmp::PartialEq for $type {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::runtime::codegen::eq(self, other)
            }
        }

        impl ::core::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::runtime::codegen::debug(self, f)
            }
        }

        impl $crate::runtime::codegen::serde::Serialize for $type {
            fn serialize<S: $crate::runtime::codegen::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::runtime::codegen::serialize(self, serializer)
            }
        }

        impl<'de> $crate::runtime::codegen::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::runtime::codegen::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::runtime::codegen::deserialize(deserializer)
            }
        }
    };
}
