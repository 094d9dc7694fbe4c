//! What the tests are compiled with. Lets `tests/build_time.rs` call an action that only the specs in
//! TEO_API_SPECS have, and names every type of teo-api's own specs, for the tests that hold for all:
//!
//! - `OUT_DIR/every_action.rs`: `[action::<teo_api::teo::CreateZoneRequest>("CreateZone"), …]`
//! - `OUT_DIR/every_structure.rs`: `[structure::<teo_api::teo::Task>("Task"), …]`
//!
//! Whoever includes one decides by a function of that name what an entry is.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use teo_specs::Spec;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed=TEO_API_SPECS");
    println!("cargo::rustc-check-cfg=cfg(has_describe_nothing_yet)");
    if let Some(folder) = env::var_os("TEO_API_SPECS") {
        let action = Path::new(&folder).join("actions/DescribeNothingYet.json");
        println!("cargo::rerun-if-changed={}", action.display());
        if action.is_file() {
            println!("cargo::rustc-cfg=has_describe_nothing_yet");
        }
    }

    // The specs are part of this program: it runs again when they change.
    let spec = Spec::embedded("teo", "2022-09-01")?;
    let actions = spec.actions.keys();
    table(
        "every_action.rs",
        actions.map(|name| format!("action::<{}Request>({name:?})", of(name))),
    )?;
    let structures = spec.structures.keys();
    table(
        "every_structure.rs",
        structures.map(|name| format!("structure::<{}>({name:?})", of(name))),
    )
}

/// The Rust type of a structure. The wire's names are teo's Rust names, all of them: where codegen
/// had to give one another name, the tests would not compile, and this is where to say so.
fn of(name: &str) -> String {
    format!("teo_api::teo::{name}")
}

fn table(file: &str, entries: impl Iterator<Item = String>) -> Result<(), Box<dyn Error>> {
    let folder = env::var_os("OUT_DIR").ok_or("cargo gives no OUT_DIR")?;
    let entries: String = entries.map(|entry| format!("    {entry},\n")).collect();
    fs::write(Path::new(&folder).join(file), format!("[\n{entries}]\n"))?;
    Ok(())
}
