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
    let (stage, client) = fault.set_up().await;
    if after_a_call {
        call(&client, kind).await.unwrap();
        // The client notices that the server has closed the connection.
        tokio::time::sleep(ON_ITS_WAY).await;
        stage.server.iter().for_each(|server| server.forget());
    }
    let measured = alone && reset_peak();
    let begun = Instant::now();
    let result = call(&client, kind).await;
    let elapsed = begun.elapsed();
    let peak = if measured { peak() } else { None };
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

/// Makes the present memory of the process its peak; returns false where the system cannot.
fn reset_peak() -> bool {
    std::fs::write("/proc/self/clear_refs", "5").is_ok()
}

/// The peak of the process's memory in MiB.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes / 1024)
}
