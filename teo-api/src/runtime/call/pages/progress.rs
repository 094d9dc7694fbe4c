//! How far a stream has come in a list, and what follows a page: another one, the end, or the end with
//! a gap. A list is never taken for complete on its total alone, since a total may be out of date; and
//! never asked for without end, since a page or a cursor that comes again is noticed.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::page::Page;
use super::position::{Place, Start};
use super::repeats::Repeats;
use crate::runtime::error::Gap;
use crate::runtime::schema::Paging;

#[derive(Debug)]
pub(super) struct Progress {
    paging: &'static Paging,
    /// The number of items on a full page, if it is known.
    full_page: Option<u64>,
    /// Where the last page began, and how many items it had. Before the first one, where it begins.
    last: (Start, u64),
    /// Where the next page begins. After the last page of a list by cursor, the end of that page.
    next: Place,
    received: u64,
    total: Option<u64>,
    /// The total before and after it first fell.
    fallen: Option<(u64, u64)>,
    pages: Repeats,
    cursors: Repeats,
}

impl Progress {
    pub(super) fn new(paging: &'static Paging, start: Start, full_page: Option<u64>) -> Self {
        let mut progress = Self {
            paging,
            full_page,
            last: (start.clone(), 0),
            next: start.clone().into(),
            received: 0,
            total: None,
            fallen: None,
            pages: Repeats::new(),
            cursors: Repeats::new(),
        };
        progress.begin_at(start.into());
        progress
    }

    /// Moves the start of a stream that has received nothing.
    pub(super) fn begin_at(&mut self, place: Place) {
        self.cursors = Repeats::new();
        if let Start::Cursor(cursor) = &place.start {
            self.cursors.is_repeated(hash_of(cursor));
        }
        self.last = (place.start.clone(), 0);
        self.next = place;
    }

    /// Where the next page begins.
    pub(super) fn next(&self) -> &Place {
        &self.next
    }

    /// Number of items that were received, without those that are skipped.
    pub(super) fn received(&self) -> u64 {
        self.received
    }

    /// Number of all items, as the service last said it.
    pub(super) fn total(&self) -> Option<u64> {
        self.total
    }

    /// Where the stream is if this many items of the last page are still to be yielded.
    pub(super) fn before(&self, remaining: u64) -> Place {
        let (start, items) = &self.last;
        if remaining == 0 {
            return self.next.clone();
        }
        Place { start: start.clone(), skip: items.saturating_sub(remaining) }
    }

    /// What the next page means if it came before: the service ignores where the page shall begin, or goes
    /// round in a circle. `None` if it did not come before, so that it is to be taken.
    pub(super) fn repeated(&mut self, page: &Page) -> Option<Result<(), Gap>> {
        if page.items == 0 || !self.pages.is_repeated(page.hash) {
            return None;
        }
        self.see_total(page.total);
        let reached = match (&self.next.start, self.total) {
            (Start::Offset(end), Some(total)) => Some(*end >= total),
            _ => None,
        };
        match reached {
            // A service that returns its last page again beyond the end.
            Some(true) => Some(self.end()),
            // Two items may be equal, and the total ends this list anyway.
            Some(false) if page.items == 1 => None,
            _ => Some(Err(Gap::RepeatedPage { parameter: self.paging.start })),
        }
    }

    /// Takes the next page. Returns whether another one follows, or why items may be missing.
    pub(super) fn advance(&mut self, page: Page) -> Result<bool, Gap> {
        let Place { start, skip } = self.next.clone();
        self.received += page.items.saturating_sub(skip);
        // What a page that came smaller than before did not pass is passed on the next one.
        let left = skip.saturating_sub(page.items);
        self.next = match &start {
            Start::Offset(offset) => {
                Place { start: Start::Offset(offset.saturating_add(page.items)), skip: left }
            }
            Start::Cursor(_) => Place { start: start.clone(), skip: page.items.max(skip) },
        };
        self.last = (start, page.items);
        match (page.unreadable, &self.next.start) {
            (Some(member), _) => Err(Gap::Unreadable { member }),
            (None, Start::Offset(end)) => self.advance_offset(*end, &page),
            (None, Start::Cursor(_)) => self.advance_cursor(page, left),
        }
    }

    fn advance_offset(&mut self, end: u64, page: &Page) -> Result<bool, Gap> {
        self.see_total(page.total);
        let is_last = if page.items == 0 {
            if self.total.is_some_and(|total| end < total) {
                return Err(Gap::EmptyPage { offset: end });
            }
            true
        } else {
            // A total below what was received says nothing, so only an empty page ends the list then.
            self.full_page.is_some_and(|full| page.items < full) && self.total == Some(end)
        };
        if is_last {
            self.end()?;
        }
        Ok(!is_last)
    }

    fn see_total(&mut self, now: Option<u64>) {
        if let (Some(from), Some(to)) = (self.total, now)
            && to < from
        {
            self.fallen.get_or_insert((from, to));
        }
        self.total = now.or(self.total);
    }

    /// Ends a list by offset of which the total was reached.
    fn end(&self) -> Result<(), Gap> {
        match self.fallen {
            Some((from, to)) => Err(Gap::TotalFell { from, to }),
            None => Ok(()),
        }
    }

    fn advance_cursor(&mut self, page: Page, skip: u64) -> Result<bool, Gap> {
        let cursor = page.next_cursor;
        if cursor.is_empty() {
            return Ok(false);
        }
        if page.items == 0 {
            return Err(Gap::EmptyPageWithCursor);
        }
        if self.cursors.is_repeated(hash_of(&cursor)) {
            return Err(Gap::RepeatedCursor);
        }
        self.next = Place { start: Start::Cursor(cursor), skip };
        Ok(true)
    }
}

fn hash_of(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
