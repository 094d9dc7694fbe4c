//! What a test tells the simulator to do with some requests instead of handling them normally. A rule
//! says which requests it is for, how long it lasts, and what becomes of them.

use std::time::Duration;

use serde_json::Value;

/// An order for some of the next requests, for [`Simulator::add_rule`](crate::Simulator::add_rule).
///
/// A rule is for one request of any action, unless it says [`on`](Self::on), [`times`](Self::times) or
/// [`lasting`](Self::lasting). The action is not executed and the request not checked, unless the rule
/// says [`after_execution`](Self::after_execution).
///
/// ```
/// use std::time::Duration;
/// use serde_json::json;
/// use teo_simulator::Rule;
///
/// // Two failures, then normal responses again.
/// let rule = Rule::error("InternalError", "told by the test").times(2);
/// // Throttled for a second.
/// let rule = Rule::throttle().on("CreatePurgeTask").lasting(Duration::from_secs(1));
/// // Executed, but the client gets no response.
/// let rule = Rule::close().on("CreateZone").after_execution();
/// // A response that the spec does not have.
/// let rule = Rule::respond(json!({"TotalCount": "3", "Brand": "new"})).on("DescribeZones");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub(crate) outcome: Outcome,
    /// The action of the requests, or `None` for any.
    pub(crate) action: Option<String>,
    pub(crate) lifetime: Lifetime,
    pub(crate) after_execution: bool,
}

/// What becomes of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The client gets this, and the action is executed only if the rule says so.
    Replaced(Replacement),
    /// The request is handled normally, and its response is sent after a delay.
    Delayed(Duration),
}

/// What the client gets in place of the normal response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Replacement {
    /// This value of `Response`.
    Response(Value),
    Error {
        code: String,
        message: String,
    },
    Status {
        status: u16,
        body: String,
    },
    /// The end of the connection, without any byte of a response.
    Close,
    /// Nothing, on a connection that stays open.
    Silence,
}

impl Replacement {
    /// Returns the error that the client sees, as it is recorded.
    pub(crate) fn error(&self) -> Option<String> {
        match self {
            Self::Error { code, .. } => Some(code.clone()),
            Self::Status { status, .. } => Some(format!("HTTP {status}")),
            Self::Response(_) | Self::Close | Self::Silence => None,
        }
    }
}

/// How many requests a rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lifetime {
    Times(u32),
    Lasting(Duration),
}

impl Rule {
    fn new(outcome: Outcome) -> Self {
        Self { outcome, action: None, lifetime: Lifetime::Times(1), after_execution: false }
    }

    fn replacing(replacement: Replacement) -> Self {
        Self::new(Outcome::Replaced(replacement))
    }

    /// The response has these members, whether the spec has them or not. `RequestId` is set unless it
    /// is given. A value that is no object is sent as `Response` as it is.
    pub fn respond(members: impl Into<Value>) -> Self {
        Self::replacing(Replacement::Response(members.into()))
    }

    /// The response is an API error with this code and message, and status 200.
    pub fn error(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::replacing(Replacement::Error { code: code.into(), message: message.into() })
    }

    /// The response is the API error `RequestLimitExceeded`.
    pub fn throttle() -> Self {
        Self::error("RequestLimitExceeded", "the simulator was told to throttle this request")
    }

    /// The response has this status and body, such as a proxy sends. A status outside 200 to 999
    /// becomes 500.
    pub fn status(status: u16, body: impl Into<String>) -> Self {
        Self::replacing(Replacement::Status { status, body: body.into() })
    }

    /// The connection is closed without any byte of a response.
    pub fn close() -> Self {
        Self::replacing(Replacement::Close)
    }

    /// No response comes, and the connection stays open until the client or the simulator ends.
    pub fn silence() -> Self {
        Self::replacing(Replacement::Silence)
    }

    /// The request is handled normally and immediately, but its response is sent after this delay.
    pub fn delay(delay: Duration) -> Self {
        Self::new(Outcome::Delayed(delay))
    }

    /// Limits the rule to requests that name this action.
    #[must_use]
    pub fn on(mut self, action: impl Into<String>) -> Self {
        self.action = Some(action.into());
        self
    }

    /// The rule is for this many requests.
    #[must_use]
    pub fn times(mut self, requests: u32) -> Self {
        self.lifetime = Lifetime::Times(requests);
        self
    }

    /// The rule is for any number of requests in this time from when it is added.
    #[must_use]
    pub fn lasting(mut self, time: Duration) -> Self {
        self.lifetime = Lifetime::Lasting(time);
        self
    }

    /// The request is handled normally first, and its response lost: the rule says what the client gets
    /// in its place.
    #[must_use]
    pub fn after_execution(mut self) -> Self {
        self.after_execution = true;
        self
    }
}
