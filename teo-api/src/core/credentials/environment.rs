//! Credentials from the environment, under the names that the vendor's own tools use.

use super::surroundings::Surroundings;
use super::{BoxFuture, Credentials, CredentialsError, ProvideCredentials};

const SECRET_ID: &str = "TENCENTCLOUD_SECRET_ID";
const SECRET_KEY: &str = "TENCENTCLOUD_SECRET_KEY";
/// The command-line tool's name for the token, then the Node SDK's.
const TOKENS: [&str; 2] = ["TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN"];

/// Looks into the environment at every call; see [`Credentials::from_env`] for the names.
///
/// ```
/// use teo_api::{Client, EnvironmentCredentials};
///
/// let client = Client::builder().credentials(EnvironmentCredentials).build()?;
/// # Ok::<(), teo_api::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct EnvironmentCredentials;

impl ProvideCredentials for EnvironmentCredentials {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(std::future::ready(Credentials::from_env()))
    }
}

/// The same in the default chain, which tests give surroundings of their own.
#[derive(Debug)]
pub(super) struct Environment(pub(super) Surroundings);

impl ProvideCredentials for Environment {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(std::future::ready(read(&self.0)))
    }
}

/// With neither id nor key nothing is set up; with one of them something is, and it is broken.
pub(super) fn read(surroundings: &Surroundings) -> Result<Credentials, CredentialsError> {
    let (id, key) = (surroundings.variable(SECRET_ID)?, surroundings.variable(SECRET_KEY)?);
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
    let credentials = Credentials::new(id, key);
    for name in TOKENS {
        if let Some(token) = surroundings.variable(name)? {
            return Ok(credentials.with_token(token));
        }
    }
    Ok(credentials)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::surroundings::Surroundings;
    use super::read;

    fn with(variables: &[(&str, &str)]) -> Surroundings {
        Surroundings::made_up(variables, Path::new("/nowhere"))
    }

    #[test]
    fn id_and_key_are_enough_and_either_name_of_the_token_is_taken() {
        let pair = [("TENCENTCLOUD_SECRET_ID", "i"), ("TENCENTCLOUD_SECRET_KEY", "k")];
        let credentials = read(&with(&pair)).unwrap();
        assert_eq!(
            (credentials.secret_id(), credentials.secret_key(), credentials.token()),
            ("i", "k", None)
        );
        for name in ["TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN"] {
            let all = [pair[0], pair[1], (name, "t")];
            assert_eq!(read(&with(&all)).unwrap().token(), Some("t"));
        }
        let both = [
            pair[0],
            pair[1],
            ("TENCENTCLOUD_SESSION_TOKEN", "theirs"),
            ("TENCENTCLOUD_TOKEN", "t"),
        ];
        assert_eq!(read(&with(&both)).unwrap().token(), Some("t"));
    }

    #[test]
    fn what_is_missing_or_empty_is_named() {
        let none = read(&with(&[])).unwrap_err();
        assert!(none.is_not_found());
        let none = none.to_string();
        assert!(none.contains("TENCENTCLOUD_SECRET_ID and no TENCENTCLOUD_SECRET_KEY"), "{none}");
    }

    #[test]
    fn half_a_pair_is_broken_and_not_absent() {
        let pair = [("TENCENTCLOUD_SECRET_ID", "hidden"), ("TENCENTCLOUD_SECRET_KEY", "")];
        let error = read(&with(&pair)).unwrap_err();
        assert!(!error.is_not_found());
        let message = error.to_string();
        assert!(message.contains("and no TENCENTCLOUD_SECRET_KEY;"), "{message}");
        assert!(!message.contains("hidden"), "{message}");
        let error = read(&with(&[("TENCENTCLOUD_SECRET_KEY", "hidden")])).unwrap_err().to_string();
        assert!(error.contains("and no TENCENTCLOUD_SECRET_ID;"), "{error}");
    }
}
