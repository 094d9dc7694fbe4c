//! DNS records, brought into a state at the simulator.

mod in_company;

use std::time::Duration;

use serde_json::{Value, json};
use teo_api::teo::{
    CreateDnsRecordRequest, DescribeDnsRecordsRequest, DnsRecord, DnsRecordType, EnableStatus,
    ModifyDnsRecordsStatusRequest,
};
use teo_api::workflows::dns::{Changes, Record, RecordValue, Records};
use teo_api::{Client, Credentials, ErrorKind, RetryPolicy};
use teo_simulator::{Rule, Simulator};

const ZONE: &str = "zone-example";
const CHALLENGE: &str = "_acme-challenge.example.com";

struct Zone {
    simulator: Simulator,
    client: Client,
    records: Records,
}

impl Zone {
    async fn start() -> Self {
        let simulator = Simulator::builder().zone(ZONE, ["example.com"]).start().await.unwrap();
        let client = client_of(&simulator, RetryPolicy::none());
        let records = Records::new(&client, ZONE);
        Self { simulator, client, records }
    }

    /// Creates a record as somebody else does it.
    async fn create(&self, name: &str, r#type: DnsRecordType, content: &str) -> String {
        let request = CreateDnsRecordRequest::new()
            .zone_id(ZONE)
            .name(name)
            .r#type(r#type)
            .content(content)
            .ttl(600);
        self.client.create_dns_record(request).await.unwrap().record_id
    }

    async fn all(&self) -> Vec<DnsRecord> {
        let request = DescribeDnsRecordsRequest::new().zone_id(ZONE);
        self.client.describe_dns_records(request).items().all().await.unwrap()
    }

    /// The contents of all records, in order.
    async fn contents(&self) -> Vec<String> {
        let all = self.all().await.into_iter();
        let mut contents: Vec<_> = all.map(|record| record.content.unwrap()).collect();
        contents.sort();
        contents
    }

    fn calls(&self, action: &str) -> usize {
        self.simulator.received().iter().filter(|request| request.action == action).count()
    }

    fn executed(&self, action: &str) -> usize {
        let received = self.simulator.received();
        received.iter().filter(|request| request.action == action && request.executed()).count()
    }

    /// The number of calls that change records.
    fn mutations(&self) -> usize {
        let received = self.simulator.received();
        received.iter().filter(|request| request.action != "DescribeDnsRecords").count()
    }
}

fn client_of(simulator: &Simulator, retry: RetryPolicy) -> Client {
    let credentials = Credentials::new(simulator.secret_id(), simulator.secret_key());
    let builder = Client::builder().credentials(credentials).endpoint(simulator.url());
    builder.retry(retry).build().unwrap()
}

fn challenge(token: &str) -> Record {
    Record::new(CHALLENGE, DnsRecordType::Txt, token)
}

fn address(content: &str) -> Record {
    Record::new("www.example.com", DnsRecordType::A, content)
}

fn unchanged(id: &str) -> Changes {
    let mut changes = Changes::default();
    changes.unchanged.push(id.to_owned());
    changes
}

#[tokio::test]
async fn a_record_is_created_once_however_often_it_is_ensured() {
    let zone = Zone::start().await;
    let changes = zone.records.ensure(&challenge("token")).await.unwrap();
    let [id] = &changes.created[..] else { panic!("{changes:?}") };
    for _ in 0..3 {
        let again = zone.records.ensure(&challenge("token")).await.unwrap();
        assert_eq!(again, unchanged(id));
        assert!(again.is_empty());
    }
    assert_eq!(zone.mutations(), 1);
}

#[tokio::test]
async fn challenges_of_two_certificates_and_the_text_of_someone_else_stand_side_by_side() {
    let zone = Zone::start().await;
    zone.create(CHALLENGE, DnsRecordType::Txt, "of someone else").await;
    zone.records.ensure(&challenge("first")).await.unwrap();
    zone.records.ensure(&challenge("second")).await.unwrap();
    assert_eq!(zone.contents().await, ["first", "of someone else", "second"]);

    let changes = zone.records.ensure_absent(&challenge("first")).await.unwrap();
    assert_eq!(changes.deleted.len(), 1);
    assert_eq!(zone.contents().await, ["of someone else", "second"]);
    let again = zone.records.ensure_absent(&challenge("first")).await.unwrap();
    assert_eq!(again, Changes::default());
}

