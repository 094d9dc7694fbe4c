//! A loopback server that reads whole requests, keeps them, and returns bytes that a test gave it:
//! also such as no correct server sends.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What the server does after it has read a request.
#[derive(Debug, Clone)]
pub enum Response {
    /// Writes these bytes and closes.
    Bytes(Vec<u8>),
    /// Writes these bytes, then nothing, and keeps the connection open.
    Silence(Vec<u8>),
    /// Closes and writes nothing.
    Close,
}

impl Response {
    /// A well-formed response.
    pub fn http(status: &str, content_type: &str, body: impl AsRef<[u8]>) -> Self {
        Self::with_headers(status, &[("content-type", content_type)], body)
    }

    /// A well-formed response with other headers.
    pub fn with_headers(status: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let mut bytes = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n", body.len());
        for (name, value) in headers {
            bytes.push_str(&format!("{name}: {value}\r\n"));
        }
        bytes.push_str("connection: close\r\n\r\n");
        Self::Bytes([bytes.as_bytes(), body].concat())
    }

    /// JSON with status 200.
    pub fn json(body: impl AsRef<[u8]>) -> Self {
        Self::http("200 OK", "application/json", body)
    }
}

/// Makes the response to a request.
type Respond = dyn FnMut(&str) -> Response + Send;

/// The server. It stops when it is dropped.
#[derive(Debug)]
pub struct Server {
    address: std::net::SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
    accepting: JoinHandle<()>,
}

impl Server {
    /// Starts a server that responds to every request like this.
    pub async fn start(response: Response) -> Self {
        Self::in_turn([response]).await
    }

    /// Starts a server that sends these responses in turn, and then the last one again and again.
    pub async fn in_turn(responses: impl IntoIterator<Item = Response>) -> Self {
        let mut responses = VecDeque::from_iter(responses);
        Self::responding(move |_| match responses.len() {
            0 => Response::Close,
            1 => responses[0].clone(),
            _ => responses.pop_front().unwrap(),
        })
        .await
    }

    /// Starts a server that makes each response from the request, headers and body.
    pub async fn responding(respond: impl FnMut(&str) -> Response + Send + 'static) -> Self {
        let respond: Arc<Mutex<Respond>> = Arc::new(Mutex::new(respond));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&requests);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&respond), Arc::clone(&kept)));
            }
        });
        Self { address, requests, accepting }
    }

    /// Its address as an endpoint.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// All requests so far, headers and body, as text.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn serve(
    mut stream: TcpStream,
    respond: Arc<Mutex<Respond>>,
    requests: Arc<Mutex<Vec<String>>>,
) {
    let Some(request) = read_request(&mut stream).await else {
        return;
    };
    requests.lock().unwrap().push(request.clone());
    let response = (*respond.lock().unwrap())(&request);
    match response {
        Response::Bytes(bytes) => {
            // The client may close the connection before it has read everything.
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Response::Silence(bytes) => {
            let _ = stream.write_all(&bytes).await;
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
        Response::Close => {}
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .and_then(|(_, value)| value.trim().parse().ok())
                .unwrap_or(0);
            if body.len() >= length {
                return Some(text);
            }
        }
        match stream.read(&mut buffer).await {
            Ok(count) if count > 0 => bytes.extend_from_slice(&buffer[..count]),
            _ => return None,
        }
    }
}
