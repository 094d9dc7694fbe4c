//! What a hostile server does on one connection, step by step. Large bodies are repetitions of a small
//! part, so that the memory of the process is that of the client.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Log;

/// The steps on one connection. After the last one, the server closes the connection.
pub type Script = Vec<Step>;

/// One step of a script.
#[derive(Debug, Clone)]
pub enum Step {
    /// Waits until something has come, and reads nothing.
    Await,
    /// Reads once, at most this many bytes.
    ReadSome(usize),
    /// Reads a whole request.
    Read,
    /// Executes the request that was read.
    Execute,
    /// Writes these bytes.
    Write(Vec<u8>),
    /// Writes these bytes that many times.
    Repeat(Vec<u8>, usize),
    /// Writes these bytes one by one, with this pause after each.
    Drip(Vec<u8>, Duration),
    /// Keeps the connection open for as long as a test may take.
    Silence,
    /// Ends the connection by a reset.
    Reset,
}

/// A well-formed response after which the connection is closed.
#[must_use]
pub fn http_response(status: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("connection: close\r\n\r\n");
    [head.as_bytes(), body].concat()
}

/// A connection, with what was received and not yet read as a request.
pub(super) struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
    log: Arc<Mutex<Log>>,
}

impl Connection {
    pub(super) fn new(stream: TcpStream, log: Arc<Mutex<Log>>) -> Self {
        Self { stream, received: Vec::new(), log }
    }

    /// Plays the script. It ends early if the client closes the connection.
    pub(super) async fn play(mut self, script: Script) {
        for step in script {
            if self.take(step).await.is_err() {
                return;
            }
        }
    }

    async fn take(&mut self, step: Step) -> std::io::Result<()> {
        match step {
            Step::Await => self.stream.readable().await?,
            Step::ReadSome(most) => self.receive(most).await?,
            Step::Read => self.read_request().await?,
            Step::Execute => self.log.lock().unwrap().executions += 1,
            Step::Write(bytes) => self.stream.write_all(&bytes).await?,
            Step::Repeat(part, times) => {
                for _ in 0..times {
                    self.stream.write_all(&part).await?;
                }
            }
            Step::Drip(bytes, pause) => {
                for byte in bytes {
                    self.stream.write_all(&[byte]).await?;
                    tokio::time::sleep(pause).await;
                }
            }
            Step::Silence => tokio::time::sleep(Duration::from_secs(60)).await,
            Step::Reset => self.stream.set_zero_linger()?,
        }
        Ok(())
    }

    async fn read_request(&mut self) -> std::io::Result<()> {
        while !is_whole(&self.received) {
            self.receive(16 * 1024).await?;
        }
        if self.received.starts_with(b"POST ") {
            self.log.lock().unwrap().requests += 1;
        }
        self.received.clear();
        Ok(())
    }

    async fn receive(&mut self, most: usize) -> std::io::Result<()> {
        let mut buffer = vec![0; most];
        let count = self.stream.read(&mut buffer).await?;
        if count == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        self.received.extend_from_slice(&buffer[..count]);
        if self.received.starts_with(b"POST ") {
            self.log.lock().unwrap().begun = true;
        }
        Ok(())
    }
}

/// Whether these bytes are the head of a request and all of its body.
fn is_whole(received: &[u8]) -> bool {
    let text = String::from_utf8_lossy(received);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok())
        .unwrap_or(0);
    body.len() >= length
}
