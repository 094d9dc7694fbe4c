//! The default chain: the places where the vendor's own tools look for credentials, in their order.

use futures_core::future::BoxFuture;

use super::chain::CredentialsChain;
use super::cli_profile::CliProfileCredentials;
use super::cvm_role::CvmRoleCredentials;
use super::env::Env;
use super::environment::Environment;
use super::profile::ProfileCredentials;
use crate::runtime::{Credentials, CredentialsError, ProvideCredentials, Site};

/// Looks in the environment, then in the profile file, then in the command-line tool's profile, then
/// asks for the role of the virtual machine, then for the identity of the pod in TKE. It looks at the
/// first call and keeps to the first source that has credentials. A client uses this chain unless it
/// is given another provider.
///
/// A source that is set up and broken is an error and not skipped.
///
/// ```
/// use teo_api::{Client, DefaultCredentials};
///
/// let client = Client::builder().credentials(DefaultCredentials::new()).build()?;
/// # Ok::<(), teo_api::Error>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct DefaultCredentials(CredentialsChain);

impl DefaultCredentials {
    /// The chain for an account of the international site, which matters to TKE alone.
    pub fn new() -> Self {
        Self::for_site(Site::default())
    }

    /// The chain for an account of this site.
    pub fn for_site(site: Site) -> Self {
        let env = Env::real();
        let role = CvmRoleCredentials::with_env(env.clone());
        #[cfg(feature = "sts")]
        let tke = super::TkeOidcCredentials::with_env(env.clone()).site(site);
        #[cfg(not(feature = "sts"))]
        let (tke, _) = (WithoutSts(env.clone()), site);
        Self::with_env(&env, role, tke)
    }

    /// The order of the chain, with an environment for tests.
    pub(super) fn with_env(
        env: &Env,
        role: CvmRoleCredentials,
        tke: impl ProvideCredentials + 'static,
    ) -> Self {
        let chain = CredentialsChain::new()
            .or("environment", Environment(env.clone()))
            .or("profile", ProfileCredentials::with_env(env.clone()))
            .or("CLI profile", CliProfileCredentials::with_env(env.clone()))
            .or("CVM role", role)
            .or("TKE OIDC", tke);
        Self(chain)
    }
}

impl Default for DefaultCredentials {
    fn default() -> Self {
        Self::new()
    }
}

impl ProvideCredentials for DefaultCredentials {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        self.0.provide()
    }
}

/// Explains what is missing to a program that runs in TKE and was built without the feature `sts`.
#[cfg(not(feature = "sts"))]
#[derive(Debug)]
struct WithoutSts(Env);

#[cfg(not(feature = "sts"))]
impl ProvideCredentials for WithoutSts {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        let error = match self.0.variable("TKE_ROLE_ARN") {
            Ok(Some(_)) => CredentialsError::new(
                "the environment has TKE_ROLE_ARN, and this program was built without the feature sts of teo-api",
            ),
            Ok(None) => CredentialsError::not_found("the environment has no TKE_ROLE_ARN"),
            Err(error) => error,
        };
        Box::pin(std::future::ready(Err(error)))
    }
}
