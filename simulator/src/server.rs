//! The story of one request, top to bottom: what it may be, who signed it, whether it comes too
//! often, whether its parameters fit, what it does, and what is answered. The first step that finds
//! a fault ends it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use teo_specs::Spec;

use crate::body;
use crate::content::{self, Account};
use crate::fault::Fault;
use crate::head::{self, Head};
use crate::ids;
use crate::jobs::Jobs;
use crate::parameters::Parameters;
use crate::rate::Rates;
use crate::received::Received;
use crate::signature::{self, Keys, Signed};
use crate::times::whole_seconds;
use crate::zones::Zones;

pub(crate) type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// What stays the same while the simulator runs, and what requests change.
pub(crate) struct Server {
    pub(crate) spec: Spec,
    pub(crate) keys: Keys,
    pub(crate) zones: Zones,
    pub(crate) task_duration: Duration,
    pub(crate) clock: Clock,
    pub(crate) books: Mutex<Books>,
}

/// What is remembered from one request to the next.
pub(crate) struct Books {
    pub(crate) rates: Rates,
    pub(crate) jobs: Jobs,
    pub(crate) received: Vec<Received>,
}

pub(crate) fn router(server: Arc<Server>) -> Router {
    Router::new().fallback(serve).with_state(server)
}

async fn serve(State(server): State<Arc<Server>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = body::read(body).await;
    server.answer(&parts, body)
}

impl Server {
    /// The books, even if a request panicked with them open: at worst that one is not in them.
    pub(crate) fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Requests are answered one at a time, so that what was received has one order.
    fn answer(&self, parts: &Parts, body: Result<Vec<u8>, Fault>) -> Response {
        let now = (self.clock)();
        let books = &mut *self.books();
        let request_id = ids::request_id(books.received.len() as u64);
        let (body, outcome) = match body {
            Ok(body) => {
                let outcome = self.carry_out(books, parts, &body, now);
                (body, outcome)
            }
            Err(fault) => (Vec::new(), Err(fault)),
        };
        books.received.push(Received {
            action: head::text(&parts.headers, "X-TC-Action").unwrap_or_default().to_owned(),
            headers: headers(parts),
            body,
            request_id: request_id.clone(),
            error: outcome.as_ref().err().map(|fault| fault.code.to_owned()),
        });
        envelope(outcome, request_id)
    }

    fn carry_out(
        &self,
        books: &mut Books,
        parts: &Parts,
        body: &[u8],
        now: SystemTime,
    ) -> Result<Map<String, Value>, Fault> {
        check_protocol(parts)?;
        let head = Head::read(&self.spec, &parts.headers)?;
        self.check_signature(&head, parts, body, now)?;
        let action = head.action;
        books.rates.admit(&action.name, action.requests_per_second, Instant::now())?;
        let parameters = Parameters::read(&self.spec, action, body)?;
        let mut account = Account {
            spec: &self.spec,
            zones: &self.zones,
            jobs: &mut books.jobs,
            task_duration: self.task_duration,
            now,
        };
        content::execute(action, &parameters, &mut account)
    }

    fn check_signature(
        &self,
        head: &Head<'_>,
        parts: &Parts,
        body: &[u8],
        now: SystemTime,
    ) -> Result<(), Fault> {
        let signed = Signed {
            method: parts.method.as_str(),
            query: parts.uri.query().unwrap_or_default(),
            headers: &parts.headers,
            body,
        };
        let service = &self.spec.service.service;
        signature::verify(&self.keys, service, head, &signed, whole_seconds(now))
    }
}

fn check_protocol(parts: &Parts) -> Result<(), Fault> {
    if parts.method == Method::POST && parts.uri.path() == "/" {
        return Ok(());
    }
    Err(Fault::new(
        "UnsupportedProtocol",
        format!("the simulator takes POST /, not {} {}", parts.method, parts.uri.path()),
    ))
}

fn headers(parts: &Parts) -> Vec<(String, String)> {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let headers = parts.headers.iter();
    headers.map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes()))).collect()
}

/// An error is answered with status 200 too, as the service does.
fn envelope(outcome: Result<Map<String, Value>, Fault>, request_id: String) -> Response {
    let mut response = outcome.unwrap_or_else(|fault| {
        let error = json!({"Code": fault.code, "Message": fault.message});
        Map::from_iter([("Error".to_owned(), error)])
    });
    response.insert("RequestId".to_owned(), Value::String(request_id));
    let content_type = [(header::CONTENT_TYPE, "application/json")];
    (content_type, json!({"Response": response}).to_string()).into_response()
}

#[cfg(test)]
mod tests;
