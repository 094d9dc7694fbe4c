//! The specs that are embedded in this crate, so that an installed program needs no checkout.

use crate::files::Files;

// build.rs writes `SPECS: &[(path, text)]` from the spec files in the folders beside it.
include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Returns the service and the version of every embedded spec.
#[must_use]
pub fn embedded_services() -> Vec<(&'static str, &'static str)> {
    SPECS
        .iter()
        .filter_map(|(path, _)| path.strip_suffix("/service.json")?.split_once('/'))
        .collect()
}

pub(crate) fn files_for(service: &str, version: &str) -> Files {
    let folder = format!("{service}/{version}/");
    SPECS
        .iter()
        .filter_map(|(path, text)| {
            Some((path.strip_prefix(&folder)?.to_owned(), (*text).to_owned()))
        })
        .collect()
}
