//! Handles one request, in this order: tell its form, read the common parameters, verify the signature,
//! apply the rate limit, check the parameters, execute the action, build the response. The first error ends the
//! processing and becomes the response.

mod body;
mod common_parameters;
mod flat_parameters;
mod forms;
mod host;
pub(crate) mod signature;
mod signature_v1;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use axum::Router;
use axum::extract::{self, Request};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use teo_specs::Spec;

use crate::actions::ActionContext;
use crate::api_error::ApiError;
use crate::failure::{self, Failure};
use crate::ids;
use crate::state::State;
use crate::state::received_request::ReceivedRequest;
use crate::synthesis::Synthesis;
use crate::times::whole_seconds;
use common_parameters::CommonParameters;
use forms::Form;
use signature::Keys;

pub(crate) type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// The settings of a running simulator, and the state that requests change.
pub(crate) struct Server {
    pub(crate) spec: Spec,
    pub(crate) keys: Keys,
    pub(crate) task_duration: Duration,
    pub(crate) clock: Clock,
    /// The time on `clock` when the server started.
    pub(crate) start_time: Timestamp,
    pub(crate) seed: u64,
    /// The number of items in a made-up list with pages; `None` for from 3 to 25.
    pub(crate) list_size: Option<usize>,
    pub(crate) state: Mutex<State>,
}

pub(crate) fn router(server: Arc<Server>) -> Router {
    Router::new().fallback(handle).with_state(server)
}

async fn handle(extract::State(server): extract::State<Arc<Server>>, request: Request) -> Response {
    let failure = server.lock_state().failures.pop_front();
    if failure == Some(Failure::CloseBeforeRead) {
        return failure::close_connection();
    }
    let (parts, body) = request.into_parts();
    let body = body::read(body).await;
    let response = server.respond(&parts, body, failure.as_ref());
    match failure {
        Some(Failure::CloseAfterRead) => failure::close_connection(),
        Some(Failure::Delay(duration)) => {
            tokio::time::sleep(duration).await;
            response
        }
        _ => response,
    }
}

impl Server {
    /// Locks the state, ignoring poisoning: a request that panicked may be missing from `received`,
    /// or applied only in part.
    pub(crate) fn lock_state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Builds the response to one request and records the request. The state stays locked
    /// throughout, so that requests are recorded in the order in which they are executed.
    fn respond(
        &self,
        parts: &Parts,
        body: Result<Vec<u8>, ApiError>,
        failure: Option<&Failure>,
    ) -> Response {
        let now = (self.clock)();
        let state = &mut *self.lock_state();
        let request_id = ids::request_id(state.received.len() as u64);
        let (body, body_error) = match body {
            Ok(body) => (body, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        let (recorded_error, response) = match (failure, body_error) {
            (Some(Failure::Code(code, message)), _) => {
                (Some(code.clone()), error_response(code, message, &request_id))
            }
            (Some(Failure::Status(status, response_body)), _) => {
                (Some(format!("HTTP {status}")), failure::http_response(*status, response_body))
            }
            (_, body_error) => {
                let result = body_error.map_or_else(|| self.execute(state, parts, &body, now), Err);
                match result {
                    Ok(members) => (None, envelope(members, &request_id)),
                    Err(error) => {
                        let response = error_response(error.code, &error.message, &request_id);
                        (Some(error.code.to_owned()), response)
                    }
                }
            }
        };
        state.received.push(ReceivedRequest {
            action: forms::action_name(parts, &body),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: recorded_headers(parts),
            body,
            request_id,
            error: recorded_error,
        });
        response
    }

    fn execute(
        &self,
        state: &mut State,
        parts: &Parts,
        body: &[u8],
        now: SystemTime,
    ) -> Result<Map<String, Value>, ApiError> {
        let form = Form::of(parts, body)?;
        let common = form.common(&self.spec, parts)?;
        self.verify_signature(&form, &common, parts, body, now)?;
        let action = common.action;
        state.rate_limiter.acquire(&action.name, action.requests_per_second, Instant::now())?;
        let parameters = form.parameters(&self.spec, action)?;
        let mut context = ActionContext {
            resources: &mut state.resources,
            synthesis: Synthesis {
                spec: &self.spec,
                seed: self.seed,
                reference_time: self.start_time,
                list_size: self.list_size,
            },
            task_duration: self.task_duration,
            now,
        };
        context.execute(action, &parameters)
    }

    fn verify_signature(
        &self,
        form: &Form<'_>,
        common: &CommonParameters<'_>,
        parts: &Parts,
        body: &[u8],
        now: SystemTime,
    ) -> Result<(), ApiError> {
        let (method, headers) = (&parts.method, &parts.headers);
        if let Form::V1(parameters) = form {
            let signed_parts = signature_v1::SignedParts { method, headers, parameters };
            return signature_v1::verify(&self.keys, common, &signed_parts, whole_seconds(now));
        }
        let signed_parts = signature::SignedParts {
            method: method.as_str(),
            query: parts.uri.query().unwrap_or_default(),
            headers,
            body,
        };
        let service = &self.spec.service.service;
        signature::verify(&self.keys, service, common, &signed_parts, whole_seconds(now))
    }
}

fn recorded_headers(parts: &Parts) -> Vec<(String, String)> {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let headers = parts.headers.iter();
    headers.map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes()))).collect()
}

/// Builds an error response. Its HTTP status is 200, as in the service's own error responses.
fn error_response(code: &str, message: &str, request_id: &str) -> Response {
    let error = json!({"Code": code, "Message": message});
    envelope(Map::from_iter([("Error".to_owned(), error)]), request_id)
}

fn envelope(mut members: Map<String, Value>, request_id: &str) -> Response {
    members.insert("RequestId".to_owned(), json!(request_id));
    let content_type = [(header::CONTENT_TYPE, "application/json")];
    (content_type, json!({"Response": members}).to_string()).into_response()
}

#[cfg(test)]
pub(crate) mod tests;
