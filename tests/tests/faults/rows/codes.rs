//! Error codes. Where the class of a code does not say that the request was refused, the server
//! executes the action before it returns the code.

use std::time::{Duration, SystemTime};

use teo_tests::hostile_server::{Script, Step, http_response};

use super::succeed;
use crate::fault::Fault;

/// Codes whose class says that the request was refused before any effect.
const REFUSALS: [&str; 16] = [
    "AuthFailure.SignatureFailure",
    "UnauthorizedOperation",
    "InvalidParameter",
    "InvalidParameter.ActionInProgress",
    "InvalidParameterValue",
    "MissingParameter",
    "UnknownParameter",
    "RequestLimitExceeded",
    "RequestLimitExceeded.UinLimitExceeded",
    "LimitExceeded",
    "ResourceNotFound",
    "ResourceInUse",
    "ResourceInsufficient",
    "ResourceUnavailable",
    "UnsupportedOperation",
    "InvalidAction",
];

/// Codes after which the action may have been executed, as far as anybody can tell.
const OTHERS: [&str; 7] = [
    "InternalError",
    "FailedOperation",
    "ServiceUnavailable",
    "ResponseSizeLimitExceeded",
    "Timeout",
    "RequestTimeout",
    "Brand.New",
];

pub(super) fn faults() -> Vec<Fault> {
    let refusals = REFUSALS.map(|code| Fault::without_executing(quoted(code), coded(code)));
    let others = OTHERS.map(|code| Fault::after_executing(quoted(code), coded(code)));
    let unexecuted = ["InternalError", "ServiceUnavailable", "Brand.New"].map(|code| {
        Fault::without_executing(format!("{} without executing", quoted(code)), coded(code))
    });
    let errors = [
        ("an empty code", r#"{"Code": "", "Message": "m"}"#),
        ("a code that is no text", r#"{"Code": 7, "Message": "m"}"#),
        ("`\"Error\": {}`", "{}"),
        ("`\"Error\": \"text\"`", "\"text\""),
        ("`\"Error\": []`", "[]"),
        ("`\"Error\": null` with a success", "null"),
    ]
    .map(|(name, error)| Fault::after_executing(name, with_error(error, &[])));
    let recovered = [
        Fault::in_turn(
            "`RequestLimitExceeded`, then success",
            vec![refuse(coded("RequestLimitExceeded")), succeed()],
        ),
        Fault::in_turn(
            "`InternalError`, then success",
            vec![vec![Step::Read, Step::Execute, Step::Write(coded("InternalError"))], succeed()],
        ),
    ];
    refusals
        .into_iter()
        .chain(clock())
        .chain(recovered)
        .chain(others)
        .chain(unexecuted)
        .chain(errors)
        .collect()
}

/// The service refuses the time of a signature. The clock of the client is an hour slow.
fn clock() -> [Fault; 3] {
    let hour_slow = || SystemTime::UNIX_EPOCH + Duration::from_secs(1_551_113_065 - 3600);
    let code = r#"{"Code": "AuthFailure.SignatureExpire", "Message": "m"}"#;
    let dated = |date| refuse(with_error(code, &[("date", date)]));
    let expired = dated("Mon, 25 Feb 2019 16:44:25 GMT");
    let name = |rest: &str| format!("{} {rest}", quoted("AuthFailure.SignatureExpire"));
    [
        Fault::in_turn(
            name("with a `Date` an hour off, then success"),
            vec![expired.clone(), succeed()],
        )
        .with(move |builder| builder.clock(hour_slow)),
        Fault::of(name("with a `Date` an hour off, for ever"), expired)
            .with(move |builder| builder.clock(hour_slow)),
        Fault::of(name("with a `Date` that is none"), dated("soon"))
            .with(move |builder| builder.clock(hour_slow)),
    ]
}

fn refuse(response: Vec<u8>) -> Script {
    vec![Step::Read, Step::Write(response)]
}

fn quoted(code: &str) -> String {
    format!("`{code}`")
}

fn coded(code: &str) -> Vec<u8> {
    with_error(&format!(r#"{{"Code": "{code}", "Message": "m"}}"#), &[])
}

fn with_error(error: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    let body = format!(r#"{{"Response": {{"Error": {error}, "RequestId": "id-1"}}}}"#);
    http_response("200 OK", headers, body)
}
