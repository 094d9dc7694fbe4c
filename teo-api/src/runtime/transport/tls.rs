//! TLS for the default transport, by the features of the crate: rustls with aws-lc or ring, else the
//! platform's own library, else none.
//!
//! The provider is passed explicitly and not looked up in the process, so building a client does not
//! panic in a program that has two providers or none. The platform's verifier checks certificates,
//! with the roots given to the builder in addition to its own.

use std::error::Error;

/// Configures TLS. `needed` says whether a call can use TLS. If not, a machine without root
/// certificates is no error.
#[cfg(feature = "__rustls")]
pub(super) fn configure(
    builder: reqwest::ClientBuilder,
    roots: &[Vec<u8>],
    needed: bool,
) -> Result<reqwest::ClientBuilder, Box<dyn Error + Send + Sync>> {
    use std::sync::Arc;

    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject as _;
    use rustls_platform_verifier::Verifier;

    #[cfg(feature = "aws-lc")]
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    #[cfg(not(feature = "aws-lc"))]
    let provider = Arc::new(rustls::crypto::ring::default_provider());

    let mut extra = Vec::new();
    for pem in roots {
        let certificates: Vec<_> =
            CertificateDer::pem_slice_iter(pem).collect::<Result<_, _>>().map_err(|_| NOT_PEM)?;
        extra.extend(certificates);
    }
    if extra.len() < roots.len() {
        return Err(NOT_PEM.into());
    }
    let config = rustls::ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()?;
    let config = match Verifier::new_with_extra_roots(extra, provider) {
        Ok(verifier) => config.dangerous().with_custom_certificate_verifier(Arc::new(verifier)),
        Err(error) if needed => return Err(error.into()),
        Err(_) => config.with_root_certificates(rustls::RootCertStore::empty()),
    };
    Ok(builder.tls_backend_preconfigured(config.with_no_client_auth()))
}

/// Configures TLS by the platform's library, which reads the platform's certificates itself.
#[cfg(all(feature = "native-tls", not(feature = "__rustls")))]
pub(super) fn configure(
    builder: reqwest::ClientBuilder,
    roots: &[Vec<u8>],
    _needed: bool,
) -> Result<reqwest::ClientBuilder, Box<dyn Error + Send + Sync>> {
    let mut builder = builder.tls_backend_native();
    for pem in roots {
        let certificates = reqwest::Certificate::from_pem_bundle(pem).map_err(|_| NOT_PEM)?;
        if certificates.is_empty() {
            return Err(NOT_PEM.into());
        }
        builder = builder.tls_certs_merge(certificates);
    }
    Ok(builder)
}

#[cfg(not(any(feature = "native-tls", feature = "__rustls")))]
pub(super) fn configure(
    builder: reqwest::ClientBuilder,
    _roots: &[Vec<u8>],
    needed: bool,
) -> Result<reqwest::ClientBuilder, Box<dyn Error + Send + Sync>> {
    if needed {
        return Err("teo-api was built without TLS; turn on one of its features ring, aws-lc and \
                    native-tls, or give the builder a transport of your own"
            .into());
    }
    Ok(builder)
}

#[cfg(any(feature = "native-tls", feature = "__rustls"))]
const NOT_PEM: &str = "a root certificate is not PEM; it begins with -----BEGIN CERTIFICATE-----";
