//! What was walked: a table of resource and step, and what was wrong.

use std::collections::BTreeMap;
use std::fmt;

const COLUMNS: [&str; 10] =
    ["create", "list", "filter", "read", "update", "switch", "order", "add", "remove", "delete"];

/// Steps that cannot be walked, or are not as the spec says, and why.
const NOT_WALKED: [(&str, &str); 3] = [
    (
        "AccelerationDomain filter DescribeAccelerationDomains by share-cname",
        "no list shows the shared CNAME, and a request with one makes a binding too",
    ),
    ("Plan filter DescribePlans by area", "no action gives a plan its area"),
    (
        "PurgeTask create CreatePurgeTask",
        "the target of purge_all: the spec says none, the simulator shows the zone",
    ),
];

/// The outcome of a walk.
#[derive(Debug, Default)]
pub struct Report {
    rows: BTreeMap<String, BTreeMap<&'static str, usize>>,
    /// The steps that did not do what they say.
    pub faults: Vec<Fault>,
    /// The listed steps that could not be walked, with the reason of the list.
    pub not_walked: Vec<Fault>,
}

/// A step that did not do what it says.
#[derive(Debug, Clone)]
pub struct Fault {
    /// The resource, the kind of step, and the action with, for a filter, its name.
    pub step: String,
    /// What happened in its place.
    pub reason: String,
}

impl Report {
    pub(super) fn add(
        &mut self,
        resource: &str,
        column: &'static str,
        step: &str,
        result: Result<(), String>,
    ) {
        let row = self.rows.entry(resource.to_owned()).or_default();
        let step = format!("{resource} {column} {step}");
        let listed = NOT_WALKED.iter().find(|(listed, _)| *listed == step);
        match (result, listed) {
            (Ok(()), _) => *row.entry(column).or_default() += 1,
            (Err(_), Some((_, why))) => {
                self.not_walked.push(Fault { step, reason: (*why).to_owned() });
            }
            (Err(reason), None) => self.faults.push(Fault { step, reason }),
        }
    }

    /// Returns the number of steps in a column, such as `create` or `filter`, that did what they say.
    #[must_use]
    pub fn count(&self, column: &str) -> usize {
        self.rows.values().filter_map(|row| row.get(column)).sum()
    }

    /// Returns the number of steps that did what they say.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.rows.values().flat_map(BTreeMap::values).sum()
    }

    /// Returns the number of resources.
    #[must_use]
    pub fn resources(&self) -> usize {
        self.rows.len()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let heads: String = COLUMNS.iter().map(|column| format!("{column:>7}")).collect();
        writeln!(f, "{:28}{heads}", "resource")?;
        for (name, row) in &self.rows {
            let count = |column| row.get(column).map_or_else(|| "-".to_owned(), usize::to_string);
            let cells: String =
                COLUMNS.iter().map(|column| format!("{:>7}", count(column))).collect();
            writeln!(f, "{name:28}{cells}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.step, self.reason)
    }
}