#[tokio::test]
async fn only_what_is_given_is_compared_and_changed() {
    let zone = Zone::start().await;
    let id = zone.create("www.example.com", DnsRecordType::A, "192.0.2.1").await;
    assert_eq!(zone.records.ensure(&address("192.0.2.1")).await.unwrap(), unchanged(&id));

    let changes = zone.records.ensure(&address("192.0.2.1").weight(30)).await.unwrap();
    assert_eq!(changes.changed, [&*id]);
    let record = &zone.all().await[0];
    assert_eq!((record.weight, record.ttl), (Some(30), Some(600)));

    let differs = zone.records.ensure_absent(&address("192.0.2.1").ttl(60)).await.unwrap();
    assert_eq!(differs, Changes::default());
    let agrees = zone.records.ensure_absent(&address("192.0.2.1").ttl(600)).await.unwrap();
    assert_eq!(agrees.deleted, [&*id]);
}

#[tokio::test]
async fn a_record_on_another_line_is_another_record() {
    let zone = Zone::start().await;
    let beijing = address("192.0.2.1").location("CN.BJ");
    let everywhere = zone.create("www.example.com", DnsRecordType::A, "192.0.2.1").await;
    assert_eq!(zone.records.ensure(&beijing).await.unwrap().created.len(), 1);
    let default = address("192.0.2.1").location("Default");
    assert_eq!(zone.records.ensure(&default).await.unwrap(), unchanged(&everywhere));
    assert_eq!(zone.records.ensure_absent(&beijing).await.unwrap().deleted.len(), 1);
    assert_eq!(zone.all().await.len(), 1);
}

#[tokio::test]
async fn a_name_has_exactly_the_set_and_other_names_and_types_stay() {
    let zone = Zone::start().await;
    let old = zone.create("www.example.com", DnsRecordType::A, "192.0.2.1").await;
    zone.create("www.example.com", DnsRecordType::Aaaa, "2001:db8::1").await;
    zone.create("ww.example.com", DnsRecordType::A, "192.0.2.3").await;
    let set = |addresses: Vec<&'static str>| {
        zone.records.set("WWW.example.com.", DnsRecordType::A, addresses)
    };

    // Dynamic DNS: the record is changed in place, so that the name always has one.
    let changes = set(vec!["192.0.2.2"]).await.unwrap();
    assert_eq!(changes.changed, [&*old]);
    assert!(changes.created.is_empty() && changes.deleted.is_empty(), "{changes:?}");
    assert_eq!(zone.contents().await, ["192.0.2.2", "192.0.2.3", "2001:db8::1"]);

    let changes = set(vec!["192.0.2.5", "192.0.2.2"]).await.unwrap();
    assert_eq!((&changes.unchanged[..], changes.created.len()), (&[old][..], 1));
    let before = zone.mutations();
    assert!(set(vec!["192.0.2.2", "192.0.2.5"]).await.unwrap().is_empty());
    assert_eq!(zone.mutations(), before);

    let changes = set(vec!["192.0.2.5"]).await.unwrap();
    assert_eq!((changes.unchanged.len(), changes.deleted.len()), (1, 1));
    let none = zone.records.set("www.example.com", DnsRecordType::A, None::<&str>).await.unwrap();
    assert_eq!(none.deleted.len(), 1);
    assert_eq!(zone.contents().await, ["192.0.2.3", "2001:db8::1"]);
}

#[tokio::test]
async fn a_set_of_values_with_weights_is_written_with_them() {
    let zone = Zone::start().await;
    let values = [("192.0.2.1", 10), ("192.0.2.2", 90)];
    let values = values.map(|(content, weight)| RecordValue::new(content).weight(weight).ttl(60));
    zone.records.set("www.example.com", DnsRecordType::A, values).await.unwrap();
    let mut weights: Vec<_> = zone.all().await.iter().map(|r| (r.weight, r.ttl)).collect();
    weights.sort();
    assert_eq!(weights, [(Some(10), Some(60)), (Some(90), Some(60))]);
}

#[tokio::test]
async fn unicode_and_punycode_name_one_record() {
    let zone = Zone::start().await;
    let unicode = Record::new("Bücher.example.com.", DnsRecordType::Cname, "Größe.example.");
    let created = zone.records.ensure(&unicode).await.unwrap().created;
    let record = &zone.all().await[0];
    assert_eq!(record.name.as_deref(), Some("xn--bcher-kva.example.com"));
    assert_eq!(record.content.as_deref(), Some("xn--gre-6ka8i.example"));
    let punycode =
        Record::new("xn--bcher-kva.EXAMPLE.com", DnsRecordType::Cname, "xn--gre-6ka8i.example.");
    assert_eq!(zone.records.ensure(&punycode).await.unwrap(), unchanged(&created[0]));
    assert_eq!(zone.records.ensure_absent(&unicode).await.unwrap().deleted, created);
}

