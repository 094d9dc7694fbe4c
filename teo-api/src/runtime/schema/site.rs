//! The two sites of the vendor and the hosts of a service on them.

use std::fmt;
use std::str::FromStr;

/// One of the vendor's two sites. Accounts, keys and zones are separate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Site {
    /// The international site.
    #[default]
    International,
    /// The China site.
    China,
}

/// The host of a service on each site.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hosts {
    pub(crate) international: &'static str,
    pub(crate) china: &'static str,
}

impl Hosts {
    pub(crate) fn on(self, site: Site) -> &'static str {
        match site {
            Site::International => self.international,
            Site::China => self.china,
        }
    }
}

/// Reads the name of a site, in any case: `international` or `China`.
///
/// ```
/// use teo_api::Site;
///
/// assert_eq!("china".parse(), Ok(Site::China));
/// assert!("cn".parse::<Site>().is_err());
/// ```
impl FromStr for Site {
    type Err = ParseSiteError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name.to_ascii_lowercase().as_str() {
            "international" => Ok(Self::International),
            "china" => Ok(Self::China),
            _ => Err(ParseSiteError(name.to_owned())),
        }
    }
}

/// The text is not the name of a site.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a site; write international or china")]
pub struct ParseSiteError(String);

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::International => "international",
            Self::China => "China",
        })
    }
}
