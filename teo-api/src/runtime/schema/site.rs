//! The two sites of the vendor and the hosts of a service on them.

use std::fmt;

/// One of the vendor's two sites. Accounts, keys and zones are separate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
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

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::International => "international",
            Self::China => "China",
        })
    }
}
