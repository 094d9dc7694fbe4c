//! The older settings of a zone, which the service does not take as it returns them.

use super::*;

/// A service that keeps the older settings of a zone.
fn zone_service(kept: &Kept) -> ScriptedService {
    let kept = kept.clone();
    ScriptedService::new(move |action, request| {
        Some(match action {
            "DescribeZoneSetting" => json!({"ZoneSetting": kept.get()}),
            _ => {
                kept.write(request);
                json!({})
            }
        })
    })
}

#[tokio::test]
async fn image_optimization_stays_on_when_another_zone_setting_changes() {
    let kept = Kept::new(json!({
        "ZoneName": "example.com",
        "Area": "global",
        "Quic": {"Switch": "off"},
        "ImageOptimize": {"Switch": "on"},
        "WebSocket": {"Switch": "on", "Timeout": 30},
    }));
    let service = zone_service(&kept);
    let client = service.client();
    let change = settings::change_zone_setting(&client, ZONE, |setting| {
        setting.quic = Some(Quic::new().switch(Switch::On));
    });
    assert_eq!(change.await.unwrap().sections, ["Quic"]);
    let expected =
        json!({"ZoneId": ZONE, "Quic": {"Switch": "on"}, "ImageOptimize": {"Switch": "on"}});
    assert_eq!(service.received("ModifyZoneSetting"), [expected]);
}

#[tokio::test]
async fn what_the_action_does_not_take_cannot_be_set() {
    let kept = Kept::new(json!({"ZoneName": "example.com", "Area": "global"}));
    let service = zone_service(&kept);
    let client = service.client();
    let change = settings::change_zone_setting(&client, ZONE, |setting| {
        setting.zone_name = "example.net".to_owned();
        setting.image_optimize = Some(ImageOptimize::new().switch(Switch::On));
    });
    let error = change.await.unwrap_err();
    assert!(matches!(&error, ChangeError::NotWritable(names) if *names == ["ZoneName"]), "{error}");
    assert!(service.received("ModifyZoneSetting").is_empty());
}

#[tokio::test]
async fn settings_that_are_not_returned_are_an_error() {
    let service = ScriptedService::new(|_, _| Some(json!({})));
    let client = service.client();
    let error = settings::change_l7(&client, ZONE, |_| ()).await.unwrap_err();
    assert!(matches!(error, ChangeError::NotReturned), "{error}");
    let error = settings::change_zone_setting(&client, ZONE, |_| ()).await.unwrap_err();
    assert!(matches!(error, ChangeError::NotReturned), "{error}");
}
