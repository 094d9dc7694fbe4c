//! What a wait is for, as facts: the state that ends it, and where the response of the action that is
//! polled has the items.

use std::time::Duration;

use crate::runtime::schema::Paging;

/// What a wait is for. Generated code makes one for each method that waits.
#[derive(Debug)]
pub struct WaiterSchema {
    pub(crate) resource: &'static str,
    /// Path of the member with the state.
    pub(crate) member: &'static str,
    pub(crate) succeeds: &'static [&'static str],
    pub(crate) fails: &'static [&'static str],
    /// The members that tell the items from all others, in the order of the arguments.
    pub(crate) identifiers: &'static [&'static str],
    /// Those of them by which no parameter of the request selects.
    pub(crate) compared: &'static [&'static str],
    /// Path in the response to the items; empty if the response is the item.
    pub(crate) items: &'static str,
    pub(crate) paging: Option<&'static Paging>,
    pub(crate) timeout: Duration,
}

impl WaiterSchema {
    /// A wait for an item of this resource, whose members with these names tell it from all others. The
    /// wait ends after this time unless the caller sets another.
    #[must_use]
    pub const fn new(
        resource: &'static str,
        identifiers: &'static [&'static str],
        timeout_seconds: u32,
    ) -> Self {
        Self {
            resource,
            member: "",
            succeeds: &[],
            fails: &[],
            identifiers,
            compared: &[],
            items: "",
            paging: None,
            timeout: Duration::from_secs(timeout_seconds as u64),
        }
    }

    /// Sets the path of the member with the state, and the values with which the wait ends well and
    /// badly.
    #[must_use]
    pub const fn state(
        mut self,
        member: &'static str,
        succeeds: &'static [&'static str],
        fails: &'static [&'static str],
    ) -> Self {
        (self.member, self.succeeds, self.fails) = (member, succeeds, fails);
        self
    }

    /// Sets the path in the response to the items, and the identifiers by which they are compared, since
    /// no parameter selects by them.
    #[must_use]
    pub const fn items(mut self, path: &'static str, compared: &'static [&'static str]) -> Self {
        (self.items, self.compared) = (path, compared);
        self
    }

    /// Sets the pages of the list.
    #[must_use]
    pub const fn paging(mut self, paging: &'static Paging) -> Self {
        self.paging = Some(paging);
        self
    }
}
