//! The zone of a host name.
//!
//! [`ZoneLookup`] returns the zone with the longest name that the host is or ends with. It asks for zones
//! of exactly these names, on all pages, instead of listing the account.
//!
//! # In 1 line
//!
//! ```no_run
//! # use teo_api::workflows::zones::ZoneLookup;
//! # async fn example(client: teo_api::Client) -> Result<(), teo_api::Error> {
//! let zone = ZoneLookup::new(&client).zone_of("www.example.com").await?;
//! # println!("{} {}", zone.id, zone.name);
//! # Ok(())
//! # }
//! ```
//!
//! # What it promises
//!
//! - A host can be written as a URL, with a wildcard `*.` or a trailing dot, in any case, in Unicode or
//!   punycode.
//! - Two zones of one name are an error that lists both ([`ZoneError::Ambiguous`]); it never chooses one.
//!   Zones that are paused or banned count too. No zone is an error of its own ([`ZoneError::NotFound`]).
//! - With [`zone_is`](ZoneLookup::zone_is), a lookup makes no call, so that a sub-account that may not call
//!   DescribeZones can name its zones.
//!
//! It does not know which acceleration domains a zone has: a host is in the zone of its name whether or not
//! it is accelerated. No zone is named by a top-level domain alone, so it does not ask for one of these.
//!
//! # What is remembered
//!
//! A lookup and its clones remember for 60 seconds which of the names that they asked for are zones. So the
//! status in a [`FoundZone`] can be that old, and for that long a host can be found in the zone that it was
//! in before a zone of a longer name was created. That a host is in no zone is remembered for 5 seconds,
//! and an ambiguity or an error not at all. Two callers that look for one host at once may both make the
//! call: neither waits for the other.

mod cache;
mod error;

use std::collections::HashMap;

use serde::Serialize;

use self::cache::{Cache, Remembered};
pub use self::error::ZoneError;
use super::host_name;
use crate::teo::{DescribeZonesFilter, DescribeZonesRequest, Zone, ZoneStatus};
use crate::{Client, Error};

/// The service takes at most 20 values in a filter.
const MAX_VALUES: usize = 20;

/// Finds the zones of host names, and remembers them. Clones share what is remembered.
///
/// See [the module](self) for what it promises.
///
/// ```no_run
/// use teo_api::workflows::zones::{ZoneError, ZoneLookup};
///
/// # async fn example(client: teo_api::Client) -> Result<(), teo_api::Error> {
/// let zones = ZoneLookup::new(&client).zone_is("example.net", "zone-225qgrnvbi9w");
/// match zones.zone_of("https://www.example.com/index.html").await {
///     Ok(zone) => println!("{}", zone.id),
///     Err(ZoneError::NotFound { host, .. }) => println!("{host} is in no zone"),
///     Err(other) => return Err(other.into()),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct ZoneLookup {
    client: Client,
    /// The ids of the zones that the caller named.
    named: HashMap<String, String>,
    cache: Cache,
}

/// A zone that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FoundZone {
    /// Its id.
    pub id: String,
    /// Its name: punycode, in lower case.
    pub name: String,
    /// The alias that distinguishes zones of one name, if it has one.
    pub alias: Option<String>,
    /// Its status; `None` if the caller named the zone.
    pub status: Option<ZoneStatus>,
    /// Whether it is switched off; `None` if the caller named the zone.
    pub paused: Option<bool>,
}

impl ZoneLookup {
    /// Starts with nothing remembered.
    #[must_use]
    pub fn new(client: &Client) -> Self {
        Self { client: client.clone(), named: HashMap::new(), cache: Cache::default() }
    }

    /// Names the zone of a domain and of all hosts below it. No call is made for them, and this takes
    /// precedence over zones of longer names in the account; of two named zones, the one of the longer
    /// domain counts. It settles an ambiguity, and serves sub-accounts that may not call DescribeZones.
    #[must_use]
    pub fn zone_is(mut self, domain: &str, zone_id: impl Into<String>) -> Self {
        // What is no host name is refused by every lookup, so that it can be passed over here.
        if let Some(domain) = host_name::in_url_or_host(domain) {
            self.named.insert(domain, zone_id.into());
        }
        self
    }

