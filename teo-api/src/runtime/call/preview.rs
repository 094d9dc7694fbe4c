//! The request that a call would send, to read it, to log it, or to give it to a colleague.

mod redact;
mod shell;

use std::fmt;

use bytes::Bytes;

use self::redact::without_secrets;
use self::shell::quote;
use super::attempts::checked_body;
use super::signed_request::{sign_request, target, unsigned_request};
use super::{Call, JsonCall, Unsent};
use crate::runtime::client::Client;
use crate::runtime::error::{Cause, Error};
use crate::runtime::schema::{Action, ActionSchema};

/// The request that a call would send: as [`http::Request`], as the text of HTTP by Display, or as a
/// curl command.
///
/// It holds no secrets: a text stands in the place of the Authorization header, the header
/// `x-tc-token` is left out, and members that the spec calls sensitive are replaced, as is a value that
/// does not fit the type of its member. Members that this crate does not know are shown. [`with_signature`](Self::with_signature) makes the request complete.
///
/// ```no_run
/// use teo_api::teo::DescribeZonesRequest;
///
/// # fn example(client: teo_api::Client) -> Result<(), teo_api::Error> {
/// println!("{}", client.describe_zones(DescribeZonesRequest::new()).preview()?.curl());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Preview {
    client: Client,
    schema: &'static ActionSchema,
    /// The body as it would be sent.
    body: Bytes,
    request: http::Request<Bytes>,
}

impl<A: Action> Call<A> {
    /// Returns the request that this call would send, without secrets; see [`Preview`].
    ///
    /// # Errors
    ///
    /// When the call would not send it: the request violates its spec, or a header cannot hold a
    /// setting of the client. Also when the call was polled before.
    pub fn preview(&self) -> Result<Preview, Error> {
        match &self.untyped.unsent {
            Some(unsent) => Preview::of(unsent),
            None => Err(polled_before()),
        }
    }
}

impl JsonCall {
    /// Returns the request that this call would send, without the secrets that this crate knows; see
    /// [`Preview`]. Of the members of an action that it does not know, it knows none.
    ///
    /// # Errors
    ///
    /// As with [`Call::preview`].
    pub fn preview(&self) -> Result<Preview, Error> {
        Preview::of(&self.unsent().ok_or_else(polled_before)??)
    }
}

fn polled_before() -> Error {
    Error::configuration("the call was polled before; preview a new one")
}

impl Preview {
    fn of(call: &Unsent) -> Result<Self, Error> {
        let Unsent { client, schema, request, .. } = call;
        let body = checked_body(call, &**request)?;
        let shown = without_secrets(&**request, &body);
        let placeholder = "TC3-HMAC-SHA256 <left out>";
        let request = unsigned_request(client, schema, placeholder, shown);
        let request = request.map_err(|cause| Error::new(cause).with_action(schema.name))?;
        Ok(Self { client: client.clone(), schema, body, request })
    }

    /// Returns the complete request, signed now with the credentials of the client. It holds all
    /// secrets of the request, and a signature with which anybody can send it for five minutes; then
    /// the service refuses it.
    ///
    /// # Errors
    ///
    /// When there are no credentials, or when a header cannot hold them.
    pub async fn with_signature(mut self) -> Result<Self, Error> {
        let request = self.signed().await;
        self.request = request.map_err(|cause| Error::new(cause).with_action(self.schema.name))?;
        Ok(self)
    }

    async fn signed(&self) -> Result<http::Request<Bytes>, Cause> {
        let Self { client, schema, body, .. } = self;
        let config = client.config();
        let credentials = config.credentials.provide().await.map_err(Cause::Credentials)?;
        let (endpoint, _) = target(client, schema.service);
        let clock_offset = config.clock_offset.current();
        sign_request(client, schema, &endpoint, &credentials, clock_offset, body.clone())
    }

    /// The request: URI, headers and body.
    #[must_use]
    pub fn request(&self) -> &http::Request<Bytes> {
        &self.request
    }

    /// Returns the request itself.
    #[must_use]
    pub fn into_request(self) -> http::Request<Bytes> {
        self.request
    }

    /// A curl command for a POSIX shell. Without the [signature](Self::with_signature), the service
    /// refuses it.
    #[must_use]
    pub fn curl(&self) -> String {
        let mut command = format!("curl {}", quote(&self.request.uri().to_string()));
        // curl writes the header Host from the URL.
        for (name, value) in self.headers().filter(|(name, _)| *name != "host") {
            command.push_str(&format!(" \\\n  -H {}", quote(&format!("{name}: {value}"))));
        }
        // Unlike `--data`, it reads no file.
        command + " \\\n  --data-raw " + &quote(&self.body_text())
    }

    fn headers(&self) -> impl Iterator<Item = (&str, String)> {
        let headers = self.request.headers().iter();
        headers.map(|(name, value)| {
            (name.as_str(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
    }

    fn body_text(&self) -> String {
        String::from_utf8_lossy(self.request.body()).into_owned()
    }
}

impl fmt::Display for Preview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {} HTTP/1.1", self.request.method(), self.request.uri().path())?;
        for (name, value) in self.headers() {
            writeln!(f, "{name}: {value}")?;
        }
        write!(f, "\n{}", self.body_text())
    }
}

/// It shows neither headers nor body, since the request may be complete.
impl fmt::Debug for Preview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Preview");
        out.field("action", &self.schema.name).field("uri", self.request.uri());
        out.finish_non_exhaustive()
    }
}
