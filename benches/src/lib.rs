//! A page of tasks, and the handwritten structures with which the benches compare generated ones.

use serde::{Deserialize, Serialize};

/// A page of tasks, handwritten with the derives of serde.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct HandwrittenPage {
    total_count: u64,
    tasks: Vec<HandwrittenTask>,
    request_id: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct HandwrittenTask {
    job_id: String,
    target: String,
    #[serde(rename = "Type")]
    kind: String,
    method: Option<String>,
    status: String,
    create_time: String,
    update_time: String,
    fail_type: Option<String>,
    fail_message: Option<String>,
}

/// Makes the JSON of a page with this many tasks.
#[must_use]
pub fn page(tasks: usize) -> String {
    let task = |number: usize| {
        format!(
            r#"{{"JobId": "20g9wz8m9mgx", "Target": "http://www.example.com/files/{number}/a.txt",
            "Type": "prefetch_url", "Status": "failed", "CreateTime": "2022-02-09T02:28:43Z",
            "UpdateTime": "2022-02-09T02:28:52Z", "FailType": "originPullFailed",
            "FailMessage": "The origin did not deliver."}}"#
        )
    };
    let tasks: Vec<String> = (0..tasks).map(task).collect();
    format!(r#"{{"TotalCount": 1000, "Tasks": [{}], "RequestId": "r-1"}}"#, tasks.join(","))
}
