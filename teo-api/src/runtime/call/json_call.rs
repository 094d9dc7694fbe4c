//! Calls by name: any action of any service, with request and response as JSON. The pipeline is that of
//! every other call.

mod unlisted;

use std::any::Any;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use serde_json::Value;

use super::detailed::{DetailedResponse, Received};
use super::{Unsent, UntypedCall};
use crate::runtime::check::Validation;
use crate::runtime::client::{CallOptions, Client};
use crate::runtime::error::Error;
use crate::runtime::json::fill;
use crate::runtime::schema::{
    ActionSchema, JsonObject, KnownAction, Members, RequestId, ServiceSchema,
};
use crate::runtime::timing::RetryPolicy;

/// A call by name: a future that sends the request when it is first polled, mostly by `.await`.
///
/// The action need not be one that this crate knows. If it is, the request is checked as that of any
/// call; if it is not, the request is sent as it is, at most 20 times a second, and the action counts as
/// mutating unless it is [`read_only`](Self::read_only). Either way the JSON is sent exactly as it was
/// given, and credentials, signature, queue, retries and errors are those of any [`Call`](super::Call).
///
/// ```no_run
/// use serde_json::json;
///
/// # async fn example(client: teo_api::Client) -> Result<(), teo_api::Error> {
/// let call = client.call_json("DescribeNewThings", json!({"ZoneId": "zone-225qgrnvbi9w"})).read_only();
/// println!("{}", call.await?.value["TotalCount"]);
/// # Ok(())
/// # }
/// ```
///
/// An action of another service, such as the upload of a certificate before it is deployed:
///
/// ```no_run
/// # use serde_json::json;
/// # async fn example(client: teo_api::Client, cert: &str, key: &str) -> Result<(), teo_api::Error> {
/// let request = json!({"CertificatePublicKey": cert, "CertificatePrivateKey": key});
/// let call = client.call_json("UploadCertificate", request).service("ssl", "2019-12-05");
/// let id = call.await?.value["CertificateId"].clone();
/// # Ok(())
/// # }
/// ```
///
/// The names of actions and services that this crate does not know are kept for the rest of the
/// process, so take them from no endless source.
#[must_use = "a call is not sent until it is awaited"]
pub struct JsonCall {
    /// `None` after the first poll.
    named: Option<Box<Named>>,
    pub(super) untyped: UntypedCall,
}

/// The response to a call by name.
///
/// Debug shows the names of its members alone, since nobody knows which of them is a secret.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct JsonResponse {
    /// The object `Response` as it was received: integers up to 64 bits are exact, and all other
    /// numbers are as exact as an `f64`.
    pub value: Value,
    /// Identifies the request to the vendor's support; empty if the response has none.
    pub request_id: String,
}

/// A call by name before its first poll.
struct Named {
    client: Client,
    service: Service,
    action: String,
    request: Value,
    region: Option<String>,
    endpoint: Option<String>,
    read_only: bool,
    options: CallOptions,
}

/// The service of a call by name.
enum Service {
    /// The one of the generated code that made the call.
    Own {
        schema: &'static ServiceSchema,
        actions: &'static [KnownAction],
    },
    Named {
        name: String,
        version: String,
    },
}

impl JsonCall {
    /// For generated code: a call of an action of this service, of which `actions` are known.
    #[doc(hidden)]
    pub fn new(
        client: &Client,
        schema: &'static ServiceSchema,
        actions: &'static [KnownAction],
        action: impl Into<String>,
        request: Value,
    ) -> Self {
        let named = Named {
            client: client.clone(),
            service: Service::Own { schema, actions },
            action: action.into(),
            request,
            region: None,
            endpoint: None,
            read_only: false,
            options: CallOptions::default(),
        };
        Self { named: Some(Box::new(named)), untyped: UntypedCall::new(None) }
    }

    /// Calls an action of another service: its name in signatures and hosts, such as `ssl`, and its
    /// version, such as `2019-12-05`. The call goes to the public host of the service on the client's
    /// site, unless [`endpoint`](Self::endpoint) sets another or the client's endpoint is on loopback.
    pub fn service(self, name: impl Into<String>, version: impl Into<String>) -> Self {
        self.with(|call| {
            let (name, version) = (name.into(), version.into());
            let own = matches!(&call.service, Service::Own { schema, .. }
                if schema.name == name && schema.version == version);
            if !own {
                call.service = Service::Named { name, version };
            }
        })
    }

    /// Sets the region, sent as `X-TC-Region`. Defaults to that of the client.
    pub fn region(self, region: impl Into<String>) -> Self {
        self.with(|call| call.region = Some(region.into()))
    }

    /// Sets the endpoint: `host`, `host:port`, or a URL without a path. `http://` is accepted as by
    /// [`Client::with_endpoint`].
    pub fn endpoint(self, endpoint: impl Into<String>) -> Self {
        self.with(|call| call.endpoint = Some(endpoint.into()))
    }

