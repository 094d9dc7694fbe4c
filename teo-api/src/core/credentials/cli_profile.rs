//! Credentials that the vendor's command-line tool keeps: an API key, or the temporary pair of a
//! login. The file is read at the first call, and again when the pair in it comes near its end, since
//! the tool writes a new one there.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Map, Value};

use super::renewing::Renewing;
use super::surroundings::Surroundings;
use super::{BoxFuture, Credentials, CredentialsError, ProvideCredentials, after_1970};

const PROFILE: &str = "TCCLI_PROFILE";

/// The pair in `~/.tccli/<profile>.credential`; the profile is what `TCCLI_PROFILE` says, else
/// `default`.
///
/// A login is not renewed here: when it has run out, `tccli auth login` renews it.
///
/// ```
/// use teo_api::{CliProfileCredentials, Client};
///
/// let client = Client::builder().credentials(CliProfileCredentials::new()).build()?;
/// # Ok::<(), teo_api::Error>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct CliProfileCredentials(Renewing<CliProfile>);

impl CliProfileCredentials {
    /// The profile that `TCCLI_PROFILE` names, else `default`.
    pub fn new() -> Self {
        Self::within(Surroundings::real())
    }

    pub(super) fn within(surroundings: Surroundings) -> Self {
        let profile = CliProfile { surroundings, name: None };
        Self(Renewing::new(profile).pausing(Duration::ZERO, Duration::ZERO))
    }

    /// This profile, whatever the environment says.
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

#[derive(Debug)]
struct CliProfile {
    surroundings: Surroundings,
    name: Option<String>,
}

impl CliProfile {
    fn read(&self) -> Result<Credentials, CredentialsError> {
        let (path, named) = self.path()?;
        let at = path.display();
        let Some(text) = self.surroundings.read(&path)? else {
            return Err(if named {
                CredentialsError::new(format!("there is no {at}, the profile that was named"))
            } else {
                CredentialsError::not_found(format!("there is no {at}"))
            });
        };
        // The parser's message tells line and column, and never what stands there.
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
            // The tool leaves such files behind, and those of a machine's role.
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
        Ok(match members.get("expiresAt").and_then(after_1970) {
            Some(expires) => credentials.with_expiry(expires),
            None => credentials,
        })
    }

    /// The file, and whether someone named it.
    fn path(&self) -> Result<(PathBuf, bool), CredentialsError> {
        let name = match &self.name {
            Some(name) => Some(name.clone()),
            None => self.surroundings.variable(PROFILE)?,
        };
        let named = name.is_some();
        let name = name.unwrap_or_else(|| "default".to_owned());
        if name.contains(['/', '\\']) {
            let message = format!(
                "{name:?} is no profile of the command-line tool; {PROFILE} takes a name, not a path"
            );
            return Err(CredentialsError::new(message));
        }
        match self.surroundings.in_home(&format!(".tccli/{name}.credential")) {
            Some(path) => Ok((path, named)),
            None => Err(CredentialsError::not_found("this user has no home folder")),
        }
    }
}

impl ProvideCredentials for CliProfile {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(std::future::ready(self.read()))
    }
}
