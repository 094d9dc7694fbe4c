//! The faults, as data: who misbehaves, how, and whether the action was executed before it.

mod bodies;
mod codes;
mod connections;
mod responses;
mod statuses;

use teo_tests::hostile_server::{Script, Step, http_response};

use crate::fault::{Kind, Section};

/// A success of both actions. Each keeps what it does not know as an unknown member.
const SUCCESS: &str =
    r#"{"Response": {"TotalCount": 0, "Tasks": [], "JobId": "job", "RequestId": "id-1"}}"#;

/// The server executes the action and says so.
fn succeed() -> Script {
    vec![Step::Read, Step::Execute, Step::Write(http_response("200 OK", &[], SUCCESS))]
}

/// The whole table for one kind of action.
pub(crate) fn sections(kind: Kind) -> Vec<Section> {
    vec![
        Section { title: "Before anything is sent", faults: connections::before_sending() },
        Section { title: "While the request is sent", faults: connections::while_sending() },
        Section { title: "Responses that are no HTTP, or break off", faults: responses::faults() },
        Section { title: "Bodies that are too large", faults: bodies::too_large(kind) },
        Section { title: "Bodies with status 200", faults: bodies::with_status_200() },
        Section { title: "Statuses without an API response", faults: statuses::without_response() },
        Section { title: "Statuses with an API response", faults: statuses::with_response() },
        Section { title: "Error codes", faults: codes::faults() },
    ]
}
