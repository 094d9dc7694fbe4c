//! HTTP statuses other than 200. Nobody knows who made a response without an API response: a gateway
//! may return it after the service has executed the action, so the server executes it here.

use std::time::Duration;

use teo_tests::hostile_server::http_response;

use super::SUCCESS;
use crate::fault::Fault;

const REFUSED: &str =
    r#"{"Response": {"Error": {"Code": "InvalidParameter", "Message": "m"}, "RequestId": "id-1"}}"#;

pub(super) fn without_response() -> Vec<Fault> {
    let page = |status: &str| {
        Fault::after_executing(status, http_response(status, &[], "<html>a page</html>"))
    };
    let busy = |name: &str, time: &str| {
        let headers = [("retry-after", time)];
        Fault::after_executing(name, http_response("503 Service Unavailable", &headers, ""))
    };
    vec![
        Fault::after_executing("204 No Content", b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()),
        Fault::after_executing(
            "301 with a location",
            http_response("301 Moved Permanently", &[("location", "/elsewhere")], ""),
        ),
        page("400 Bad Request"),
        page("401 Unauthorized"),
        page("403 Forbidden"),
        page("404 Not Found"),
        page("408 Request Timeout"),
        page("413 Content Too Large"),
        page("429 Too Many Requests"),
        page("500 Internal Server Error"),
        page("502 Bad Gateway"),
        page("503 Service Unavailable"),
        page("504 Gateway Timeout"),
        // The third attempt would be too late.
        busy("503 with `Retry-After: 1`", "1").timeout(Duration::from_secs(2)),
        busy("503 with `Retry-After: 99999999999999999999`", "99999999999999999999"),
        busy("503 with a `Retry-After` in the year 9999", "Fri, 31 Dec 9999 23:59:59 GMT"),
        busy("503 with a `Retry-After` in the past", "Mon, 25 Feb 2019 16:44:25 GMT"),
    ]
}

pub(super) fn with_response() -> Vec<Fault> {
    let success = |status: &str| {
        let name = format!("{status} with a success");
        Fault::after_executing(name, http_response(status, &[], SUCCESS))
    };
    let refusal = |status: &str| {
        let name = format!("{status} with `InvalidParameter`");
        Fault::without_executing(name, http_response(status, &[], REFUSED))
    };
    vec![
        success("201 Created"),
        success("400 Bad Request"),
        success("429 Too Many Requests"),
        success("500 Internal Server Error"),
        refusal("400 Bad Request"),
        refusal("500 Internal Server Error"),
    ]
}
