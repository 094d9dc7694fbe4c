//! Lets `tests/build_time.rs` call an action that only the specs in TEO_API_SPECS have.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-env-changed=TEO_API_SPECS");
    println!("cargo::rustc-check-cfg=cfg(has_describe_nothing_yet)");
    if let Some(folder) = std::env::var_os("TEO_API_SPECS") {
        let action = Path::new(&folder).join("actions/DescribeNothingYet.json");
        println!("cargo::rerun-if-changed={}", action.display());
        if action.is_file() {
            println!("cargo::rustc-cfg=has_describe_nothing_yet");
        }
    }
}
