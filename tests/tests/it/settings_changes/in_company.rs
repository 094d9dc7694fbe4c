//! Changes beside other callers, without a response, and dropped on the way.

use super::*;

#[tokio::test]
async fn two_callers_at_once_do_not_lose_each_others_sections() {
    let (_simulator, client) = simulated().await;
    let (one, other) = tokio::join!(
        settings::change_l7(&client, ZONE, |config| {
            config.grpc.get_or_insert_default().switch = Some(Switch::On);
        }),
        settings::change_l7(&client, ZONE, |config| {
            config.quic.get_or_insert_default().switch = Some(Switch::On);
        }),
    );
    assert!(one.unwrap().is_changed() && other.unwrap().is_changed());
    let change = settings::change_l7(&client, ZONE, |config| {
        assert_eq!(config.grpc.as_ref().unwrap().switch, Some(Switch::On));
        assert_eq!(config.quic.as_ref().unwrap().switch, Some(Switch::On));
    });
    assert!(!change.await.unwrap().is_changed());
}

#[tokio::test]
async fn a_write_whose_response_was_lost_is_not_sent_again_by_the_next_call() {
    let (simulator, client) = simulated().await;
    simulator.add_rule(Rule::close().on("ModifyL7AccSetting").after_execution());
    let turn_on = || {
        settings::change_l7(&client, ZONE, |config| {
            config.grpc.get_or_insert_default().switch = Some(Switch::On);
        })
    };
    let ChangeError::Call(error) = turn_on().await.unwrap_err() else { panic!("no call failed") };
    assert!(error.may_have_executed(), "{error}");
    assert!(!turn_on().await.unwrap().is_changed());
    assert_eq!(bodies(&simulator, "ModifyL7AccSetting").len(), 1);
}

#[tokio::test]
async fn a_dropped_future_writes_nothing() {
    let (simulator, client) = simulated().await;
    simulator.add_rule(Rule::delay(Duration::from_millis(600)).on("DescribeL7AccSetting"));
    let change = settings::change_l7(&client, ZONE, |config| {
        config.grpc.get_or_insert_default().switch = Some(Switch::On);
    });
    assert!(tokio::time::timeout(Duration::from_millis(200), change).await.is_err());
    // The service answers, and nobody goes on.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(bodies(&simulator, "DescribeL7AccSetting").len(), 1);
    assert!(bodies(&simulator, "ModifyL7AccSetting").is_empty());
}

#[test]
fn the_future_of_a_change_can_be_spawned() {
    fn assert_send<T: Send + 'static>(_: T) {}
    let client = Kept::default().policy_service().client();
    assert_send(async move { settings::change_l7(&client, ZONE, |_| ()).await.map(drop) });
}
