//! Metadata that is wrong is told with its place, and no spec is touched.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use teo_codegen::import::{Metadata, import};
use zip::write::SimpleFileOptions;

/// What is wrong, how it comes about, and what is told.
type Spoilt<'a> = (&'a str, &'a dyn Fn(&mut Value), &'a str);

fn metadata() -> Value {
    json!({
        "metadata": {"apiVersion": "2020-01-01", "serviceShortName": "shop"},
        "actions": {
            "DescribeGoods": {
                "input": "DescribeGoodsRequest", "output": "DescribeGoodsResponse", "status": "online"
            }
        },
        "objects": {
            "DescribeGoodsRequest": {"type": "object", "members": [
                {"name": "ShopId", "type": "string", "member": "string", "required": true}
            ]},
            "DescribeGoodsResponse": {"type": "object", "members": [
                {"name": "Goods", "type": "list", "member": "Good"},
                {"name": "RequestId", "type": "string", "member": "string"}
            ]},
            "Good": {"members": [{"name": "Name", "type": "string", "member": "string"}]}
        }
    })
}

/// Imports into a folder with specs and into one without; neither may change.
fn refused(file: &Path, service: &str, version: &str) -> String {
    let place = tempfile::tempdir().unwrap();
    let sound = place.path().join("sound.json");
    fs::write(&sound, metadata().to_string()).unwrap();
    let held = place.path().join("held");
    import(&held, &Metadata::read(&sound, "shop", "2020-01-01").unwrap(), None).unwrap();
    let before = files(&held);

    let attempt = |folder: &Path| match Metadata::read(file, service, version) {
        Ok(metadata) => import(folder, &metadata, None).unwrap_err().to_string(),
        Err(error) => error.to_string(),
    };
    let (new, error) = (place.path().join("new"), attempt(&held));
    assert_eq!(attempt(&new), error);
    assert!(!new.exists(), "{error}\nand something was written");
    assert_eq!(files(&held), before, "{error}\nand something was changed");
    error
}

fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push((path.clone(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn what_is_wrong_in_a_description_is_told_with_its_place() {
    let spoilt: [Spoilt<'_>; 16] = [
        (
            "a name that is no text",
            &|m| m["objects"]["Good"]["members"][0]["name"] = json!(7),
            "objects.Good.members[0].name: invalid type: integer `7`",
        ),
        (
            "a flag that is none",
            &|m| m["objects"]["Good"]["members"][0]["disabled"] = json!(2),
            "objects.Good.members[0].disabled: invalid value: integer `2`, expected true, false, 1 or 0",
        ),
        (
            "an unknown kind of type",
            &|m| m["objects"]["Good"]["members"][0]["type"] = json!("map"),
            "api.json#/objects/Good/members/0/type: type map of string is unknown",
        ),
        (
            "an unknown type of its kind",
            &|m| m["objects"]["Good"]["members"][0]["member"] = json!("int128"),
            "api.json#/objects/Good/members/0/type: type string of int128 is unknown",
        ),
        (
            "a member twice",
            &|m| {
                let members = m["objects"]["Good"]["members"].as_array_mut().unwrap();
                members.push(members[0].clone());
            },
            "api.json#/objects/Good/members/1/name: \"Name\" stands here twice",
        ),
        (
            "a member without a name",
            &|m| m["objects"]["Good"]["members"][0]["name"] = json!(""),
            "api.json#/objects/Good/members/0/name: \"\" is no name",
        ),
        (
            "a member's object missing",
            &|m| m["objects"]["DescribeGoodsResponse"]["members"][0]["member"] = json!("Bad"),
            "api.json#/objects/DescribeGoodsResponse/members/0/member: there is no object \"Bad\"",
        ),
        (
            "an object without members",
            &|m| m["objects"]["Good"] = json!({}),
            "objects.Good: missing field `members`",
        ),
        (
            "an object with a strange name",
            &|m| m["objects"]["../Good"] = json!({"members": []}),
            "api.json#/objects/../Good: \"../Good\" is no name",
        ),
        (
            "an action without input",
            &|m| m["actions"]["DescribeGoods"] = json!({"output": "DescribeGoodsResponse"}),
            "actions.DescribeGoods: missing field `input`",
        ),
        (
            "an action's object missing",
            &|m| m["actions"]["DescribeGoods"]["input"] = json!("Nothing"),
            "api.json#/actions/DescribeGoods/input: there is no object \"Nothing\"",
        ),
        (
            "an answer without a request id",
            &|m| m["actions"]["DescribeGoods"]["output"] = json!("Good"),
            "api.json#/actions/DescribeGoods/output: it has no RequestId",
        ),
        (
            "an unknown status",
            &|m| m["actions"]["DescribeGoods"]["status"] = json!("asleep"),
            "api.json#/actions/DescribeGoods/status: \"asleep\" is no known status",
        ),
        (
            "another service",
            &|m| m["metadata"]["serviceShortName"] = json!("other"),
            "describes other 2020-01-01, not shop 2020-01-01",
        ),
        (
            "no actions",
            &|m| {
                m.as_object_mut().unwrap().remove("actions");
            },
            "missing field `actions`",
        ),
        ("a list instead of a description", &|m| *m = json!([]), ": .: invalid length 0"),
    ];
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("api.json");
    for (what, spoil, told) in spoilt {
        let mut metadata = metadata();
        spoil(&mut metadata);
        fs::write(&file, metadata.to_string()).unwrap();
        let error = refused(&file, "shop", "2020-01-01");
        assert!(error.contains(told), "{what}: {told} not in\n{error}");
    }
}

#[test]
fn a_file_that_is_no_description_is_told_with_its_place() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("api.json");
    let whole = metadata().to_string();
    let twice = whole.replace("\"objects\":{", "\"objects\":{\"Good\":{\"members\":[]},");
    for (text, told) in [
        (&whole[..whole.len() / 2], "EOF while parsing"),
        ("<html>", "expected value at line 1 column 1"),
        (&format!("{whole} and more"), "its end: trailing characters"),
        (&twice, "objects: \"Good\" stands here twice"),
    ] {
        fs::write(&file, text).unwrap();
        let error = refused(&file, "shop", "2020-01-01");
        assert!(error.contains("api.json: ") && error.contains(told), "{told} not in\n{error}");
    }
    let error = refused(&place.path().join("nowhere.json"), "shop", "2020-01-01");
    assert!(error.contains("cannot read ") && error.contains("nowhere.json"), "{error}");
}

#[test]
fn a_package_that_lacks_what_was_asked_for_tells_what_it_has() {
    let place = tempfile::tempdir().unwrap();
    let wheel = place.path().join("tccli-1.2.3-py3-none-any.whl");
    let mut archive = zip::ZipWriter::new(fs::File::create(&wheel).unwrap());
    for version in ["v20200101", "v20180101"] {
        let inside = format!("tccli/services/shop/{version}/api.json");
        archive.start_file(inside, SimpleFileOptions::default()).unwrap();
        archive.write_all(metadata().to_string().as_bytes()).unwrap();
    }
    archive.finish().unwrap();

    let other = "holds no service \"stall\"; its services are the folders of tccli/services/";
    assert!(refused(&wheel, "stall", "2020-01-01").contains(other));
    let versions =
        "holds no tccli/services/shop/v20190101/api.json; of shop it has 2018-01-01, 2020-01-01";
    assert!(refused(&wheel, "shop", "2019-01-01").contains(versions));
    // The older folder holds the newer description.
    assert!(
        refused(&wheel, "shop", "2018-01-01")
            .contains("describes shop 2020-01-01, not shop 2018-01-01")
    );

    fs::write(&wheel, "no zip at all").unwrap();
    let error = refused(&wheel, "shop", "2020-01-01");
    assert!(
        error.contains("tccli-1.2.3-py3-none-any.whl: is no package of the command-line tool"),
        "{error}"
    );
}
