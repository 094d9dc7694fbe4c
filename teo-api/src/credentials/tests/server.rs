//! A loopback server for tests: a function makes its response to each request, and it keeps all
//! requests.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

/// The address of a server, and the requests that it received. Its thread ends with the process.
pub(in super::super) struct Server {
    pub(in super::super) url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Starts a server. `respond` makes status and body from the head and body of a request.
    pub(in super::super) fn start(
        respond: impl Fn(&str) -> (u16, String) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let (mut request, mut length) = (String::new(), 0);
                loop {
                    let mut line = String::new();
                    if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
                        break;
                    }
                    if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                        length = value.trim().parse().unwrap();
                    }
                    request.push_str(&line);
                }
                if request.is_empty() {
                    continue;
                }
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                request = format!("{request}\r\n{}", String::from_utf8_lossy(&body));
                let (status, body) = respond(&request);
                kept.lock().unwrap().push(request);
                let _ = write!(
                    stream,
                    "HTTP/1.1 {status} Reason\r\ncontent-length: {}\r\nlocation: /elsewhere\r\nconnection: close\r\n\r\n{body}",
                    body.len()
                );
            }
        });
        Self { url, requests }
    }

    /// Starts a metadata service with one role, whose credentials expire at this time.
    pub(in super::super) fn for_role(name: &'static str, expired_time: u64) -> Self {
        Self::start(move |request| {
            let path = request.split(' ').nth(1).unwrap_or_default();
            match path.strip_prefix("/latest/meta-data/cam/security-credentials/") {
                Some("") => (200, format!("{name}\n")),
                Some(role) if role == name => (
                    200,
                    format!(
                        r#"{{"Code":"Success","TmpSecretId":"role-id","TmpSecretKey":"role-key","Token":"role-token","ExpiredTime":{expired_time},"Expiration":"2100-01-01T00:00:00Z"}}"#
                    ),
                ),
                _ => (404, String::new()),
            }
        })
    }

    pub(in super::super) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// The paths of the requests.
    pub(in super::super) fn paths(&self) -> Vec<String> {
        let path = |request: &String| request.split(' ').nth(1).unwrap_or_default().to_owned();
        self.requests().iter().map(path).collect()
    }
}
