//! How an action returns a list page by page, as facts: which parameter says where a page begins, and
//! which members of the response hold its items and say whether there are more. The loop that follows
//! from them is in [`Call::pages`](crate::Call::pages).

use super::action::Action;

/// An action that returns a list in pages. Generated code implements it;
/// [`Call::pages`](crate::Call::pages) and [`Call::items`](crate::Call::items) take any.
pub trait PagedAction: Action {
    /// An item of the list.
    type Item: Send + Unpin + 'static;

    /// How the list is paged.
    const PAGING: &'static Paging;

    /// The items of one page: the member that [`PAGING`](Self::PAGING) names.
    fn items(response: &mut Self::Response) -> &mut Vec<Self::Item>;
}

/// How the list of an action is paged, by the wire names of parameters of the request and members of
/// the response.
///
/// The size of the largest page is the maximum of the limit's own [`Member`](super::Member).
#[derive(Debug)]
pub struct Paging {
    /// The parameter that says where a page begins.
    pub(crate) start: &'static str,
    pub(crate) limit: &'static str,
    pub(crate) items: &'static str,
    pub(crate) continuation: Continuation,
}

/// How the next page is found.
#[derive(Debug)]
pub(crate) enum Continuation {
    /// By the number of items before it. `total` is the member with the number of all items.
    Offset { total: Option<&'static str> },
    /// By a text that a member of the response holds, and that is empty on the last page.
    Cursor { next: &'static str },
}

impl Paging {
    /// A list whose pages begin after a number of items: the parameters with this number and with the
    /// size of a page, and the member with the items.
    #[must_use]
    pub const fn by_offset(offset: &'static str, limit: &'static str, items: &'static str) -> Self {
        Self { start: offset, limit, items, continuation: Continuation::Offset { total: None } }
    }

    /// A list whose pages begin at a cursor that the page before returns: the parameters with the
    /// cursor and with the size of a page, the member with the items, and that with the next cursor.
    #[must_use]
    pub const fn by_cursor(
        cursor: &'static str,
        limit: &'static str,
        items: &'static str,
        next_cursor: &'static str,
    ) -> Self {
        let continuation = Continuation::Cursor { next: next_cursor };
        Self { start: cursor, limit, items, continuation }
    }

    /// Sets the member with the number of all items. A list by cursor needs none and ignores it.
    #[must_use]
    pub const fn total(mut self, total: &'static str) -> Self {
        if let Continuation::Offset { .. } = self.continuation {
            self.continuation = Continuation::Offset { total: Some(total) };
        }
        self
    }
}
