//! Binds certificates to hosts, and lists which hosts have which.
//!
//! A host can have one certificate for each signature algorithm, but the action that sets them replaces
//! the whole list and returns before anything is deployed. [`Certificates::bind`] replaces the
//! certificate of one algorithm and keeps the others, waits until it is deployed, and returns what became
//! of each host.
//!
//! # In 5 lines
//!
//! ```no_run
//! use teo_api::workflows::certificates::Certificates;
//!
//! # async fn example(client: teo_api::Client) -> Result<(), teo_api::Error> {
//! let certificates = Certificates::new(&client, "zone-2noz78a8ev6k");
//! let binding = certificates.bind("hT4kQ9wZ", ["www.example.com"]).algorithm("RSA").await?;
//! for host in binding.unfinished() {
//!     eprintln!("{host}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What it promises
//!
//! - The certificates of other algorithms that a host has are sent again with the new one, since a list
//!   without them removes them. One whose algorithm the service does not return is kept too. A certificate
//!   that has expired is left out, since the service refuses a list with one; so is a free certificate,
//!   which a host cannot have beside one of the SSL service.
//! - An empty list of hosts is an error ([`BindError::NoHosts`]). A host that is no domain of the zone is
//!   told ([`HostState::NotInZone`]), and holds up no other host.
//! - A host that already has the certificate is not changed. So a call that was stopped is made again.
//! - A change that may have been executed is not sent again: the host is read until the change shows, or
//!   is [`HostState::Unknown`].
//! - The wait ends at a deadline, 30 minutes after the last change unless
//!   [`wait`](Bind::wait) sets another one, also while the service is silent. A status that this
//!   version does not know is not the end.
//!
//! # What it does not
//!
//! The service has no version of a host's list to write against. A change that somebody else makes to the
//! same host between the read and the write is overwritten; one that overwrites ours is told
//! ([`HostState::Missing`], [`HostBinding::missing`]). The certificate itself must be in the SSL
//! Certificate Service.

mod algorithm;
mod bind;
mod outcome;
mod plan;
mod wait;

use serde::Serialize;

pub use self::algorithm::Algorithm;
pub use self::bind::{Bind, BindError};
pub use self::outcome::{Binding, HostBinding, HostState};
use super::host_name;
use crate::teo::{
    AccelerationDomain, CertificateInfo, CertificateMode, CertificateStatus, CertificateType,
    DescribeAccelerationDomainsFilter, DescribeAccelerationDomainsRequest,
};
use crate::{Client, Error, Timestamp};

/// The service takes at most 20 values in a filter.
const MAX_VALUES: usize = 20;

/// The certificates of the domains of one zone. A clone is cheap.
///
/// See [the module](self) for what it promises.
#[derive(Debug, Clone)]
pub struct Certificates {
    client: Client,
    zone_id: String,
}

/// The certificates of one domain.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct HostCertificates {
    /// The domain, as the service returns it.
    pub host: String,
    /// Where its certificate comes from.
    pub mode: Option<CertificateMode>,
    /// What it presents to visitors; empty if it has no certificate.
    pub certificates: Vec<Certificate>,
}

/// A certificate that a domain has.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Certificate {
    /// ID in the SSL Certificate Service.
    pub id: String,
    /// Name given to it as a remark.
    pub alias: Option<String>,
    /// Whether it is a default, uploaded or managed one.
    pub r#type: Option<CertificateType>,
    /// Signature algorithm.
    pub algorithm: Option<Algorithm>,
    /// When it expires.
    pub expires: Option<Timestamp>,
    /// How far its deployment has come.
    pub status: Option<CertificateStatus>,
}

impl Certificates {
    /// The certificates of the zone with this ID.
    #[must_use]
    pub fn new(client: &Client, zone_id: impl Into<String>) -> Self {
        Self { client: client.clone(), zone_id: zone_id.into() }
    }

    /// Binds a certificate to hosts: awaiting it sends the changes and waits until they are deployed. A
    /// host may be written in Unicode or punycode, and with a wildcard as the domain has it.
    pub fn bind(
        &self,
        certificate_id: impl Into<String>,
        hosts: impl IntoIterator<Item = impl Into<String>>,
    ) -> Bind {
        let hosts = hosts.into_iter().map(Into::into).collect();
        Bind::new(self.clone(), certificate_id.into(), hosts)
    }

    /// Returns every domain of the zone with its certificates, from all pages.
    ///
    /// # Errors
    ///
    /// If a call fails, or the list may be incomplete, since domains were added or removed meanwhile.
    pub async fn list(&self) -> Result<Vec<HostCertificates>, Error> {
        let request = DescribeAccelerationDomainsRequest::new().zone_id(&*self.zone_id);
        let domains = self.client.describe_acceleration_domains(request).items().all().await?;
        Ok(domains.into_iter().map(HostCertificates::from).collect())
    }

    /// Returns the domains of these names that the zone has, and perhaps others: the filter may be fuzzy.
    async fn find(&self, names: &[String]) -> Result<Vec<HostCertificates>, Error> {
        let mut found = Vec::new();
        // Each name can take two values, its Unicode form and punycode.
        for names in names.chunks(MAX_VALUES / 2) {
            let unicode = names.iter().map(|name| host_name::to_unicode(name));
            let unicode = unicode.filter(|name| !names.contains(name));
            let values: Vec<_> = names.iter().cloned().chain(unicode).collect();
            let filter = DescribeAccelerationDomainsFilter::domain_name(values).fuzzy(false);
            let request = DescribeAccelerationDomainsRequest::new().zone_id(&*self.zone_id);
            let call = self.client.describe_acceleration_domains(request.filters([filter]));
            found.extend(call.items().all().await?.into_iter().map(HostCertificates::from));
        }
        Ok(found)
    }
}

impl HostCertificates {
    /// Returns the certificate with this ID.
    #[must_use]
    pub fn get(&self, certificate_id: &str) -> Option<&Certificate> {
        self.certificates.iter().find(|certificate| certificate.id == certificate_id)
    }
}

impl From<AccelerationDomain> for HostCertificates {
    fn from(domain: AccelerationDomain) -> Self {
        let certificate = domain.certificate.unwrap_or_default();
        Self {
            host: domain.domain_name,
            mode: certificate.mode,
            certificates: certificate.list.into_iter().map(Certificate::from).collect(),
        }
    }
}

impl From<CertificateInfo> for Certificate {
    fn from(certificate: CertificateInfo) -> Self {
        Self {
            id: certificate.cert_id.unwrap_or_default(),
            alias: certificate.alias.filter(|alias| !alias.is_empty()),
            r#type: certificate.r#type,
            algorithm: certificate.sign_algo.as_deref().and_then(Algorithm::from_service),
            expires: certificate.expire_time.filter(|time| !time.as_str().is_empty()),
            status: certificate.status,
        }
    }
}
