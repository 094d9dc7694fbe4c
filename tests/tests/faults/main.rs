//! The table of faults: a call of each kind meets each fault over real sockets, and what its caller is
//! told agrees with what the server did. docs/faults.md is what comes of it.
//!
//! A binary of its own: it measures time and the memory of the process. For Linux alone, since systems
//! differ in what becomes of a connection that nobody accepts.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod fault;
mod observed;
mod rows;
mod table;

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex};

use fault::{Fault, Kind, Section};
use observed::{Observed, observe};

/// In MiB, at the peak of a process that makes the one call.
const MOST_MEMORY: u64 = 200;
/// In the environment of such a process: the row whose memory it measures.
const ROW: &str = "FAULTS_ROW";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_fault_ends_as_the_table_in_docs_says() {
    let rows = observe_all().await;
    assert!(rows.len() >= 2 * 45, "{} rows", rows.len());
    let made = table::markdown(&rows);
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/faults.md");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&docs, &made).unwrap();
    }
    let held = std::fs::read_to_string(&docs).unwrap_or_default();
    let broken: Vec<String> = rows.iter().flat_map(broken_promises).collect();
    let other: Vec<&str> = made.lines().filter(|line| !held.lines().any(|h| h == *line)).collect();
    assert!(broken.is_empty() && other.is_empty(), "{broken:#?}\nnot in docs: {other:#?}");
    assert!(
        held == made,
        "docs/faults.md is stale; run: UPDATE_GOLDEN=1 cargo test -p teo-tests --test faults"
    );
}

/// What a process does that is started for one row.
#[expect(clippy::print_stdout, reason = "the process that started this one reads it")]
#[ignore = "another test runs it in a process of its own"]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_process_of_its_own_makes_the_call_and_prints_its_peak() {
    let row = std::env::var(ROW).unwrap();
    let (_, fault, kind) = all_faults().find(|(_, fault, kind)| fault.row(*kind) == row).unwrap();
    println!("peak {} MiB", observed::peak_of(fault, kind).await.unwrap());
}

/// What this row breaks of what all rows promise.
fn broken_promises(row: &Observed) -> Vec<String> {
    let mutating = row.kind == Kind::Mutating;
    let executed = row.log.executions;
    let told = |may| row.may_have_executed == Some(may);
    let promises = [
        (mutating && executed > 1, "executed more than once"),
        (mutating && executed > 0 && told(false), "executed, and told as not executed"),
        (mutating && executed == 0 && row.may_have_executed.is_none(), "a success of nothing"),
        (!mutating && told(true), "a read-only action that is told as maybe executed"),
        (
            !row.log.begun && told(true) && row.undecidable.is_none(),
            "not sent, and told as maybe executed",
        ),
        (row.elapsed > row.timeout.mul_f64(1.2), "the timeout is overrun by more than a fifth"),
        (row.peak.is_some_and(|peak| peak >= MOST_MEMORY), "too much memory"),
    ];
    let Observed { name, kind, elapsed, peak, .. } = row;
    promises
        .into_iter()
        .filter(|(broken, _)| *broken)
        .map(|(_, what)| format!("{name}, {kind:?}: {what} ({elapsed:.1?}, peak {peak:?} MiB)"))
        .collect()
}

/// A fault with its place in the table, its heading, and the kind of action that meets it.
type Row = (usize, &'static str, Fault, Kind);

/// Observes all rows: those whose memory is measured one by one, and then the others together.
async fn observe_all() -> Vec<Observed> {
    let rows = all_faults().enumerate();
    let (alone, together): (Vec<Row>, Vec<Row>) = rows
        .map(|(place, (title, fault, kind))| (place, title, fault, kind))
        .partition(|(.., fault, _)| fault.alone);
    let mut observed = observe_with(1, alone).await;
    observed.extend(observe_with(8, together).await);
    observed.sort_by_key(|(place, _)| *place);
    observed.into_iter().map(|(_, observed)| observed).collect()
}

/// Every fault with its heading and each kind of action; the two rows of a fault stand one below the
/// other.
fn all_faults() -> impl Iterator<Item = (&'static str, Fault, Kind)> {
    let of_kind = |kind| {
        let sections = rows::sections(kind).into_iter();
        sections.flat_map(move |Section { title, faults }| {
            faults.into_iter().map(move |fault| (title, fault, kind))
        })
    };
    let pairs = of_kind(Kind::ReadOnly).zip(of_kind(Kind::Mutating));
    pairs.flat_map(|(one, other)| [one, other])
}

/// Observes these rows, that many at a time.
async fn observe_with(workers: usize, rows: Vec<Row>) -> Vec<(usize, Observed)> {
    let rows = Arc::new(Mutex::new(VecDeque::from(rows)));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..workers {
        let rows = Arc::clone(&rows);
        tasks.spawn(async move {
            let mut observed = Vec::new();
            loop {
                let next = rows.lock().unwrap().pop_front();
                let Some((place, title, fault, kind)) = next else { return observed };
                observed.push((place, observe(title, fault, kind).await));
            }
        });
    }
    tasks.join_all().await.into_iter().flatten().collect()
}
