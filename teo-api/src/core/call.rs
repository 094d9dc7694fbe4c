//! One call, from the request to the awaited answer.

use std::future::IntoFuture;
use std::time::Duration;

use super::action::Action;
use super::check::Validation;
use super::client::Client;
use super::credentials::BoxFuture;
use super::error::Error;
use super::pipeline;
use super::retry::RetryPolicy;

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
#[derive(Debug)]
#[must_use = "a call is sent when it is awaited"]
pub struct Call<A: Action> {
    client: Client,
    request: A,
    options: CallOptions,
}

/// What a call sets for itself.
#[derive(Debug, Default)]
pub(crate) struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) validation: Option<Validation>,
    pub(crate) retry: Option<RetryPolicy>,
}

impl<A: Action> Call<A> {
    pub(super) fn new(client: Client, request: A) -> Self {
        Self { client, request, options: CallOptions::default() }
    }

    /// Longest time for this call as a whole; the client's unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = Some(timeout);
        self
    }

    /// When this call is tried again; as the client says unless set.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options.retry = Some(policy);
        self
    }

    /// Whether this request is checked before it is sent; as the client says unless set.
    pub fn validation(mut self, validation: Validation) -> Self {
        self.options.validation = Some(validation);
        self
    }
}

impl<A: Action> IntoFuture for Call<A> {
    type Output = Result<A::Response, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut response = A::Response::default();
            let config = self.client.config();
            pipeline::run(config, A::FACTS, &self.request, &mut response, &self.options).await?;
            Ok(response)
        })
    }
}
