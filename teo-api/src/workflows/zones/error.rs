//! Why a host has no one zone.

use super::FoundZone;
use crate::Error;

/// Why the zone of a host was not found. It turns into an [`Error`]: that of the call, or one of the kind
/// [`Workflow`](crate::ErrorKind::Workflow) whose source is this.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ZoneError {
    /// The text holds no host name.
    #[error("`{host}` is no host name")]
    #[non_exhaustive]
    InvalidHost {
        /// The text, without what a URL has around its host.
        host: String,
    },
    /// No zone that the caller may see has the name of the host or of a parent of it.
    #[error("`{host}` is in none of the zones that these credentials may see")]
    #[non_exhaustive]
    NotFound {
        /// The host: punycode, in lower case.
        host: String,
    },
    /// Several zones have the longest name that the host is or ends with.
    #[error(
        "{} zones have the name `{name}`: {}; choose one with `ZoneLookup::zone_is`",
        zones.len(),
        list(zones)
    )]
    #[non_exhaustive]
    Ambiguous {
        /// The name: punycode, in lower case.
        name: String,
        /// The zones.
        zones: Vec<FoundZone>,
    },
    /// The call failed, or its list may be incomplete.
    #[error(transparent)]
    Call(#[from] Error),
}

impl ZoneError {
    pub(super) fn invalid_host(text: &str) -> Self {
        // A URL can hold a password or a signature.
        let text = text.split_once("://").map_or(text, |(_, rest)| rest);
        let text = text.split(['/', '?', '#']).next().unwrap_or_default();
        let host = text.rsplit_once('@').map_or(text, |(_, host)| host).to_owned();
        Self::InvalidHost { host }
    }
}

impl From<ZoneError> for Error {
    fn from(error: ZoneError) -> Self {
        match error {
            ZoneError::Call(error) => error,
            other => Self::workflow(other),
        }
    }
}

fn list(zones: &[FoundZone]) -> String {
    let zones = zones.iter().map(|zone| {
        let mut details: Vec<String> = Vec::new();
        details.extend(zone.alias.as_ref().map(|alias| format!("alias `{alias}`")));
        details.extend(zone.status.as_ref().map(ToString::to_string));
        if zone.paused == Some(true) {
            details.push("paused".to_owned());
        }
        format!("{} ({})", zone.id, details.join(", "))
    });
    zones.collect::<Vec<_>>().join(", ")
}
