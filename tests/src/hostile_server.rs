//! A loopback server that misbehaves: it plays a script on each connection, and its own log says what
//! it received and what it executed. A test compares that log with what the client tells its caller.

mod script;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use self::script::Connection;
pub use self::script::{Script, Step, http_response};

/// What the server received and executed. A request to a proxy for a tunnel and the bytes of a TLS
/// handshake are nothing that was received.
#[derive(Debug, Clone, Copy, Default)]
pub struct Log {
    /// Whether the start of a request came.
    pub begun: bool,
    /// Number of whole requests.
    pub requests: u32,
    /// Number of requests that were executed.
    pub executions: u32,
}

/// The server. It stops when it is dropped.
#[derive(Debug)]
pub struct HostileServer {
    address: SocketAddr,
    log: Arc<Mutex<Log>>,
    accepting: JoinHandle<()>,
}

impl HostileServer {
    /// Starts a server that plays these scripts on its connections in turn, and the last one on every
    /// further connection.
    pub async fn start(scripts: Vec<Script>) -> Self {
        let mut next = 0;
        Self::serving(move |stream, log| {
            let script = scripts[next].clone();
            next = (next + 1).min(scripts.len() - 1);
            tokio::spawn(Connection::new(stream, log).play(script));
        })
        .await
    }

    /// Starts a server for `localhost` that executes whatever comes through TLS. Its certificate has
    /// signed itself, so a request comes only from a client that does not check certificates.
    pub async fn with_untrusted_certificate() -> Self {
        let acceptor = TlsAcceptor::from(Arc::new(self_signed()));
        Self::serving(move |stream, log| {
            tokio::spawn(execute_what_comes(acceptor.clone(), stream, log));
        })
        .await
    }

    async fn serving(mut serve: impl FnMut(TcpStream, Arc<Mutex<Log>>) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let log = Arc::new(Mutex::new(Log::default()));
        let kept = Arc::clone(&log);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serve(stream, Arc::clone(&kept));
            }
        });
        Self { address, log, accepting }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What came so far.
    #[must_use]
    pub fn log(&self) -> Log {
        *self.log.lock().unwrap()
    }

    /// Empties the log: what follows belongs to another call.
    pub fn forget(&self) {
        *self.log.lock().unwrap() = Log::default();
    }
}

impl Drop for HostileServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

fn self_signed() -> ServerConfig {
    let certified = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(certified.signing_key.serialize_der().into());
    // The process may have no default provider, or two.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key)
        .unwrap()
}

async fn execute_what_comes(acceptor: TlsAcceptor, stream: TcpStream, log: Arc<Mutex<Log>>) {
    let Ok(mut stream) = acceptor.accept(stream).await else { return };
    if stream.read_u8().await.is_ok() {
        *log.lock().unwrap() = Log { begun: true, requests: 1, executions: 1 };
    }
}
