//! A record of a request and its result, for tests that check the requests of a client. `Debug`
//! shows no credential, no query and no body.

use std::fmt;

use crate::rule::Rule;

/// One request as the simulator received it, and its result.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReceivedRequest {
    /// The action that the request names, in `X-TC-Action` or the parameter `Action`; empty if it names
    /// none.
    pub action: String,
    /// The query as it was sent; empty without one. The older signature and its token may be in it.
    pub query: String,
    /// The headers, with names in lower case. Headers with the same name keep their order.
    pub headers: Vec<(String, String)>,
    /// The body; empty if it exceeded the size limit or could not be read.
    pub body: Vec<u8>,
    /// The request id of the response.
    pub request_id: String,
    /// The error code of the response, or `HTTP` and the status of a [`Rule::status`]. If a rule let no
    /// response come, the code with which the action was refused.
    pub error: Option<String>,
    /// The rule that was applied, as it was added.
    pub rule: Option<Rule>,
    pub(crate) executed: bool,
    pub(crate) made_up: bool,
}

impl ReceivedRequest {
    /// Returns true if the action was executed without an error, whether or not the client got its
    /// response. Otherwise the request had no effect.
    #[must_use]
    pub fn executed(&self) -> bool {
        self.executed
    }

    /// Returns true if the response was made up from the spec and says nothing about the account, since
    /// the action is in no resource, or since it asked an open account for what nobody created.
    #[must_use]
    pub fn made_up(&self) -> bool {
        self.made_up
    }

    /// Returns the first value of the header with this name, which must be in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(key, _)| key == name)?;
        Some(value)
    }
}

impl fmt::Debug for ReceivedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self
            .headers
            .iter()
            .map(|(name, value)| match name.as_str() {
                "authorization" | "x-tc-token" => (name.as_str(), "(hidden)"),
                _ => (name.as_str(), value.as_str()),
            })
            .collect();
        f.debug_struct("ReceivedRequest")
            .field("action", &self.action)
            .field("query", &format_args!("{} bytes", self.query.len()))
            .field("headers", &headers)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("request_id", &self.request_id)
            .field("error", &self.error)
            .field("rule", &self.rule)
            .field("executed", &self.executed)
            .field("made_up", &self.made_up)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_credential() {
        let received = ReceivedRequest {
            action: "DescribePrefetchTasks".into(),
            query: "Token=QUERY".into(),
            headers: vec![
                ("host".into(), "127.0.0.1:1".into()),
                ("authorization".into(), "SIGNED".into()),
                ("x-tc-token".into(), "TOKEN".into()),
            ],
            body: b"BODY".to_vec(),
            request_id: "id".into(),
            error: None,
            rule: None,
            executed: true,
            made_up: false,
        };
        let debug = format!("{received:?}");
        assert!(debug.contains("127.0.0.1:1") && debug.contains("4 bytes"));
        assert!(!["SIGNED", "TOKEN", "BODY", "QUERY"].iter().any(|s| debug.contains(s)));
    }
}
