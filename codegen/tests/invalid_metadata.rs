//! Tests imports of invalid metadata: the error has the location of the problem, and no spec
//! changes.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use teo_codegen::import::{Metadata, import};
use zip::write::SimpleFileOptions;

/// The description of a problem, an edit that causes the problem, and the expected message.
type InvalidEdit<'a> = (&'a str, &'a dyn Fn(&mut Value), &'a str);

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

/// Asserts that an import fails and changes neither a folder with specs nor one without; returns
/// the error.
fn assert_import_fails(file: &Path, service: &str, version: &str) -> String {
    let temporary = tempfile::tempdir().unwrap();
    let valid = temporary.path().join("valid.json");
    fs::write(&valid, metadata().to_string()).unwrap();
    let existing = temporary.path().join("existing");
    import(&existing, &Metadata::read(&valid, "shop", "2020-01-01").unwrap(), None).unwrap();
    let before = files(&existing);

    let attempt = |folder: &Path| match Metadata::read(file, service, version) {
        Ok(metadata) => import(folder, &metadata, None).unwrap_err().to_string(),
        Err(error) => error.to_string(),
    };
    let (new, error) = (temporary.path().join("new"), attempt(&existing));
    assert_eq!(attempt(&new), error);
    assert!(!new.exists(), "{error}\nand something was written");
    assert_eq!(files(&existing), before, "{error}\nand something was changed");
    error
}

fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                pending.push(path);
            } else {
                files.push((path.clone(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn an_error_about_metadata_has_the_location_of_the_problem() {
    let edits: [InvalidEdit<'_>; 16] = [
        (
            "a name that is not a text",
            &|m| m["objects"]["Good"]["members"][0]["name"] = json!(7),
            "objects.Good.members[0].name: invalid type: integer `7`",
        ),
        (
            "a flag that is neither a boolean nor 0 or 1",
            &|m| m["objects"]["Good"]["members"][0]["disabled"] = json!(2),
            "objects.Good.members[0].disabled: invalid value: integer `2`, expected true, false, 1 or 0",
        ),
        (
            "an unknown type",
            &|m| m["objects"]["Good"]["members"][0]["type"] = json!("map"),
            "api.json#/objects/Good/members/0/type: the combination of type \"map\" and member \"string\" is unknown",
        ),
        (
            "an unknown member of a known type",
            &|m| m["objects"]["Good"]["members"][0]["member"] = json!("int128"),
            "api.json#/objects/Good/members/0/type: the combination of type \"string\" and member \"int128\" is unknown",
        ),
        (
            "a member that is listed twice",
            &|m| {
                let members = m["objects"]["Good"]["members"].as_array_mut().unwrap();
                members.push(members[0].clone());
            },
            "api.json#/objects/Good/members/1/name: the member \"Name\" is listed twice",
        ),
        (
            "a member without a name",
            &|m| m["objects"]["Good"]["members"][0]["name"] = json!(""),
            "api.json#/objects/Good/members/0/name: \"\" is not a valid name",
        ),
        (
            "a member of a missing object",
            &|m| m["objects"]["DescribeGoodsResponse"]["members"][0]["member"] = json!("Bad"),
            "api.json#/objects/DescribeGoodsResponse/members/0/member: there is no object \"Bad\"",
        ),
        (
            "an object without members",
            &|m| m["objects"]["Good"] = json!({}),
            "objects.Good: missing field `members`",
        ),
        (
            "an object with an invalid name",
            &|m| m["objects"]["../Good"] = json!({"members": []}),
            "api.json#/objects/../Good: \"../Good\" is not a valid name",
        ),
        (
            "an action without input",
            &|m| m["actions"]["DescribeGoods"] = json!({"output": "DescribeGoodsResponse"}),
            "actions.DescribeGoods: missing field `input`",
        ),
        (
            "an action with a missing object",
            &|m| m["actions"]["DescribeGoods"]["input"] = json!("Nothing"),
            "api.json#/actions/DescribeGoods/input: there is no object \"Nothing\"",
        ),
        (
            "a response without a request id",
            &|m| m["actions"]["DescribeGoods"]["output"] = json!("Good"),
            "api.json#/actions/DescribeGoods/output: the object \"Good\" has no RequestId",
        ),
        (
            "an unknown status",
            &|m| m["actions"]["DescribeGoods"]["status"] = json!("asleep"),
            "api.json#/actions/DescribeGoods/status: the status \"asleep\" is unknown",
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
        ("a list instead of metadata", &|m| *m = json!([]), ": .: invalid length 0"),
    ];
    let temporary = tempfile::tempdir().unwrap();
    let file = temporary.path().join("api.json");
    for (problem, edit, message) in edits {
        let mut metadata = metadata();
        edit(&mut metadata);
        fs::write(&file, metadata.to_string()).unwrap();
        let error = assert_import_fails(&file, "shop", "2020-01-01");
        assert!(error.contains(message), "{problem}: {message} not in\n{error}");
    }
}

#[test]
fn an_error_about_a_malformed_file_has_the_location_of_the_problem() {
    let temporary = tempfile::tempdir().unwrap();
    let file = temporary.path().join("api.json");
    let valid = metadata().to_string();
    let duplicate = valid.replace("\"objects\":{", "\"objects\":{\"Good\":{\"members\":[]},");
    for (text, message) in [
        (&valid[..valid.len() / 2], "EOF while parsing"),
        ("<html>", "expected value at line 1 column 1"),
        (&format!("{valid} and more"), "end of file: trailing characters"),
        (&duplicate, "objects: duplicate key \"Good\""),
    ] {
        fs::write(&file, text).unwrap();
        let error = assert_import_fails(&file, "shop", "2020-01-01");
        assert!(
            error.contains("api.json: ") && error.contains(message),
            "{message} not in\n{error}"
        );
    }
    let error = assert_import_fails(&temporary.path().join("missing.json"), "shop", "2020-01-01");
    assert!(error.contains("cannot read ") && error.contains("missing.json"), "{error}");
}

#[test]
fn an_error_about_a_missing_version_lists_the_existing_versions() {
    let temporary = tempfile::tempdir().unwrap();
    let wheel = temporary.path().join("tccli-1.2.3-py3-none-any.whl");
    let mut archive = zip::ZipWriter::new(fs::File::create(&wheel).unwrap());
    for version in ["v20200101", "v20180101"] {
        let file = format!("tccli/services/shop/{version}/api.json");
        archive.start_file(file, SimpleFileOptions::default()).unwrap();
        archive.write_all(metadata().to_string().as_bytes()).unwrap();
    }
    archive.finish().unwrap();

    let no_service =
        "contains no service \"stall\"; its services are the folders in tccli/services/";
    assert!(assert_import_fails(&wheel, "stall", "2020-01-01").contains(no_service));
    let no_version = "contains no tccli/services/shop/v20190101/api.json; the versions of shop are 2018-01-01, 2020-01-01";
    assert!(assert_import_fails(&wheel, "shop", "2019-01-01").contains(no_version));
    // The folder of the older version has the metadata of the newer one.
    assert!(
        assert_import_fails(&wheel, "shop", "2018-01-01")
            .contains("describes shop 2020-01-01, not shop 2018-01-01")
    );

    fs::write(&wheel, "no zip at all").unwrap();
    let error = assert_import_fails(&wheel, "shop", "2020-01-01");
    assert!(
        error.contains("tccli-1.2.3-py3-none-any.whl is not a package of the command-line tool"),
        "{error}"
    );
}
