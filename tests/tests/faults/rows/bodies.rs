//! Bodies that are too large, and bodies of status 200 that are no API response, or a strange one. The
//! server executes the action first: the worst case, since the client cannot tell.

use flate2::{Compress, Compression, FlushCompress};
use teo_tests::hostile_server::{Step, http_response};

use super::SUCCESS;
use crate::fault::{Fault, Kind};

const MIB: usize = 1024 * 1024;

/// Bodies that would take much memory if the client let them. They are written from small parts, since
/// the memory of this process is measured.
pub(super) fn too_large(kind: Kind) -> Vec<Fault> {
    let known_list = match kind {
        Kind::ReadOnly => "Tasks",
        Kind::Mutating => "FailedList",
    };
    let spaces = vec![b' '; 64 * 1024];
    let chunk = [b"10000\r\n", spaces.as_slice(), b"\r\n"].concat();
    vec![
        streamed("17 MiB of spaces", "connection: close", "", spaces, 17 * 16, ""),
        streamed("a body without end", "transfer-encoding: chunked", "", chunk, usize::MAX, ""),
        bomb("gzip of 64 MiB of spaces", b' ', 64),
        bomb("gzip of 1 GiB of zeros", 0, 1024),
        filled("15 MiB of one text", "Novel", "\"", "aaaaaaaaaaaaaaaa", "\""),
        filled("15 MiB of digits", "Novel", "", "1111111111111111", ""),
        filled("15 MiB of nesting", "Novel", "[", "[", ""),
        filled("15 MiB of numbers in an unknown member", "Novel", "[", "0,", "0]"),
        filled("15 MiB of objects in an unknown member", "Novel", "[", r#"{"":0},"#, r#"{"":0}]"#),
        filled("15 MiB of strange items of a known list", known_list, "[", r#"{"":0},"#, "{}]"),
        filled("15 MiB of empty items of a known list", known_list, "[", "{},", "{}]"),
    ]
}

/// The server executes the action and writes a body whose middle is repeated.
fn streamed(
    name: &str,
    headers: &str,
    start: &str,
    middle: Vec<u8>,
    times: usize,
    end: &str,
) -> Fault {
    let start = format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\n{start}");
    let script = vec![
        Step::Read,
        Step::Execute,
        Step::Write(start.into()),
        Step::Repeat(middle, times),
        Step::Write(end.into()),
    ];
    Fault::of(name, script).alone()
}

/// A response whose member is 15 MiB large, which is below the limit of the client.
fn filled(name: &str, member: &str, opening: &str, item: &str, closing: &str) -> Fault {
    let middle = item.repeat(1024);
    let times = 15 * MIB / middle.len();
    let start = format!(r#"{{"Response": {{"RequestId": "id-1", "{member}": {opening}"#);
    streamed(name, "connection: close", &start, middle.into(), times, &format!("{closing}}}}}"))
}

/// A body in gzip that becomes that many MiB of one byte.
fn bomb(name: &str, byte: u8, mebibytes: usize) -> Fault {
    // Ten bytes of header. The end is left out, since the client gives up long before it.
    let mut gzip = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff".to_vec();
    let mut block = Vec::with_capacity(64 * 1024);
    // A full flush ends the block so that it can stand at any place of the stream.
    Compress::new(Compression::best(), false)
        .compress_vec(&vec![byte; MIB], &mut block, FlushCompress::Full)
        .unwrap();
    let headers = "content-encoding: gzip\r\nconnection: close";
    let head = format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\n");
    gzip.splice(..0, head.into_bytes());
    let script = vec![Step::Read, Step::Execute, Step::Write(gzip), Step::Repeat(block, mebibytes)];
    Fault::of(name, script).alone()
}

pub(super) fn with_status_200() -> Vec<Fault> {
    let ok =
        |name: &str, body: &[u8]| Fault::after_executing(name, http_response("200 OK", &[], body));
    let deep = format!(
        r#"{{"Response": {{"Novel": {}{}, "RequestId": "id-1"}}}}"#,
        "[".repeat(10_000),
        "]".repeat(10_000)
    );
    let html = "<html><body>the portal of the network</body></html>";
    vec![
        ok("an empty body", b""),
        ok("an HTML page", html.as_bytes()),
        ok("JSON that is no object", b"[1, 2]"),
        ok("JSON without the key Response", br#"{"status": "ok"}"#),
        ok("`{\"Response\": null}`", br#"{"Response": null}"#),
        ok("`{\"Response\": {}}`", br#"{"Response": {}}"#),
        ok("half of the JSON", &SUCCESS.as_bytes()[..40]),
        ok("more after the JSON", format!("{SUCCESS} {SUCCESS}").as_bytes()),
        ok("nesting 10,000 deep", deep.as_bytes()),
        ok("a key repeated", br#"{"Response": {"JobId": "a", "JobId": "b", "RequestId": "id-1"}}"#),
        ok("invalid UTF-8", b"{\"Response\": {\"JobId\": \"\xff\xfe\", \"RequestId\": \"id-1\"}}"),
        ok(
            "wrong types",
            br#"{"Response": {"JobId": [7], "TotalCount": "x", "Tasks": 1, "FailedList": 1, "RequestId": {}}}"#,
        ),
    ]
}
