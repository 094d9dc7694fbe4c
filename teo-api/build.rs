//! Generates the bindings if the feature `build-time` asks for it, and tells the compiler which workflows
//! the bindings have all actions for.
#![allow(clippy::print_stdout, reason = "cargo reads the output of build scripts")]

use std::path::Path;
use std::process::ExitCode;

/// Each module of `src/workflows`, with the methods of the client that it calls.
const WORKFLOWS: &[(&str, &[&str])] = &[
    ("certificates", &["describe_acceleration_domains", "modify_hosts_certificate"]),
    (
        "dns",
        &[
            "create_dns_record",
            "delete_dns_records",
            "describe_dns_records",
            "modify_dns_records",
            "modify_dns_records_status",
        ],
    ),
    (
        "settings",
        &[
            "describe_l7_acc_setting",
            "describe_security_policy",
            "describe_zone_setting",
            "modify_l7_acc_setting",
            "modify_security_policy",
            "modify_zone_setting",
        ],
    ),
    ("zones", &["describe_zones"]),
];

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    for (workflow, _) in WORKFLOWS {
        println!("cargo::rustc-check-cfg=cfg(workflow_{workflow})");
    }
    bindings::generate().map_or(ExitCode::FAILURE, |folder| {
        choose_workflows(&folder.join("actions"));
        ExitCode::SUCCESS
    })
}

/// A spec folder of one's own may have any actions: a module without one of its own is left out.
fn choose_workflows(actions: &Path) {
    for (workflow, methods) in WORKFLOWS {
        let missing: Vec<&str> =
            methods.iter().copied().filter(|method| !has(actions, method)).collect();
        if missing.is_empty() {
            println!("cargo::rustc-cfg=workflow_{workflow}");
        } else if cfg!(feature = "workflows") {
            println!(
                "cargo::warning=workflows::{workflow} is left out: the specs lack {}",
                missing.join(", ")
            );
        }
    }
}

/// Each action is generated into a file that has the name of its method.
fn has(actions: &Path, method: &str) -> bool {
    actions.join(method).with_extension("rs").exists()
}

#[cfg(not(feature = "build-time"))]
mod bindings {
    use std::path::PathBuf;

    /// The bindings are checked in.
    pub(super) fn generate() -> Option<PathBuf> {
        Some(PathBuf::from("src/generated"))
    }
}

#[cfg(feature = "build-time")]
mod bindings {
    use std::path::PathBuf;

    #[allow(clippy::print_stderr, reason = "a failed build script talks to people that way")]
    pub(super) fn generate() -> Option<PathBuf> {
        const SPECS: &str = "TEO_API_SPECS";
        println!("cargo::rerun-if-env-changed={SPECS}");
        let builder = match std::env::var_os(SPECS).filter(|folder| !folder.is_empty()) {
            Some(folder) => teo_codegen::Builder::folder(folder),
            None => teo_codegen::Builder::embedded("teo", "2022-09-01"),
        };
        match builder.options(teo_codegen::Options::for_teo_api()).build("teo") {
            Ok(()) => Some(PathBuf::from(std::env::var_os("OUT_DIR")?).join("teo")),
            Err(error) => {
                // Cargo shows a failed build script's errors line by line.
                eprintln!("{SPECS} or the embedded specs: {error}");
                None
            }
        }
    }
}
