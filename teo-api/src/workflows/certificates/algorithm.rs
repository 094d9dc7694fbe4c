//! The signature algorithm of a certificate, for which a host has one certificate each.

use std::fmt;

use serde::{Serialize, Serializer};

/// A signature algorithm, without the size of its key: the service returns `RSA` or `RSA 2048`.
///
/// ```
/// use teo_api::workflows::certificates::Algorithm;
///
/// assert_eq!(Algorithm::from("RSA 2048"), Algorithm::Rsa);
/// assert_eq!(Algorithm::from("ecdsa"), Algorithm::Ecc);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// RSA.
    Rsa,
    /// Elliptic curves, also called ECDSA.
    Ecc,
    /// SM2, of China's standards.
    Sm2,
    /// One that this version does not know, in capitals.
    Other(String),
}

impl Algorithm {
    /// Returns the algorithm of a text from the service, which may be empty.
    pub(super) fn from_service(text: &str) -> Option<Self> {
        (!text.trim().is_empty()).then(|| Self::from(text))
    }

    fn as_str(&self) -> &str {
        match self {
            Self::Rsa => "RSA",
            Self::Ecc => "ECC",
            Self::Sm2 => "SM2",
            Self::Other(name) => name,
        }
    }
}

/// Any text is an algorithm, since the service may add one.
impl From<&str> for Algorithm {
    fn from(text: &str) -> Self {
        let text = text.trim().to_ascii_uppercase();
        let letters = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
        match &text[..letters] {
            "RSA" => Self::Rsa,
            "ECC" | "ECDSA" | "EC" => Self::Ecc,
            "SM" if text[letters..].starts_with('2') => Self::Sm2,
            _ => Self::Other(text.split_whitespace().next().unwrap_or_default().to_owned()),
        }
    }
}

impl From<String> for Algorithm {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for Algorithm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_algorithm_is_known_whatever_the_size_of_its_key() {
        for (text, algorithm) in [
            ("RSA", Algorithm::Rsa),
            ("rsa 4096", Algorithm::Rsa),
            ("RSA2048", Algorithm::Rsa),
            ("ECC 256", Algorithm::Ecc),
            ("ECDSA", Algorithm::Ecc),
            ("SM2", Algorithm::Sm2),
            ("ML-DSA 65", Algorithm::Other("ML-DSA".to_owned())),
        ] {
            assert_eq!(Algorithm::from_service(text), Some(algorithm), "{text}");
        }
        assert_eq!(Algorithm::from_service(" "), None);
    }
}
