//! What the core knows of a structure: a table of its members and access to each by index.
//!
//! Reading, writing, checking, Debug and unknown members all stand on these few traits, so that a
//! generated type holds tables and no logic, and a program compiles the tables of the types that it
//! uses. Looking at members and filling them are traits of their own: a request is mostly only
//! written and an answer only read, and then half of the tables is never compiled.

use super::slot::{Reach, Slot};
use super::unknown::UnknownMembers;
use super::view::View;

/// A request, a response or anything that they hold.
///
/// Members that this version of the crate does not know are kept and sent on; [`unknown`] reads
/// them and [`set_unknown`] sends a parameter that is newer than the crate.
///
/// [`unknown`]: Structure::unknown
/// [`set_unknown`]: Structure::set_unknown
pub trait Structure: Members + MembersMut {
    /// A member that this version does not know, or whose value did not fit its type, by its name
    /// on the wire.
    fn unknown(&self, name: &str) -> Option<&serde_json::Value> {
        Members::unknown_members(self).get(name)
    }

    /// All of those, by name.
    fn unknown_members(&self) -> &UnknownMembers {
        Members::unknown_members(self)
    }

    /// Sends a member as it stands here, whatever this version knows of it. For a known member it
    /// takes the place of the typed value until that is set again.
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

/// Has a table of its members: implemented by generated code.
pub trait Described: Send + Sync {
    /// The structure's name and members.
    fn facts(&self) -> &'static StructureFacts;
}

/// Members to look at: implemented by generated code.
pub trait Members: Described {
    /// The value of a member, by its index in the table; `None` if it is absent.
    fn member(&self, index: usize) -> Option<View<'_>>;

    /// Members that the table does not have, and values that did not fit their member.
    fn unknown_members(&self) -> &UnknownMembers;
}

/// Members to fill: implemented by generated code.
pub trait MembersMut: Described {
    /// The place of a member, by its index in the table; `None` if there is none to be had.
    fn member_mut(&mut self, index: usize, reach: Reach) -> Option<Slot<'_>>;

    /// Members that the table does not have, and values that did not fit their member.
    fn unknown_members_mut(&mut self) -> &mut UnknownMembers;
}

impl dyn MembersMut + '_ {
    /// Leaves a member as it is in a new structure.
    pub(crate) fn clear_member(&mut self, index: usize) {
        if let Some(slot) = self.member_mut(index, Reach::Clear) {
            slot.clear();
        }
    }

    /// Makes it as new.
    pub(crate) fn clear(&mut self) {
        (0..self.facts().members.len()).for_each(|index| self.clear_member(index));
        *self.unknown_members_mut() = UnknownMembers::default();
    }

    /// Has an untyped value stand for a member.
    fn replace(&mut self, name: String, value: serde_json::Value) {
        if let Some(index) = self.facts().position(&name, 0) {
            self.clear_member(index);
        }
        self.unknown_members_mut().insert(name, value);
    }
}

/// A recursive structure is held in a box; it is the same structure.
impl<T: Described> Described for Box<T> {
    fn facts(&self) -> &'static StructureFacts {
        (**self).facts()
    }
}

impl<T: Members> Members for Box<T> {
    fn member(&self, index: usize) -> Option<View<'_>> {
        (**self).member(index)
    }

    fn unknown_members(&self) -> &UnknownMembers {
        (**self).unknown_members()
    }
}

impl<T: MembersMut> MembersMut for Box<T> {
    fn member_mut(&mut self, index: usize, reach: Reach) -> Option<Slot<'_>> {
        (**self).member_mut(index, reach)
    }

    fn unknown_members_mut(&mut self) -> &mut UnknownMembers {
        (**self).unknown_members_mut()
    }
}

/// Name and members of a structure.
#[derive(Debug)]
pub struct StructureFacts {
    pub(crate) name: &'static str,
    pub(crate) members: &'static [Member],
}

impl StructureFacts {
    /// For generated code.
    #[must_use]
    pub const fn new(name: &'static str, members: &'static [Member]) -> Self {
        Self { name, members }
    }

    /// The structure's name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The members, in the order in which they are sent.
    #[must_use]
    pub const fn members(&self) -> &'static [Member] {
        self.members
    }

    /// Index of the member with this wire name, looked for from `hint` on: members mostly come in
    /// the order of the table, so the first look finds them.
    pub(crate) fn position(&self, name: &str, hint: usize) -> Option<usize> {
        let hint = hint.min(self.members.len());
        let (before, after) = self.members.split_at(hint);
        let from = |members: &[Member]| members.iter().position(|member| member.name == name);
        from(after).map(|index| index + hint).or_else(|| from(before))
    }
}

/// What is known of one member.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    pub(crate) promised: bool,
    pub(crate) plain: bool,
    pub(crate) sensitive: bool,
    pub(crate) minimum: Option<i64>,
    pub(crate) maximum: Option<i64>,
    pub(crate) min_items: Option<u32>,
    pub(crate) max_items: Option<u32>,
    pub(crate) max_length: Option<u32>,
}

impl Member {
    /// A member of this wire name, with no limits.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            required: false,
            promised: false,
            plain: false,
            sensitive: false,
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

    /// The service refuses a request without it.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The vendor says that it is always answered.
    #[must_use]
    pub const fn promised(mut self) -> Self {
        self.promised = true;
        self
    }

    /// The field is no `Option`, so that it holds something even if nothing was given.
    #[must_use]
    pub const fn plain(mut self) -> Self {
        self.plain = true;
        self
    }

    /// Holds a secret: Debug leaves the value out.
    #[must_use]
    pub const fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }

    /// Least number.
    #[must_use]
    pub const fn minimum(mut self, minimum: i64) -> Self {
        self.minimum = Some(minimum);
        self
    }

    /// Greatest number.
    #[must_use]
    pub const fn maximum(mut self, maximum: i64) -> Self {
        self.maximum = Some(maximum);
        self
    }

    /// Least count of items.
    #[must_use]
    pub const fn min_items(mut self, items: u32) -> Self {
        self.min_items = Some(items);
        self
    }

    /// Greatest count of items.
    #[must_use]
    pub const fn max_items(mut self, items: u32) -> Self {
        self.max_items = Some(items);
        self
    }

    /// Greatest length in characters.
    #[must_use]
    pub const fn max_length(mut self, characters: u32) -> Self {
        self.max_length = Some(characters);
        self
    }
}
