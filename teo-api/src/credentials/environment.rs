//! Credentials from the environment, under the names that the vendor's own tools use.

use futures_core::future::BoxFuture;

use super::env::Env;
use crate::runtime::{Credentials, CredentialsError, ProvideCredentials};

const SECRET_ID: &str = "TENCENTCLOUD_SECRET_ID";
const SECRET_KEY: &str = "TENCENTCLOUD_SECRET_KEY";
/// The names that the command-line tool and the Node SDK use for the token, in this order.
const TOKENS: [&str; 2] = ["TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN"];

/// Reads the environment at every call; see [`Credentials::from_env`] for the names.
///
/// ```
/// use teo_api::{Client, EnvironmentCredentials};
///
/// let client = Client::builder().credentials(EnvironmentCredentials::new()).build()?;
/// # Ok::<(), teo_api::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct EnvironmentCredentials;

impl EnvironmentCredentials {
    /// The variables under the vendor's names.
    pub fn new() -> Self {
        Self
    }
}

impl Credentials {
    /// From `TENCENTCLOUD_SECRET_ID`, `TENCENTCLOUD_SECRET_KEY` and, if set, `TENCENTCLOUD_TOKEN` or
    /// `TENCENTCLOUD_SESSION_TOKEN`.
    ///
    /// # Errors
    ///
    /// When one of the first two is unset, empty or has white space at its ends, or any is not Unicode.
    pub fn from_env() -> Result<Self, CredentialsError> {
        read(&Env::real())
    }
}

impl ProvideCredentials for EnvironmentCredentials {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(std::future::ready(Credentials::from_env()))
    }
}

/// The same for the default chain, with an environment for tests.
#[derive(Debug)]
pub(super) struct Environment(pub(super) Env);

impl ProvideCredentials for Environment {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(std::future::ready(read(&self.0)))
    }
}

/// Reads the variables. Without id and key, no credentials are set up; with only one of them, they are
/// broken.
pub(super) fn read(env: &Env) -> Result<Credentials, CredentialsError> {
    let (id, key) = (env.variable(SECRET_ID)?, env.variable(SECRET_KEY)?);
    let (id, key) = match (id, key) {
        (Some(id), Some(key)) => (id, key),
        (None, None) => {
            return Err(CredentialsError::not_found(format!(
                "the environment has no {SECRET_ID} and no {SECRET_KEY}; set them to an API key of your account"
            )));
        }
        (id, _) => {
            let (there, missing) =
                if id.is_some() { (SECRET_ID, SECRET_KEY) } else { (SECRET_KEY, SECRET_ID) };
            return Err(CredentialsError::new(format!(
                "the environment has {there} and no {missing}; set both or neither"
            )));
        }
    };
    for (name, text) in [(SECRET_ID, &id), (SECRET_KEY, &key)] {
        if text.trim() != text {
            let message = format!("{name} has white space at its ends; remove it");
            return Err(CredentialsError::new(message));
        }
    }
    let credentials = Credentials::new(id, key);
    for name in TOKENS {
        if let Some(token) = env.variable(name)? {
            return Ok(credentials.with_token(token));
        }
    }
    Ok(credentials)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::env::Env;
    use super::read;

    fn env_with(variables: &[(&str, &str)]) -> Env {
        Env::for_test(variables, Path::new("/nowhere"))
    }

    #[test]
    fn id_and_key_suffice_and_both_names_of_the_token_are_read() {
        let pair = [("TENCENTCLOUD_SECRET_ID", "i"), ("TENCENTCLOUD_SECRET_KEY", "k")];
        let credentials = read(&env_with(&pair)).unwrap();
        assert_eq!(
            (credentials.secret_id(), credentials.secret_key(), credentials.token()),
            ("i", "k", None)
        );
        for name in ["TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN"] {
            let all = [pair[0], pair[1], (name, "t")];
            assert_eq!(read(&env_with(&all)).unwrap().token(), Some("t"));
        }
        let both = [
            pair[0],
            pair[1],
            ("TENCENTCLOUD_SESSION_TOKEN", "theirs"),
            ("TENCENTCLOUD_TOKEN", "t"),
        ];
        assert_eq!(read(&env_with(&both)).unwrap().token(), Some("t"));
    }

    #[test]
    fn the_error_names_the_variables_that_are_not_set() {
        let none = read(&env_with(&[])).unwrap_err();
        assert!(none.is_not_found());
        let none = none.to_string();
        assert!(none.contains("TENCENTCLOUD_SECRET_ID and no TENCENTCLOUD_SECRET_KEY"), "{none}");
    }

    #[test]
    fn an_id_or_a_key_alone_is_broken_and_not_absent() {
        let pair = [("TENCENTCLOUD_SECRET_ID", "hidden"), ("TENCENTCLOUD_SECRET_KEY", "")];
        let error = read(&env_with(&pair)).unwrap_err();
        assert!(!error.is_not_found());
        let message = error.to_string();
        assert!(message.contains("and no TENCENTCLOUD_SECRET_KEY;"), "{message}");
        assert!(!message.contains("hidden"), "{message}");
        let error =
            read(&env_with(&[("TENCENTCLOUD_SECRET_KEY", "hidden")])).unwrap_err().to_string();
        assert!(error.contains("and no TENCENTCLOUD_SECRET_ID;"), "{error}");
    }
}
