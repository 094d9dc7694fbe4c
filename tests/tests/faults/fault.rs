//! A fault: who misbehaves and how, and the settings of the client that meets it.

use std::net::SocketAddr;
use std::time::Duration;

use teo_api::{Client, ClientBuilder, Credentials, RateLimit, RetryPolicy};
use teo_tests::hostile_server::{HostileServer, Script, Step};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// Whether an action has effects. Each fault meets one action of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    ReadOnly,
    Mutating,
}

/// Rows of the table below one heading.
pub(crate) struct Section {
    pub title: &'static str,
    pub faults: Vec<Fault>,
}

/// One row of the table for each kind of action.
pub(crate) struct Fault {
    pub name: String,
    service: Service,
    set: Box<dyn FnOnce(ClientBuilder) -> ClientBuilder + Send>,
    pub timeout: Duration,
    /// Whether the client makes a call before the one that is measured.
    pub after_a_call: bool,
    /// Whether the row runs alone, and its memory is measured.
    pub alone: bool,
    /// Why no client can know that nothing was done.
    pub undecidable: Option<&'static str>,
}

/// What the client finds at its endpoint.
enum Service {
    /// A server that speaks no TLS, at an `http` endpoint.
    Http(Vec<Script>),
    /// A server that speaks no TLS, at an `https` endpoint.
    Https(Vec<Script>),
    /// A server with TLS and a certificate that nobody trusts.
    UntrustedCertificate,
    /// Something behind a proxy that lets no request through.
    Proxy(Vec<Script>),
    /// Something behind a port that refuses connections.
    RefusingProxy,
    /// A port that refuses connections.
    RefusingPort,
    /// A port whose queue of connections is full, so that a further one hangs.
    FullPort,
    /// A host that does not exist.
    NoSuchHost,
}

impl Fault {
    /// A server plays this script on every connection.
    pub(crate) fn of(name: impl Into<String>, script: Script) -> Self {
        Self::in_turn(name, vec![script])
    }

    /// A server plays these scripts on its connections in turn.
    pub(crate) fn in_turn(name: impl Into<String>, scripts: Vec<Script>) -> Self {
        Self::at(name, Service::Http(scripts))
    }

    /// A server returns this after it has executed the action.
    pub(crate) fn after_executing(name: impl Into<String>, response: Vec<u8>) -> Self {
        Self::of(name, vec![Step::Read, Step::Execute, Step::Write(response)])
    }

    /// A server returns this and does not execute the action.
    pub(crate) fn without_executing(name: impl Into<String>, response: Vec<u8>) -> Self {
        Self::of(name, vec![Step::Read, Step::Write(response)])
    }

    pub(crate) fn of_https(name: &str, script: Script) -> Self {
        Self::at(name, Service::Https(vec![script]))
    }

    pub(crate) fn of_proxy(name: &str, script: Script) -> Self {
        Self::at(name, Service::Proxy(vec![script]))
    }

    pub(crate) fn untrusted_certificate(name: &str) -> Self {
        Self::at(name, Service::UntrustedCertificate)
    }

    pub(crate) fn refusing_proxy(name: &str) -> Self {
        Self::at(name, Service::RefusingProxy)
    }

    pub(crate) fn refusing_port(name: &str) -> Self {
        Self::at(name, Service::RefusingPort)
    }

    pub(crate) fn full_port(name: &str) -> Self {
        Self::at(name, Service::FullPort)
    }

    pub(crate) fn no_such_host(name: &str) -> Self {
        Self::at(name, Service::NoSuchHost)
    }

    fn at(name: impl Into<String>, service: Service) -> Self {
        Self {
            name: name.into(),
            service,
            set: Box::new(|builder| builder),
            timeout: Duration::from_secs(3),
            after_a_call: false,
            alone: false,
            undecidable: None,
        }
    }

    pub(crate) fn with(
        mut self,
        set: impl FnOnce(ClientBuilder) -> ClientBuilder + Send + 'static,
    ) -> Self {
        self.set = Box::new(set);
        self
    }

    pub(crate) fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    pub(crate) fn after_a_call(mut self) -> Self {
        self.after_a_call = true;
        self
    }

    /// Measures the memory. Reading such a body takes seconds in an unoptimized build, and the
    /// outcome must not depend on that.
    pub(crate) fn alone(mut self) -> Self {
        self.alone = true;
        self.with(|builder| {
            builder.attempt_timeout(Duration::from_secs(20)).idle_timeout(Duration::from_secs(10))
        })
        .timeout(Duration::from_secs(20))
    }

