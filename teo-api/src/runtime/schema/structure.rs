//! The schema of a structure: a table of its members, and access to each of them by index.
//!
//! Reading, writing, checking, Debug and unknown members need these few traits and nothing else of a
//! type. [`Members`] and [`MembersMut`] are separate traits, since most requests are only written and
//! most responses only read: half of the tables is then never compiled.

use super::unknown_members::UnknownMembers;
use super::value_mut::{Access, ValueMut};
use super::value_ref::ValueRef;

/// A request, a response or a structure inside one.
///
/// A structure keeps the members that this version of the crate does not know and sends them on.
/// [`unknown`] reads them, and [`set_unknown`] sends a parameter that is newer than the crate. Every
/// structure has both as methods of its own, so only code for any structure needs this trait.
///
/// [`unknown`]: Structure::unknown
/// [`set_unknown`]: Structure::set_unknown
pub trait Structure: Members + MembersMut {
    /// A member that this version does not know, or whose value did not fit its type, by its wire
    /// name.
    fn unknown(&self, name: &str) -> Option<&serde_json::Value> {
        self.unknown_members().get(name)
    }

    /// Sends a member with exactly this value, whatever this version knows of the member. The value
    /// replaces the typed value of a known member until the typed value is set again.
    #[must_use]
    fn set_unknown(mut self, name: impl Into<String>, value: impl Into<serde_json::Value>) -> Self
    where
        Self: Sized,
    {
        let (name, value) = (name.into(), value.into());
        let structure: &mut dyn MembersMut = &mut self;
        structure.replace(name, value);
        self
    }
}

impl<T: Members + MembersMut> Structure for T {}

/// A type that has a schema. Generated code implements it.
pub trait Schema: Send + Sync {
    /// Name and members of the structure.
    fn schema(&self) -> &'static StructureSchema;
}

/// Read access to the members. Generated code implements it.
pub trait Members: Schema {
    /// The value of a member, by its index in the schema; `None` if it is absent.
    fn member(&self, index: usize) -> Option<ValueRef<'_>>;

    /// Members that the schema does not have, and values that did not fit their member.
    fn unknown_members(&self) -> &UnknownMembers;
}

/// Write access to the members. Generated code implements it.
pub trait MembersMut: Schema {
    /// The field of a member, by its index in the schema; `None` if [`Access`] leaves it absent.
    fn member_mut(&mut self, index: usize, access: Access) -> Option<ValueMut<'_>>;

    /// Members that the schema does not have, and values that did not fit their member.
    fn unknown_members_mut(&mut self) -> &mut UnknownMembers;
}

impl dyn MembersMut + '_ {
    /// Resets a member to what a new structure holds.
    pub(crate) fn clear_member(&mut self, index: usize) {
        if let Some(value) = self.member_mut(index, Access::Clear) {
            value.clear();
        }
    }

    /// Resets the structure to a new one.
    pub(crate) fn clear(&mut self) {
        (0..self.schema().members.len()).for_each(|index| self.clear_member(index));
        *self.unknown_members_mut() = UnknownMembers::default();
    }

    /// Replaces the typed value of a member by an untyped one.
    fn replace(&mut self, name: String, value: serde_json::Value) {
        if let Some(index) = self.schema().position(&name, 0) {
            self.clear_member(index);
        }
        self.unknown_members_mut().insert(name, value);
    }
}

/// A recursive member is boxed; its schema is that of the structure inside.
impl<T: Schema> Schema for Box<T> {
    fn schema(&self) -> &'static StructureSchema {
        (**self).schema()
    }
}

impl<T: Members> Members for Box<T> {
    fn member(&self, index: usize) -> Option<ValueRef<'_>> {
        (**self).member(index)
    }

    fn unknown_members(&self) -> &UnknownMembers {
        (**self).unknown_members()
    }
}

impl<T: MembersMut> MembersMut for Box<T> {
    fn member_mut(&mut self, index: usize, access: Access) -> Option<ValueMut<'_>> {
        (**self).member_mut(index, access)
    }

    fn unknown_members_mut(&mut self) -> &mut UnknownMembers {
        (**self).unknown_members_mut()
    }
}

