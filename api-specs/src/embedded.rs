//! The specs that this crate carries, so that an installed program finds them without a checkout.

use crate::files::Files;

// `SPECS: &[(path, text)]`, written by build.rs from the folders beside it.
include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Service and version of every spec that this crate carries.
#[must_use]
pub fn embedded_services() -> Vec<(&'static str, &'static str)> {
    SPECS
        .iter()
        .filter_map(|(path, _)| path.strip_suffix("/service.json")?.split_once('/'))
        .collect()
}

pub(crate) fn files(service: &str, version: &str) -> Files {
    let folder = format!("{service}/{version}/");
    SPECS
        .iter()
        .filter_map(|(path, text)| {
            Some((path.strip_prefix(&folder)?.to_owned(), (*text).to_owned()))
        })
        .collect()
}
