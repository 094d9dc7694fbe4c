//! Proxies on loopback that open a tunnel or refuse it as they are told, and a server with a
//! certificate that it signed itself. Each keeps what it was asked for.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// A port that nobody listens on.
pub(super) fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// One of these proxies or servers. It stops when it is dropped.
pub(super) struct Peer {
    address: SocketAddr,
    asked: Asked,
    accepting: JoinHandle<()>,
}

/// What was asked for, in order, an entry for each connection.
type Asked = Arc<Mutex<Vec<String>>>;

impl Peer {
    /// Starts a peer that serves each connection so.
    async fn start<S>(serve: impl Fn(TcpStream, Asked) -> S + Send + 'static) -> Self
    where
        S: Future<Output = Option<()>> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Asked::default();
        let kept = Arc::clone(&asked);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&kept)));
            }
        });
        Self { address, asked, accepting }
    }

    /// A proxy that responds to CONNECT with this status line, and then, if it begins with 200,
    /// connects to `target`.
    pub(super) async fn tunnel_to(status: &'static str, target: SocketAddr) -> Self {
        Self::start(move |mut stream, asked| async move {
            let head = read_head(&mut stream).await?;
            asked.lock().unwrap().push(head);
            let response = format!("HTTP/1.1 {status}\r\n\r\n");
            stream.write_all(response.as_bytes()).await.ok()?;
            if status.starts_with("200") {
                pass_on(stream, target).await?;
            }
            Some(())
        })
        .await
    }

    /// A proxy that refuses CONNECT with this status line.
    pub(super) async fn refusing(status: &'static str) -> Self {
        Self::tunnel_to(status, ([127, 0, 0, 1], 1).into()).await
    }

    /// A peer that closes once it has been asked for something.
    pub(super) async fn closing() -> Self {
        Self::start(|mut stream, asked| async move {
            let head = read_head(&mut stream).await?;
            asked.lock().unwrap().push(head);
            Some(())
        })
        .await
    }

    /// A server that returns a plain HTTP error for whatever it receives first.
    pub(super) async fn without_tls() -> Self {
        Self::start(|mut stream, asked| async move {
            asked.lock().unwrap().push(String::new());
            let _ = stream.read(&mut [0; 4096]).await;
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.ok()
        })
        .await
    }

    /// A peer that keeps every connection open and never says anything.
    pub(super) async fn silent() -> Self {
        Self::start(|stream, asked| async move {
            asked.lock().unwrap().push(String::new());
            tokio::time::sleep(Duration::from_secs(60)).await;
            drop(stream);
            Some(())
        })
        .await
    }

    /// A SOCKS5 proxy that gives this reply, and then, if it is 0, connects to `target`. It keeps the
    /// host and the port that it was asked for.
    pub(super) async fn socks5(reply: u8, target: SocketAddr) -> Self {
        Self::start(move |mut stream, asked| async move {
            let [_, methods] = read(&mut stream).await?;
            let mut offered = vec![0; methods.into()];
            stream.read_exact(&mut offered).await.ok()?;
            stream.write_all(&[5, offered[0]]).await.ok()?;
            let mut user_info = String::new();
            if offered[0] == 2 {
                let [_, length] = read(&mut stream).await?;
                let user = read_text(&mut stream, length).await?;
                let [length] = read(&mut stream).await?;
                let password = read_text(&mut stream, length).await?;
                user_info = format!("{user}:{password}@");
                stream.write_all(&[1, 0]).await.ok()?;
            }
            let [_, _, _, kind] = read(&mut stream).await?;
            let host = match kind {
                1 => std::net::Ipv4Addr::from(read::<4>(&mut stream).await?).to_string(),
                _ => {
                    let [length] = read(&mut stream).await?;
                    read_text(&mut stream, length).await?
                }
            };
            let port = u16::from_be_bytes(read(&mut stream).await?);
            asked.lock().unwrap().push(format!("{user_info}{host}:{port}"));
            stream.write_all(&[5, reply, 0, 1, 127, 0, 0, 1, 0, 80]).await.ok()?;
            if reply == 0 {
                pass_on(stream, target).await?;
            }
            Some(())
        })
        .await
    }

    /// A server for localhost that returns this page by TLS, and its certificate in PEM, which it has
    /// signed itself.
    pub(super) async fn self_signed(page: &'static str) -> (Self, String) {
        let signed = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::Pkcs8(signed.signing_key.serialize_der().into());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![signed.cert.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let server = Self::start(move |stream, asked| {
            asked.lock().unwrap().push(String::new());
            let acceptor = acceptor.clone();
            async move {
                // A client that does not trust the certificate closes the connection here.
                let mut stream = acceptor.accept(stream).await.ok()?;
                read_head(&mut stream).await?;
                let length = page.len();
                let head = format!(
                    "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
                );
                stream.write_all((head + page).as_bytes()).await.ok()?;
                stream.shutdown().await.ok()
            }
        });
        (server.await, signed.cert.pem())
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// What was asked for, in order, an entry for each connection.
    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Passes everything between the client and the target on, until both have closed.
async fn pass_on(mut stream: TcpStream, target: SocketAddr) -> Option<()> {
    let mut target = TcpStream::connect(target).await.ok()?;
    copy_bidirectional(&mut stream, &mut target).await.ok()?;
    Some(())
}

/// Reads a request up to the empty line after its headers.
async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    String::from_utf8(head).ok()
}

async fn read<const N: usize>(stream: &mut TcpStream) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes).await.ok()?;
    Some(bytes)
}

async fn read_text(stream: &mut TcpStream, length: u8) -> Option<String> {
    let mut text = vec![0; length.into()];
    stream.read_exact(&mut text).await.ok()?;
    String::from_utf8(text).ok()
}