/// Name and members of a structure.
#[derive(Debug)]
pub struct StructureSchema {
    pub(crate) name: &'static str,
    pub(crate) members: &'static [Member],
    /// Whether nobody knows its members, so that one that is unknown is no drift.
    pub(crate) untyped: bool,
}

impl StructureSchema {
    /// A structure with this name and these members.
    #[must_use]
    pub const fn new(name: &'static str, members: &'static [Member]) -> Self {
        Self { name, members, untyped: false }
    }

    /// A structure whose members nobody knows.
    pub(crate) const fn untyped(name: &'static str) -> Self {
        Self { name, members: &[], untyped: true }
    }

    /// Name of the structure.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The members in the order in which the writer sends them.
    #[must_use]
    pub const fn members(&self) -> &'static [Member] {
        self.members
    }

    /// Index of the member with this wire name. The search begins at `start`: members mostly arrive
    /// in the order of the schema, so the first comparison finds them.
    pub(crate) fn position(&self, name: &str, start: usize) -> Option<usize> {
        let start = start.min(self.members.len());
        let (before, after) = self.members.split_at(start);
        let from = |members: &[Member]| members.iter().position(|member| member.name == name);
        from(after).map(|index| index + start).or_else(|| from(before))
    }
}

/// The schema of one member.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    pub(crate) always_returned: bool,
    pub(crate) non_optional: bool,
    pub(crate) sensitive: bool,
    pub(crate) identifier: bool,
    pub(crate) unset: Option<i64>,
    pub(crate) minimum: Option<i64>,
    pub(crate) maximum: Option<i64>,
    pub(crate) min_items: Option<u32>,
    pub(crate) max_items: Option<u32>,
    pub(crate) max_length: Option<u32>,
}

impl Member {
    /// A member with this wire name and no limits.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            required: false,
            always_returned: false,
            non_optional: false,
            sensitive: false,
            identifier: false,
            unset: None,
            minimum: None,
            maximum: None,
            min_items: None,
            max_items: None,
            max_length: None,
        }
    }

    /// Name on the wire.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Marks the member as required: the service refuses a request without it.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Marks the member as always returned, as the vendor says.
    #[must_use]
    pub const fn always_returned(mut self) -> Self {
        self.always_returned = true;
        self
    }

    /// Marks the field as no `Option`: it holds a default value if nothing was given.
    #[must_use]
    pub const fn non_optional(mut self) -> Self {
        self.non_optional = true;
        self
    }

    /// Marks the member as a secret: Debug does not show the value.
    #[must_use]
    pub const fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }

    /// Marks the member as an id that the action needs: the check refuses one that is empty or has
    /// white space at its ends.
    #[must_use]
    pub const fn identifier(mut self) -> Self {
        self.identifier = true;
        self
    }

    /// Sets a number that passes whatever the limits are, since it stands for a setting that is off.
    /// For a timestamp, 0 stands for the empty string.
    #[must_use]
    pub const fn unset(mut self, unset: i64) -> Self {
        self.unset = Some(unset);
        self
    }

    /// Sets the least number.
    #[must_use]
    pub const fn minimum(mut self, minimum: i64) -> Self {
        self.minimum = Some(minimum);
        self
    }

    /// Sets the greatest number.
    #[must_use]
    pub const fn maximum(mut self, maximum: i64) -> Self {
        self.maximum = Some(maximum);
        self
    }

    /// Sets the least count of items.
    #[must_use]
    pub const fn min_items(mut self, items: u32) -> Self {
        self.min_items = Some(items);
        self
    }

    /// Sets the greatest count of items.
    #[must_use]
    pub const fn max_items(mut self, items: u32) -> Self {
        self.max_items = Some(items);
        self
    }

    /// Sets the greatest length in characters.
    #[must_use]
    pub const fn max_length(mut self, characters: u32) -> Self {
        self.max_length = Some(characters);
        self
    }
}
