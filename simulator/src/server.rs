//! Handles one request, in this order: tell its form, read the common parameters, verify the
//! signature, apply the rate limit, check the parameters, execute the action, build the response. The
//! first error ends the processing and becomes the response. A rule of the test may take the place of
//! the response, or of all of this.

mod body;
mod common_parameters;
mod flat_parameters;
mod forms;
mod host;
mod reply;
pub(crate) mod signature;
mod signature_v1;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use axum::Router;
use axum::extract::{self, Request};
use axum::http::request::Parts;
use axum::response::Response;
use jiff::Timestamp;
use teo_specs::Spec;
use tokio::sync::watch;

use crate::actions::{ActionContext, Answer};
use crate::api_error::ApiError;
use crate::ids;
use crate::rule::{Outcome, Rule};
use crate::state::State;
use crate::state::received_request::ReceivedRequest;
use crate::synthesis::Synthesis;
use crate::times::whole_seconds;
use common_parameters::CommonParameters;
use forms::Form;
use reply::Reply;
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

/// Makes the service of the server. The end of `stopping` tells that the simulator stops.
pub(crate) fn router(server: Arc<Server>, stopping: watch::Receiver<()>) -> Router {
    Router::new().fallback(handle).with_state((server, stopping))
}

type Shared = (Arc<Server>, watch::Receiver<()>);

async fn handle(
    extract::State((server, stopping)): extract::State<Shared>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let body = body::read(body).await;
    server.respond(&parts, body).into_response(stopping).await
}

impl Server {
    /// Locks the state, ignoring poisoning: a request that panicked may be missing from `received`,
    /// or applied only in part.
    pub(crate) fn lock_state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the reply to one request and records the request. The state stays locked throughout, so
    /// that requests are recorded in the order in which they are executed.
    fn respond(&self, parts: &Parts, body: Result<Vec<u8>, ApiError>) -> Reply {
        let now = (self.clock)();
        let state = &mut *self.lock_state();
        let request_id = ids::request_id(state.received.count());
        let action = forms::action_name(parts, body.as_deref().unwrap_or_default());
        let rule = state.rules.take(&action, Instant::now());
        let mut execute = || match &body {
            Ok(body) => self.execute(state, parts, body, now),
            Err(error) => Err(error.clone()),
        };
        let (reply, executed, made_up, error) = match &rule {
            Some(Rule { outcome: Outcome::Replaced(replacement), after_execution, .. }) => {
                let result = after_execution.then(&mut execute);
                let executed = matches!(result, Some(Ok(_)));
                let own_error = result.and_then(Result::err).map(|error| error.code.into_owned());
                let error = replacement.error().or(own_error);
                (Reply::replaced(replacement, &request_id), executed, false, error)
            }
            other => {
                let result = execute();
                let executed = result.is_ok();
                let made_up = result.as_ref().is_ok_and(|answer| answer.made_up);
                let error = result.as_ref().err().map(|error| error.code.clone().into_owned());
                let response = Reply::normal(result, &request_id);
                let reply = match other {
                    Some(Rule { outcome: Outcome::Delayed(delay), .. }) => {
                        Reply::Delayed(response, *delay)
                    }
                    _ => Reply::Response(response),
                };
                (reply, executed, made_up, error)
            }
        };
        state.received.add(ReceivedRequest {
            action,
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: recorded_headers(parts),
            body: body.unwrap_or_default(),
            request_id,
            error,
            rule,
            executed,
            made_up,
        });
        reply
    }

    fn execute(
        &self,
        state: &mut State,
        parts: &Parts,
        body: &[u8],
        now: SystemTime,
    ) -> Result<Answer, ApiError> {
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
        context.execute(action, parameters)
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

#[cfg(test)]
pub(crate) mod tests;