    /// Tells that an action that this crate does not know is read-only, so that it is retried as such.
    /// Of an action that it does know, the spec says it.
    pub fn read_only(self) -> Self {
        self.with(|call| call.read_only = true)
    }

    /// Sets the timeout of the whole call, with all its attempts. Defaults to the client's timeout.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|call| call.options.timeout = Some(timeout))
    }

    /// Sets when this call is retried. Defaults to the client's policy.
    pub fn retry(self, policy: RetryPolicy) -> Self {
        self.with(|call| call.options.retry = Some(policy))
    }

    /// Sets whether the request of an action that this crate knows is checked before it is sent.
    /// Defaults to the client's setting.
    pub fn validation(self, validation: Validation) -> Self {
        self.with(|call| call.options.validation = Some(validation))
    }

    /// Sends the call like `.await`, and returns the response with its status, headers, body, attempts
    /// and durations.
    ///
    /// # Errors
    ///
    /// As with `.await`.
    pub async fn send_detailed(mut self) -> Result<DetailedResponse<JsonResponse>, Error> {
        self.resolve()?;
        let Received { response, details } = self.untyped.await?;
        Ok(DetailedResponse::new(JsonResponse::from_untyped(response), details))
    }

    fn with(mut self, set: impl FnOnce(&mut Named)) -> Self {
        if let Some(named) = &mut self.named {
            set(named);
        }
        self
    }

    /// The call with its schema; `None` after the first poll.
    pub(super) fn unsent(&self) -> Option<Result<Unsent, Error>> {
        self.named.as_ref().map(|named| named.unsent())
    }

    /// Looks the action up, before the first poll.
    pub(super) fn resolve(&mut self) -> Result<(), Error> {
        if let Some(named) = self.named.take() {
            self.untyped = UntypedCall::new(Some(named.unsent()?));
        }
        Ok(())
    }
}

impl Future for JsonCall {
    type Output = Result<JsonResponse, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if let Err(error) = self.resolve() {
            return Poll::Ready(Err(error));
        }
        let received = Pin::new(&mut self.untyped).poll(context);
        received.map_ok(|received| JsonResponse::from_untyped(received.response))
    }
}

impl Named {
    /// The call with its schema. The request is read into that of a known action to be checked, and
    /// sent as it was given.
    fn unsent(&self) -> Result<Unsent, Error> {
        let (service, known) = match &self.service {
            Service::Own { schema, actions } => {
                (*schema, actions.iter().find(|known| known.schema.name == self.action))
            }
            Service::Named { name, version } => (unlisted::service(name, version)?, None),
        };
        let schema = match known {
            Some(known) => known.schema,
            None => unlisted::action(service, &self.action, self.read_only)?,
        };
        let request = self.request_for(known).map_err(|error| error.with_action(schema.name))?;
        Ok(Unsent {
            client: self.client_for(schema)?,
            schema,
            request: request.into(),
            body: Some(self.request.to_string().into()),
            response_type: || Box::<JsonObject>::default(),
            options: self.options.clone(),
        })
    }

    fn request_for(&self, known: Option<&KnownAction>) -> Result<Box<dyn Members>, Error> {
        if !self.request.is_object() {
            return Err(Error::configuration("the request is not a JSON object"));
        }
        let Some(known) = known else {
            return Ok(Box::<JsonObject>::default());
        };
        let mut request = (known.request)();
        fill(&mut *request, &self.request).map_err(|fault| {
            Error::configuration(format!("the request cannot be read as JSON: {fault}"))
        })?;
        Ok(request)
    }

    /// The client with the destination of this call. It is for the service of the action, so that an
    /// endpoint that is set here holds for it.
    fn client_for(&self, schema: &ActionSchema) -> Result<Client, Error> {
        let mut client = self.client.for_service(schema.service);
        if let Some(region) = &self.region {
            client = client.with_region(region)?;
        }
        if let Some(endpoint) = &self.endpoint {
            client = client.with_endpoint(endpoint)?;
        }
        Ok(client)
    }
}

impl JsonResponse {
    pub(super) fn from_untyped(response: Box<dyn super::AnyResponse>) -> Self {
        let response: Box<dyn Any> = response;
        let Ok(mut object) = response.downcast::<JsonObject>() else {
            unreachable!("`Named::unsent` makes a `JsonObject`")
        };
        let request_id = object.request_id().unwrap_or_default().to_owned();
        Self { value: object.0.take().into(), request_id }
    }
}

/// It shows neither the request nor the endpoint, in which secrets may stand.
impl fmt::Debug for JsonCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("JsonCall");
        if let Some(named) = &self.named {
            out.field("client", &named.client);
            out.field("action", &named.action);
            out.field("options", &named.options);
        }
        out.finish_non_exhaustive()
    }
}

impl fmt::Debug for JsonResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&String> =
            self.value.as_object().into_iter().flat_map(|o| o.keys()).collect();
        f.debug_struct("JsonResponse")
            .field("members", &names)
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}
