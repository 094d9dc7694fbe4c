//! One call, from the request to the awaited answer.

use std::any::Any;
use std::fmt;
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use super::action::{Action, ActionFacts};
use super::check::Validation;
use super::client::Client;
use super::config::CallOptions;
use super::credentials::BoxFuture;
use super::error::Error;
use super::pipeline;
use super::retry::RetryPolicy;
use super::structure::{Members, MembersMut};
use super::view::View;

/// A call that has not been sent yet; `.await` sends it. Dropping the future stops it.
///
/// ```no_run
/// # async fn example(client: teo_api::Client) -> Result<(), teo_api::Error> {
/// use std::time::Duration;
/// use teo_api::teo::DescribePrefetchTasksRequest;
///
/// let request = DescribePrefetchTasksRequest::new().zone_id("zone-z8m9mgx");
/// let response = client.call(request).timeout(Duration::from_secs(5)).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a call is sent when it is awaited"]
pub struct Call<A: Action> {
    prepared: Prepared,
    action: PhantomData<fn() -> A>,
}

/// All of a call but the type of its action, so that what is done with it is compiled once.
struct Prepared {
    client: Client,
    facts: &'static ActionFacts,
    request: Box<dyn Members>,
    response: Box<dyn Answer>,
    options: CallOptions,
}

/// A response while its type is not known.
trait Answer: MembersMut + Any {}

impl<R: MembersMut + Any> Answer for R {}

impl<A: Action> Call<A> {
    pub(super) fn new(client: &Client, request: A) -> Self {
        let prepared =
            Prepared::new(client, A::FACTS, Box::new(request), Box::<A::Response>::default());
        Self { prepared, action: PhantomData }
    }

    /// Longest time for this call as a whole; the client's unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.prepared.options.timeout = Some(timeout);
        self
    }

    /// When this call is tried again; as the client says unless set.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.prepared.options.retry = Some(policy);
        self
    }

    /// Whether this request is checked before it is sent; as the client says unless set.
    pub fn validation(mut self, validation: Validation) -> Self {
        self.prepared.options.validation = Some(validation);
        self
    }
}

impl<A: Action> fmt::Debug for Call<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Prepared { client, request, options, .. } = &self.prepared;
        f.debug_struct("Call")
            .field("client", client)
            .field("request", &View::Object(&**request))
            .field("options", options)
            .finish()
    }
}

impl<A: Action> IntoFuture for Call<A> {
    type Output = Result<A::Response, Error>;
    type IntoFuture = ResponseFuture<A::Response>;

    fn into_future(self) -> Self::IntoFuture {
        ResponseFuture { answer: self.prepared.send(), response: PhantomData }
    }
}

impl Prepared {
    fn new(
        client: &Client,
        facts: &'static ActionFacts,
        request: Box<dyn Members>,
        response: Box<dyn Answer>,
    ) -> Self {
        let (client, options) = (client.clone(), CallOptions::default());
        Self { client, facts, request, response, options }
    }

    fn send(mut self) -> BoxFuture<'static, Result<Box<dyn Answer>, Error>> {
        Box::pin(async move {
            let config = self.client.config();
            let (request, response) = (&*self.request, &mut *self.response);
            pipeline::run(config, self.facts, request, response, &self.options).await?;
            Ok(self.response)
        })
    }
}

/// A call on its way; what `.await` makes of a [`Call`].
#[must_use = "a call is sent when it is awaited"]
pub struct ResponseFuture<R> {
    answer: BoxFuture<'static, Result<Box<dyn Answer>, Error>>,
    response: PhantomData<fn() -> R>,
}

impl<R: 'static> Future for ResponseFuture<R> {
    type Output = Result<R, Error>;

    // Inlined, it would be as many times in a caller as that awaits.
    #[inline(never)]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.answer.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Ready(Ok(answer)) => {
                let answer: Box<dyn Any> = answer;
                match answer.downcast() {
                    Ok(response) => Poll::Ready(Ok(*response)),
                    Err(_) => unreachable!("a call is answered with its action's response"),
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
