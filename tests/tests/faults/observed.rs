//! Meets one fault with one call, and observes what the caller was told, what the server did, how long
//! it took and how much memory.

use std::time::{Duration, Instant};

use teo_api::teo::{
    CreatePrefetchTaskRequest, DescribePrefetchTasksFilter, DescribePrefetchTasksRequest,
};
use teo_api::{Client, Error};
use teo_tests::hostile_server::Log;

use crate::fault::{Fault, Kind};

/// How a call met a fault.
pub(crate) struct Observed {
    /// The heading that the row stands below.
    pub section: &'static str,
    pub name: String,
    pub kind: Kind,
    /// The kind of the error, or that there was a response.
    pub outcome: String,
    pub attempts: u32,
    /// What the error says about it; `None` for a response.
    pub may_have_executed: Option<bool>,
    pub undecidable: Option<&'static str>,
    /// What the server says about it.
    pub log: Log,
    pub timeout: Duration,
    pub elapsed: Duration,
    /// The most memory that the process had meanwhile, in MiB, where it was measured.
    pub peak: Option<u64>,
}

/// Sets up the fault, calls an action of this kind, and looks at the log of the server.
pub(crate) async fn observe(section: &'static str, fault: Fault, kind: Kind) -> Observed {
    // A request that was sent shortly before the call ended is still on its way.
    const ON_ITS_WAY: Duration = Duration::from_millis(100);
    let Fault { timeout, after_a_call, alone, undecidable, .. } = fault;
    let name = fault.name.clone();
    let row = fault.row(kind);
    let peak = if alone { peak_in_a_process_of_its_own(&row).await } else { None };
    let (stage, client) = fault.set_up().await;
    if after_a_call {
        call(&client, kind).await.unwrap();
        // The client notices that the server has closed the connection.
        tokio::time::sleep(ON_ITS_WAY).await;
        stage.server.iter().for_each(|server| server.forget());
    }
    let begun = Instant::now();
    let result = call(&client, kind).await;
    let elapsed = begun.elapsed();
    tokio::time::sleep(ON_ITS_WAY).await;
    let log = stage.server.as_ref().map(|server| server.log()).unwrap_or_default();
    let (outcome, attempts, may_have_executed) = match &result {
        // A response does not say how many attempts it took.
        Ok(()) => ("a response".to_owned(), log.requests, None),
        Err(error) => {
            (format!("`{:?}`", error.kind()), error.attempts(), Some(error.may_have_executed()))
        }
    };
    Observed {
        section,
        name,
        kind,
        outcome,
        attempts,
        may_have_executed,
        undecidable,
        log,
        timeout,
        elapsed,
        peak,
    }
}

async fn call(client: &Client, kind: Kind) -> Result<(), Error> {
    match kind {
        Kind::ReadOnly => {
            let job = DescribePrefetchTasksFilter::job_id("job");
            let request = DescribePrefetchTasksRequest::new().filters([job]);
            client.describe_prefetch_tasks(request).await.map(drop)
        }
        Kind::Mutating => {
            let request = CreatePrefetchTaskRequest::new().zone_id("zone-1").targets(["http://a/"]);
            client.create_prefetch_task(request).await.map(drop)
        }
    }
}

/// The peak of a process that is started for this row alone, in MiB: what one row leaves with the
/// allocator would count for the next.
async fn peak_in_a_process_of_its_own(row: &str) -> Option<u64> {
    let mut process = tokio::process::Command::new(std::env::current_exe().unwrap());
    process.args([
        "--ignored",
        "--exact",
        "--nocapture",
        "a_process_of_its_own_makes_the_call_and_prints_its_peak",
    ]);
    let output = process.env(crate::ROW, row).output().await.unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let told = text.split_once("peak ").and_then(|(_, rest)| rest.split_once(" MiB"));
    Some(told.unwrap_or_else(|| panic!("{row}: {text}")).0.parse().unwrap())
}

/// Meets the fault in this process, and returns the peak of its memory in MiB.
pub(crate) async fn peak_of(fault: Fault, kind: Kind) -> Option<u64> {
    let (_stage, client) = fault.set_up().await;
    // The memory of now becomes the peak, so that what the setting up took does not count.
    std::fs::write("/proc/self/clear_refs", "5").ok()?;
    let _ = call(&client, kind).await;
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes / 1024)
}
