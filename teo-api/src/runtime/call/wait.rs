//! A wait for a state of a resource, as a future or as a stream of what each poll saw. Only the thin
//! shells here know the type of the resource; the loop is in `watch`, and what a response says about
//! the resource in `items`.

mod error;
mod items;
mod schema;
mod watch;

use std::any::Any;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;

pub use self::error::{WaitError, WaitErrorKind};
use self::items::Items;
pub use self::schema::WaiterSchema;
use self::watch::{Quantity, Step, Watch, Watching};
use super::{AnyResponse, Call, ResponseType};
use crate::runtime::schema::{Action, MembersMut};

/// A wait for a state of a resource: a future that polls the service until the state has come. The
/// methods of the client that are named `wait_until_…` return one.
///
/// The first poll is at once, the next one after 2 seconds, and each pause is half as long again as the
/// one before, up to 30 seconds. A poll is a call like any other: it queues for the rate of its action,
/// is retried, and reads all pages. Every wait has a timeout; the last poll is at its end, and may take
/// 10 seconds more.
///
/// Identifiers are compared without regard to the case of ASCII letters. An internationalized host is
/// listed in Punycode (`xn--…`), so give it in that form.
///
/// The wait sees states and no changes: if a resource is in the state already, the wait is over. So wait
/// after the call that starts the change has returned.
///
/// Dropping it stops it, and nothing is sent any more.
///
/// ```no_run
/// # async fn example(client: teo_api::Client) -> Result<(), teo_api::Error> {
/// use std::time::Duration;
///
/// let wait = client.wait_until_acceleration_domain_online("zone-2noz78a8ev6k", "www.example.com");
/// let domain = wait.timeout(Duration::from_secs(600)).await?;
/// println!("point {} to {}", domain.domain_name, domain.cname);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`WaitError`] says how the wait ended, and holds the resource as it was last seen. A call that the
/// retry policy has given up, but that may succeed later, does not end the wait: it is made again after
/// the pause. A value of the state that is not known is no end.
///
/// # Panics
///
/// Like most futures, a wait panics when it is polled again after it has returned. It needs a Tokio
/// runtime, as a [`Call`](crate::Call) does.
#[must_use = "a wait does nothing until it is awaited"]
pub struct Wait<T> {
    watching: Watching,
    typed: fn(Items) -> Option<T>,
}

/// A wait as a stream: the resource as each poll saw it, at the end in the state that was waited for.
///
/// It is a [`Stream`], and [`next`](Self::next) needs no crate for streams. An error ends it. Dropping it
/// stops the wait.
///
/// ```no_run
/// # async fn example(client: teo_api::Client) -> Result<(), teo_api::Error> {
/// let wait = client.wait_until_prefetch_tasks_succeeded("zone-2noz78a8ev6k", "20g9wz8m9mgx");
/// let mut progress = wait.progress();
/// while let Some(tasks) = progress.next().await {
///     let tasks = tasks?;
///     let done = tasks.iter().filter(|task| task.status == "success").count();
///     println!("{done} of {}", tasks.len());
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream sends nothing until it is polled"]
pub struct WaitProgress<T>(Wait<T>);

impl<T: MembersMut + Default + 'static> Wait<T> {
    /// A wait for the one item that these identifiers tell.
    #[doc(hidden)]
    pub fn one<A: Action>(
        call: Call<A>,
        schema: &'static WaiterSchema,
        identifiers: Vec<String>,
    ) -> Self {
        let typed = |items: Items| items.into_iter().find_map(typed::<T>);
        Self::new(call, schema, identifiers, Quantity::One, item_type::<T>(), typed)
    }
}

impl<T: MembersMut + Default + 'static> Wait<Vec<T>> {
    /// A wait for all items that share these identifiers.
    #[doc(hidden)]
    pub fn all<A: Action>(
        call: Call<A>,
        schema: &'static WaiterSchema,
        identifiers: Vec<String>,
    ) -> Self {
        let typed = |items: Items| {
            let items: Vec<T> = items.into_iter().filter_map(typed::<T>).collect();
            (!items.is_empty()).then_some(items)
        };
        Self::new(call, schema, identifiers, Quantity::All, item_type::<T>(), typed)
    }
}

fn item_type<T: MembersMut + Default + 'static>() -> ResponseType {
    || Box::<T>::default()
}

/// Gives an item its type back.
fn typed<T: 'static>(item: Box<dyn AnyResponse>) -> Option<T> {
    let item: Box<dyn Any> = item;
    item.downcast().ok().map(|item| *item)
}

impl<T> Wait<T> {
    fn new<A: Action>(
        call: Call<A>,
        schema: &'static WaiterSchema,
        identifiers: Vec<String>,
        quantity: Quantity,
        item_type: ResponseType,
        typed: fn(Items) -> Option<T>,
    ) -> Self {
        let watch = Watch::new(call.untyped.unsent, schema, identifiers, quantity, item_type);
        Self { watching: Watching::Resting(Box::new(watch)), typed }
    }

    /// Sets the timeout of the whole wait, which begins with its first poll. Defaults to the time
    /// within which the change usually ends, and to half an hour where that is not documented.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        if let Some(watch) = self.watching.resting() {
            watch.timeout = timeout;
        }
        self
    }

    /// Makes a stream of what each poll sees. A poll that does not see the resource yields nothing.
    pub fn progress(self) -> WaitProgress<T> {
        WaitProgress(self)
    }

    /// Makes the next step; `None` after the last one.
    fn poll_step(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Option<T>, WaitError<T>>>> {
        let typed = self.typed;
        Poll::Ready(match ready!(self.watching.poll(context)) {
            None => None,
            Some(Step::Unfinished) => Some(Ok(None)),
            Some(Step::Good(items)) => typed(items).map(|resource| Ok(Some(resource))),
            Some(Step::Ended(fault, items)) => Some(Err(WaitError::new(fault, typed(items)))),
        })
    }
}

impl<T> Future for Wait<T> {
    type Output = Result<T, WaitError<T>>;

    // If this were inlined, every `.await` would compile its own copy.
    #[inline(never)]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            match ready!(self.poll_step(context)) {
                Some(Ok(Some(resource))) => return Poll::Ready(Ok(resource)),
                Some(Ok(None)) => {}
                Some(Err(error)) => return Poll::Ready(Err(error)),
                None => panic!("a wait was polled after it had returned"),
            }
        }
    }
}

impl<T> WaitProgress<T> {
    /// Returns what the next poll sees; `None` at the end. A call of this that is dropped loses
    /// nothing: the next one goes on.
    pub async fn next(&mut self) -> Option<Result<T, WaitError<T>>> {
        poll_fn(|context| self.poll_snapshot(context)).await
    }

    #[inline(never)]
    fn poll_snapshot(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<T, WaitError<T>>>> {
        let Self(wait) = self;
        Poll::Ready(match ready!(wait.poll_step(context)) {
            Some(Ok(None)) => (wait.typed)(wait.watching.snapshot()).map(Ok),
            Some(Ok(Some(resource))) => Some(Ok(resource)),
            Some(Err(error)) => Some(Err(error)),
            None => None,
        })
    }
}

impl<T> Stream for WaitProgress<T> {
    type Item = Result<T, WaitError<T>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_snapshot(context)
    }
}

/// It shows what is waited for.
impl<T> fmt::Debug for Wait<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Wait");
        if let Watching::Resting(watch) = &self.watching {
            out.field("resource", &watch.schema.resource);
            out.field("identifiers", &watch.identifiers);
            out.field("timeout", &watch.timeout);
        }
        out.finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for WaitProgress<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WaitProgress").field(&self.0).finish()
    }
}
