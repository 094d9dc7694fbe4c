//! What people do with EdgeOne in several calls: purge and prefetch content and wait for it, find the zone
//! of a host name, keep DNS records, bind certificates, and change settings.
//!
//! Each module stands on the calls of [`Client`](crate::Client) alone, and keeps the promises that are
//! easily broken by hand: all pages are read, nothing that may have been executed is sent again by
//! itself, and what the service refused is part of the outcome. A module for which the
//! bindings lack something is left out; that happens only with bindings that are generated from specs of
//! your own.

#[cfg(workflow_certificates)]
pub mod certificates;
#[cfg(workflow_content)]
pub mod content;
#[cfg(workflow_dns)]
pub mod dns;
#[cfg(any(workflow_certificates, workflow_content, workflow_dns, workflow_zones))]
mod host_name;
#[cfg(any(workflow_certificates, workflow_dns, all(workflow_content, workflow_zones)))]
mod once;
#[cfg(workflow_settings)]
pub mod settings;
#[cfg(any(workflow_content, workflow_zones))]
pub mod zones;