#[tokio::test]
async fn a_record_that_exists_already_is_found_when_its_creation_is_refused() {
    let zone = Zone::start().await;
    // Another caller creates it between the list and the creation.
    let exists = Rule::error("InvalidParameterValue.ConflictRecord", "it exists");
    zone.simulator.add_rule(exists.clone().on("CreateDnsRecord").after_execution());
    let changes = zone.records.ensure(&challenge("token")).await.unwrap();
    assert_eq!((changes.unchanged.len(), changes.created.len()), (1, 0));
    assert_eq!(zone.executed("CreateDnsRecord"), 1);

    // It is an error if nothing is there.
    zone.simulator.add_rule(exists.on("CreateDnsRecord"));
    let error = zone.records.ensure(&challenge("other")).await.unwrap_err();
    assert_eq!(error.code().unwrap(), "InvalidParameterValue.ConflictRecord");
    assert_eq!(zone.calls("CreateDnsRecord"), 2);
}

#[tokio::test]
async fn a_creation_whose_response_was_lost_is_found_and_not_sent_again() {
    let zone = Zone::start().await;
    zone.simulator.add_rule(Rule::close().on("CreateDnsRecord").after_execution());
    let changes = zone.records.ensure(&challenge("token")).await.unwrap();
    assert_eq!(changes.created.len(), 1);
    assert_eq!(zone.calls("CreateDnsRecord"), 1);
    assert_eq!(zone.all().await.len(), 1);

    zone.simulator.add_rule(Rule::close().on("CreateDnsRecord"));
    let error = zone.records.ensure(&challenge("other")).await.unwrap_err();
    assert!(error.may_have_executed());
    assert_eq!(zone.calls("CreateDnsRecord"), 2);
}

#[tokio::test]
async fn no_change_is_sent_twice_whatever_the_retry_policy_is() {
    let zone = Zone::start().await;
    let id = zone.create("www.example.com", DnsRecordType::A, "192.0.2.1").await;
    let again = RetryPolicy::new().retry_mutating(true).classifier(|_| Some(true));
    let client = client_of(&zone.simulator, again);
    let records = Records::new(&client, ZONE);

    zone.simulator.add_rule(Rule::close().on("CreateDnsRecord").after_execution());
    let before = zone.calls("CreateDnsRecord");
    assert_eq!(records.ensure(&challenge("token")).await.unwrap().created.len(), 1);
    assert_eq!(zone.calls("CreateDnsRecord"), before + 1);

    zone.simulator.add_rule(Rule::close().on("ModifyDnsRecords").after_execution());
    let error = records.ensure(&address("192.0.2.1").ttl(60)).await.unwrap_err();
    assert!(error.may_have_executed(), "{error}");
    assert_eq!(zone.calls("ModifyDnsRecords"), 1);

    let off = ModifyDnsRecordsStatusRequest::new().zone_id(ZONE).records_to_disable([&*id]);
    zone.client.modify_dns_records_status(off).await.unwrap();
    zone.simulator.add_rule(Rule::close().on("ModifyDnsRecordsStatus").after_execution());
    let error = records.ensure(&address("192.0.2.1")).await.unwrap_err();
    assert!(error.may_have_executed(), "{error}");
    assert_eq!(zone.calls("ModifyDnsRecordsStatus"), 2);
}

#[tokio::test]
async fn a_changed_record_is_sent_whole_with_members_that_this_version_does_not_know() {
    let zone = Zone::start().await;
    let whole = json!({
        "RecordId": "record-1", "Name": "www.example.com", "Type": "A", "Content": "192.0.2.1",
        "Location": "CN.BJ", "TTL": 300, "Weight": 20, "Priority": 0, "Later": {"A": 1},
    });
    let mut read = whole.clone();
    for name in ["ZoneId", "Status", "CreatedOn", "ModifiedOn"] {
        read[name] = json!("only in responses");
    }
    let page = json!({"TotalCount": 1, "DnsRecords": [read]});
    zone.simulator.add_rule(Rule::respond(page).on("DescribeDnsRecords"));
    zone.simulator.add_rule(Rule::respond(json!({})).on("ModifyDnsRecords"));
    zone.records.ensure(&address("192.0.2.1").ttl(60)).await.unwrap();
    let received = zone.simulator.received();
    let change = received.iter().find(|request| request.action == "ModifyDnsRecords").unwrap();
    let sent: Value = serde_json::from_slice(&change.body).unwrap();
    let mut wanted = whole;
    wanted["TTL"] = json!(60);
    assert_eq!(sent["DnsRecords"], json!([wanted]));
}

