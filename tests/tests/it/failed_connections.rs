//! Connections that fail, and proxies: what the error says, what is tried again, and what a proxy is
//! asked for. The proxies and servers are sockets on loopback.

mod peers;

use std::process::Command;
use std::time::{Duration, Instant};

use teo_api::teo::{DescribePrefetchTasksFilter, DescribePrefetchTasksRequest};
use teo_api::{Client, ClientBuilder, Credentials, Error, ErrorKind, RetryPolicy};
use teo_tests::{Response, Server};

use peers::{Peer, free_port};

const PAGE: &str = r#"{"Response": {"TotalCount": 0, "Tasks": [], "RequestId": "id-1"}}"#;
/// A host that no resolver knows.
const HOST: &str = "teo.invalid";

fn client_for(endpoint: &str, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
    let builder = Client::builder()
        .credentials(Credentials::new("id", "key"))
        .endpoint(endpoint)
        .allow_http(true)
        .retry(RetryPolicy::new().backoff(Duration::ZERO, Duration::ZERO));
    set(builder).build().unwrap()
}

async fn call(client: &Client) -> Result<String, Error> {
    Ok(client.describe_prefetch_tasks(request()).await?.request_id)
}

fn request() -> DescribePrefetchTasksRequest {
    DescribePrefetchTasksRequest::new().filters([DescribePrefetchTasksFilter::job_id("j")])
}

