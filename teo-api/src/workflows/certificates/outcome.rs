//! What became of each host to which a certificate was to be bound.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::Error;
use crate::teo::CertificateStatus;

/// What became of a certificate on all hosts.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Binding {
    /// ID of the certificate.
    pub certificate_id: String,
    /// The hosts in the order in which they were given; one that was given twice is here once.
    pub hosts: Vec<HostBinding>,
}

impl Binding {
    /// Returns true if the certificate is deployed on every host, beside those that were to be kept.
    #[must_use]
    pub fn is_deployed(&self) -> bool {
        self.hosts.iter().all(HostBinding::is_deployed)
    }

    /// The hosts on which it is not.
    pub fn unfinished(&self) -> impl Iterator<Item = &HostBinding> {
        self.hosts.iter().filter(|host| !host.is_deployed())
    }
}

/// What became of a certificate on one host. Display shows it in a line.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct HostBinding {
    /// The domain as the service returns it, or as it was given if the zone does not have it.
    pub host: String,
    /// How far the certificate has come.
    #[serde(flatten)]
    pub state: HostState,
    /// Whether a change was sent. If not, the host had the certificate already or could not get it.
    pub changed: bool,
    /// IDs of the certificates that the change removed: of the same algorithm, expired, or a free one.
    pub replaced: Vec<String>,
    /// IDs of the certificates that were kept beside the new one.
    pub kept: Vec<String>,
    /// Those of `kept` that the host no longer had when it was last read.
    pub missing: Vec<String>,
}

/// How far a certificate has come on one host.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
#[non_exhaustive]
pub enum HostState {
    /// Visitors get the certificate.
    Deployed,
    /// The change was accepted, and is not deployed yet.
    Deploying,
    /// The service could not deploy the certificate.
    Failed {
        /// The status that says so.
        status: CertificateStatus,
    },
    /// The change was refused or not sent, and nothing was changed.
    Refused {
        /// Why.
        #[serde(serialize_with = "as_text")]
        error: Arc<Error>,
    },
    /// The change was accepted, but the host does not have the certificate: probably somebody else
    /// changed its certificates as well.
    Missing,
    /// The change may have been executed, or what became of it could not be read.
    Unknown {
        /// Why it is not known.
        #[serde(serialize_with = "as_text")]
        error: Arc<Error>,
    },
    /// The zone has no such domain.
    NotInZone,
}

fn as_text<S: Serializer>(error: &Error, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(error)
}

impl HostBinding {
    /// Returns true if the certificate is deployed, beside those that were to be kept.
    #[must_use]
    pub fn is_deployed(&self) -> bool {
        matches!(self.state, HostState::Deployed) && self.missing.is_empty()
    }
}

impl fmt::Display for HostBinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.host, self.state)?;
        if !self.missing.is_empty() {
            write!(f, "; no longer there: {}", self.missing.join(", "))?;
        }
        Ok(())
    }
}

impl fmt::Display for HostState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deployed => f.write_str("deployed"),
            Self::Deploying => f.write_str("not deployed yet"),
            Self::Failed { status } => write!(f, "the deployment failed (status `{status}`)"),
            Self::Refused { error } => write!(f, "refused: {error}"),
            Self::Missing => f.write_str("accepted, but the host does not have the certificate"),
            Self::Unknown { error } => write!(f, "unknown: {error}"),
            Self::NotInZone => f.write_str("the zone has no such domain"),
        }
    }
}
