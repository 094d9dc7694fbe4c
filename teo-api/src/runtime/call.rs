//! A call, from the request to the awaited response.
//!
//! `attempts` runs a whole call: check, queue, attempt, retry. `exchange` runs one attempt: get
//! credentials, sign, send, receive, decode.

mod attempt;
mod attempts;
mod exchange;
mod response;
pub mod sign;
mod signed_request;

use std::any::Any;
use std::fmt;
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::future::BoxFuture;

use super::check::Validation;
use super::client::{CallOptions, Client};
use super::error::Error;
use super::schema::{Action, ActionSchema, Members, MembersMut, ValueRef};
use super::timing::RetryPolicy;

/// A call that has not been sent yet; `.await` sends it. Dropping the future stops the call.
///
/// # Panics
///
/// Outside a Tokio runtime, the call is an error. In a runtime whose timers or I/O are off, Tokio
/// panics when the call is polled; `enable_all` of its builder turns both on.
///
/// ```no_run
/// # async fn example(client: teo_api::Client) -> Result<(), teo_api::Error> {
/// use std::time::Duration;
/// use teo_api::teo::DescribeZonesRequest;
///
/// let request = DescribeZonesRequest::new().limit(100);
/// let response = client.call(request).timeout(Duration::from_secs(5)).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a call is not sent until it is awaited"]
pub struct Call<A: Action> {
    untyped: UntypedCall,
    action: PhantomData<fn() -> A>,
}

/// A call without the type of its action, so that the code that sends it is compiled once.
struct UntypedCall {
    client: Client,
    schema: &'static ActionSchema,
    request: Box<dyn Members>,
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
        Call::new(self, request)
    }
}

impl<A: Action> Call<A> {
    fn new(client: &Client, request: A) -> Self {
        let response_type: ResponseType = || Box::<A::Response>::default();
        let untyped = UntypedCall::new(client, A::SCHEMA, Box::new(request), response_type);
        Self { untyped, action: PhantomData }
    }

    /// Sets the timeout of the whole call, with all its attempts. Defaults to the client's timeout.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.untyped.options.timeout = Some(timeout);
        self
    }

    /// Sets when this call is retried. Defaults to the client's policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.untyped.options.retry = Some(policy);
        self
    }

    /// Sets whether this request is checked before it is sent. Defaults to the client's setting.
    pub fn validation(mut self, validation: Validation) -> Self {
        self.untyped.options.validation = Some(validation);
        self
    }
}

impl<A: Action> fmt::Debug for Call<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let UntypedCall { client, request, options, .. } = &self.untyped;
        f.debug_struct("Call")
            .field("client", client)
            .field("request", &ValueRef::Object(&**request))
            .field("options", options)
            .finish()
    }
}

impl<A: Action> IntoFuture for Call<A> {
    type Output = Result<A::Response, Error>;
    type IntoFuture = ResponseFuture<A::Response>;

    fn into_future(self) -> Self::IntoFuture {
        ResponseFuture { future: self.untyped.into_future(), response: PhantomData }
    }
}

impl UntypedCall {
    fn new(
        client: &Client,
        schema: &'static ActionSchema,
        request: Box<dyn Members>,
        response_type: ResponseType,
    ) -> Self {
        let (client, options) = (client.clone(), CallOptions::default());
        Self { client, schema, request, response_type, options }
    }

    fn into_future(self) -> BoxFuture<'static, Result<Box<dyn AnyResponse>, Error>> {
        Box::pin(async move {
            let (config, request) = (self.client.config(), &*self.request);
            attempts::run(config, self.schema, request, self.response_type, &self.options).await
        })
    }
}

/// The future that a [`Call`] turns into. It sends the request when it is polled.
#[must_use = "a call is not sent until it is awaited"]
pub struct ResponseFuture<R> {
    future: BoxFuture<'static, Result<Box<dyn AnyResponse>, Error>>,
    response: PhantomData<fn() -> R>,
}

impl<R: 'static> Future for ResponseFuture<R> {
    type Output = Result<R, Error>;

    // If this were inlined, every `.await` would compile its own copy.
    #[inline(never)]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.future.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Ready(Ok(response)) => {
                let response: Box<dyn Any> = response;
                match response.downcast() {
                    Ok(response) => Poll::Ready(Ok(*response)),
                    Err(_) => unreachable!("`Call::new` boxed an `A::Response`"),
                }
            }
        }
    }
}

impl<R> fmt::Debug for ResponseFuture<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
