//! A list as a stream of its pages or of its items. Only the thin shells here know the type of the
//! action; the loop is in `pager`, and what ends a list in `progress`.

mod page;
mod pager;
mod position;
mod progress;
mod repeats;

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

pub(super) use self::pager::Pager;
use self::pager::ReceivedPage;
pub use self::position::{ParsePositionError, Position};
use super::{Call, typed};
use crate::runtime::error::Error;
use crate::runtime::schema::PagedAction;

/// The pages of a list: the responses to one call after the other.
///
/// It is a [`Stream`], and [`next`](Self::next) needs no crate for streams. Every response is yielded,
/// an empty one too, but not a page that came before. For the items alone, for what ends a list, and
/// for a list that changes on the way, see [`Items`].
///
/// ```no_run
/// use teo_api::teo::DescribeZonesRequest;
///
/// # async fn example(client: teo_api::Client) -> Result<(), teo_api::Error> {
/// let mut pages = client.describe_zones(DescribeZonesRequest::new()).pages();
/// while let Some(page) = pages.next().await {
///     let page = page?;
///     println!("{} of {} zones", page.zones.len(), page.total_count);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream sends nothing until it is polled"]
pub struct Pages<A: PagedAction> {
    pager: Pager,
    action: PhantomData<fn() -> A>,
}

/// The items of a list, from all of its pages.
///
/// It is a [`Stream`], and [`next`](Self::next) needs no crate for streams. It holds one page, and calls
/// for the next one when that is used up. Dropping it stops the call that is being made.
///
/// ```no_run
/// use teo_api::teo::DescribeZonesRequest;
///
/// # async fn example(client: teo_api::Client) -> Result<(), teo_api::Error> {
/// let mut zones = client.describe_zones(DescribeZonesRequest::new()).items();
/// while let Some(zone) = zones.next().await {
///     println!("{}", zone?.zone_name);
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// An error ends the stream; the call of each page is retried as any call. [`position`](Self::position) is
/// still that of the next item, so another stream can go on there.
///
/// An error of the kind [`Incomplete`](crate::ErrorKind::Incomplete) comes after all items that came, where
/// others may be missing: a page is empty before the end, a page or a cursor comes again, or the total
/// falls on the way. It says what happened and what to do. Without an error, a list that did not change
/// on the way is whole.
///
/// A list by offset ends with an empty page, or with a page that is not full and reaches the total; never
/// on the total alone, which may be out of date. A list by cursor ends with a page that has no cursor for
/// another one. After its end, a stream sends nothing more.
///
/// # A list that changes on the way
///
/// An item that is inserted before the position of the stream moves the others down, so one may come
/// twice. One that is deleted there moves the others up, so one may be missed: if the total shows it,
/// the list ends with the error `Incomplete`. The totals of one stream are compared, not those before it
/// was resumed.
#[must_use = "a stream sends nothing until it is polled"]
pub struct Items<A: PagedAction> {
    pages: Pages<A>,
    page: std::vec::IntoIter<A::Item>,
}

impl<A: PagedAction> Call<A> {
    /// Makes a stream of the pages of the list: a call for each, one when the one before was yielded.
    ///
    /// The settings of this call hold for the call of each page. The list begins at the offset or the
    /// cursor of the request, and a page has the size of the request's limit, or else the greatest size
    /// that the spec documents, or else that which the service chooses.
    pub fn pages(self) -> Pages<A> {
        let pager = Pager::new(self.untyped.unsent, A::SCHEMA, A::PAGING);
        Pages { pager, action: PhantomData }
    }

    /// Makes a stream of the items of the list, from all of its pages, which are called for as those of
    /// [`pages`](Self::pages).
    ///
    /// ```no_run
    /// use teo_api::teo::DescribeZonesRequest;
    ///
    /// # async fn example(client: teo_api::Client) -> Result<(), teo_api::Error> {
    /// let zones = client.describe_zones(DescribeZonesRequest::new()).items().all().await?;
    /// println!("{} zones", zones.len());
    /// # Ok(())
    /// # }
    /// ```
    pub fn items(self) -> Items<A> {
        Items { pages: self.pages(), page: Vec::new().into_iter() }
    }
}

impl<A: PagedAction> Pages<A> {
    /// Returns the next page; `None` at the end. A call of this that is dropped loses nothing: the next
    /// one goes on.
    pub async fn next(&mut self) -> Option<Result<A::Response, Error>> {
        poll_fn(|context| self.poll_page(context)).await
    }

    /// Where the next page begins.
    #[must_use]
    pub fn position(&self) -> Position {
        self.pager.position(0)
    }

    /// Begins at a position of an earlier stream over the same request, instead of at its start. It must
    /// be set before the first poll; if it cannot be, the stream yields an error that says why, and
    /// sends nothing.
    pub fn resume_at(mut self, position: Position) -> Self {
        self.pager.resume_at(position);
        self
    }

    // If this were inlined, every loop would compile its own copy.
    #[inline(never)]
    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<A::Response, Error>>> {
        self.pager.poll(context).map_ok(|ReceivedPage { response, skip }| {
            let mut response = typed::<A>(response);
            let items = A::items(&mut response);
            let skip = usize::try_from(skip).unwrap_or(usize::MAX).min(items.len());
            items.drain(..skip);
            response
        })
    }
}

impl<A: PagedAction> Items<A> {
    /// Returns the next item; `None` at the end. A call of this that is dropped loses nothing: the next
    /// one goes on.
    pub async fn next(&mut self) -> Option<Result<A::Item, Error>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    /// Returns all items that are left, unless an error comes before the end.
    ///
    /// # Errors
    ///
    /// The first error. The items before it are lost; to keep them, use [`next`](Self::next).
    pub async fn all(mut self) -> Result<Vec<A::Item>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }

    /// Where the next item is: after the last one that was yielded. Another process can go on there.
    ///
    /// ```no_run
    /// use teo_api::teo::DescribeZonesRequest;
    ///
    /// # async fn example(client: teo_api::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut zones = client.describe_zones(DescribeZonesRequest::new()).items();
    /// let first = zones.next().await;
    /// std::fs::write("position", zones.position().to_string())?;
    ///
    /// let position = std::fs::read_to_string("position")?.parse()?;
    /// let rest = client.describe_zones(DescribeZonesRequest::new()).items().resume_at(position);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn position(&self) -> Position {
        self.pages.pager.position(self.page.len() as u64)
    }

    /// Begins at a position of an earlier stream over the same request, instead of at its start. It must
    /// be set before the first poll; if it cannot be, the stream yields an error that says why, and
    /// sends nothing.
    pub fn resume_at(mut self, position: Position) -> Self {
        self.pages = self.pages.resume_at(position);
        self
    }

    #[inline(never)]
    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<A::Item, Error>>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_page(context)) {
                Some(Ok(mut page)) => {
                    self.page = std::mem::take(A::items(&mut page)).into_iter();
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<A: PagedAction> Stream for Pages<A> {
    type Item = Result<A::Response, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(context)
    }
}

impl<A: PagedAction> Stream for Items<A> {
    type Item = Result<A::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(context)
    }
}

/// It shows the action and the position, and no item.
impl<A: PagedAction> fmt::Debug for Pages<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Pages");
        out.field("action", &self.pager.schema().name).field("position", &self.position());
        out.finish_non_exhaustive()
    }
}

/// It shows the action and the position, and no item.
impl<A: PagedAction> fmt::Debug for Items<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Items");
        out.field("action", &self.pages.pager.schema().name).field("position", &self.position());
        out.finish_non_exhaustive()
    }
}