/// The error of a call through this proxy, if one is given; and what its last attempt says.
async fn failed_call(endpoint: &str, proxy: Option<&str>) -> (Error, String) {
    let client = client_for(endpoint, |builder| match proxy {
        Some(proxy) => builder.proxy(proxy),
        None => builder.no_proxy(),
    });
    let error = call(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
    let text = error.to_string();
    let text = text.split(" [attempt ").next().unwrap().to_owned();
    let told = text.strip_prefix("DescribePrefetchTasks: the request was not sent: ");
    let told = told.unwrap_or_else(|| panic!("{text}")).to_owned();
    (error, told)
}

#[tokio::test]
async fn a_failed_connection_tells_its_host_and_its_cause() {
    let nobody = format!("127.0.0.1:{}", free_port());
    let (tls, _) = Peer::self_signed(PAGE).await;
    let untrusted = format!("localhost:{}", tls.address().port());
    let no_tls = Peer::without_tls().await;
    let plain = no_tls.address().to_string();
    for (host, cause) in [
        (nobody.as_str(), "Connection refused"),
        ("nothing.invalid", "failed to lookup address information"),
        (&untrusted, "invalid peer certificate: UnknownIssuer"),
        (&plain, "received corrupt message of type InvalidContentType"),
    ] {
        let (_, told) = failed_call(&format!("https://{host}"), None).await;
        assert!(told.starts_with(&format!("cannot connect to {host}: ")), "{told}");
        assert!(told.contains(cause), "{cause} not in {told}");
    }
}

#[tokio::test]
async fn a_proxy_that_opens_no_connection_is_named_with_its_reason_and_without_its_password() {
    let nobody = ([127, 0, 0, 1], free_port()).into();
    let asks = Peer::refusing("407 Proxy Authentication Required").await;
    let forbids = Peer::refusing("403 Forbidden").await;
    let overloaded = Peer::refusing("503 Service Unavailable").await;
    let closes = Peer::closing().await;
    let socks = Peer::socks5(2, nobody).await;
    for (scheme, address, reason) in [
        ("http", nobody, "the proxy cannot be reached: Connection refused"),
        ("http", asks.address(), "the proxy refused the tunnel with status 407: "),
        ("http", forbids.address(), "the proxy refused the tunnel with status 403"),
        ("http", overloaded.address(), "the proxy refused the tunnel with status 503"),
        ("http", closes.address(), "the proxy closed the connection"),
        ("socks5h", nobody, "the proxy cannot be reached: Connection refused"),
        ("socks5h", socks.address(), "SOCKS error: connection not allowed"),
    ] {
        let proxy = format!("{scheme}://user:hunter2@{address}");
        let (error, told) = failed_call(&format!("https://{HOST}"), Some(&proxy)).await;
        let expected =
            format!("cannot connect to {HOST} through the proxy {scheme}://{address}: {reason}");
        assert!(told.starts_with(&expected), "{told}");
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
    }
}

#[tokio::test]
async fn a_connection_that_is_lost_later_tells_its_cause_too() {
    let (tls, _) = Peer::self_signed(PAGE).await;
    let closes = Server::start(Response::Close).await;
    for (endpoint, cause) in [
        (format!("http://{}", tls.address()), "invalid HTTP version parsed"),
        (closes.url(), "connection closed before message completed"),
    ] {
        let client = client_for(&endpoint, |builder| builder);
        let error = call(&client).await.unwrap_err().to_string();
        let expected = format!("after the request may have been sent: {cause}");
        assert!(error.contains(&expected), "{error}");
    }
}

#[tokio::test]
async fn the_sources_of_an_error_lead_to_the_last_cause() {
    let (error, _) = failed_call(&format!("http://127.0.0.1:{}", free_port()), None).await;
    let mut cause = std::error::Error::source(&error).unwrap();
    while let Some(next) = cause.source() {
        cause = next;
    }
    let cause = cause.downcast_ref::<std::io::Error>().unwrap();
    assert_eq!(cause.kind(), std::io::ErrorKind::ConnectionRefused);
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_is_not_tried_again() {
    let (server, _) = Peer::self_signed(PAGE).await;
    let endpoint = format!("https://localhost:{}", server.address().port());
    let (error, _) = failed_call(&endpoint, None).await;
    assert_eq!((error.attempts(), error.may_have_executed()), (1, false));
    assert_eq!(server.asked().len(), 1);

    let (refused, _) = failed_call(&format!("http://127.0.0.1:{}", free_port()), None).await;
    assert_eq!(refused.attempts(), 3, "what may be gone soon is tried again");
}

#[tokio::test]
async fn a_proxy_is_asked_once_more_for_its_status_and_is_sent_nothing_else() {
    let once = |builder: ClientBuilder| builder.retry(RetryPolicy::none());
    for (status, questions) in [("403 Forbidden", 2), ("407 Proxy Authentication Required", 1)] {
        let proxy = Peer::refusing(status).await;
        let url = format!("http://user:hunter2@{}", proxy.address());
        let client = client_for(&format!("https://{HOST}"), |builder| once(builder.proxy(url)));
        call(&client).await.unwrap_err();
        let asked = proxy.asked();
        assert_eq!(asked.len(), questions, "{asked:?}");
        for head in asked {
            let mut lines: Vec<_> = head.trim_end().lines().map(str::to_lowercase).collect();
            lines.sort();
            let expected = [
                format!("connect {HOST}:443 http/1.1"),
                format!("host: {HOST}:443"),
                "proxy-authorization: basic dxnlcjpodw50zxiy".to_owned(),
            ];
            assert_eq!(lines, expected);
        }
    }
    // Its user name and password stay wrong.
    let proxy = Peer::refusing("407 Proxy Authentication Required").await;
    let url = format!("http://{}", proxy.address());
    let (error, _) = failed_call(&format!("https://{HOST}"), Some(&url)).await;
    assert_eq!((error.attempts(), proxy.asked().len()), (1, 1));
}

#[tokio::test]
async fn a_proxy_that_is_silent_costs_the_connect_timeout_and_the_error_says_so() {
    let silent = Peer::silent().await;
    let url = format!("http://{}", silent.address());
    let client = |set: fn(ClientBuilder) -> ClientBuilder| {
        let set = |builder: ClientBuilder| set(builder.proxy(&url)).retry(RetryPolicy::none());
        client_for(&format!("https://{HOST}"), set)
    };
    // The call itself may take longer than the client's own timeout, which limits the connection.
    for client in [
        client(|builder| builder.connect_timeout(Duration::from_millis(200))),
        client(|builder| builder.timeout(Duration::from_millis(200))),
    ] {
        let started = Instant::now();
        let call = client.describe_prefetch_tasks(request()).timeout(Duration::from_secs(60));
        let error = call.await.unwrap_err();
        let expected = format!("no connection to {HOST} through the proxy {url} within 200ms");
        assert!(error.to_string().ends_with(&expected), "{error}");
        assert_eq!((error.kind(), error.may_have_executed()), (ErrorKind::Transport, false));
        assert!(started.elapsed() < Duration::from_secs(20));
    }
}

#[tokio::test]
async fn a_request_arrives_through_a_tunnel() {
    let (server, certificate) = Peer::self_signed(PAGE).await;
    let proxy = Peer::tunnel_to("200 Connection established", server.address()).await;
    let client = client_for("https://localhost", |builder| {
        let url = format!("http://user:hunter2@{}", proxy.address());
        builder.proxy(url).root_certificates(certificate)
    });
    assert_eq!(call(&client).await.unwrap(), "id-1");
    let asked = proxy.asked();
    assert!(asked[0].starts_with("CONNECT localhost:443 HTTP/1.1\r\n"), "{asked:?}");
    assert!(asked[0].contains("Basic dXNlcjpodW50ZXIy"), "{asked:?}");
    assert_eq!(asked.len(), 1);
}

#[tokio::test]
async fn a_request_arrives_through_a_socks_proxy_that_looks_up_the_host() {
    let server = Server::start(Response::json(PAGE)).await;
    let (tls, certificate) = Peer::self_signed(PAGE).await;
    let plain = server.url().trim_start_matches("http://").parse().unwrap();
    for (endpoint, asked, target) in [
        (format!("http://{HOST}"), format!("user:hunter2@{HOST}:80"), plain),
        ("https://localhost".to_owned(), "user:hunter2@localhost:443".to_owned(), tls.address()),
    ] {
        let proxy = Peer::socks5(0, target).await;
        let client = client_for(&endpoint, |builder| {
            let url = format!("socks5h://user:hunter2@{}", proxy.address());
            builder.proxy(url).root_certificates(certificate.as_str())
        });
        assert_eq!(call(&client).await.unwrap(), "id-1");
        assert_eq!(proxy.asked(), [asked]);
    }
    assert!(server.requests()[0].contains("x-tc-action: DescribePrefetchTasks"));

    let proxy = Peer::socks5(0, plain).await;
    let client =
        client_for(&server.url(), |builder| builder.proxy(format!("socks5://{}", proxy.address())));
    assert_eq!(call(&client).await.unwrap(), "id-1");
    assert_eq!(proxy.asked(), [plain.to_string()]);
}

#[test]
fn a_proxy_that_cannot_work_is_refused_with_the_schemes_that_do() {
    for proxy in ["ftp://proxy:21", "socks://proxy", "http://", "http://proxy:port", "not a proxy"]
    {
        let error = Client::builder().proxy(proxy).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        let text = error.to_string();
        for part in [proxy, "http, https, socks5, socks5h, socks4, socks4a"] {
            assert!(text.contains(part), "{part} not in {text}");
        }
    }
}

/// Runs `in_the_environment` in a process of its own with these variables, and returns its output.
fn run_with(variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    for name in ["ALL", "HTTP", "HTTPS", "NO"] {
        let upper = format!("{name}_PROXY");
        command.env_remove(upper.to_lowercase()).env_remove(upper);
    }
    command.env_remove("SITE").env_remove("REQUEST_METHOD").envs(variables.iter().copied());
    let test = "failed_connections::in_the_environment";
    command.args(["--exact", test, "--ignored", "--nocapture"]);
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

/// Prints what becomes of a call, or only whether a client can be built for the site in SITE. With
/// MOVED_TO, the client is built for loopback, and another one on its transport calls that endpoint.
#[tokio::test]
#[ignore = "other tests run it in a process of its own, with variables of its own"]
#[allow(clippy::print_stdout, reason = "the other process reads it")]
async fn in_the_environment() {
    let builder = Client::builder().credentials(Credentials::new("id", "key"));
    let built = match std::env::var("SITE") {
        Ok(site) => builder.site(site.parse().unwrap()).build().map(|_| println!("built")),
        Err(_) => match in_place(builder.retry(RetryPolicy::none())) {
            Ok(client) => call(&client).await.map(|_| println!("called")),
            Err(error) => Err(error),
        },
    };
    if let Err(error) = built {
        println!("{:?}: {error}", error.kind());
    }
}

fn in_place(builder: ClientBuilder) -> Result<Client, Error> {
    match std::env::var("MOVED_TO") {
        Ok(endpoint) => builder.endpoint("http://127.0.0.1:9").build()?.with_endpoint(endpoint),
        Err(_) => builder.build(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_proxy_of_the_environment_is_chosen_by_the_target_of_each_request() {
    let proxy = Peer::refusing("403 Forbidden").await;
    let proxy_address = proxy.address().to_string();
    let moved = ("MOVED_TO", "https://teo.example.com");
    let output = run_with(&[moved, ("HTTPS_PROXY", &proxy_address)]);
    assert!(output.contains("refused the tunnel with status 403"), "{output}");
    assert!(proxy.asked()[0].starts_with("CONNECT teo.example.com:443 "), "{:?}", proxy.asked());

    // The client could be built, since the setting does not apply to loopback.
    let output = run_with(&[moved, ("HTTPS_PROXY", "htp://user:hunter2@proxy")]);
    assert!(output.contains("Transport: ") && output.contains("HTTPS_PROXY is not"), "{output}");
    assert!(!output.contains("hunter2"), "{output}");
    let output = run_with(&[("MOVED_TO", "http://127.0.0.1:9"), ("ALL_PROXY", &proxy_address)]);
    assert!(output.contains("cannot connect to 127.0.0.1:9: "), "{output}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_uses_the_proxy_that_the_environment_sets() {
    const SERVICE: &str = "teo.intl.tencentcloudapi.com";
    let http = Peer::refusing("403 Forbidden").await;
    let output = run_with(&[("HTTPS_PROXY", &http.address().to_string())]);
    assert!(output.contains("refused the tunnel with status 403"), "{output}");
    assert!(http.asked()[0].starts_with(&format!("CONNECT {SERVICE}:443 ")), "{:?}", http.asked());

    let socks = Peer::socks5(2, http.address()).await;
    let output = run_with(&[("all_proxy", &format!("socks5h://{}", socks.address()))]);
    assert!(output.contains("SOCKS error: connection not allowed"), "{output}");
    assert!(socks.asked().contains(&format!("{SERVICE}:443")), "{:?}", socks.asked());
}

#[test]
fn a_proxy_of_the_environment_that_cannot_be_read_is_an_error_unless_no_proxy_covers_the_site() {
    const UNREADABLE: &str = "htp://user:hunter2@proxy";
    for (site, no_proxy, built) in [
        ("international", "", false),
        ("international", "intl.tencentcloudapi.com", true),
        ("China", "intl.tencentcloudapi.com", false),
        ("China", "tencentcloudapi.com", true),
    ] {
        let output =
            run_with(&[("SITE", site), ("NO_PROXY", no_proxy), ("HTTPS_PROXY", UNREADABLE)]);
        let expected = match built {
            true => "built\n",
            false => "Configuration: the transport cannot be set up: HTTPS_PROXY is not a URL",
        };
        assert!(output.contains(expected), "{site}, {no_proxy}: {output}");
        assert!(!output.contains("hunter2"), "{output}");
    }
}
