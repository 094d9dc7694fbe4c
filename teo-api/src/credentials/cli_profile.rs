//! The credentials of the vendor's command-line tool: an API key, or the temporary credentials of a
//! login. The file is read at the first call, and again when the credentials in it are about to
//! expire, since the tool writes new ones into it.

use std::path::PathBuf;
use std::time::Duration;

use futures_core::future::BoxFuture;
use serde_json::{Map, Value};

use super::env::{Env, off_the_runtime};
use super::refreshing::Refreshing;
use super::time::parse_unix_timestamp;
use crate::runtime::{Credentials, CredentialsError, ProvideCredentials};

const PROFILE: &str = "TCCLI_PROFILE";

/// The credentials in `~/.tccli/<profile>.credential`. The profile is the value of `TCCLI_PROFILE`,
/// else `default`.
///
/// This provider does not refresh a login: after it has expired, run `tccli auth login`.
///
/// ```
/// use teo_api::{CliProfileCredentials, Client};
///
/// let client = Client::builder().credentials(CliProfileCredentials::new()).build()?;
/// # Ok::<(), teo_api::Error>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct CliProfileCredentials(Refreshing<CliProfile>);

impl CliProfileCredentials {
    /// The profile that `TCCLI_PROFILE` names, else `default`.
    pub fn new() -> Self {
        Self::with_env(Env::real())
    }

    pub(super) fn with_env(env: Env) -> Self {
        let profile = CliProfile { env, name: None };
        Self(Refreshing::with_failure_ttl(profile, Duration::ZERO, Duration::ZERO))
    }

    /// Sets the profile and ignores the environment.
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.0.provider_mut().name = Some(name.into());
        self
    }
}

impl Default for CliProfileCredentials {
    fn default() -> Self {
        Self::new()
    }
}

impl ProvideCredentials for CliProfileCredentials {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        self.0.provide()
    }
}

#[derive(Debug, Clone)]
struct CliProfile {
    env: Env,
    name: Option<String>,
}

impl CliProfile {
    fn read(&self) -> Result<Credentials, CredentialsError> {
        let (path, named) = self.path()?;
        let at = path.display();
        let Some(text) = self.env.read(&path)? else {
            return Err(if named {
                CredentialsError::new(format!("there is no {at}, the profile that was named"))
            } else {
                CredentialsError::not_found(format!("there is no {at}"))
            });
        };
        // The parser's message has line and column, and never the text.
        let members: Map<String, Value> =
            serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}'))
                .map_err(|fault| CredentialsError::new(format!("{at} is not JSON: {fault}")))
                .and_then(|value| match value {
                    Value::Object(members) => Ok(members),
                    _ => Err(CredentialsError::new(format!("{at} is not a JSON object"))),
                })?;
        let text = |name: &str| {
            members.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
        };
        let (id, key) = match (text("secretId"), text("secretKey")) {
            (Some(id), Some(key)) => (id, key),
            // The tool writes such files after a logout and for the role of a machine.
            (None, None) => {
                return Err(CredentialsError::not_found(format!("{at} holds no key")));
            }
            (None, _) => return Err(CredentialsError::new(format!("{at} has no secretId"))),
            (_, None) => return Err(CredentialsError::new(format!("{at} has no secretKey"))),
        };
        let credentials = Credentials::new(id, key);
        let Some(token) = text("token") else {
            return Ok(credentials);
        };
        let credentials = credentials.with_token(token);
        Ok(match members.get("expiresAt").and_then(parse_unix_timestamp) {
            Some(expires) => credentials.with_expiry(expires),
            None => credentials,
        })
    }

    /// The path of the file, and whether the caller or the environment named the profile.
    fn path(&self) -> Result<(PathBuf, bool), CredentialsError> {
        let name = match &self.name {
            Some(name) => Some(name.clone()),
            None => self.env.variable(PROFILE)?,
        };
        let named = name.is_some();
        let name = name.unwrap_or_else(|| "default".to_owned());
        if name.contains(['/', '\\']) {
            let message = format!(
                "{name:?} is no profile of the command-line tool; {PROFILE} takes a name, not a path"
            );
            return Err(CredentialsError::new(message));
        }
        match self.env.in_home(&format!(".tccli/{name}.credential")) {
            Some(path) => Ok((path, named)),
            None => Err(CredentialsError::not_found("this user has no home folder")),
        }
    }
}

impl ProvideCredentials for CliProfile {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        let profile = self.clone();
        Box::pin(off_the_runtime(move || profile.read()))
    }
}
