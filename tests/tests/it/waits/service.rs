//! A service in place of the transport. With a paused clock, timeouts are over before a socket is
//! ready, so the replies of this one are there at once.

use std::fmt;
use std::future::{pending, ready};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use serde_json::{Value, json};
use teo_api::{
    BoxFuture, Client, Credentials, ProvideCredentials, RateLimit, ResponseBody, RetryPolicy,
    SendProgress, Transport, TransportError, WaitError,
};
use tokio::time::Instant;

/// A request as the service received it.
#[derive(Debug, Clone)]
pub(super) struct Received {
    /// Seconds since the start of the service.
    pub(super) second: f64,
    pub(super) action: String,
    pub(super) body: Value,
}

/// What the service does with a request.
#[derive(Debug, Clone)]
pub(super) enum Reply {
    Response(Value),
    Error(&'static str),
    Status(u16),
    NoConnection,
    /// A response that is no JSON.
    Unreadable,
    /// No response, and no end of the connection.
    Silence,
}

type Respond = dyn FnMut(usize, &Received) -> Reply + Send;

/// The service. It replies to a request by its number and by what is in it.
#[derive(Clone)]
pub(super) struct Service {
    started: Instant,
    received: Arc<Mutex<Vec<Received>>>,
    respond: Arc<Mutex<Respond>>,
}

impl Service {
    pub(super) fn new(
        respond: impl FnMut(usize, &Received) -> Reply + Send + 'static,
    ) -> (Self, Client) {
        let (started, respond) = (Instant::now(), Arc::new(Mutex::new(respond)));
        let service = Self { started, received: Arc::default(), respond };
        let client = service.client(Credentials::new("AKIDexample", "key"));
        (service, client)
    }

    /// A client of this service.
    pub(super) fn client(&self, credentials: impl ProvideCredentials + 'static) -> Client {
        Client::builder()
            .credentials(credentials)
            .transport(self.clone())
            .rate_limit(RateLimit::Off)
            .retry(RetryPolicy::none())
            .build()
            .unwrap()
    }

    /// A service that sends these replies in turn, and then the last one again and again.
    pub(super) fn in_turn(replies: Vec<Reply>) -> (Self, Client) {
        Self::new(move |number, _| replies[number.min(replies.len() - 1)].clone())
    }

    pub(super) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// The seconds at which requests came.
    pub(super) fn seconds(&self) -> Vec<f64> {
        self.received().iter().map(|received| received.second).collect()
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Service")
    }
}

impl Transport for Service {
    fn send(
        &self,
        request: http::Request<Bytes>,
        _: SendProgress,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, TransportError>> {
        let received = Received {
            // Tokio's timers are exact to a millisecond.
            second: (self.started.elapsed().as_secs_f64() * 10.0).round() / 10.0,
            action: request.headers()["x-tc-action"].to_str().unwrap().to_owned(),
            body: serde_json::from_slice(request.body()).unwrap(),
        };
        let mut all = self.received.lock().unwrap();
        let reply = (self.respond.lock().unwrap())(all.len(), &received);
        all.push(received);
        let response = match reply {
            Reply::Response(mut response) => {
                response["RequestId"] = json!("request");
                Ok(http::Response::new(json!({"Response": response}).to_string().into()))
            }
            Reply::Error(code) => {
                let error = json!({"Code": code, "Message": "told by the test"});
                let body = json!({"Response": {"Error": error, "RequestId": "request"}});
                Ok(http::Response::new(body.to_string().into()))
            }
            Reply::Status(status) => {
                Ok(http::Response::builder().status(status).body("".into()).unwrap())
            }
            Reply::Unreadable => Ok(http::Response::new("<html>".into())),
            Reply::Silence => return Box::pin(pending()),
            Reply::NoConnection => Err(TransportError::NotSent("no connection".into())),
        };
        Box::pin(ready(response))
    }
}

pub(super) const ZONE: &str = "zone-1";
pub(super) const HOST: &str = "www.example.com";
pub(super) const JOB: &str = "job-1";

/// A list with the domain that is waited for, in this state.
pub(super) fn domain(state: &str) -> Reply {
    domains(&[(HOST, state)])
}

pub(super) fn domains(domains: &[(&str, &str)]) -> Reply {
    let domains: Vec<Value> = domains
        .iter()
        .map(|(name, state)| json!({"ZoneId": ZONE, "DomainName": name, "DomainStatus": state}))
        .collect();
    Reply::Response(json!({"TotalCount": domains.len(), "AccelerationDomains": domains}))
}

/// A list with the tasks of the job that is waited for, in these states.
pub(super) fn tasks(states: &[&str]) -> Reply {
    let task = |(index, state): (usize, &&str)| json!({"JobId": JOB, "Target": format!("http://{HOST}/{index}"), "Status": state});
    let tasks: Vec<Value> = states.iter().enumerate().map(task).collect();
    Reply::Response(json!({"TotalCount": tasks.len(), "Tasks": tasks}))
}

/// The error of a wait that must have failed.
pub(super) fn error_of<T>(result: Result<T, WaitError<T>>) -> WaitError<T> {
    match result {
        Ok(_) => panic!("the wait ended well"),
        Err(error) => error,
    }
}
