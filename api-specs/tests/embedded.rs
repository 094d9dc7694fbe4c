//! Tests of the embedded specs, of the checked-in schema, and of the errors of a spec that cannot be
//! loaded.

use std::fs;
use std::path::Path;

use teo_specs::Spec;

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_embedded_spec_equals_the_spec_in_its_folder() {
    let services = teo_specs::embedded_services();
    assert!(services.contains(&("teo", "2022-09-01")));
    for (service, version) in services {
        let embedded = Spec::embedded(service, version).unwrap_or_else(|error| panic!("{error}"));
        let loaded = Spec::load(&folder().join(service).join(version))
            .unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(embedded, loaded);
    }
}

#[test]
fn the_checked_in_schema_is_made_from_the_model() {
    let schema = serde_json::to_string_pretty(&teo_specs::schema()).unwrap() + "\n";
    let path = folder().join("spec.schema.json");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &schema).unwrap();
    }
    let checked_in = fs::read_to_string(&path).unwrap_or_default();
    // Not assert_eq, which would print both schemas whole.
    assert!(
        checked_in == schema,
        "spec.schema.json is stale; run: UPDATE_GOLDEN=1 cargo test -p teo-specs"
    );
}

#[test]
fn the_error_for_an_unknown_version_lists_the_embedded_specs() {
    let error = Spec::embedded("teo", "2000-01-01").unwrap_err().to_string();
    assert_eq!(
        error,
        "no spec of teo 2000-01-01 is embedded; the embedded specs are sts 2018-08-13, teo 2022-09-01"
    );
}

#[test]
fn the_error_for_a_folder_without_a_service_has_a_hint() {
    let error = Spec::load(folder()).unwrap_err().to_string();
    let expected = format!(
        "{} holds no service.json; name the folder of one version, such as api-specs/teo/2022-09-01",
        folder().display()
    );
    assert_eq!(error, expected);
}

#[test]
fn the_error_for_a_file_that_is_not_utf_8_names_the_file() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("not-utf-8");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("service.json");
    fs::write(&file, b"\xff").unwrap();
    let error = Spec::load(&folder).unwrap_err().to_string();
    assert_eq!(error, format!("cannot read {}", file.display()));
}
