//! The default chain and chains of one's own.

use super::server::Server;
use super::{Machine, error, parts};
use crate::core::credentials::default::DefaultCredentials;
use crate::core::credentials::{
    Credentials, CredentialsChain, CredentialsError, CvmRoleCredentials, ProvideCredentials as _,
};

const PAIR: [(&str, &str); 2] =
    [("TENCENTCLOUD_SECRET_ID", "env-id"), ("TENCENTCLOUD_SECRET_KEY", "hidden")];

/// The chain on a machine whose metadata service is this one.
fn chain(machine: &Machine, variables: &[(&str, &str)], metadata: &Server) -> DefaultCredentials {
    let surroundings = machine.with(variables);
    let role = CvmRoleCredentials::within(surroundings.clone()).endpoint(&metadata.url);
    #[cfg(feature = "sts")]
    let tke = crate::core::credentials::TkeOidcCredentials::within(surroundings.clone());
    #[cfg(not(feature = "sts"))]
    let tke = CredentialsChain::new();
    DefaultCredentials::within(&surroundings, role, tke)
}

fn off_cloud() -> Server {
    Server::start(|_| (404, String::new()))
}

#[tokio::test]
async fn the_first_place_that_has_credentials_is_used_and_asked_from_then_on() {
    let machine = Machine::new();
    let metadata = Server::of_role("purger", 4_102_444_800);
    let id = async |variables: &[(&str, &str)]| {
        let found = chain(&machine, variables, &metadata).provide().await.unwrap();
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

    let chain = chain(&machine, &[], &metadata);
    assert_eq!(chain.provide().await.unwrap().secret_id(), "profile-id");
    let _ = machine.looked();
    assert_eq!(chain.provide().await.unwrap().secret_id(), "profile-id");
    assert_eq!(machine.looked(), [] as [&str; 0]);
}

#[tokio::test]
async fn when_there_are_none_the_error_tells_of_each_place_why() {
    let machine = Machine::new();
    let error = error(&chain(&machine, &[], &off_cloud())).await;
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
async fn what_is_set_up_and_broken_is_not_passed_over() {
    let machine = Machine::new();
    machine.write("home/.tccli/default.credential", r#"{"secretId":"i","secretKey":"hidden"}"#);
    machine.write("home/.tencentcloud/credentials", "[default]\nsecret_key = hidden\n");
    let metadata = off_cloud();
    let broken = error(&chain(&machine, &[], &metadata)).await;
    assert!(broken.to_string().ends_with("has no secret_id in section [default]"), "{broken}");
    let half = error(&chain(&machine, &PAIR[1..], &metadata)).await;
    assert!(half.to_string().contains("and no TENCENTCLOUD_SECRET_ID"), "{half}");
    assert_eq!(metadata.paths(), [] as [&str; 0]);
}

#[tokio::test]
async fn a_chain_of_ones_own_goes_by_what_its_providers_say() {
    #[derive(Debug)]
    struct Says(CredentialsError);
    impl crate::core::ProvideCredentials for Says {
        fn provide(&self) -> crate::core::BoxFuture<'_, Result<Credentials, CredentialsError>> {
            Box::pin(std::future::ready(Err(self.0.clone())))
        }
    }
    let absent = || Says(CredentialsError::not_found("nothing here"));
    let lasting = Credentials::new("i", "k");
    let found = CredentialsChain::new().or("one", absent()).or("two", lasting.clone());
    assert_eq!(parts(&found.provide().await.unwrap()), ("i", "k", None));
    let broken = Says(CredentialsError::new("out of order"));
    let stopped =
        CredentialsChain::new().or("one", absent()).or("two", broken).or("three", lasting);
    assert_eq!(error(&stopped).await.to_string(), "out of order");
    let none = CredentialsChain::new().or("one", absent());
    let none = error(&none).await;
    assert_eq!(none.to_string(), "no credentials were found\n- one: nothing here");
}

#[tokio::test]
async fn a_client_looks_nothing_up_before_its_first_call() {
    let machine = Machine::new();
    let metadata = Server::of_role("purger", 4_102_444_800);
    let chain = chain(&machine, &[], &metadata);
    let client = crate::core::Client::builder()
        .credentials(chain)
        .endpoint("http://127.0.0.1:1")
        .build()
        .unwrap();
    let _ = client.clone();
    assert_eq!((machine.looked().len(), metadata.paths().len()), (0, 0));
}
