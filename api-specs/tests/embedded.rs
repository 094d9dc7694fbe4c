//! The specs that are checked in are sound, and the schema beside them is the model's.

use std::path::Path;

use teo_specs::Spec;

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_embedded_spec_loads_and_is_what_the_folder_holds() {
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
fn the_schema_beside_the_specs_is_made_from_the_model() {
    let made = serde_json::to_string_pretty(&teo_specs::schema()).unwrap() + "\n";
    let path = folder().join("spec.schema.json");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let held = std::fs::read_to_string(&path).unwrap_or_default();
    // Not assert_eq: two schemas on a screen tell nobody anything.
    assert!(held == made, "it is stale; run: UPDATE_GOLDEN=1 cargo test -p teo-specs");
}
