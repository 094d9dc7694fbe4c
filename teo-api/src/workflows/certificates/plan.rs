//! Decides what is sent for a host: which of its certificates stay beside the new one.

use std::time::SystemTime;

use super::{Algorithm, Certificate, HostCertificates};
use crate::teo::{CertificateMode, CertificateStatus};

/// What is to be done for one host.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plan {
    /// The whole list to send, the new certificate first; `None` if the host has the certificate.
    pub(super) send: Option<Vec<String>>,
    pub(super) replaced: Vec<String>,
    pub(super) kept: Vec<String>,
}

/// The algorithm of the new certificate is needed for this host and not known.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct AlgorithmNeeded;

/// Plans one host. The algorithm is needed only if the host has another certificate that it decides
/// about.
pub(super) fn plan(
    host: &HostCertificates,
    certificate_id: &str,
    algorithm: Option<&Algorithm>,
    now: SystemTime,
) -> Result<Plan, AlgorithmNeeded> {
    let is_bound = uses_list(host) && host.get(certificate_id).is_some_and(|it| !has_failed(it));
    let others = host.certificates.iter().filter(|other| other.id != certificate_id);
    let (mut replaced, mut kept) = (Vec::new(), Vec::new());
    for other in others {
        let stays =
            is_bound || (uses_list(host) && !has_expired(other, now) && differs(other, algorithm)?);
        let list = if stays { &mut kept } else { &mut replaced };
        list.push(other.id.clone());
    }
    let list = std::iter::once(certificate_id.to_owned()).chain(kept.iter().cloned());
    Ok(Plan { send: (!is_bound).then(|| list.collect()), replaced, kept })
}

/// Returns whether the host has certificates of the SSL service. A free one, or the list of a host
/// without a certificate, cannot be sent in that mode; a mode that is not known may be.
fn uses_list(host: &HostCertificates) -> bool {
    !matches!(
        host.mode,
        Some(
            CertificateMode::Disable
                | CertificateMode::FreeCertificate
                | CertificateMode::FreeCertificateManual
        )
    )
}

pub(super) fn has_failed(certificate: &Certificate) -> bool {
    matches!(certificate.status, Some(CertificateStatus::Failed | CertificateStatus::BindingFailed))
}

fn has_expired(certificate: &Certificate, now: SystemTime) -> bool {
    let expires = certificate.expires.as_ref().and_then(crate::Timestamp::instant);
    expires.is_some_and(|expires| expires < now)
}

/// One whose algorithm is not returned is not known to be of the same.
fn differs(other: &Certificate, algorithm: Option<&Algorithm>) -> Result<bool, AlgorithmNeeded> {
    match (&other.algorithm, algorithm) {
        (Some(other), Some(algorithm)) => Ok(other != algorithm),
        (Some(_), None) => Err(AlgorithmNeeded),
        (None, _) => Ok(true),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::time::Duration;

    use super::*;

    fn certificate(id: &str, algorithm: &str, expires: &str) -> Certificate {
        Certificate {
            id: id.to_owned(),
            alias: None,
            r#type: None,
            algorithm: Algorithm::from_service(algorithm),
            expires: Some(expires.into()),
            status: Some(CertificateStatus::Deployed),
        }
    }

    fn host(mode: CertificateMode, certificates: Vec<Certificate>) -> HostCertificates {
        HostCertificates { host: "www.example.com".to_owned(), mode: Some(mode), certificates }
    }

    fn plan_new(
        host: &HostCertificates,
        algorithm: Option<Algorithm>,
    ) -> Result<Plan, AlgorithmNeeded> {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        plan(host, "new", algorithm.as_ref(), now)
    }

    const LATER: &str = "2099-01-01T00:00:00Z";
    const BEFORE: &str = "2020-01-01T00:00:00Z";

    fn rsa_and_ecc() -> HostCertificates {
        let certificates =
            vec![certificate("rsa", "RSA 2048", LATER), certificate("ecc", "ECC 256", LATER)];
        host(CertificateMode::SslCertificate, certificates)
    }

    #[test]
    fn the_certificate_of_the_same_algorithm_is_replaced_and_the_other_kept() {
        let plan = plan_new(&rsa_and_ecc(), Some(Algorithm::Rsa)).unwrap();
        assert_eq!(plan.send.unwrap(), ["new", "ecc"]);
        assert_eq!((plan.replaced, plan.kept), (vec!["rsa".to_owned()], vec!["ecc".to_owned()]));
    }

    #[test]
    fn the_algorithm_is_needed_where_another_certificate_is() {
        assert_eq!(plan_new(&rsa_and_ecc(), None), Err(AlgorithmNeeded));
        let empty = host(CertificateMode::Disable, Vec::new());
        assert_eq!(plan_new(&empty, None).unwrap().send.unwrap(), ["new"]);
    }

    #[test]
    fn a_certificate_of_unknown_algorithm_is_kept() {
        let host = host(CertificateMode::SslCertificate, vec![certificate("odd", "", LATER)]);
        assert_eq!(plan_new(&host, None).unwrap().send.unwrap(), ["new", "odd"]);
    }

    #[test]
    fn an_expired_certificate_is_left_out() {
        let host = host(CertificateMode::SslCertificate, vec![certificate("old", "ECC", BEFORE)]);
        let plan = plan_new(&host, Some(Algorithm::Rsa)).unwrap();
        assert_eq!(
            (plan.send.unwrap(), plan.replaced),
            (vec!["new".to_owned()], vec!["old".to_owned()])
        );
    }

    #[test]
    fn a_free_certificate_is_replaced() {
        let host = host(CertificateMode::FreeCertificate, vec![certificate("free", "ECC", LATER)]);
        let plan = plan_new(&host, None).unwrap();
        assert_eq!(
            (plan.send.unwrap(), plan.replaced),
            (vec!["new".to_owned()], vec!["free".to_owned()])
        );
    }

    #[test]
    fn a_host_that_has_the_certificate_is_not_changed_unless_it_failed() {
        let mut host = host(
            CertificateMode::SslCertificate,
            vec![certificate("new", "RSA", LATER), certificate("ecc", "ECC", LATER)],
        );
        let plan = plan_new(&host, None).unwrap();
        assert_eq!((plan.send, plan.kept), (None, vec!["ecc".to_owned()]));
        host.certificates[0].status = Some(CertificateStatus::BindingFailed);
        let plan = plan_new(&host, Some(Algorithm::Rsa)).unwrap();
        assert_eq!(plan.send.unwrap(), ["new", "ecc"]);
    }
}
