//! Records that two callers want at once, and a call that is dropped.

use super::*;

#[tokio::test]
async fn two_callers_at_once_leave_one_record() {
    let zone = Zone::start().await;
    // Both lists are read before either record is created.
    let slow = Rule::delay(Duration::from_millis(300)).on("DescribeDnsRecords").times(2);
    zone.simulator.add_rule(slow);
    let record = challenge("token");
    let (one, other) = tokio::join!(zone.records.ensure(&record), zone.records.ensure(&record));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(zone.executed("CreateDnsRecord"), 2);
    let left = zone.all().await;
    assert_eq!(left.len(), 1, "{left:?}");
    let id = left[0].record_id.clone().unwrap();
    let names = |changes: &Changes| [&changes.created[..], &changes.unchanged[..]].concat();
    assert!([names(&one), names(&other)].concat().contains(&id), "{one:?} {other:?}");
    assert_eq!(zone.records.ensure(&record).await.unwrap(), unchanged(&id));
}

#[tokio::test]
async fn two_callers_that_delete_at_once_both_succeed() {
    let zone = Zone::start().await;
    zone.records.ensure(&challenge("token")).await.unwrap();
    let slow = Rule::delay(Duration::from_millis(300)).on("DescribeDnsRecords").times(2);
    zone.simulator.add_rule(slow);
    let record = challenge("token");
    let (one, other) =
        tokio::join!(zone.records.ensure_absent(&record), zone.records.ensure_absent(&record));
    assert_eq!(one.unwrap().deleted, other.unwrap().deleted);
    assert_eq!(zone.calls("DeleteDnsRecords"), 2);
    assert!(zone.all().await.is_empty());
}

#[tokio::test]
async fn two_callers_that_set_the_same_at_once_leave_exactly_the_set() {
    let zone = Zone::start().await;
    zone.create("www.example.com", DnsRecordType::A, "192.0.2.9").await;
    let slow = Rule::delay(Duration::from_millis(300)).on("DescribeDnsRecords").times(2);
    zone.simulator.add_rule(slow);
    let set = || {
        let addresses = ["192.0.2.1", "192.0.2.2", "192.0.2.3"];
        zone.records.set("www.example.com", DnsRecordType::A, addresses)
    };
    let (one, other) = tokio::join!(set(), set());
    assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
    // One is that of someone else, which both change.
    assert_eq!(zone.executed("CreateDnsRecord"), 1 + 2 * 2);
    assert_eq!(zone.contents().await, ["192.0.2.1", "192.0.2.2", "192.0.2.3"]);
    assert!(set().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_call_that_was_dropped_can_be_made_again() {
    let zone = Zone::start().await;
    zone.simulator.add_rule(Rule::delay(Duration::from_secs(5)).on("CreateDnsRecord"));
    let record = challenge("token");
    let dropped = tokio::time::timeout(Duration::from_millis(300), zone.records.ensure(&record));
    assert!(dropped.await.is_err());
    assert_eq!(zone.executed("CreateDnsRecord"), 1);
    assert_eq!(zone.records.ensure(&record).await.unwrap().unchanged.len(), 1);
    assert_eq!(zone.all().await.len(), 1);
}
