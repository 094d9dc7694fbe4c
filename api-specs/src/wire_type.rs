//! The type of a member, as a spec file spells it: a scalar, a structure, or a list of either.

use std::fmt;
use std::str::FromStr;

/// A type on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WireType {
    /// JSON string.
    String,
    /// JSON number, signed.
    Int64,
    /// JSON number, not negative.
    Uint64,
    /// JSON number.
    Float,
    /// JSON boolean.
    Bool,
    /// JSON string holding an ISO 8601 time.
    Timestamp,
    /// Bytes of a file, sent in a part of a multipart body and never in JSON.
    Binary,
    /// JSON object: the structure of this name.
    Structure(String),
    /// JSON array. The vendor has no lists of lists.
    List(Box<WireType>),
}

/// The text is not a type that a member can have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a type")]
pub struct WireTypeError(String);

impl WireType {
    /// Returns the type of the items for a list, and the type itself otherwise.
    #[must_use]
    pub fn item(&self) -> &WireType {
        match self {
            Self::List(item) => item,
            other => other,
        }
    }

    /// Returns true for a list.
    #[must_use]
    pub fn is_list(&self) -> bool {
        matches!(self, Self::List(_))
    }

    /// Returns true for an integer that is not in a list.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        matches!(self, Self::Int64 | Self::Uint64)
    }

    /// Returns true for a number that is not in a list.
    #[must_use]
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Int64 | Self::Uint64 | Self::Float)
    }
}

impl FromStr for WireType {
    type Err = WireTypeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(item) = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
            return match item.parse()? {
                Self::List(_) => Err(WireTypeError(text.to_owned())),
                item => Ok(Self::List(Box::new(item))),
            };
        }
        Ok(match text {
            "string" => Self::String,
            "int64" => Self::Int64,
            "uint64" => Self::Uint64,
            "float" => Self::Float,
            "bool" => Self::Bool,
            "timestamp" => Self::Timestamp,
            "binary" => Self::Binary,
            name if is_name(name) => Self::Structure(name.to_owned()),
            _ => return Err(WireTypeError(text.to_owned())),
        })
    }
}

impl fmt::Display for WireType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String => f.write_str("string"),
            Self::Int64 => f.write_str("int64"),
            Self::Uint64 => f.write_str("uint64"),
            Self::Float => f.write_str("float"),
            Self::Bool => f.write_str("bool"),
            Self::Timestamp => f.write_str("timestamp"),
            Self::Binary => f.write_str("binary"),
            Self::Structure(name) => f.write_str(name),
            Self::List(item) => write!(f, "[{item}]"),
        }
    }
}

/// Returns true if the text can name an action, a member, a structure or a set of values.
pub(crate) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::WireType;

    #[test]
    fn a_parsed_type_displays_as_it_was_written() {
        for text in [
            "string",
            "int64",
            "uint64",
            "float",
            "bool",
            "timestamp",
            "binary",
            "Task",
            "[Task]",
            "[string]",
        ] {
            assert_eq!(text.parse::<WireType>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_text_that_is_not_a_type_is_refused() {
        for text in ["", "[]", "[[string]]", "[string", "list<Task>", "a b", "7"] {
            assert!(text.parse::<WireType>().is_err(), "{text}");
        }
    }
}
