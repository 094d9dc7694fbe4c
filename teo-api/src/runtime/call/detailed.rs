//! What a successful call knows beside the response: for logs, for measurements, and for headers that
//! no structure has.

use std::fmt;
use std::iter::once;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::{AnyResponse, Call, typed};
use crate::runtime::error::Error;
use crate::runtime::schema::Action;

/// A response as the attempts of a call return it.
pub(super) struct Received {
    pub(super) response: Box<dyn AnyResponse>,
    pub(super) details: Details,
}

/// Everything about a response but its members.
pub(super) struct Details {
    pub(super) request_id: Option<String>,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// Durations of the attempts before the one that succeeded.
    pub(super) failed_attempts: Vec<Duration>,
    pub(super) last_attempt: Duration,
    pub(super) elapsed: Duration,
}

/// A response with everything else that the client knows of its call; see [`Call::send_detailed`].
///
/// Debug shows neither the headers nor the body, which may hold secrets.
#[non_exhaustive]
pub struct DetailedResponse<R> {
    /// The response itself.
    pub response: R,
    details: Details,
}

impl<A: Action> Call<A> {
    /// Sends the call like `.await`, and returns the response with its request id, status, headers,
    /// body, attempts and durations.
    ///
    /// ```no_run
    /// use teo_api::teo::DescribeZonesRequest;
    ///
    /// # async fn example(client: teo_api::Client) -> Result<(), teo_api::Error> {
    /// let detailed = client.describe_zones(DescribeZonesRequest::new()).send_detailed().await?;
    /// println!("{:?} took {:?}", detailed.request_id(), detailed.elapsed());
    /// println!("{} zones", detailed.response.total_count);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As with `.await`. The error has a request id, attempts and durations of its own.
    pub async fn send_detailed(self) -> Result<DetailedResponse<A::Response>, Error> {
        let Received { response, details } = self.untyped.await?;
        Ok(DetailedResponse::new(typed::<A>(response), details))
    }
}

impl<R> DetailedResponse<R> {
    pub(super) fn new(response: R, details: Details) -> Self {
        Self { response, details }
    }

    /// The request id; `None` if the response has none. The vendor's support asks for it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.details.request_id.as_deref()
    }

    /// HTTP status of the response.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.details.status.as_u16()
    }

    /// HTTP headers of the response.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.details.headers
    }

    /// Body of the response, as it was received.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.details.body
    }

    /// Number of attempts, the one that succeeded included.
    #[must_use]
    pub fn attempts(&self) -> usize {
        self.details.failed_attempts.len() + 1
    }

    /// Duration of each attempt, in order: without the queue before it and the backoff after it.
    pub fn attempt_durations(&self) -> impl Iterator<Item = Duration> {
        self.details.failed_attempts.iter().copied().chain(once(self.details.last_attempt))
    }

    /// Time from the start of the call to its response, waits included.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.details.elapsed
    }
}

impl<R: fmt::Debug> fmt::Debug for DetailedResponse<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DetailedResponse")
            .field("response", &self.response)
            .field("status", &self.status())
            .field("attempts", &self.attempts())
            .field("elapsed", &self.elapsed())
            .finish_non_exhaustive()
    }
}
