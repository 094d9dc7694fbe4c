//! Tells `tests/build_time.rs` whether TEO_API_SPECS has the action that it calls, and lists every
//! type of teo-api's own specs, for the tests of all types:
//!
//! - `OUT_DIR/every_action.rs`: `[action::<teo_api::teo::CreateZoneRequest>("CreateZone"), …]`
//! - `OUT_DIR/every_paged_action.rs`: `[paged::<teo_api::teo::DescribeZonesRequest>("DescribeZones"), …]`
//! - `OUT_DIR/every_structure.rs`: `[structure::<teo_api::teo::Task>("Task"), …]`
//!
//! A file that includes a list defines a function of that name, which makes an entry.

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

    // The specs are compiled into this program, so it runs again when they change.
    let spec = Spec::embedded("teo", "2022-09-01")?;
    let actions = spec.actions.keys();
    write_list(
        "every_action.rs",
        actions.map(|name| format!("action::<{}Request>({name:?})", type_path(name))),
    )?;
    let paged = spec.actions.values().filter(|action| action.paging.is_some());
    write_list(
        "every_paged_action.rs",
        paged.map(|action| {
            format!("paged::<{}Request>({:?})", type_path(&action.name), action.name)
        }),
    )?;
    let structures = spec.structures.keys();
    write_list(
        "every_structure.rs",
        structures.map(|name| format!("structure::<{}>({name:?})", type_path(name))),
    )
}

/// Returns the path of the Rust type with this wire name. So far codegen had to rename no type of
/// teo; if it renames one, the tests do not compile and this function maps the name.
fn type_path(name: &str) -> String {
    format!("teo_api::teo::{name}")
}

fn write_list(file: &str, entries: impl Iterator<Item = String>) -> Result<(), Box<dyn Error>> {
    let folder = env::var_os("OUT_DIR").ok_or("cargo gives no OUT_DIR")?;
    let entries: String = entries.map(|entry| format!("    {entry},\n")).collect();
    fs::write(Path::new(&folder).join(file), format!("[\n{entries}]\n"))?;
    Ok(())
}
