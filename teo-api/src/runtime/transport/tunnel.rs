//! Asks a proxy once more why it opened no tunnel, for the message of an error: reqwest's own error
//! leaves the reason out. Nothing of the request is sent, and user info only as reqwest sent it.

use std::io;
use std::time::Duration;

use http::Uri;
use hyper_util::client::proxy::matcher::Intercept;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

/// The longest time for asking. A proxy that is slower stays without a reason.
pub(super) const LONGEST: Duration = Duration::from_secs(2);
/// No status line is nearly as long.
const MAX_STATUS_LINE_BYTES: u64 = 1024;

/// Opens a connection to the proxy, to see why it cannot be reached.
pub(super) async fn connect(proxy: &Intercept) -> io::Result<TcpStream> {
    let uri = proxy.uri();
    let host = uri.host().unwrap_or_default();
    let default_port = if uri.scheme_str() == Some("https") { 443 } else { 80 };
    TcpStream::connect(format!("{host}:{}", uri.port_u16().unwrap_or(default_port))).await
}

/// Asks an `http://` proxy for the tunnel to this target as reqwest did, and returns the status.
pub(super) async fn status(proxy: &Intercept, target: &Uri) -> Option<u16> {
    let mut stream = connect(proxy).await.ok()?;
    let authority = format!("{}:{}", target.host()?, target.port_u16().unwrap_or(443));
    let mut question =
        format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n").into_bytes();
    if let Some(value) = proxy.basic_auth() {
        question.extend_from_slice(b"Proxy-Authorization: ");
        question.extend_from_slice(value.as_bytes());
        question.extend_from_slice(b"\r\n");
    }
    question.extend_from_slice(b"\r\n");
    stream.write_all(&question).await.ok()?;
    let mut line = String::new();
    BufReader::new(stream.take(MAX_STATUS_LINE_BYTES)).read_line(&mut line).await.ok()?;
    let status = line.strip_prefix("HTTP/1.")?.split_ascii_whitespace().nth(1)?;
    status.parse().ok()
}
