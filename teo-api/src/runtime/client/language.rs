//! The language of the service's messages.

/// Language of the service's messages, sent as `X-TC-Language`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
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
