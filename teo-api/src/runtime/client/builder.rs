//! Configures a client and refuses settings that would fail or be unsafe later.

use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::Client;
use super::background::Background;
use super::config::Config;
use super::connections::Connections;
use super::destination::{Destination, checked_endpoint, checked_region};
use super::endpoint::Endpoint;
use super::language::Language;
use crate::runtime::check::Validation;
use crate::runtime::credentials::{Credentials, CredentialsError, ProvideCredentials};
use crate::runtime::error::Error;
use crate::runtime::schema::Site;
use crate::runtime::timing::{Clock, ClockOffset, Queues, RateLimit, RetryBudget, RetryPolicy};
use crate::runtime::transport::{Proxy, ReqwestOptions, Transport};

/// Configures a [`Client`]. Each method documents its default.
///
/// ```
/// use std::time::Duration;
/// use teo_api::{Client, Credentials, Language};
///
/// let client = Client::builder()
///     .credentials(Credentials::new("AKIDexample", "key"))
///     .endpoint("http://127.0.0.1:8000")
///     .language(Language::English)
///     .timeout(Duration::from_secs(20))
///     .build()?;
/// # Ok::<(), teo_api::Error>(())
/// ```
#[must_use]
pub struct ClientBuilder {
    credentials: Option<Arc<dyn ProvideCredentials>>,
    /// What makes credentials unusable that were given as such; those of a provider show it later.
    credentials_fault: Option<String>,
    site: Site,
    endpoint: Option<String>,
    allow_http: bool,
    region: Option<String>,
    language: Option<Language>,
    request_client: Option<String>,
    timeout: Duration,
    attempt_timeout: Duration,
    connect_timeout: Duration,
    idle_timeout: Duration,
    /// `None`: as the environment says.
    proxy: Option<Proxy>,
    root_certificates: Vec<Vec<u8>>,
    validation: Validation,
    retry: RetryPolicy,
    rate_limit: RateLimit,
    transport: Option<Arc<dyn Transport>>,
    clock: Clock,
}

impl Client {
    /// Starts to configure a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }
}

impl ClientBuilder {
    fn new() -> Self {
        Self {
            credentials: None,
            credentials_fault: None,
            site: Site::default(),
            endpoint: None,
            allow_http: false,
            region: None,
            language: None,
            request_client: None,
            timeout: Duration::from_secs(60),
            attempt_timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(30),
            proxy: None,
            root_certificates: Vec::new(),
            validation: Validation::default(),
            retry: RetryPolicy::new(),
            rate_limit: RateLimit::default(),
            transport: None,
            clock: Arc::new(SystemTime::now),
        }
    }

    /// Sets the credentials or their provider. Defaults to
    /// [`DefaultCredentials`](crate::DefaultCredentials).
    pub fn credentials(mut self, credentials: impl ProvideCredentials + 'static) -> Self {
        let given: &dyn Any = &credentials;
        self.credentials_fault = given.downcast_ref().and_then(Credentials::fault);
        self.credentials = Some(Arc::new(credentials));
        self
    }

    /// Sets the site of the account. Defaults to the international site.
    pub fn site(mut self, site: Site) -> Self {
        self.site = site;
        self
    }

    /// Calls EdgeOne at this endpoint instead of the site's host: `host`, `host:port`, or a URL without a
    /// path. `http://` is accepted for loopback only, unless [`allow_http`](Self::allow_http) is set.
    ///
    /// It holds for another service only if it is on loopback: otherwise, a client of that service calls its
    /// public host, unless [`Client::with_endpoint`] sets one.
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// Allows an `http://` endpoint beyond loopback. Requests are then signed but not encrypted.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// Sets the region, sent as `X-TC-Region`; EdgeOne needs none. A client of another service has this
    /// one, too, unless it sets its own: [`Client::with_region`].
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Sets the language of the service's messages. Defaults to the language of the account.
    pub fn language(mut self, language: Language) -> Self {
        self.language = Some(language);
        self
    }

    /// Adds the name of your program to `X-TC-RequestClient`, after the name of this crate: at most 128
    /// characters out of letters, digits, space and `-_,;.`.
    pub fn request_client(mut self, name: impl Into<String>) -> Self {
        self.request_client = Some(name.into());
        self
    }

