//! The zone of a host name, looked up at the simulator.

use std::time::Duration;

use serde_json::{Value, json};
use teo_api::teo::{CreateZoneRequest, ZoneStatus, ZoneType};
use teo_api::workflows::zones::{ZoneError, ZoneLookup};
use teo_api::{Client, Credentials, Error, ErrorKind, RetryPolicy};
use teo_simulator::{Rule, Simulator, SimulatorBuilder};

struct Account {
    simulator: Simulator,
    client: Client,
    zones: ZoneLookup,
}

impl Account {
    async fn with(zones: impl FnOnce(SimulatorBuilder) -> SimulatorBuilder) -> Self {
        let simulator = zones(Simulator::builder()).start().await.unwrap();
        let client = Client::builder()
            .credentials(Credentials::new(simulator.secret_id(), simulator.secret_key()))
            .endpoint(simulator.url())
            .retry(RetryPolicy::none())
            .build()
            .unwrap();
        let zones = ZoneLookup::new(&client);
        Self { simulator, client, zones }
    }

    /// Two zones, of which one is below the other.
    async fn start() -> Self {
        Self::with(|simulator| {
            simulator
                .zone("zone-example", ["example.com"])
                .zone("zone-shop", ["shop.example.com"])
                .zone("zone-other", ["notexample.com"])
        })
        .await
    }

    async fn create_zone(&self, name: &str, alias: &str) -> String {
        let request = CreateZoneRequest::new()
            .zone_name(name)
            .alias_zone_name(alias)
            .r#type(ZoneType::NoDomainAccess);
        self.client.create_zone(request).await.unwrap().zone_id
    }

    async fn id_of(&self, host: &str) -> String {
        self.zones.zone_of(host).await.unwrap().id
    }

    async fn error_of(&self, host: &str) -> ZoneError {
        self.zones.zone_of(host).await.unwrap_err()
    }

    fn calls(&self) -> usize {
        let received = self.simulator.received();
        received.iter().filter(|request| request.action == "DescribeZones").count()
    }

    /// The values of the filter that the last call sent.
    fn filter_values(&self) -> Value {
        let received = self.simulator.received();
        let body: Value = serde_json::from_slice(&received.last().unwrap().body).unwrap();
        let filter = &body["Filters"][0];
        assert_eq!((&filter["Name"], &filter["Fuzzy"]), (&json!("zone-name"), &json!(false)));
        filter["Values"].clone()
    }
}

