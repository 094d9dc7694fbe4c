//! The default chain, and chains that a program makes.

use super::server::Server;
use super::{Machine, parts, provide_error};
use crate::credentials::default::DefaultCredentials;
use crate::credentials::{CredentialsChain, CvmRoleCredentials};
use crate::runtime::{Credentials, CredentialsError, ProvideCredentials as _};

const PAIR: [(&str, &str); 2] =
    [("TENCENTCLOUD_SECRET_ID", "env-id"), ("TENCENTCLOUD_SECRET_KEY", "hidden")];

/// The default chain on this machine with this metadata service.
fn default_chain(
    machine: &Machine,
    variables: &[(&str, &str)],
    metadata: &Server,
) -> DefaultCredentials {
    let env = machine.env(variables);
    let role = CvmRoleCredentials::with_env(env.clone()).endpoint(&metadata.url);
    #[cfg(feature = "sts")]
    let tke = crate::credentials::TkeOidcCredentials::with_env(env.clone());
    #[cfg(not(feature = "sts"))]
    let tke = CredentialsChain::new();
    DefaultCredentials::with_env(&env, role, tke)
}

fn metadata_without_role() -> Server {
    Server::start(|_| (404, String::new()))
}

#[tokio::test]
async fn the_chain_keeps_to_the_first_provider_that_has_credentials() {
    let machine = Machine::new();
    let metadata = Server::for_role("purger", 4_102_444_800);
    let id = async |variables: &[(&str, &str)]| {
        let found = default_chain(&machine, variables, &metadata).provide().await.unwrap();
        found.secret_id().to_owned()
    };
    assert_eq!(id(&[]).await, "role-id");
    machine.write("home/.tccli/default.credential", r#"{"secretId":"cli-id","secretKey":"k"}"#);
    assert_eq!(id(&[]).await, "cli-id");
    machine.write(
        "home/.tencentcloud/credentials",
        "[default]\nsecret_id = profile-id\nsecret_key = k\n",
    );
    assert_eq!(id(&[]).await, "profile-id");
    assert_eq!(id(&PAIR).await, "env-id");

    let chain = default_chain(&machine, &[], &metadata);
    assert_eq!(chain.provide().await.unwrap().secret_id(), "profile-id");
    let _ = machine.take_reads();
    assert_eq!(chain.provide().await.unwrap().secret_id(), "profile-id");
    assert_eq!(machine.take_reads(), [] as [&str; 0]);
}

#[tokio::test]
async fn the_error_of_the_chain_says_for_each_provider_why_it_has_none() {
    let machine = Machine::new();
    let error = provide_error(&default_chain(&machine, &[], &metadata_without_role())).await;
    assert!(error.is_not_found());
    let message = error.to_string();
    let lines: Vec<&str> = message.lines().collect();
    let starts = [
        "no credentials were found",
        "- environment: the environment has no TENCENTCLOUD_SECRET_ID",
        "- profile: the environment has no TENCENTCLOUD_CREDENTIALS_FILE, and there is no /",
        "- CLI profile: there is no /",
        "- CVM role: http://127.0.0.1:",
        "- TKE OIDC: ",
    ];
    assert_eq!(lines.len(), starts.len(), "{message}");
    for (line, start) in lines.iter().zip(starts) {
        assert!(line.starts_with(start), "{line}");
    }
}

#[tokio::test]
async fn the_chain_does_not_skip_a_broken_provider() {
    let machine = Machine::new();
    machine.write("home/.tccli/default.credential", r#"{"secretId":"i","secretKey":"hidden"}"#);
    machine.write("home/.tencentcloud/credentials", "[default]\nsecret_key = hidden\n");
    let metadata = metadata_without_role();
    let broken = provide_error(&default_chain(&machine, &[], &metadata)).await;
    assert!(broken.to_string().ends_with("has no secret_id in section [default]"), "{broken}");
    let half = provide_error(&default_chain(&machine, &PAIR[1..], &metadata)).await;
    assert!(half.to_string().contains("and no TENCENTCLOUD_SECRET_ID"), "{half}");
    assert_eq!(metadata.paths(), [] as [&str; 0]);
}

#[tokio::test]
async fn a_custom_chain_skips_absent_and_stops_at_broken_providers() {
    #[derive(Debug)]
    struct Failing(CredentialsError);
    impl crate::runtime::ProvideCredentials for Failing {
        fn provide(
            &self,
        ) -> futures_core::future::BoxFuture<'_, Result<Credentials, CredentialsError>> {
            Box::pin(std::future::ready(Err(self.0.clone())))
        }
    }
    let absent = || Failing(CredentialsError::not_found("nothing here"));
    let lasting = Credentials::new("i", "k");
    let found = CredentialsChain::new().or("one", absent()).or("two", lasting.clone());
    assert_eq!(parts(&found.provide().await.unwrap()), ("i", "k", None));
    let broken = Failing(CredentialsError::new("out of order"));
    let stopped =
        CredentialsChain::new().or("one", absent()).or("two", broken).or("three", lasting);
    assert_eq!(provide_error(&stopped).await.to_string(), "out of order");
    let none = CredentialsChain::new().or("one", absent());
    let none = provide_error(&none).await;
    assert_eq!(none.to_string(), "no credentials were found\n- one: nothing here");
}

#[tokio::test]
async fn a_client_looks_nothing_up_before_its_first_call() {
    let machine = Machine::new();
    let metadata = Server::for_role("purger", 4_102_444_800);
    let chain = default_chain(&machine, &[], &metadata);
    let client = crate::runtime::Client::builder()
        .credentials(chain)
        .endpoint("http://127.0.0.1:1")
        .build()
        .unwrap();
    let _ = client.clone();
    assert_eq!((machine.take_reads().len(), metadata.paths().len()), (0, 0));
}
