//! Where calls go and how they are answered: the vendor's two sites, and the language of messages.

use std::fmt;

use super::action::ServiceFacts;

/// One of the vendor's two sites. Accounts, keys and zones are separate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Site {
    /// The international site.
    #[default]
    International,
    /// The China site.
    China,
}

impl Site {
    pub(crate) fn host(self, service: &ServiceFacts) -> &'static str {
        match self {
            Self::International => service.hosts.international,
            Self::China => service.hosts.china,
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

/// Language of the service's messages, sent as `X-TC-Language`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// `en-US`.
    English,
    /// `zh-CN`.
    Chinese,
}

impl Language {
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::English => "en-US",
            Self::Chinese => "zh-CN",
        }
    }
}
