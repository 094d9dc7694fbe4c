//! The loop of a wait, without the type of its items, so that it is compiled once: poll, judge, and
//! pause, until the wait ends.

use std::future::poll_fn;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::future::BoxFuture;
use tokio::time::Instant;

use super::items::{Items, States, Verdict, find};
use super::schema::WaiterSchema;
use crate::runtime::call::pages::Pager;
use crate::runtime::call::{ResponseType, Unsent};
use crate::runtime::error::{Error, WaitEnd, WaitFault};
use crate::runtime::schema::{Paging, copy};

/// The pause after the first poll. Each one is half as long again as the one before.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// What was just created may not be visible yet, and a list may miss an item for a moment. So only
/// items that are missing for so long count as not found.
const GRACE: Duration = Duration::from_secs(120);
/// A poll that began before the end of the timeout may take so long, so that the wait ends with what
/// it sees.
const LAST_POLL: Duration = Duration::from_secs(10);

/// How many items a wait is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantity {
    One,
    All,
}

/// Why a wait ended without success.
#[derive(Debug)]
pub(super) enum Fault {
    /// A poll failed with an error that the next one would have too.
    Call(Error),
    Wait(Box<WaitFault>),
}

/// What became of a wait at a poll that saw its items, or at its end.
pub(super) enum Step {
    Unfinished,
    Good(Items),
    /// With the items as they were last seen.
    Ended(Fault, Items),
}

/// A wait that was or was not begun.
pub(super) struct Watch {
    pub(super) schema: &'static WaiterSchema,
    pub(super) identifiers: Vec<String>,
    pub(super) quantity: Quantity,
    pub(super) item_type: ResponseType,
    pub(super) timeout: Duration,
    /// The call of each poll; `None` if it was polled before it was given to the wait.
    unsent: Option<Unsent>,
    started: Option<Instant>,
    /// The pause before the next poll; none before the first.
    pause: Duration,
    /// The service has responded to a poll, so the settings of the client are right.
    has_response: bool,
    /// The items as they were last seen.
    items: Items,
    /// The states in which they were not finished.
    states: States,
    /// The first of the polls in a row that did not find anything.
    missing_since: Option<Instant>,
    /// The error of the last poll, if it failed.
    error: Option<Error>,
}

impl Watch {
    pub(super) fn new(
        unsent: Option<Unsent>,
        schema: &'static WaiterSchema,
        identifiers: Vec<String>,
        quantity: Quantity,
        item_type: ResponseType,
    ) -> Self {
        Self {
            schema,
            identifiers,
            quantity,
            item_type,
            timeout: schema.timeout,
            unsent,
            started: None,
            pause: Duration::ZERO,
            has_response: false,
            items: Items::new(),
            states: States::default(),
            missing_since: None,
            error: None,
        }
    }

    /// Polls until the items are seen or the wait ends.
    async fn step(&mut self) -> Step {
        if tokio::runtime::Handle::try_current().is_err() {
            let error = Error::configuration("a wait needs a Tokio runtime; await it inside one");
            return Step::Ended(Fault::Call(error), Items::new());
        }
        let fault = match self.poll_until_seen().await {
            Ok(Verdict::Good) => return Step::Good(std::mem::take(&mut self.items)),
            Ok(Verdict::Unfinished(states)) => {
                self.states = states;
                return Step::Unfinished;
            }
            Ok(Verdict::Bad(States { items, of, values })) => {
                self.fault(WaitEnd::Failed { items, of, states: values })
            }
            Err(fault) => fault,
        };
        Step::Ended(fault, std::mem::take(&mut self.items))
    }

    async fn poll_until_seen(&mut self) -> Result<Verdict, Fault> {
        loop {
            let left = self.timeout.saturating_sub(self.waited());
            if left.is_zero() && !self.pause.is_zero() {
                return Err(self.late());
            }
            // The last poll is at the end of the timeout.
            tokio::time::sleep(self.pause.min(left)).await;
            let left = self.timeout.saturating_sub(self.waited());
            self.pause = match self.pause {
                Duration::ZERO => FIRST_PAUSE,
                pause => pause.mul_f64(1.5).min(LONGEST_PAUSE),
            };
            let Ok(polled) = tokio::time::timeout(left.max(LAST_POLL), self.poll()).await else {
                return Err(self.late());
            };
            self.has_response |= polled.as_ref().map_or_else(is_not_found, |_| true);
            match polled {
                Ok(mut items) if !items.is_empty() => {
                    (self.error, self.missing_since) = (None, None);
                    let verdict = Verdict::of(&mut items, self.schema);
                    self.items = items;
                    return Ok(verdict);
                }
                Ok(_) => self.error = None,
                Err(error) if is_not_found(&error) => self.error = Some(error),
                // It says nothing about the items.
                Err(error) if self.may_pass(&error) => {
                    self.error = Some(error);
                    continue;
                }
                Err(error) => return Err(Fault::Call(error)),
            }
            let missing_since = *self.missing_since.get_or_insert_with(Instant::now);
            if missing_since.elapsed() >= GRACE {
                return Err(self.fault(WaitEnd::NotFound { seen: !self.items.is_empty() }));
            }
        }
    }

