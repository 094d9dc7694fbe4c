//! Paging is guessed for new actions alone, and lifecycles are a person's altogether.

use std::fs;

use serde_json::{Value, json};
use teo_specs::Paging;

use super::workspace::{Workspace, metadata};

/// Returns the metadata with an offset, so that the list of goods is paged.
fn paged_metadata() -> Value {
    let mut paged = metadata();
    paged["objects"]["DescribeGoodsRequest"]["members"]
        .as_array_mut()
        .unwrap()
        .push(json!({"name": "Offset", "type": "int", "member": "uint64"}));
    paged
}

#[test]
fn only_a_new_action_gets_a_guess_of_its_paging() {
    let workspace = Workspace::new();
    workspace.import(&metadata()).unwrap();
    assert_eq!(workspace.spec().actions["DescribeGoods"].paging, None, "a limit alone is no page");
    let mut with_new_action = paged_metadata();
    with_new_action["actions"]["ListGoods"] =
        json!({"input": "DescribeGoodsRequest", "output": "DescribeGoodsResponse"});
    let report = workspace.import(&with_new_action).unwrap();
    assert!(report.added.contains(&"actions/ListGoods.json".to_owned()), "{report}");
    let spec = workspace.spec();
    let mut guess = Paging::by_offset("Offset", "Limit", "Goods");
    guess.total = Some("Total".to_owned());
    assert_eq!(spec.actions["ListGoods"].paging, Some(guess));
    assert_eq!(spec.actions["DescribeGoods"].paging, None, "the action was not new");

    workspace.edit("actions/ListGoods.json", |action| {
        action["paging"].as_object_mut().unwrap().remove("total").unwrap();
    });
    let corrected = workspace.spec();
    workspace.import(&with_new_action).unwrap();
    assert_eq!(workspace.spec(), corrected, "the correction of a person was changed");
}

#[test]
fn a_member_of_paging_that_the_metadata_no_longer_has_is_reported_and_stays() {
    let workspace = Workspace::new();
    workspace.import(&paged_metadata()).unwrap();
    let before = workspace.spec();
    assert!(before.actions["DescribeGoods"].paging.is_some());
    let report = workspace.import(&metadata()).unwrap();
    assert_eq!(report.gone, ["actions/DescribeGoods.json#/parameters/Offset"]);
    assert_eq!(workspace.spec(), before);
    let mut disabled = paged_metadata();
    disabled["objects"]["DescribeGoodsRequest"]["members"][5]["disabled"] = json!(true);
    let report = workspace.import(&disabled).unwrap();
    assert_eq!(report.gone, ["actions/DescribeGoods.json#/parameters/Offset"]);
    assert_eq!(
        workspace.spec().actions["DescribeGoods"].paging,
        before.actions["DescribeGoods"].paging
    );
}

#[test]
fn resources_stay_and_a_member_of_theirs_that_is_gone_is_reported() {
    let workspace = Workspace::new();
    workspace.import(&metadata()).unwrap();
    let resource = json!({
        "name": "Good",
        "summary": "Thing that is sold.",
        "identifiers": ["Name"],
        "structure": "Good",
        "output_only": ["Parts"],
        "list": [{"action": "DescribeGoods", "items": "Goods"}],
    });
    fs::create_dir(workspace.specs().join("resources")).unwrap();
    fs::write(workspace.specs().join("resources/Good.json"), resource.to_string()).unwrap();
    let before = workspace.spec();
    let mut new_metadata = metadata();
    new_metadata["objects"]["Good"]["members"].as_array_mut().unwrap().remove(2);
    let report = workspace.import(&new_metadata).unwrap();
    assert_eq!(report.gone, ["structures/Good.json#/members/Parts"]);
    assert!(report.written.iter().all(|file| !file.starts_with("resources/")), "{report}");
    assert_eq!(workspace.spec().resources, before.resources);
}
