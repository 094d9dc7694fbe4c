//! The request that is sent: the body equals that of the documentation, and every header that of a
//! golden file.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use serde_json::{Value, json};
use teo_api::teo::{
    CreatePrefetchTaskRequest, DescribePrefetchTasksFilter, DescribePrefetchTasksRequest,
    TaskStatus,
};
use teo_api::{
    BoxFuture, Client, ClientBuilder, Credentials, Language, ResponseBody, SendProgress, Site,
    Transport, TransportError,
};

/// Keeps the requests and returns an empty page.
#[derive(Debug, Clone, Default)]
struct KeepingTransport(Arc<Mutex<Vec<http::Request<Bytes>>>>);

impl Transport for KeepingTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
        _: SendProgress,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, TransportError>> {
        self.0.lock().unwrap().push(request);
        let body = Bytes::from_static(
            br#"{"Response": {"TotalCount": 0, "Tasks": [], "RequestId": "r"}}"#,
        );
        Box::pin(async { Ok(http::Response::new(ResponseBody::from(body))) })
    }
}

impl KeepingTransport {
    fn client(&self, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
        let builder = Client::builder()
            .credentials(Credentials::new(
                "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
                "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
            ))
            .transport(self.clone())
            .clock(|| SystemTime::UNIX_EPOCH + Duration::from_secs(1_644_379_200));
        set(builder).build().unwrap()
    }

    fn body(&self) -> Value {
        serde_json::from_slice(self.0.lock().unwrap()[0].body()).unwrap()
    }

    /// The whole first request as text.
    fn text(&self) -> String {
        let requests = self.0.lock().unwrap();
        let request = &requests[0];
        let mut text = format!("{} {}\n", request.method(), request.uri());
        for (name, value) in request.headers() {
            text.push_str(&format!("{name}: {}\n", value.to_str().unwrap()));
        }
        // The version changes with every release; the golden file does not.
        let text = text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
        format!("{text}\n{}\n", std::str::from_utf8(request.body()).unwrap())
    }
}

fn documented_request() -> DescribePrefetchTasksRequest {
    DescribePrefetchTasksRequest::new()
        .zone_id("zone-z8m9mgx")
        .start_time("2022-02-09T00:00:00+08:00")
        .end_time("2022-02-09T23:59:00+08:00")
        .limit(2)
        .offset(0)
}

fn assert_golden(name: &str, text: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/requests").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    assert_eq!(
        text,
        std::fs::read_to_string(&path).unwrap(),
        "{name}; UPDATE_GOLDEN=1 rewrites it"
    );
}

#[tokio::test]
async fn the_body_equals_the_example_of_the_documentation() {
    let transport = KeepingTransport::default();
    transport
        .client(|builder| builder)
        .describe_prefetch_tasks(documented_request())
        .await
        .unwrap();
    assert_eq!(
        transport.body(),
        json!({
            "ZoneId": "zone-z8m9mgx",
            "StartTime": "2022-02-09T00:00:00+08:00",
            "EndTime": "2022-02-09T23:59:00+08:00",
            "Limit": 2,
            "Offset": 0
        })
    );
}

#[tokio::test]
async fn a_plain_request_equals_the_golden_file() {
    let transport = KeepingTransport::default();
    transport
        .client(|builder| builder)
        .describe_prefetch_tasks(documented_request())
        .await
        .unwrap();
    assert_golden("describe_prefetch_tasks.txt", &transport.text());
}

#[tokio::test]
async fn a_request_with_everything_set_equals_the_golden_file() {
    let transport = KeepingTransport::default();
    let client = transport.client(|builder| {
        builder
            .credentials(Credentials::new("AKIDexample", "key").with_token("token"))
            .site(Site::China)
            .region("ap-guangzhou")
            .language(Language::Chinese)
            .request_client("my site, 1.0")
    });
    let filters = [
        DescribePrefetchTasksFilter::job_id("1379afjk91u32h"),
        DescribePrefetchTasksFilter::target("http://www.qq.com/1.txt"),
        DescribePrefetchTasksFilter::domains(["www.qq.com", "例.example"]),
        DescribePrefetchTasksFilter::statuses([TaskStatus::Failed, TaskStatus::Invalid]),
    ];
    client.describe_prefetch_tasks(documented_request().filters(filters)).await.unwrap();
    assert_golden("everything_set.txt", &transport.text());
}

#[tokio::test]
async fn absent_empty_and_given_lists_are_sent_differently() {
    for (request, body) in [
        (CreatePrefetchTaskRequest::new().zone_id("z"), json!({"ZoneId": "z"})),
        (
            CreatePrefetchTaskRequest::new().zone_id("z").targets(Vec::<String>::new()),
            json!({"ZoneId": "z", "Targets": []}),
        ),
        (
            CreatePrefetchTaskRequest::new().zone_id("z").targets(["t"]),
            json!({"ZoneId": "z", "Targets": ["t"]}),
        ),
    ] {
        let transport = KeepingTransport::default();
        transport.client(|builder| builder).create_prefetch_task(request).await.unwrap();
        assert_eq!(transport.body(), body);
    }
}

#[tokio::test]
async fn an_endpoint_changes_host_and_address_but_not_the_service() {
    let transport = KeepingTransport::default();
    let client = transport.client(|builder| builder.endpoint("http://127.0.0.1:8000"));
    client.describe_prefetch_tasks(documented_request()).await.unwrap();
    let text = transport.text();
    assert!(text.starts_with("POST http://127.0.0.1:8000/\nhost: 127.0.0.1:8000\n"), "{text}");
    assert!(text.contains("/2022-02-09/teo/tc3_request"), "{text}");
}