    /// Returns the items as one poll finds them.
    async fn poll(&self) -> Result<Items, Error> {
        let Some(unsent) = &self.unsent else {
            return Err(Error::configuration("the call was polled before; wait with a new one"));
        };
        match self.schema.paging {
            Some(paging) => self.poll_pages(unsent.clone(), paging).await,
            None => {
                let mut received = unsent.send_with(&*unsent.request).await?;
                Ok(find(&mut *received.response, self.schema, &self.identifiers, self.item_type))
            }
        }
    }

    async fn poll_pages(&self, unsent: Unsent, paging: &'static Paging) -> Result<Items, Error> {
        let action = unsent.schema;
        let mut pager = Pager::new(Some(unsent), action, paging);
        let mut items = Items::new();
        while let Some(page) = poll_fn(|context| pager.poll(context)).await {
            let mut page = page?.response;
            items.append(&mut find(&mut *page, self.schema, &self.identifiers, self.item_type));
            if self.quantity == Quantity::One && !items.is_empty() {
                break;
            }
        }
        Ok(items)
    }

    fn may_pass(&self, error: &Error) -> bool {
        let schema = self.unsent.as_ref().map(|unsent| unsent.schema);
        schema.is_some_and(|schema| error.may_pass(schema, self.has_response))
    }

    fn waited(&mut self) -> Duration {
        self.started.get_or_insert_with(Instant::now).elapsed()
    }

    fn late(&mut self) -> Fault {
        let states = std::mem::take(&mut self.states.values);
        self.fault(WaitEnd::Deadline { seen: !self.items.is_empty(), states })
    }

    fn fault(&mut self, end: WaitEnd) -> Fault {
        let schema = self.schema;
        let values = std::mem::take(&mut self.identifiers);
        Fault::Wait(Box::new(WaitFault {
            resource: schema.resource,
            identifiers: schema.identifiers.iter().copied().zip(values).collect(),
            member: schema.member,
            succeeds: schema.succeeds,
            end,
            waited: self.waited(),
            error: self.error.take(),
        }))
    }
}

/// Returns whether the service says that there is no such item, as it may do for a moment after the
/// item was created.
fn is_not_found(error: &Error) -> bool {
    error.code().is_some_and(|code| {
        // Many actions use a code of another class, such as `ResourceUnavailable.HostNotFound`.
        code.class() == "ResourceNotFound"
            || ["NotFound", "NotExist"].iter().any(|end| code.as_str().ends_with(end))
    })
}

/// A wait as a state machine: a poll of it is one future, which owns the wait and hands it back.
pub(super) enum Watching {
    /// The next step begins at the next poll.
    Resting(Box<Watch>),
    Stepping(BoxFuture<'static, (Box<Watch>, Step)>),
    Ended,
}

impl Watching {
    /// The wait, unless a step is on its way or it is over.
    pub(super) fn resting(&mut self) -> Option<&mut Watch> {
        match self {
            Self::Resting(watch) => Some(watch),
            Self::Stepping(_) | Self::Ended => None,
        }
    }

    /// Makes the next step; `None` after the last one.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Step>> {
        if let Self::Resting(_) = self
            && let Self::Resting(mut watch) = std::mem::replace(self, Self::Ended)
        {
            *self = Self::Stepping(Box::pin(async move {
                let step = watch.step().await;
                (watch, step)
            }));
        }
        let Self::Stepping(future) = self else { return Poll::Ready(None) };
        let (watch, step) = ready!(future.as_mut().poll(context));
        *self = match step {
            Step::Unfinished => Self::Resting(watch),
            Step::Good(_) | Step::Ended(..) => Self::Ended,
        };
        Poll::Ready(Some(step))
    }

    /// Returns copies of the items that the last step saw.
    pub(super) fn snapshot(&mut self) -> Items {
        let Self::Resting(watch) = self else { return Items::new() };
        let item_type = watch.item_type;
        let copies = watch.items.iter_mut().map(|item| {
            let mut made = item_type();
            copy(&mut **item, &mut *made);
            made
        });
        copies.collect()
    }
}