    pub(crate) fn undecidable(mut self, reason: &'static str) -> Self {
        self.undecidable = Some(reason);
        self
    }

    /// Names the row of this kind of action.
    pub(crate) fn row(&self, kind: Kind) -> String {
        format!("{}, {kind:?}", self.name)
    }

    /// Sets up the service and a client that calls it.
    pub(crate) async fn set_up(self) -> (Stage, Client) {
        let stage = Stage::of(self.service).await;
        let builder = Client::builder()
            .credentials(Credentials::new("AKIDexample", "key"))
            .endpoint(&stage.endpoint)
            // The queue and its rate are rows of their own.
            .rate_limit(RateLimit::Off)
            .retry(RetryPolicy::new().backoff(Duration::ZERO, Duration::ZERO))
            .timeout(self.timeout)
            .attempt_timeout(Duration::from_millis(800))
            .connect_timeout(Duration::from_millis(400))
            .idle_timeout(Duration::from_millis(300));
        let builder = match &stage.proxy {
            Some(proxy) => builder.proxy(proxy),
            None => builder.no_proxy(),
        };
        let builder = (self.set)(builder);
        // It reads root certificates, and would hold up the other rows.
        let client = tokio::task::spawn_blocking(|| builder.build().unwrap()).await.unwrap();
        (stage, client)
    }
}

/// The service of a fault, set up.
pub(crate) struct Stage {
    endpoint: String,
    proxy: Option<String>,
    /// The server, where there is one.
    pub server: Option<HostileServer>,
    /// What keeps a port as it is.
    _port: Port,
}

#[expect(dead_code, reason = "holding it is all")]
enum Port {
    None,
    /// Bound, so that nobody else listens there.
    Refusing(TcpSocket),
    Full(TcpListener, Vec<TcpStream>),
}

impl Stage {
    async fn of(service: Service) -> Self {
        // RFC 2606 keeps the name free, and the dot at its end keeps search lists out of it.
        const NO_SUCH_HOST: &str = "https://nothing.invalid.";
        let at = |endpoint: String| Self { endpoint, proxy: None, server: None, _port: Port::None };
        let served = |scheme: &str, server: HostileServer| {
            let endpoint = format!("{scheme}://{}", server.address());
            Self { server: Some(server), ..at(endpoint) }
        };
        match service {
            Service::Http(scripts) => served("http", HostileServer::start(scripts).await),
            Service::Https(scripts) => served("https", HostileServer::start(scripts).await),
            Service::UntrustedCertificate => {
                let server = HostileServer::with_untrusted_certificate().await;
                let endpoint = format!("https://localhost:{}", server.address().port());
                Self { server: Some(server), ..at(endpoint) }
            }
            Service::Proxy(scripts) => {
                let server = HostileServer::start(scripts).await;
                let proxy = Some(format!("http://{}", server.address()));
                Self { proxy, server: Some(server), ..at(NO_SUCH_HOST.to_owned()) }
            }
            Service::RefusingProxy => {
                let (socket, address) = refusing_port();
                let proxy = Some(format!("http://{address}"));
                Self { proxy, _port: Port::Refusing(socket), ..at(NO_SUCH_HOST.to_owned()) }
            }
            Service::RefusingPort => {
                let (socket, address) = refusing_port();
                Self { _port: Port::Refusing(socket), ..at(format!("http://{address}")) }
            }
            Service::FullPort => {
                let (listener, waiting) = full_port().await;
                let address = listener.local_addr().unwrap();
                Self { _port: Port::Full(listener, waiting), ..at(format!("http://{address}")) }
            }
            Service::NoSuchHost => at(NO_SUCH_HOST.to_owned()),
        }
    }
}

fn refusing_port() -> (TcpSocket, SocketAddr) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = socket.local_addr().unwrap();
    (socket, address)
}

/// A port that accepts no connection. The kernel drops the first packet of every further one, as soon
/// as as many wait as the listener lets wait.
async fn full_port() -> (TcpListener, Vec<TcpStream>) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    let patience = Duration::from_millis(200);
    while let Ok(connected) = tokio::time::timeout(patience, TcpStream::connect(address)).await {
        waiting.push(connected.unwrap());
        assert!(waiting.len() < 10, "the queue of the port does not fill");
    }
    (listener, waiting)
}
