//! Responses that are no HTTP, stop, or break off. The server executes the action first: the worst
//! case, since the client cannot tell.

use std::io::Write as _;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use teo_tests::hostile_server::{Step, http_response};

use super::{SUCCESS, succeed};
use crate::fault::Fault;

/// Longer than the timeout of any call here.
const LONG: Duration = Duration::from_secs(10);
const TWO_SECONDS: Duration = Duration::from_secs(2);

pub(super) fn faults() -> Vec<Fault> {
    [no_response(), broken_heads(), broken_bodies()].into_iter().flatten().collect()
}

/// The server executes the action, and then does this.
fn executed(name: &str, then: impl IntoIterator<Item = Step>) -> Fault {
    let script = [Step::Read, Step::Execute].into_iter().chain(then).collect();
    Fault::of(name, script)
}

/// The server executes the action, and writes this before it closes the connection.
fn written(name: &str, bytes: impl AsRef<[u8]>) -> Fault {
    executed(name, [Step::Write(bytes.as_ref().to_vec())])
}

/// The server executes the action, writes this, and is silent.
fn stopped(name: &str, bytes: impl AsRef<[u8]>) -> Fault {
    executed(name, [Step::Write(bytes.as_ref().to_vec()), Step::Silence])
}

fn no_response() -> Vec<Fault> {
    vec![
        executed("the server closes the connection", []),
        executed("the server resets the connection", [Step::Reset]),
        Fault::of("the server closes the connection without executing", vec![Step::Read]),
        executed("silence past the timeout of the attempts", [Step::Silence]),
        executed("silence past the timeout of the call", [Step::Silence])
            .with(|builder| builder.attempt_timeout(LONG))
            .timeout(TWO_SECONDS),
        Fault::in_turn(
            "silence past the timeout of the first attempt, then success",
            vec![vec![Step::Read, Step::Execute, Step::Silence], succeed()],
        ),
        stopped("100 Continue and then silence", "HTTP/1.1 100 Continue\r\n\r\n"),
        stopped("102 Processing and then silence", "HTTP/1.1 102 Processing\r\n\r\n"),
    ]
}

fn broken_heads() -> Vec<Fault> {
    let many = "x-header: value\r\n".repeat(1000);
    let long = "x".repeat(1024 * 1024);
    vec![
        written("bytes that are no HTTP", b"\x00\x01\x02 nonsense\r\n\r\n"),
        written("a TLS alert", b"\x15\x03\x03\x00\x02\x02\x0a"),
        written("half a status line", "HTTP/1.1 20"),
        written("a status that is no number", "HTTP/1.1 abc OK\r\n\r\n"),
        stopped("silence in the headers", "HTTP/1.1 200 OK\r\ncontent-type: appl"),
        written("a connection closed in the headers", "HTTP/1.1 200 OK\r\ncontent-type: appl"),
        written("1,000 headers", format!("HTTP/1.1 200 OK\r\n{many}\r\n{SUCCESS}")),
        written("a header of 1 MiB", format!("HTTP/1.1 200 OK\r\nx: {long}\r\n\r\n{SUCCESS}")),
        executed(
            "headers without end",
            [
                Step::Write(b"HTTP/1.1 200 OK\r\n".into()),
                Step::Repeat("x: y\r\n".repeat(1000).into(), usize::MAX),
            ],
        ),
        written(
            "two lengths that differ",
            format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {}\r\ncontent-length: 7\r\n\r\n{SUCCESS}",
                SUCCESS.len()
            ),
        ),
    ]
}

fn broken_bodies() -> Vec<Fault> {
    let head = |headers: &str| format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\n");
    let (all, more) = (SUCCESS.len(), SUCCESS.len() + 10);
    let gzip = |bytes: Vec<u8>| http_response("200 OK", &[("content-encoding", "gzip")], bytes);
    let mut compressed = GzEncoder::new(Vec::new(), Compression::fast());
    compressed.write_all(SUCCESS.as_bytes()).unwrap();
    let half = compressed.finish().unwrap()[..30].to_vec();
    let drip = |name| {
        let bytes = Step::Drip(SUCCESS.into(), Duration::from_millis(50));
        executed(name, [Step::Write(head(&format!("content-length: {all}")).into()), bytes])
    };
    vec![
        stopped("silence instead of the body", head("content-length: 100")),
        stopped("silence in the body", head("content-length: 100") + "{\"Response"),
        drip("a byte every 50 ms past the timeout of the attempts")
            .with(|builder| builder.idle_timeout(LONG)),
        drip("a byte every 50 ms past the timeout of the call")
            .with(|builder| builder.attempt_timeout(LONG).idle_timeout(LONG))
            .timeout(TWO_SECONDS),
        written("a body that is cut off", head("content-length: 100") + "{\"Response"),
        executed(
            "a body that is reset",
            [Step::Write((head("content-length: 100") + "{\"Response").into()), Step::Reset],
        ),
        written("a length that is too small", head("content-length: 20") + SUCCESS),
        written("a length that is too large", head(&format!("content-length: {more}")) + SUCCESS),
        stopped(
            "a length that is too large, and silence",
            head(&format!("content-length: {more}")) + SUCCESS,
        ),
        written("a broken chunk", head("transfer-encoding: chunked") + "4\r\n{\"Re\r\nxyz\r\n"),
        written("no last chunk", head("transfer-encoding: chunked") + "4\r\n{\"Re\r\n"),
        written("a body that is no gzip", gzip(SUCCESS.into())),
        written("half of a gzip", gzip(half)),
    ]
}
