//! Faults before the service can have read the request: connections, proxies, credentials and the
//! queue; and connections that end while the request is on its way.

use std::time::Duration;

use teo_api::{BoxFuture, Credentials, CredentialsError, ProvideCredentials, RateLimit};
use teo_tests::hostile_server::{Step, http_response};

use super::{SUCCESS, succeed};
use crate::fault::Fault;

/// Longer than the timeout of any call here.
const LONG: Duration = Duration::from_secs(10);
const TWO_SECONDS: Duration = Duration::from_secs(2);

pub(super) fn before_sending() -> Vec<Fault> {
    let proxy = |response: &str| vec![Step::Read, Step::Write(http_response(response, &[], ""))];
    vec![
        Fault::refusing_port("the port refuses the connection"),
        Fault::no_such_host("the host does not exist"),
        Fault::full_port("the connection hangs past its timeout"),
        Fault::full_port("the third connection hangs past the timeout of the call")
            .with(|builder| {
                builder.connect_timeout(Duration::from_millis(800)).attempt_timeout(LONG)
            })
            .timeout(TWO_SECONDS),
        Fault::of_https(
            "a server without TLS at an https endpoint",
            vec![
                Step::ReadSome(16 * 1024),
                Step::Write(http_response("400 Bad Request", &[], "plain HTTP")),
            ],
        ),
        Fault::of_https("the TLS handshake is cut off", vec![Step::ReadSome(16 * 1024)]),
        Fault::of_https("the TLS handshake hangs", vec![Step::Silence]),
        Fault::untrusted_certificate("a certificate that nobody trusts"),
        Fault::refusing_proxy("the proxy refuses the connection"),
        Fault::of_proxy("the proxy returns 403", proxy("403 Forbidden")),
        Fault::of_proxy("the proxy returns 407", proxy("407 Proxy Authentication Required")),
        Fault::of_proxy("the proxy returns 502", proxy("502 Bad Gateway")),
        Fault::of_proxy("the proxy closes the connection", vec![Step::Read]),
        Fault::of_proxy("the proxy hangs", vec![Step::Read, Step::Silence]),
        Fault::of("the provider of credentials fails", succeed())
            .with(|builder| builder.credentials(NoCredentials)),
        Fault::of("the provider of credentials hangs", succeed())
            .with(|builder| builder.credentials(HangingCredentials)),
        Fault::of("the provider of credentials hangs past the timeout of the call", succeed())
            .with(|builder| builder.credentials(HangingCredentials).attempt_timeout(LONG))
            .timeout(TWO_SECONDS),
        Fault::of("queued past the timeout of the call", succeed())
            .with(|builder| builder.rate_limit(RateLimit::PerSecond(1)))
            .timeout(Duration::from_millis(700))
            .after_a_call(),
    ]
}

pub(super) fn while_sending() -> Vec<Fault> {
    const UNREAD: &str = "the system of the client has taken the request to send it, and nothing \
                          tells the client that the server did not read it";
    // Without `connection: close`, so that the client keeps the connection.
    let kept = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{SUCCESS}", SUCCESS.len());
    let first = || vec![Step::Read, Step::Execute, Step::Write(kept.clone().into())];
    let closed_at_the_next = [first(), vec![Step::Read]].concat();
    vec![
        Fault::of("the server closes the connection and reads nothing", vec![Step::Await])
            .undecidable(UNREAD),
        Fault::of("the server reads nothing and is silent", vec![Step::Silence])
            .undecidable(UNREAD),
        Fault::of("the server closes in the middle of the head", vec![Step::ReadSome(20)]),
        Fault::in_turn("a kept connection that the server has closed", vec![first(), succeed()])
            .after_a_call(),
        Fault::in_turn(
            "a kept connection that the server closes at the next request",
            vec![closed_at_the_next, succeed()],
        )
        .after_a_call(),
    ]
}

#[derive(Debug)]
struct NoCredentials;

impl ProvideCredentials for NoCredentials {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(std::future::ready(Err(CredentialsError::new("there are none"))))
    }
}

#[derive(Debug)]
struct HangingCredentials;

impl ProvideCredentials for HangingCredentials {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(std::future::pending())
    }
}
