//! A call, from the request to the awaited response.
//!
//! `attempts` runs a whole call: check, queue, attempt, retry. `exchange` runs one attempt: get
//! credentials, sign, send, receive, decode. `pages` makes a call for each page of a list,
//! and `wait` makes calls until a resource is in a state.

mod attempt;
mod attempts;
mod blocking;
mod detailed;
mod exchange;
mod json_call;
mod pages;
mod preview;
mod response;
pub mod sign;
mod signed_request;
mod wait;

use std::any::Any;
use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::future::BoxFuture;

pub use self::detailed::DetailedResponse;
use self::detailed::Received;
pub use self::json_call::{JsonCall, JsonResponse};
pub use self::pages::{Items, Pages, ParsePositionError, Position};
pub use self::preview::Preview;
pub use self::wait::{Wait, WaitError, WaitErrorKind, WaitProgress, WaiterSchema};
use super::check::Validation;
use super::client::{CallOptions, Client};
use super::error::Error;
use super::schema::{Action, ActionSchema, Members, MembersMut, ValueRef};
use super::timing::RetryPolicy;

/// A call to the service: a future that sends the request when it is first polled, mostly by
/// `.await`. Dropping it stops the call.
///
/// It can be awaited, spawned, joined, selected and buffered as it is. Its settings count until its
/// first poll.
///
/// # Panics
///
/// Outside a Tokio runtime, the call is an error. In a runtime whose timers or I/O are off, Tokio
/// panics when the call is polled; `enable_all` of its builder turns both on. Like most futures, a
/// call panics when it is polled again after it has returned.
///
/// ```no_run
/// # async fn example(client: teo_api::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
/// use teo_api::teo::DescribeZonesRequest;
///
/// let call = client.call(DescribeZonesRequest::new().limit(100)).timeout(Duration::from_secs(5));
/// let response = tokio::spawn(call).await??;
/// # Ok(())
/// # }
/// ```
#[must_use = "a call is not sent until it is awaited"]
pub struct Call<A> {
    untyped: UntypedCall,
    action: PhantomData<fn() -> A>,
}

/// A call without the type of its action, so that the code that sends it is compiled once.
struct UntypedCall {
    /// `None` after the first poll.
    unsent: Option<Unsent>,
    /// It panics before the first poll, and if there was nothing to send at that.
    future: BoxFuture<'static, Result<Received, Error>>,
}

/// A call before its first poll. A wait makes it several times.
#[derive(Clone)]
struct Unsent {
    client: Client,
    schema: &'static ActionSchema,
    request: Arc<dyn Members>,
    /// The body, unless it is the request as JSON.
    body: Option<Bytes>,
    response_type: ResponseType,
    options: CallOptions,
}

/// Makes an empty response of the action's type.
type ResponseType = fn() -> Box<dyn AnyResponse>;

/// A response whose type is not known.
trait AnyResponse: MembersMut + Any {}

impl<R: MembersMut + Any> AnyResponse for R {}

impl Client {
    /// Prepares a call to any action; `.await` sends it. Each action also has a generated method that
    /// does this.
    pub fn call<A: Action>(&self, request: A) -> Call<A> {
        let unsent = Unsent {
            client: self.clone(),
            schema: A::SCHEMA,
            request: Arc::new(request),
            body: None,
            response_type: || Box::<A::Response>::default(),
            options: CallOptions::default(),
        };
        Call { untyped: UntypedCall::new(Some(unsent)), action: PhantomData }
    }
}

impl<A: Action> Call<A> {
    /// Sets the timeout of the whole call, with all its attempts. Defaults to the client's timeout.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|options| options.timeout = Some(timeout))
    }

    /// Sets when this call is retried. Defaults to the client's policy.
    pub fn retry(self, policy: RetryPolicy) -> Self {
        self.with(|options| options.retry = Some(policy))
    }

    /// Sets whether this request is checked before it is sent. Defaults to the client's setting.
    pub fn validation(self, validation: Validation) -> Self {
        self.with(|options| options.validation = Some(validation))
    }

    fn with(mut self, set: impl FnOnce(&mut CallOptions)) -> Self {
        if let Some(unsent) = &mut self.untyped.unsent {
            set(&mut unsent.options);
        }
        self
    }
}

impl<A: Action> Future for Call<A> {
    type Output = Result<A::Response, Error>;

    // If this were inlined, every `.await` would compile its own copy.
    #[inline(never)]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let received = Pin::new(&mut self.untyped).poll(context);
        received.map_ok(|received| typed::<A>(received.response))
    }
}

/// Gives a response its type back.
fn typed<A: Action>(response: Box<dyn AnyResponse>) -> A::Response {
    let response: Box<dyn Any> = response;
    match response.downcast() {
        Ok(response) => *response,
        Err(_) => unreachable!("`Client::call` makes an `A::Response`"),
    }
}

impl UntypedCall {
    fn new(unsent: Option<Unsent>) -> Self {
        let future = poll_fn(|_| panic!("a call was polled after it had returned"));
        Self { unsent, future: Box::pin(future) }
    }
}

impl Future for UntypedCall {
    type Output = Result<Received, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some(unsent) = self.unsent.take() {
            self.future = unsent.send();
        }
        self.future.as_mut().poll(context)
    }
}

impl Unsent {
    fn send(self) -> BoxFuture<'static, Result<Received, Error>> {
        Box::pin(async move { self.send_with(&*self.request).await })
    }

    /// Makes the call with this request in the place of its own.
    async fn send_with(&self, request: &dyn Members) -> Result<Received, Error> {
        attempts::run(self, request).await
    }
}

impl<A: Action> fmt::Debug for Call<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Call");
        if let Some(Unsent { client, request, options, .. }) = &self.untyped.unsent {
            out.field("client", client);
            out.field("request", &ValueRef::Object(&**request));
            out.field("options", options);
        }
        out.finish_non_exhaustive()
    }
}

#[cfg(all(test, feature = "teo"))]
mod tests {
    use super::*;

    #[test]
    fn a_call_can_be_spawned_and_moved() {
        fn assert_future<F: Future + Send + Unpin + 'static>() {}
        fn assert_call<A: Action>() {
            assert_future::<Call<A>>();
        }
        let _ = assert_call::<crate::teo::DescribeZonesRequest>;
    }
}