    /// Returns the zone of a host name, or of the host of a URL.
    ///
    /// Its future can be dropped at any time; the next call begins anew.
    ///
    /// # Errors
    ///
    /// [`ZoneError`]; `?` makes it an [`Error`] where the caller returns one.
    pub async fn zone_of(&self, host: &str) -> Result<FoundZone, ZoneError> {
        let Some(name) = host_name::in_url_or_host(host) else {
            return Err(ZoneError::invalid_host(host));
        };
        let suffixes = suffixes(&name);
        if let Some(zone) = self.named_zone(&suffixes) {
            return Ok(zone);
        }
        match self.cache.find(&suffixes) {
            Remembered::Found(zone) => return Ok(zone),
            Remembered::NotFound => return Err(ZoneError::NotFound { host: name }),
            Remembered::Unknown => {}
        }
        // Each name can take two values, its Unicode form and punycode.
        for names in suffixes.chunks(MAX_VALUES / 2) {
            let mut zones = self.zones_named(names).await?;
            self.cache.insert(names, &zones);
            for name in names {
                let mut found: Vec<_> = zones.extract_if(.., |zone| zone.name == *name).collect();
                match found.pop() {
                    Some(zone) if found.is_empty() => return Ok(zone),
                    Some(zone) => {
                        found.push(zone);
                        return Err(ZoneError::Ambiguous {
                            name: (*name).to_owned(),
                            zones: found,
                        });
                    }
                    None => {}
                }
            }
        }
        Err(ZoneError::NotFound { host: name })
    }

    fn named_zone(&self, suffixes: &[&str]) -> Option<FoundZone> {
        suffixes.iter().find_map(|name| {
            let id = self.named.get(*name)?.clone();
            let name = (*name).to_owned();
            Some(FoundZone { id, name, alias: None, status: None, paused: None })
        })
    }

    /// Returns all zones that have one of these names.
    async fn zones_named(&self, names: &[&str]) -> Result<Vec<FoundZone>, Error> {
        let mut values: Vec<String> = Vec::new();
        for name in names {
            values.push((*name).to_owned());
            let unicode = host_name::to_unicode(name);
            if unicode != *name {
                values.push(unicode);
            }
        }
        let filter = DescribeZonesFilter::zone_name(values).fuzzy(false);
        let request = DescribeZonesRequest::new().filters([filter]);
        let zones = self.client.describe_zones(request).items().all().await;
        let mut found: Vec<FoundZone> = Vec::new();
        for zone in zones.map_err(with_advice)? {
            let zone = FoundZone::new(zone);
            // The filter may be fuzzy all the same, and a zone may come twice if the list changes.
            let is_new = found.iter().all(|other| other.id != zone.id);
            if is_new && names.contains(&&*zone.name) {
                found.push(zone);
            }
        }
        Ok(found)
    }
}

impl FoundZone {
    fn new(zone: Zone) -> Self {
        let name = host_name::to_ascii(&zone.zone_name);
        Self {
            id: zone.zone_id,
            name: name.unwrap_or(zone.zone_name),
            alias: Some(zone.alias_zone_name).filter(|alias| !alias.is_empty()),
            status: Some(zone.status),
            paused: Some(zone.paused),
        }
    }
}

/// A caller that may not list zones can name them.
fn with_advice(error: Error) -> Error {
    let is_denied = error.code().is_some_and(|code| {
        code.class() == "UnauthorizedOperation" || *code == "AuthFailure.UnauthorizedOperation"
    });
    if !is_denied {
        return error;
    }
    error.with_hint(Some(
        "Grant the action to the user in CAM (access management), or name the zone with \
         `ZoneLookup::zone_is`, which makes no call.",
    ))
}

/// Returns the names that a zone of the host can have, the longest first. A top-level domain is none,
/// unless it is all there is.
fn suffixes(host: &str) -> Vec<&str> {
    let shorter = host.match_indices('.').map(|(dot, _)| &host[dot + 1..]);
    std::iter::once(host).chain(shorter.filter(|suffix| suffix.contains('.'))).collect()
}
