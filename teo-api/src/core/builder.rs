//! Setting up a client, and refusing what would fail or be unsafe later.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::check::Validation;
use super::client::Client;
use super::clock::{Clock, ClockOffset};
use super::config::Config;
use super::credentials::{DefaultCredentials, ProvideCredentials};
use super::endpoint::Endpoint;
use super::error::Error;
use super::rate::{RateLimit, RateLimiters};
use super::retry::{RetryBudget, RetryPolicy};
use super::site::{Language, Site};
use super::transport::{Options, Proxy, ReqwestTransport, Transport};

/// Sets up a [`Client`]. What is not set has the value that its method names.
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
    proxy: Proxy,
    roots: Vec<Vec<u8>>,
    validation: Validation,
    retry: RetryPolicy,
    rate_limit: RateLimit,
    transport: Option<Arc<dyn Transport>>,
    clock: Clock,
}

impl ClientBuilder {
    pub(super) fn new() -> Self {
        Self {
            credentials: None,
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
            proxy: Proxy::Environment,
            roots: Vec::new(),
            validation: Validation::default(),
            retry: RetryPolicy::new(),
            rate_limit: RateLimit::default(),
            transport: None,
            clock: Arc::new(SystemTime::now),
        }
    }

    /// Credentials, or where to get them; [`DefaultCredentials`] unless set.
    pub fn credentials(mut self, credentials: impl ProvideCredentials + 'static) -> Self {
        self.credentials = Some(Arc::new(credentials));
        self
    }

    /// The site of the account; the international one unless set.
    pub fn site(mut self, site: Site) -> Self {
        self.site = site;
        self
    }

    /// Sends every call there instead of to the site's host: `host`, `host:port`, or a URL without
    /// a path. `http://` is taken for loopback only, unless [`allow_http`](Self::allow_http) is set.
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// Allows an `http://` endpoint beyond loopback. Requests are then signed but not encrypted.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// Sent as `X-TC-Region`; EdgeOne needs none.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Language of the service's messages; the account's own unless set.
    pub fn language(mut self, language: Language) -> Self {
        self.language = Some(language);
        self
    }

    /// Names your program in `X-TC-RequestClient`, after this crate's name: at most 128 characters
    /// out of letters, digits, space and `-_,;.`.
    pub fn request_client(mut self, name: impl Into<String>) -> Self {
        self.request_client = Some(name.into());
        self
    }

    /// Longest time for a call as a whole, with all its attempts and the time in between; 60 s
    /// unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Longest time for one attempt of a call; 30 s unless set.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// Longest time for opening a connection; 10 s unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Longest time between two pieces of an answer; 30 s unless set.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// Sends every call through this proxy, such as `http://user:password@host:port`. Unless set,
    /// HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY hold, but never for loopback.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Proxy::Url(url.into());
        self
    }

    /// Uses no proxy, whatever the environment says.
    pub fn no_proxy(mut self) -> Self {
        self.proxy = Proxy::None;
        self
    }

    /// Trusts these certificates beside the platform's: PEM, one or more. May be called again for
    /// more of them.
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.roots.push(pem.into());
        self
    }

    /// Whether requests are checked before they are sent; they are unless set.
    pub fn validation(mut self, validation: Validation) -> Self {
        self.validation = validation;
        self
    }

    /// When calls are tried again: up to 3 attempts unless set. A call can set its own.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How often each action is called at most: as documented unless set. Calls wait for their turn,
    /// first come, first served; clones of the client wait in the same line.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = limit;
        self
    }

    /// Carries the calls in place of the default transport; proxy, connect timeout and root
    /// certificates are then its own matter. [`ReqwestTransport`] takes a reqwest client of yours.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Tells the time that is signed; the system's clock unless set.
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Builds the client. Nothing is sent and no credentials are looked up: unlike with
    /// [`Client::from_env`], that they are missing shows at the first call.
    ///
    /// # Errors
    ///
    /// When endpoint, region, request client or proxy are malformed, or TLS cannot be set up.
    pub fn build(self) -> Result<Client, Error> {
        let endpoint = self
            .endpoint
            .map(|text| Endpoint::parse(&text, self.allow_http))
            .transpose()
            .map_err(|error| Error::configuration(format!("endpoint: {error}")))?;
        if let Some(region) = &self.region
            && (region.is_empty() || !region.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
        {
            return Err(Error::configuration(format!(
                "region: {region:?} is not one such as ap-guangzhou"
            )));
        }
        let request_client = request_client(self.request_client.as_deref())?;
        let loopback = endpoint.as_ref().is_some_and(Endpoint::is_loopback);
        let proxy = match self.proxy {
            Proxy::Environment if loopback => Proxy::None,
            proxy => proxy,
        };
        let options = Options {
            connect_timeout: self.connect_timeout,
            proxy,
            roots: self.roots,
            needs_tls: endpoint.as_ref().is_none_or(Endpoint::is_https),
        };
        let transport = match self.transport {
            Some(transport) => transport,
            None => Arc::new(ReqwestTransport::new(&options).map_err(|fault| {
                Error::configuration(format!("the transport cannot be set up: {fault}"))
            })?),
        };
        Ok(Client::of(Config {
            site: self.site,
            endpoint,
            region: self.region,
            language: self.language,
            request_client,
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            idle_timeout: self.idle_timeout,
            validation: self.validation,
            retry: self.retry,
            rate_limit: self.rate_limit,
            credentials: self
                .credentials
                .unwrap_or_else(|| Arc::new(DefaultCredentials::of_site(self.site))),
            transport,
            clock: self.clock,
            clock_offset: ClockOffset::default(),
            budget: RetryBudget::new(),
            limiters: RateLimiters::default(),
        }))
    }
}

/// The value of `X-TC-RequestClient`. The service takes a few characters only, and so nothing that
/// could end the header.
fn request_client(name: Option<&str>) -> Result<String, Error> {
    const OURS: &str = concat!("SDK_RUST_teo-api_", env!("CARGO_PKG_VERSION"));
    let Some(name) = name else {
        return Ok(OURS.to_owned());
    };
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_ ,;.".contains(c);
    if name.len() > 128 || !name.chars().all(allowed) {
        return Err(Error::configuration(
            "request client: use at most 128 characters out of letters, digits, space and -_,;.",
        ));
    }
    Ok(format!("{OURS}; {name}"))
}
