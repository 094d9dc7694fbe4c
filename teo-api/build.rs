//! Generates the bindings if the feature `build-time` asks for it, and tells the compiler which workflows
//! the bindings have everything for.
#![allow(clippy::print_stdout, reason = "cargo reads the output of build scripts")]

use std::process::ExitCode;

/// A module of `src/workflows`, with what it uses of the bindings.
struct Workflow {
    name: &'static str,
    types: &'static [&'static str],
    /// Requests of lists that it reads page by page.
    lists: &'static [&'static str],
}

const WORKFLOWS: &[Workflow] = &[
    Workflow {
        name: "certificates",
        types: &[
            "AccelerationDomain",
            "CertificateInfo",
            "CertificateMode",
            "CertificateStatus",
            "CertificateType",
            "DescribeAccelerationDomainsFilter",
            "DescribeAccelerationDomainsRequest",
            "ModifyHostsCertificateRequest",
            "ServerCertInfo",
        ],
        lists: &["DescribeAccelerationDomainsRequest"],
    },
    Workflow {
        name: "content",
        types: &[
            "CacheTag",
            "CreatePrefetchTaskRequest",
            "CreatePurgeTaskRequest",
            "DescribeContentQuotaRequest",
            "DescribePrefetchTasksFilter",
            "DescribePrefetchTasksRequest",
            "DescribePurgeTasksFilter",
            "DescribePurgeTasksRequest",
            "DescribeZonesFilter",
            "DescribeZonesRequest",
            "FailReason",
            "FailType",
            "Header",
            "PrefetchMode",
            "PurgeMethod",
            "PurgeType",
            "Quota",
            "Switch",
            "Task",
            "TaskStatus",
            "Zone",
            "ZoneStatus",
        ],
        lists: &["DescribeZonesRequest"],
    },
    Workflow {
        name: "dns",
        types: &[
            "CreateDnsRecordRequest",
            "DeleteDnsRecordsRequest",
            "DescribeDnsRecordsFilter",
            "DescribeDnsRecordsRequest",
            "DnsRecord",
            "DnsRecordType",
            "EnableStatus",
            "ModifyDnsRecordsRequest",
            "ModifyDnsRecordsStatusRequest",
        ],
        lists: &["DescribeDnsRecordsRequest"],
    },
    Workflow {
        name: "settings",
        types: &[
            "DescribeL7AccSettingRequest",
            "DescribeSecurityPolicyRequest",
            "DescribeZoneSettingRequest",
            "ModifyL7AccSettingRequest",
            "ModifySecurityPolicyRequest",
            "ModifyZoneSettingRequest",
            "SecurityConfig",
            "SecurityPolicy",
            "SecurityPolicyEntity",
            "ZoneConfig",
            "ZoneSetting",
        ],
        lists: &[],
    },
    Workflow {
        name: "zones",
        types: &["DescribeZonesFilter", "DescribeZonesRequest", "Zone", "ZoneStatus"],
        lists: &["DescribeZonesRequest"],
    },
];

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    for Workflow { name, .. } in WORKFLOWS {
        println!("cargo::rustc-check-cfg=cfg(workflow_{name})");
    }
    let Ok(bindings) = bindings::generate() else { return ExitCode::FAILURE };
    for workflow in WORKFLOWS {
        choose(workflow, &bindings);
    }
    ExitCode::SUCCESS
}

/// A spec folder of one's own may lack anything: a module that would not compile is left out.
fn choose(Workflow { name, types, lists }: &Workflow, bindings: &Bindings) {
    let types = types.iter().filter(|name| !bindings.have_type(name));
    let lists = lists.iter().filter(|name| !bindings.have_pages(name));
    let mut missing: Vec<String> = types.map(|name| (*name).to_owned()).collect();
    missing.extend(lists.map(|name| format!("the paging of {name}")));
    if missing.is_empty() {
        println!("cargo::rustc-cfg=workflow_{name}");
    } else if cfg!(feature = "workflows") {
        let missing = missing.join(", ");
        println!("cargo::warning=workflows::{name} is left out: the bindings lack {missing}");
    }
}

/// The bindings that this crate compiles.
struct Bindings {
    /// `None` for those that are checked in, which have everything.
    code: Option<String>,
}

impl Bindings {
    fn have_type(&self, name: &str) -> bool {
        self.have(&format!("pub struct {name} ")) || self.have(&format!("pub enum {name} "))
    }

    fn have_pages(&self, request: &str) -> bool {
        self.have(&format!("PagedAction for {request} "))
    }

    fn have(&self, text: &str) -> bool {
        self.code.as_ref().is_none_or(|code| code.contains(text))
    }
}

#[cfg(not(feature = "build-time"))]
mod bindings {
    use super::Bindings;

    pub(super) fn generate() -> Result<Bindings, ()> {
        Ok(Bindings { code: None })
    }
}

#[cfg(feature = "build-time")]
mod bindings {
    use std::path::Path;
    use std::{env, fs};

    use super::Bindings;

    const SPECS: &str = "TEO_API_SPECS";

    /// Generates the bindings, and reads them. What is wrong is told on standard error, which cargo
    /// shows line by line.
    #[allow(clippy::print_stderr, reason = "a failed build script talks to people that way")]
    pub(super) fn generate() -> Result<Bindings, ()> {
        println!("cargo::rerun-if-env-changed={SPECS}");
        let builder = match env::var_os(SPECS).filter(|folder| !folder.is_empty()) {
            Some(folder) => teo_codegen::Builder::folder(folder),
            None => teo_codegen::Builder::embedded("teo", "2022-09-01"),
        };
        builder
            .options(teo_codegen::Options::for_teo_api())
            .build("teo")
            .map_err(|error| eprintln!("{SPECS} or the embedded specs: {error}"))?;
        let mut code = String::new();
        let folder = env::var_os("OUT_DIR").unwrap_or_default();
        read(&Path::new(&folder).join("teo"), &mut code)
            .map_err(|error| eprintln!("cannot read the bindings: {error}"))?;
        Ok(Bindings { code: Some(code) })
    }

    fn read(folder: &Path, code: &mut String) -> std::io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                read(&path, code)?;
            } else {
                code.push_str(&fs::read_to_string(path)?);
            }
        }
        Ok(())
    }
}
