//! Where in a list a stream is, as a value and a text with which another process goes on there.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Where in a list [`Pages`](crate::Pages) or [`Items`](crate::Items) are. Another stream over the same
/// request, in this process or a later one, goes on there: [`Items::resume_at`](crate::Items::resume_at).
///
/// It is kept as text, by Display and `FromStr` or by serde. The text is for this crate alone to read:
///
/// ```
/// use teo_api::Position;
///
/// let position: Position = "offset:0:150".parse()?;
/// assert_eq!(position.to_string(), "offset:0:150");
/// assert!("page 3".parse::<Position>().is_err());
/// # Ok::<(), teo_api::ParsePositionError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Position(pub(super) Place);

/// A page, and the number of items from its start that were passed. An offset is kept in the same way,
/// since some services take no offset inside a page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Place {
    pub(super) start: Start,
    pub(super) skip: u64,
}

/// Where a page begins.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Start {
    /// After this number of items.
    Offset(u64),
    /// At this cursor. That of the first page is empty.
    Cursor(String),
}

impl Start {
    /// The name of this kind of start in messages.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Offset(_) => "an offset",
            Self::Cursor(_) => "a cursor",
        }
    }
}

impl From<Start> for Place {
    fn from(start: Start) -> Self {
        Self { start, skip: 0 }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { start, skip } = &self.0;
        match start {
            Start::Offset(offset) => write!(f, "offset:{skip}:{offset}"),
            Start::Cursor(cursor) => write!(f, "cursor:{skip}:{cursor}"),
        }
    }
}

impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Position({:?})", self.to_string())
    }
}

/// Reads the text of a position.
impl FromStr for Position {
    type Err = ParsePositionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let place = text.split_once(':').and_then(|(kind, rest)| {
            let (skip, start) = rest.split_once(':')?;
            let start = match kind {
                "offset" => Start::Offset(start.parse().ok()?),
                "cursor" => Start::Cursor(start.to_owned()),
                _ => return None,
            };
            Some(Place { start, skip: skip.parse().ok()? })
        });
        place.map(Self).ok_or_else(|| ParsePositionError(text.to_owned()))
    }
}

/// The text is not that of a position.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a position in a list; use the whole text of a `Position`")]
pub struct ParsePositionError(String);

impl Serialize for Position {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_position_is_read_back_from_its_text() {
        let cursor = |cursor: &str| Start::Cursor(cursor.to_owned());
        for (start, skip) in [
            (Start::Offset(0), 0),
            (Start::Offset(u64::MAX), 7),
            (cursor(""), 0),
            (cursor(""), 7),
            (cursor("a:b\n\""), u64::MAX),
        ] {
            let position = Position(Place { start, skip });
            assert_eq!(position.to_string().parse(), Ok(position.clone()));
            let json = serde_json::to_string(&position).unwrap();
            assert_eq!(serde_json::from_str::<Position>(&json).unwrap(), position);
        }
    }

    #[test]
    fn a_text_that_is_no_position_is_refused_and_named() {
        for text in [
            "",
            "offset",
            "offset:",
            "offset:1",
            "offset:0:-1",
            "offset:x:1",
            "cursor:a",
            "cursor:a:b",
        ] {
            let error = text.parse::<Position>().unwrap_err();
            assert!(error.to_string().starts_with(&format!("{text:?} is not a position")));
            assert!(serde_json::from_str::<Position>(&format!("{text:?}")).is_err());
        }
        assert!(serde_json::from_str::<Position>("150").is_err());
    }
}
