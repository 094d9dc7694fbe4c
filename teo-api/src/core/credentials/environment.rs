//! Credentials from the environment, under the names that the vendor's own tools use.

use std::ffi::OsString;

use super::{BoxFuture, Credentials, CredentialsError, ProvideCredentials};

const SECRET_ID: &str = "TENCENTCLOUD_SECRET_ID";
const SECRET_KEY: &str = "TENCENTCLOUD_SECRET_KEY";
/// The command-line tool's name for the token, then the Node SDK's.
const TOKENS: [&str; 2] = ["TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN"];

/// Looks into the environment at every call; see [`Credentials::from_env`] for the names.
#[derive(Debug, Clone, Copy, Default)]
pub struct EnvironmentCredentials;

impl ProvideCredentials for EnvironmentCredentials {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(std::future::ready(Credentials::from_env()))
    }
}

pub(super) fn read(
    lookup: impl Fn(&str) -> Option<OsString>,
) -> Result<Credentials, CredentialsError> {
    let variable = |name: &str| match lookup(name).filter(|value| !value.is_empty()) {
        None => Ok(None),
        Some(value) => match value.into_string() {
            Ok(value) => Ok(Some(value)),
            Err(_) => Err(CredentialsError::new(format!("{name} is not Unicode"))),
        },
    };
    let mut missing = Vec::new();
    let mut required = |name| {
        variable(name).map(|value| {
            value.unwrap_or_else(|| {
                missing.push(name);
                String::new()
            })
        })
    };
    let credentials = Credentials::new(required(SECRET_ID)?, required(SECRET_KEY)?);
    if !missing.is_empty() {
        return Err(CredentialsError::new(format!(
            "the environment has no {}; set it to an API key of your account",
            missing.join(" and no ")
        )));
    }
    for name in TOKENS {
        if let Some(token) = variable(name)? {
            return Ok(credentials.with_token(token));
        }
    }
    Ok(credentials)
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::read;

    fn lookup(variables: &'static [(&str, &str)]) -> impl Fn(&str) -> Option<OsString> {
        move |name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value))
        }
    }

    #[test]
    fn id_and_key_are_enough_and_either_name_of_the_token_is_taken() {
        let pair = [("TENCENTCLOUD_SECRET_ID", "i"), ("TENCENTCLOUD_SECRET_KEY", "k")];
        let read_pair =
            read(move |name| pair.iter().find(|(key, _)| *key == name).map(|(_, v)| v.into()))
                .unwrap();
        assert_eq!(
            (read_pair.secret_id(), read_pair.secret_key(), read_pair.token()),
            ("i", "k", None)
        );
        for name in ["TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN"] {
            let read_all = read(|asked| {
                if asked == name {
                    Some("t".into())
                } else {
                    Some("x".into()).filter(|_| !asked.contains("TOKEN"))
                }
            });
            assert_eq!(read_all.unwrap().token(), Some("t"));
        }
    }

    #[test]
    fn what_is_missing_or_empty_is_named() {
        let none = read(lookup(&[])).unwrap_err().to_string();
        assert!(none.contains("TENCENTCLOUD_SECRET_ID and no TENCENTCLOUD_SECRET_KEY"), "{none}");
        let empty =
            read(lookup(&[("TENCENTCLOUD_SECRET_ID", "i"), ("TENCENTCLOUD_SECRET_KEY", "")]));
        let empty = empty.unwrap_err().to_string();
        assert!(
            empty.contains("no TENCENTCLOUD_SECRET_KEY;") && !empty.contains("SECRET_ID"),
            "{empty}"
        );
    }
}