#[tokio::test]
async fn a_set_on_two_lines_is_settled_however_old_its_records_are() {
    let zone = Zone::start().await;
    let beijing = address("192.0.2.1").location("CN.BJ");
    // The record of the line is the older one.
    let line = zone.records.ensure(&beijing).await.unwrap().created;
    let everybody = address("192.0.2.1").location("Default");
    let default = zone.records.ensure(&everybody).await.unwrap().created;
    let values = [address("192.0.2.1").value, beijing.value];
    let set =
        |values: Vec<RecordValue>| zone.records.set("www.example.com", DnsRecordType::A, values);
    let both = set(values.to_vec()).await.unwrap();
    assert!(both.is_empty(), "{both:?}");
    let one = set(values[..1].to_vec()).await.unwrap();
    assert_eq!((one.unchanged, one.deleted), (default, line));
}

#[tokio::test]
async fn a_deletion_that_is_refused_is_an_error() {
    let zone = Zone::start().await;
    zone.records.ensure(&challenge("token")).await.unwrap();
    let refused = Rule::error("OperationDenied", "not now").on("DeleteDnsRecords");
    zone.simulator.add_rule(refused);
    let error = zone.records.ensure_absent(&challenge("token")).await.unwrap_err();
    assert_eq!(error.code().unwrap(), "OperationDenied");
    assert_eq!(zone.calls("DeleteDnsRecords"), 1);
}

#[tokio::test]
async fn a_record_that_is_switched_off_is_switched_on() {
    let zone = Zone::start().await;
    let id = zone.create("www.example.com", DnsRecordType::A, "192.0.2.1").await;
    let off = ModifyDnsRecordsStatusRequest::new().zone_id(ZONE).records_to_disable([&*id]);
    zone.client.modify_dns_records_status(off).await.unwrap();
    let changes = zone.records.ensure(&address("192.0.2.1").ttl(60)).await.unwrap();
    assert_eq!(changes.changed, [&*id]);
    let record = &zone.all().await[0];
    assert_eq!((&record.status, record.ttl), (&Some(EnableStatus::Enabled), Some(60)));
}

#[tokio::test]
async fn an_empty_page_in_the_middle_changes_nothing() {
    let zone = Zone::start().await;
    let page: Vec<_> = (0..1000)
        .map(|n| json!({"RecordId": format!("record-{n}"), "Name": "x.example.com", "Type": "A"}))
        .collect();
    let rule = |records| {
        Rule::respond(json!({"TotalCount": 3000, "DnsRecords": records})).on("DescribeDnsRecords")
    };
    zone.simulator.add_rule(rule(json!(page)));
    zone.simulator.add_rule(rule(json!([])).times(50));
    let error = zone.records.set("www.example.com", DnsRecordType::A, None::<&str>).await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Incomplete);
    assert_eq!((zone.calls("DescribeDnsRecords"), zone.mutations()), (2, 0));
}

#[tokio::test]
async fn a_record_on_a_second_page_is_found() {
    let zone = Zone::start().await;
    let similar: Vec<_> = (0..1000)
        .map(|n| json!({"RecordId": format!("record-{n}"), "Name": format!("{n}.example.com")}))
        .collect();
    let own = json!([{
        "RecordId": "record-own", "Name": "WWW.example.com.", "Type": "A", "Content": "192.0.2.1"
    }]);
    for records in [json!(similar), own] {
        let page = Rule::respond(json!({"TotalCount": 1001, "DnsRecords": records}));
        zone.simulator.add_rule(page.on("DescribeDnsRecords"));
    }
    let changes = zone.records.ensure(&address("192.0.2.1")).await.unwrap();
    assert_eq!((changes, zone.mutations()), (unchanged("record-own"), 0));
}

#[tokio::test]
async fn records_that_the_filter_should_have_left_out_are_never_touched() {
    let zone = Zone::start().await;
    let records = json!([
        {"RecordId": "record-1", "Name": "www.example.com.cn", "Type": "A", "Content": "192.0.2.1"},
        {"RecordId": "record-2", "Name": "a.www.example.com", "Type": "A", "Content": "192.0.2.1"},
        {"RecordId": "record-3", "Name": "www.example.com", "Type": "AAAA", "Content": "192.0.2.1"},
        {"RecordId": "record-4", "Name": "www.example.com", "Type": "A", "Content": "192.0.2.10"},
    ]);
    let fuzzy = Rule::respond(json!({"TotalCount": 4, "DnsRecords": records}));
    zone.simulator.add_rule(fuzzy.on("DescribeDnsRecords"));
    let changes = zone.records.ensure_absent(&address("192.0.2.1")).await.unwrap();
    assert_eq!((changes, zone.mutations()), (Changes::default(), 0));
}
