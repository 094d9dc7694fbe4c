//! The story of one request, top to bottom: what it may be, who signed it, whether it comes too
//! often, whether its parameters fit, what it does, and what is answered. The first step that finds
//! a fault ends it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use teo_specs::Spec;

use crate::account::{Account, Holdings};
use crate::body;
use crate::failure::{self, Failure};
use crate::fault::Fault;
use crate::head::{self, Head};
use crate::ids;
use crate::parameters::Parameters;
use crate::rate::Rates;
use crate::received::Received;
use crate::signature::{self, Keys, Signed};
use crate::synthesis::Synthesis;
use crate::times::whole_seconds;

pub(crate) type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// What stays the same while the simulator runs, and what requests change.
pub(crate) struct Server {
    pub(crate) spec: Spec,
    pub(crate) keys: Keys,
    pub(crate) task_duration: Duration,
    pub(crate) clock: Clock,
    /// When the server started, by its clock.
    pub(crate) started: Timestamp,
    pub(crate) seed: u64,
    pub(crate) books: Mutex<Books>,
}

/// What is remembered from one request to the next.
pub(crate) struct Books {
    pub(crate) rates: Rates,
    pub(crate) holdings: Holdings,
    pub(crate) failures: VecDeque<Failure>,
    pub(crate) received: Vec<Received>,
}

pub(crate) fn router(server: Arc<Server>) -> Router {
    Router::new().fallback(serve).with_state(server)
}

async fn serve(State(server): State<Arc<Server>>, request: Request) -> Response {
    let failure = server.books().failures.pop_front();
    if failure == Some(Failure::CloseBeforeRead) {
        return failure::cut();
    }
    let (parts, body) = request.into_parts();
    let body = body::read(body).await;
    let answer = server.answer(&parts, body, failure.as_ref());
    match failure {
        Some(Failure::CloseAfterRead) => failure::cut(),
        Some(Failure::Delay(duration)) => {
            tokio::time::sleep(duration).await;
            answer
        }
        _ => answer,
    }
}

impl Server {
    /// The books, even if a request panicked with them open: at worst that one is not in them.
    pub(crate) fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Requests are answered one at a time, so that what was received has one order.
    fn answer(
        &self,
        parts: &Parts,
        body: Result<Vec<u8>, Fault>,
        failure: Option<&Failure>,
    ) -> Response {
        let now = (self.clock)();
        let books = &mut *self.books();
        let request_id = ids::request_id(books.received.len() as u64);
        let (body, fault) = match body {
            Ok(body) => (body, None),
            Err(fault) => (Vec::new(), Some(fault)),
        };
        let (error, answer) = match (failure, fault) {
            (Some(Failure::Code(code, message)), _) => {
                (Some(code.clone()), refusal(code, message, &request_id))
            }
            (Some(Failure::Status(status, body)), _) => {
                (Some(format!("HTTP {status}")), failure::answer(*status, body))
            }
            (_, fault) => {
                let outcome = fault.map_or_else(|| self.carry_out(books, parts, &body, now), Err);
                match outcome {
                    Ok(answer) => (None, envelope(answer, &request_id)),
                    Err(fault) => {
                        let answer = refusal(fault.code, &fault.message, &request_id);
                        (Some(fault.code.to_owned()), answer)
                    }
                }
            }
        };
        books.received.push(Received {
            action: head::text(&parts.headers, "X-TC-Action").unwrap_or_default().to_owned(),
            headers: headers(parts),
            body,
            request_id,
            error,
        });
        answer
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
            holdings: &mut books.holdings,
            synthesis: Synthesis { spec: &self.spec, seed: self.seed, clock: self.started },
            task_duration: self.task_duration,
            now,
        };
        account.execute(action, &parameters)
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
fn refusal(code: &str, message: &str, request_id: &str) -> Response {
    let error = json!({"Code": code, "Message": message});
    envelope(Map::from_iter([("Error".to_owned(), error)]), request_id)
}

fn envelope(mut response: Map<String, Value>, request_id: &str) -> Response {
    response.insert("RequestId".to_owned(), json!(request_id));
    let content_type = [(header::CONTENT_TYPE, "application/json")];
    (content_type, json!({"Response": response}).to_string()).into_response()
}

#[cfg(test)]
pub(crate) mod tests;
