//! The default chain: the places in which users of the vendor's own tools have their credentials, in
//! the order in which those tools look.

use super::chain::CredentialsChain;
use super::cli_profile::CliProfileCredentials;
use super::cvm_role::CvmRoleCredentials;
use super::environment::Environment;
use super::profile::ProfileCredentials;
use super::surroundings::Surroundings;
use super::{BoxFuture, Credentials, CredentialsError, ProvideCredentials};
use crate::core::site::Site;

/// Environment, then profile file, then the command-line tool's profile, then the role of the virtual
/// machine, then the identity of the pod in TKE. Looked up at the first call; the first that has
/// credentials is asked from then on. What a client uses unless it is given something else.
///
/// What is set up and broken is an error, and not passed over.
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
    /// The chain, with the international site for what calls the vendor (TKE).
    pub fn new() -> Self {
        Self::of_site(Site::default())
    }

    /// The chain, with the site of the account.
    pub fn of_site(site: Site) -> Self {
        let surroundings = Surroundings::real();
        let role = CvmRoleCredentials::within(surroundings.clone());
        #[cfg(feature = "sts")]
        let tke = super::TkeOidcCredentials::within(surroundings.clone()).site(site);
        #[cfg(not(feature = "sts"))]
        let (tke, _) = (WithoutSts(surroundings.clone()), site);
        Self::within(&surroundings, role, tke)
    }

    /// The order, for tests in surroundings of their own.
    pub(super) fn within(
        surroundings: &Surroundings,
        role: CvmRoleCredentials,
        tke: impl ProvideCredentials + 'static,
    ) -> Self {
        let chain = CredentialsChain::new()
            .or("environment", Environment(surroundings.clone()))
            .or("profile", ProfileCredentials::within(surroundings.clone()))
            .or("CLI profile", CliProfileCredentials::within(surroundings.clone()))
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

/// Says what a program lacks that runs in TKE and was built without the calls that it takes.
#[cfg(not(feature = "sts"))]
#[derive(Debug)]
struct WithoutSts(Surroundings);

#[cfg(not(feature = "sts"))]
impl ProvideCredentials for WithoutSts {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        let answer = match self.0.variable("TKE_ROLE_ARN") {
            Ok(Some(_)) => CredentialsError::new(
                "the environment has TKE_ROLE_ARN, and this program was built without the feature sts of teo-api",
            ),
            Ok(None) => CredentialsError::not_found("the environment has no TKE_ROLE_ARN"),
            Err(error) => error,
        };
        Box::pin(std::future::ready(Err(answer)))
    }
}