/// Moves the clock of the client, and lets it run again for the sockets.
async fn pass(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

#[tokio::test]
async fn a_host_is_in_the_zone_of_the_longest_name_in_one_call() {
    let account = Account::start().await;
    assert_eq!(account.id_of("a.b.shop.example.com").await, "zone-shop");
    assert_eq!(account.calls(), 1);
    assert_eq!(
        account.filter_values(),
        json!(["a.b.shop.example.com", "b.shop.example.com", "shop.example.com", "example.com"])
    );
    let zone = account.zones.zone_of("www.example.com").await.unwrap();
    assert_eq!((&*zone.id, &*zone.name), ("zone-example", "example.com"));
    assert_eq!((zone.status, zone.paused), (Some(ZoneStatus::Active), Some(false)));
}

#[tokio::test]
async fn a_url_a_wildcard_and_any_case_are_one_host() {
    let account = Account::start().await;
    for host in [
        "example.com",
        "EXAMPLE.com.",
        "*.example.com",
        "https://user:secret@example.com:8443/path?query",
    ] {
        assert_eq!(account.id_of(host).await, "zone-example", "{host}");
    }
    assert_eq!(account.calls(), 1);
}

#[tokio::test]
async fn unicode_and_punycode_name_one_zone() {
    for stored in ["bücher.example", "xn--bcher-kva.example"] {
        let account = Account::with(|simulator| simulator.zone("zone-books", [stored])).await;
        for host in ["www.BÜCHER.example", "www.xn--bcher-kva.example", "https://bücher.example/ä"]
        {
            let zones = ZoneLookup::new(&account.client);
            let zone = zones.zone_of(host).await.unwrap();
            assert_eq!((&*zone.id, &*zone.name), ("zone-books", "xn--bcher-kva.example"));
        }
    }
}

#[tokio::test]
async fn two_zones_of_one_name_are_an_error_that_lists_both() {
    let account = Account::start().await;
    let first = account.create_zone("twice.example", "").await;
    let second = account.create_zone("twice.example", "staging").await;
    for _ in 0..2 {
        let error = account.error_of("www.twice.example").await;
        let ZoneError::Ambiguous { name, zones, .. } = &error else { panic!("{error}") };
        assert_eq!(name, "twice.example");
        let ids: Vec<_> = zones.iter().map(|zone| &zone.id).collect();
        assert!(ids.len() == 2 && ids.contains(&&first) && ids.contains(&&second), "{ids:?}");
        let text = error.to_string();
        assert!(text.contains(&first) && text.contains(&second), "{text}");
        assert!(text.contains("alias `staging`"), "{text}");
        assert!(text.contains("ZoneLookup::zone_is"), "{text}");
    }
    let zones = account.zones.clone().zone_is("twice.example", &*second);
    assert_eq!(zones.zone_of("www.twice.example").await.unwrap().id, second);
    // Hosts in a zone of a longer name are certain.
    let below = account.create_zone("shop.twice.example", "").await;
    assert_eq!(account.id_of("shop.twice.example").await, below);
}

#[tokio::test]
async fn a_sub_account_without_describe_zones_names_its_zones_and_makes_no_call() {
    let account = Account::start().await;
    let denied = Rule::error("UnauthorizedOperation.CamUnauthorized", "not allowed");
    account.simulator.add_rule(denied.on("DescribeZones").times(100));
    let error = account.error_of("www.example.com").await;
    assert!(matches!(&error, ZoneError::Call(_)), "{error}");
    assert!(error.to_string().contains("`ZoneLookup::zone_is`"), "{error}");

    let zones = account
        .zones
        .clone()
        .zone_is("https://Example.com/", "zone-named")
        .zone_is("*.a.example.com", "zone-longer");
    let calls = account.calls();
    let zone = zones.zone_of("www.example.com").await.unwrap();
    assert_eq!((&*zone.id, &*zone.name, zone.status), ("zone-named", "example.com", None));
    assert_eq!(zones.zone_of("b.a.example.com").await.unwrap().id, "zone-longer");
    assert_eq!(account.calls(), calls);
}

#[tokio::test]
async fn an_empty_page_in_the_middle_ends_the_lookup_with_an_error() {
    let account = Account::start().await;
    let zones: Vec<_> =
        (0..100).map(|n| json!({"ZoneId": format!("zone-{n}"), "ZoneName": "x.test"})).collect();
    account.simulator.add_rule(Rule::respond(json!({"TotalCount": 300, "Zones": zones})));
    account.simulator.add_rule(Rule::respond(json!({"TotalCount": 300, "Zones": []})).times(50));
    let error = Error::from(account.error_of("www.example.com").await);
    assert_eq!(error.kind(), ErrorKind::Incomplete);
    assert_eq!(account.calls(), 2);
}

#[tokio::test]
async fn zones_on_a_second_page_and_those_that_the_filter_should_have_left_out_are_judged_by_name()
{
    let account = Account::start().await;
    let similar: Vec<_> = (0..100)
        .map(|n| json!({"ZoneId": format!("zone-{n}"), "ZoneName": format!("{n}.example.com")}))
        .collect();
    let own = json!([{"ZoneId": "zone-own", "ZoneName": "example.com"}]);
    account.simulator.add_rule(Rule::respond(json!({"TotalCount": 101, "Zones": similar})));
    account.simulator.add_rule(Rule::respond(json!({"TotalCount": 101, "Zones": own})));
    assert_eq!(account.id_of("www.example.com").await, "zone-own");
}

#[tokio::test]
async fn an_unknown_host_is_an_error_of_its_own() {
    let account = Account::start().await;
    let error = account.error_of("WWW.Example.org").await;
    let ZoneError::NotFound { host, .. } = &error else { panic!("{error}") };
    assert_eq!(host, "www.example.org");
    let error = Error::from(error);
    assert_eq!(error.kind(), ErrorKind::Workflow);
    let source = std::error::Error::source(&error).unwrap();
    assert!(matches!(source.downcast_ref(), Some(ZoneError::NotFound { .. })));

    let calls = account.calls();
    let error = account.error_of("https://user:secret@a b/?token").await;
    assert!(matches!(&error, ZoneError::InvalidHost { host, .. } if host == "a b"), "{error:?}");
    assert!(matches!(account.error_of("192.0.2.1").await, ZoneError::InvalidHost { .. }));
    assert_eq!(account.calls(), calls);
}

#[tokio::test]
async fn a_host_of_many_labels_is_asked_for_in_parts() {
    let account = Account::start().await;
    let labels = "a.".repeat(40);
    assert_eq!(account.id_of(&format!("{labels}example.com")).await, "zone-example");
    assert_eq!(account.calls(), 5);
}

#[tokio::test]
async fn clones_remember_a_zone_for_a_minute() {
    let account = Account::start().await;
    assert_eq!(account.id_of("www.example.com").await, "zone-example");
    let clone = account.zones.clone();
    for host in ["www.example.com", "example.com"] {
        assert_eq!(clone.zone_of(host).await.unwrap().id, "zone-example");
    }
    assert_eq!(account.calls(), 1);
    // Between the host and the zone there may be another one.
    assert_eq!(account.id_of("img.example.com").await, "zone-example");
    assert_eq!(account.calls(), 2);

    let below = account.create_zone("www.example.com", "").await;
    assert_eq!(account.id_of("www.example.com").await, "zone-example");
    pass(Duration::from_secs(61)).await;
    assert_eq!(account.id_of("www.example.com").await, below);
}

#[tokio::test]
async fn a_host_without_a_zone_is_remembered_for_seconds_only() {
    let account = Account::start().await;
    for _ in 0..3 {
        assert!(matches!(account.error_of("new.test").await, ZoneError::NotFound { .. }));
    }
    assert_eq!(account.calls(), 1);
    let created = account.create_zone("new.test", "").await;
    pass(Duration::from_secs(6)).await;
    assert_eq!(account.id_of("new.test").await, created);
}

#[tokio::test]
async fn two_callers_do_not_wait_for_each_other() {
    let account = Account::start().await;
    account.simulator.add_rule(Rule::silence().on("DescribeZones"));
    let stuck = account.zones.zone_of("www.example.com");
    tokio::pin!(stuck);
    let waited = tokio::time::timeout(Duration::from_millis(200), &mut stuck).await;
    assert!(waited.is_err());
    assert_eq!(account.id_of("www.example.com").await, "zone-example");
}

#[tokio::test]
async fn a_lookup_that_was_dropped_leaves_the_next_one_whole() {
    let account = Account::start().await;
    account.simulator.add_rule(Rule::delay(Duration::from_secs(5)).on("DescribeZones"));
    let dropped =
        tokio::time::timeout(Duration::from_millis(100), account.zones.zone_of("example.com"));
    assert!(dropped.await.is_err());
    assert_eq!(account.id_of("example.com").await, "zone-example");
}