    /// Sets the timeout of a whole call, with all its attempts and the waits between them. Defaults to
    /// 60 s.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the timeout of one attempt of a call. Defaults to 30 s.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// Sets the timeout for opening a connection, with a proxy's tunnel and TLS. Defaults to 10 s. A
    /// connection never takes longer to open than [`attempt_timeout`](Self::attempt_timeout) and
    /// [`timeout`](Self::timeout) of this client allow.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets the longest time between two chunks of a response. Defaults to 30 s.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// Sends every call through this proxy, such as `http://user:password@host:port`. The scheme is
    /// `http`, `https`, `socks5h`, `socks5`, `socks4a` or `socks4`; with `socks5` and `socks4`, this
    /// machine looks up the host, and not the proxy.
    ///
    /// By default, the client follows HTTPS_PROXY or HTTP_PROXY by the scheme of the endpoint, else
    /// ALL_PROXY, unless NO_PROXY covers the host; in upper or lower case, but never for loopback. A
    /// setting that applies to the endpoint and cannot be used is an error when the client is built.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(Proxy::Url(url.into()));
        self
    }

    /// Uses no proxy and ignores the environment.
    pub fn no_proxy(mut self) -> Self {
        self.proxy = Some(Proxy::None);
        self
    }

    /// Trusts these root certificates in addition to the platform's: one or more in PEM. Call it again
    /// to add more.
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates.push(pem.into());
        self
    }

    /// Sets whether requests are checked before they are sent. Defaults to [`Validation::On`].
    pub fn validation(mut self, validation: Validation) -> Self {
        self.validation = validation;
        self
    }

    /// Sets when calls are retried. Defaults to [`RetryPolicy::new`]. A call can set its own policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets the greatest rate for each action. Defaults to [`RateLimit::Documented`]. Calls queue, mostly
    /// in the order in which they started; clones of the client share the queue.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = limit;
        self
    }

    /// Replaces the default transport. The proxy, the connect timeout and the root certificates are then
    /// up to that transport. [`ReqwestTransport`](crate::ReqwestTransport) takes your own reqwest client.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Sets the clock whose time is signed. Defaults to the system's clock.
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Builds a client of this service, with default credentials unless others were set.
    pub(crate) fn build_for(
        self,
        service: &'static str,
        default_credentials: impl FnOnce(Site) -> Arc<dyn ProvideCredentials>,
    ) -> Result<Client, Error> {
        self.check()?;
        let region = self.region.map(checked_region).transpose()?;
        let endpoint = self.endpoint.map(|text| checked_endpoint(&text, self.allow_http));
        let endpoint = endpoint.transpose()?;
        let request_client = request_client_header(self.request_client.as_deref())?;
        let target = match &endpoint {
            Some(endpoint) => endpoint.uri(),
            None => Endpoint::from_host(&host(service, self.site)).uri(),
        };
        let target = target.parse().map_err(|_| {
            Error::configuration(format!("endpoint: {target} is not the URI of a host"))
        })?;
        let options = ReqwestOptions {
            target,
            // A connection has no more time than the attempt and the call that wait for it.
            connect_timeout: self.connect_timeout.min(self.attempt_timeout).min(self.timeout),
            proxy: self.proxy.unwrap_or(Proxy::Environment),
            root_certificates: self.root_certificates,
            needs_tls: endpoint.as_ref().is_none_or(Endpoint::is_https),
        };
        let transport = match self.transport {
            Some(transport) => transport,
            None => Arc::new(Connections::new(options).map_err(|fault| {
                Error::configuration(format!("the transport cannot be set up: {fault}"))
            })?),
        };
        let endpoint = endpoint.map(|endpoint| (endpoint, service));
        let destination = Destination { service, endpoint, region };
        let config = Config {
            site: self.site,
            allow_http: self.allow_http,
            language: self.language,
            request_client,
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            idle_timeout: self.idle_timeout,
            validation: self.validation,
            retry: self.retry,
            rate_limit: self.rate_limit,
            credentials: self.credentials.unwrap_or_else(|| default_credentials(self.site)),
            transport,
            background: Background::default(),
            clock: self.clock,
            clock_offset: ClockOffset::default(),
            retry_budget: RetryBudget::new(),
            queues: Queues::default(),
        };
        Ok(Client::from_parts(config, destination))
    }

    /// Refuses what no call could work with.
    fn check(&self) -> Result<(), Error> {
        if let Some(fault) = &self.credentials_fault {
            let message = format!("the credentials given to the builder: {fault}");
            return Err(CredentialsError::new(message).into());
        }
        for (name, timeout) in [
            ("timeout", self.timeout),
            ("attempt timeout", self.attempt_timeout),
            ("connect timeout", self.connect_timeout),
            ("idle timeout", self.idle_timeout),
        ] {
            if timeout.is_zero() {
                let message = format!("{name}: zero leaves no time for any call");
                return Err(Error::configuration(message));
            }
        }
        if self.rate_limit == RateLimit::PerSecond(0) {
            return Err(Error::configuration(
                "rate limit: zero lets no call through; RateLimit::Off lets all through",
            ));
        }
        Ok(())
    }
}

/// It shows neither the credentials, nor the endpoint and the proxy, in which a password may stand.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("site", &self.site)
            .field("region", &self.region)
            .field("language", &self.language)
            .field("timeout", &self.timeout)
            .field("validation", &self.validation)
            .field("retry", &self.retry)
            .field("rate_limit", &self.rate_limit)
            .finish_non_exhaustive()
    }
}

/// The host of a service on a site, before the schema of an action names it.
fn host(service: &str, site: Site) -> String {
    match site {
        Site::International => format!("{service}.intl.tencentcloudapi.com"),
        Site::China => format!("{service}.tencentcloudapi.com"),
    }
}

/// The value of `X-TC-RequestClient`. The service accepts few characters, and none of them can end
/// the header.
fn request_client_header(name: Option<&str>) -> Result<String, Error> {
    const THIS_CRATE: &str = concat!("SDK_RUST_teo-api_", env!("CARGO_PKG_VERSION"));
    let Some(name) = name else {
        return Ok(THIS_CRATE.to_owned());
    };
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_ ,;.".contains(c);
    if name.len() > 128 || !name.chars().all(allowed) {
        return Err(Error::configuration(
            "request client: use at most 128 characters out of letters, digits, space and -_,;.",
        ));
    }
    Ok(format!("{THIS_CRATE}; {name}"))
}
