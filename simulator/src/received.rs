//! What the simulator was sent and how it answered, kept so that a test can look at a client from
//! the other side. Its Debug shows no credential and no body.

use std::fmt;

/// One request as it came in.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Received {
    /// The action that `X-TC-Action` names; empty if there was none.
    pub action: String,
    /// Headers as they came, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body; empty if it was too long to be taken.
    pub body: Vec<u8>,
    /// The id that the answer carried.
    pub request_id: String,
    /// The error code that was answered, or `HTTP` and the status of a failure that was ordered.
    /// Without one the action was carried out, whether or not its answer was sent.
    pub error: Option<String>,
}

impl Received {
    /// True if the action was carried out; false if an error was answered and it had no effect.
    #[must_use]
    pub fn executed(&self) -> bool {
        self.error.is_none()
    }

    /// The first value of a header, by its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(key, _)| key == name)?;
        Some(value)
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self
            .headers
            .iter()
            .map(|(name, value)| match name.as_str() {
                "authorization" | "x-tc-token" => (name.as_str(), "(hidden)"),
                _ => (name.as_str(), value.as_str()),
            })
            .collect();
        f.debug_struct("Received")
            .field("action", &self.action)
            .field("headers", &headers)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("request_id", &self.request_id)
            .field("error", &self.error)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_credential() {
        let received = Received {
            action: "DescribePrefetchTasks".into(),
            headers: vec![
                ("host".into(), "127.0.0.1:1".into()),
                ("authorization".into(), "SIGNED".into()),
                ("x-tc-token".into(), "TOKEN".into()),
            ],
            body: b"BODY".to_vec(),
            request_id: "id".into(),
            error: None,
        };
        let shown = format!("{received:?}");
        assert!(shown.contains("127.0.0.1:1") && shown.contains("4 bytes"));
        assert!(!["SIGNED", "TOKEN", "BODY"].iter().any(|s| shown.contains(s)));
    }
}
