//! The loop over the pages of a list, without the type of its action, so that it is compiled once.

use std::task::{Context, Poll};

use futures_core::future::BoxFuture;

use super::page::{Page, PageRequest, PageSize, start_of};
use super::position::{Position, Start};
use super::progress::Progress;
use crate::runtime::call::{AnyResponse, Unsent};
use crate::runtime::error::{Cause, Error, Gap};
use crate::runtime::schema::{ActionSchema, Paging};

/// A response, and how many items at its start were yielded before the stream was resumed.
pub(in crate::runtime::call) struct ReceivedPage {
    pub(in crate::runtime::call) response: Box<dyn AnyResponse>,
    pub(super) skip: u64,
}

/// A call for each page, one after the other.
pub(in crate::runtime::call) struct Pager {
    schema: &'static ActionSchema,
    paging: &'static Paging,
    /// The limit to be sent, if the request does not set it.
    limit: Option<u64>,
    progress: Progress,
    state: State,
}

enum State {
    /// Nothing was polled yet.
    New(Box<Unsent>),
    /// The next page is called for at the next poll.
    Waiting(Box<Unsent>),
    /// A page is called for. The future owns the call, and hands it back for the next page.
    Calling(PageFuture),
    /// The list ends with this error.
    Failed(Error),
    Ended,
}

type PageFuture = BoxFuture<'static, (Box<Unsent>, Result<Box<dyn AnyResponse>, Error>)>;

impl Pager {
    /// The pages of the list that this call asks for. There is no call any more if it was polled before.
    pub(in crate::runtime::call) fn new(
        unsent: Option<Unsent>,
        schema: &'static ActionSchema,
        paging: &'static Paging,
    ) -> Self {
        let Some(unsent) = unsent else {
            let error =
                Error::configuration("the call was polled before; make a stream of a new one");
            let state = State::Failed(error.with_action(schema.name));
            let progress = Progress::new(paging, Start::Offset(0), None);
            return Self { schema, paging, limit: None, progress, state };
        };
        let size = PageSize::of(&*unsent.request, paging);
        let progress = Progress::new(paging, start_of(&*unsent.request, paging), size.full);
        Self { schema, paging, limit: size.limit, progress, state: State::New(Box::new(unsent)) }
    }

    pub(super) fn schema(&self) -> &'static ActionSchema {
        self.schema
    }

    /// Where the stream is if this many items of the last page are still to be yielded.
    pub(super) fn position(&self, remaining: u64) -> Position {
        Position(self.progress.before(remaining))
    }

    /// Moves the start. If that cannot be, the stream ends with an error that says why.
    pub(super) fn resume_at(&mut self, position: Position) {
        let Position(place) = position;
        let (given, needed) = (place.start.kind(), self.progress.next().start.kind());
        let fault = match &self.state {
            State::Failed(_) => return,
            State::New(_) if given == needed => return self.progress.begin_at(place),
            State::New(_) => format!(
                "cannot resume: the position is {given}, and the list is paged by {needed}; use a \
                 position of the same action"
            ),
            _ => "cannot resume: the stream was polled before; resume a new one".to_owned(),
        };
        self.state = State::Failed(Error::configuration(fault).with_action(self.schema.name));
    }

    /// Yields the next page. An error ends the stream, so that a loop that passes over errors ends.
    pub(in crate::runtime::call) fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<ReceivedPage, Error>>> {
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::New(unsent) | State::Waiting(unsent) => {
                    self.state = State::Calling(self.call(unsent));
                }
                State::Calling(mut future) => {
                    let Poll::Ready((unsent, result)) = future.as_mut().poll(context) else {
                        self.state = State::Calling(future);
                        return Poll::Pending;
                    };
                    return Poll::Ready(self.receive(unsent, result).transpose());
                }
                State::Failed(error) => return Poll::Ready(Some(Err(error))),
                State::Ended => return Poll::Ready(None),
            }
        }
    }

    fn call(&self, unsent: Box<Unsent>) -> PageFuture {
        let (paging, limit) = (self.paging, self.limit);
        let start = self.progress.next().start.clone();
        Box::pin(async move {
            let request = PageRequest { request: &*unsent.request, paging, start: &start, limit };
            let result = unsent.send_with(&request).await;
            (unsent, result.map(|received| received.response))
        })
    }

    fn receive(
        &mut self,
        unsent: Box<Unsent>,
        result: Result<Box<dyn AnyResponse>, Error>,
    ) -> Result<Option<ReceivedPage>, Error> {
        // The state is `Ended` here: after an error, nothing more is sent.
        let mut response = result?;
        let page = Page::read(&mut *response, self.paging);
        // A page that came before is not yielded: its items would come twice.
        match self.progress.repeated(&page) {
            None => {}
            Some(Ok(())) => return Ok(None),
            Some(Err(gap)) => return Err(self.incomplete(gap)),
        }
        let skip = self.progress.next().skip;
        self.state = match self.progress.advance(page) {
            Ok(true) => State::Waiting(unsent),
            Ok(false) => State::Ended,
            Err(gap) => State::Failed(self.incomplete(gap)),
        };
        Ok(Some(ReceivedPage { response, skip }))
    }

    fn incomplete(&self, gap: Gap) -> Error {
        let (received, total) = (self.progress.received(), self.progress.total());
        Error::new(Cause::Incomplete { received, total, gap }).with_action(self.schema.name)
    }
}
