//! Keeps DNS records: makes sure that they are there, that they are not, or that a name has exactly a set.
//!
//! ```sh
//! dns_record present _acme-challenge.example.com TXT gfj9Xq-Rg85nM
//! dns_record absent --from records.txt
//! dns_record set home.example.com A 203.0.113.7 --ttl 60
//! ```
//!
//! The exit status is 0 if all is as it should be, 1 if something failed, and 2 for wrong use.

#![allow(clippy::print_stderr, reason = "a program for people")]

#[path = "tool/mod.rs"]
mod tool;

use std::io::IsTerminal as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::{Args, Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use teo_api::Client;
use teo_api::teo::{DescribeDnsRecordsRequest, DnsRecord, DnsRecordType};
use teo_api::workflows::dns::{Changes, Record, RecordValue, Records};
use teo_api::workflows::zones::ZoneLookup;

/// Makes sure that DNS records are there, are not there, or are exactly a set.
#[derive(Parser)]
struct Arguments {
    /// Zone of the records [default: the zone of each name]
    #[arg(long, global = true, value_name = "ID")]
    zone: Option<String>,
    /// Print a JSON object on each line
    #[arg(long, global = true)]
    json: bool,
    #[command(flatten)]
    account: tool::AccountArguments,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes sure that records are there, beside others of their names
    Present(Wanted),
    /// Makes sure that records are not there; others of their names stay
    Absent(Wanted),
    /// Makes sure that a name has exactly these records of a type
    Set {
        /// Full host name, such as www.example.com
        name: String,
        /// Such as A, CNAME or TXT
        r#type: String,
        /// Contents, after -- if one begins with a hyphen; without any, all records of the name and type are
        /// deleted
        contents: Vec<String>,
        #[command(flatten)]
        details: Details,
    },
    /// Lists the records of the zone of a host
    List {
        /// Any host in the zone, or the zone's own name
        host: String,
    },
}

#[derive(Args)]
struct Wanted {
    /// Full host name, such as www.example.com
    #[arg(required_unless_present = "from", conflicts_with = "from")]
    name: Option<String>,
    /// Such as A, CNAME or TXT
    #[arg(required_unless_present = "from", conflicts_with = "from")]
    r#type: Option<String>,
    // A token of an ACME challenge may begin with a hyphen.
    /// Such as 192.0.2.1
    #[arg(required_unless_present = "from", conflicts_with = "from", allow_hyphen_values = true)]
    content: Option<String>,
    /// File with a name, a type and a content on each line, or - for standard input
    #[arg(long, value_name = "FILE")]
    from: Option<String>,
    #[command(flatten)]
    details: Details,
}

#[derive(Args)]
struct Details {
    /// How long resolvers may cache a record
    #[arg(long, value_name = "SECONDS")]
    ttl: Option<i64>,
    /// Priority among mail servers
    #[arg(long, value_name = "N")]
    priority: Option<i64>,
    /// Weight among records of the same name and line; -1 is none
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    weight: Option<i64>,
    /// Code of the resolution line
    #[arg(long, value_name = "CODE")]
    location: Option<String>,
}

impl Details {
    fn value(&self, content: &str) -> RecordValue {
        let mut value = RecordValue::new(content);
        value.ttl = self.ttl;
        value.priority = self.priority;
        value.weight = self.weight;
        value.location.clone_from(&self.location);
        value
    }
}

impl Wanted {
    /// Returns the records of the arguments or of the file.
    fn records(&self) -> Result<Vec<Record>> {
        let mut texts = Vec::new();
        if let (Some(name), Some(r#type), Some(content)) = (&self.name, &self.r#type, &self.content)
        {
            texts.push([name, r#type, content].map(Clone::clone));
        }
        if let Some(from) = &self.from {
            let text = tool::read(Path::new(from))?;
            for (number, line) in tool::lines(&text) {
                let Some(text) = split(line) else {
                    bail!("line {number} has no name, type and content: {line}");
                };
                texts.push(text);
            }
        }
        let records = texts.into_iter().map(|[name, r#type, content]| {
            let mut record = Record::new(name, record_type(&r#type), &*content);
            record.value = self.details.value(&content);
            record
        });
        Ok(records.collect())
    }
}

/// Returns the name, the type and the content, in which there may be spaces.
fn split(line: &str) -> Option<[String; 3]> {
    let (name, rest) = line.split_once(char::is_whitespace)?;
    let (r#type, content) = rest.trim_start().split_once(char::is_whitespace)?;
    Some([name, r#type, content.trim_start()].map(str::to_owned))
}

fn record_type(text: &str) -> DnsRecordType {
    text.to_ascii_uppercase().into()
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let tasks = match arguments.command.tasks() {
        Ok(tasks) => tasks,
        Err(error) => tool::wrong_use::<Arguments>(&error),
    };
    tool::exit_status(run(&arguments, tasks).await)
}

/// Where the records are.
struct Zones {
    client: Client,
    lookup: ZoneLookup,
    zone: Option<String>,
}

impl Zones {
    async fn id(&self, host: &str) -> Result<String> {
        match &self.zone {
            Some(id) => Ok(id.clone()),
            None => Ok(self.lookup.zone_of(host).await?.id),
        }
    }
}

/// One record or set that is to be made so.
enum Task {
    Present(Record),
    Absent(Record),
    Set { name: String, r#type: DnsRecordType, values: Vec<RecordValue> },
}

impl Command {
    fn tasks(&self) -> Result<Vec<Task>> {
        Ok(match self {
            Self::Present(wanted) => wanted.records()?.into_iter().map(Task::Present).collect(),
            Self::Absent(wanted) => wanted.records()?.into_iter().map(Task::Absent).collect(),
            Self::Set { name, r#type, contents, details } => {
                let values = contents.iter().map(|content| details.value(content)).collect();
                vec![Task::Set { name: name.clone(), r#type: record_type(r#type), values }]
            }
            Self::List { .. } => Vec::new(),
        })
    }
}

impl Task {
    fn name(&self) -> &str {
        match self {
            Self::Present(record) | Self::Absent(record) => &record.name,
            Self::Set { name, .. } => name,
        }
    }

    fn contents(&self) -> Vec<&str> {
        match self {
            Self::Present(record) | Self::Absent(record) => vec![&record.value.content],
            Self::Set { values, .. } => values.iter().map(|value| &*value.content).collect(),
        }
    }

    fn r#type(&self) -> &DnsRecordType {
        match self {
            Self::Present(record) | Self::Absent(record) => &record.r#type,
            Self::Set { r#type, .. } => r#type,
        }
    }

    async fn execute(&self, zones: &Zones) -> Result<Changes> {
        let records = Records::new(&zones.client, zones.id(self.name()).await?);
        Ok(match self {
            Self::Present(record) => records.ensure(record).await?,
            Self::Absent(record) => records.ensure_absent(record).await?,
            Self::Set { name, r#type, values } => {
                records.set(name, r#type.clone(), values.clone()).await?
            }
        })
    }
}

/// Returns whether all went well.
async fn run(arguments: &Arguments, tasks: Vec<Task>) -> Result<bool> {
    let zone = arguments.zone.clone();
    let simulated = zone.clone().unwrap_or_else(|| "zone-simulated".to_owned());
    let account =
        arguments.account.open(|simulator| simulator.zone(simulated, ["example.com"])).await?;
    let client = account.client.clone();
    let zones = Zones { lookup: ZoneLookup::new(&client), client, zone };
    if let Command::List { host } = &arguments.command {
        return list(&zones, host, arguments.json).await.map(|()| true);
    }
    let bar = bar(tasks.len())?;
    let mut failures = Vec::new();
    for task in &tasks {
        let result = task.execute(&zones).await;
        bar.inc(1);
        bar.suspend(|| tool::print(&report(task, &result, arguments.json)))?;
        if let Err(error) = result {
            let texts = [task.name().to_owned(), task.r#type().to_string(), format!("{error:#}")];
            failures.push(texts.to_vec());
        }
    }
    bar.finish_and_clear();
    let is_success = failures.is_empty();
    if !is_success {
        failures.insert(0, ["NAME", "TYPE", "WHY IT FAILED"].map(str::to_owned).to_vec());
        eprint!("{}", tool::table(&failures));
    }
    Ok(is_success)
}

/// A bar on a terminal, where there is more than one thing to do.
fn bar(tasks: usize) -> Result<ProgressBar> {
    if tasks < 2 || !std::io::stderr().is_terminal() {
        return Ok(ProgressBar::hidden());
    }
    let bar = ProgressBar::new(tasks as u64);
    Ok(bar.with_style(ProgressStyle::with_template("{bar:30} {pos}/{len}")?))
}

/// What was done, a line for each record; as JSON, a line for each task.
fn report(task: &Task, result: &Result<Changes>, json: bool) -> String {
    let (name, r#type) = (task.name(), task.r#type());
    if json {
        let mut line = json!({"name": name, "type": r#type, "contents": task.contents()});
        match result {
            Ok(changes) => line["changes"] = json!(changes),
            Err(error) => line["error"] = Value::from(format!("{error:#}")),
        }
        return format!("{line}\n");
    }
    // Failures come at the end.
    let Ok(changes) = result else { return String::new() };
    let lists = [
        ("unchanged", &changes.unchanged),
        ("created", &changes.created),
        ("changed", &changes.changed),
        ("deleted", &changes.deleted),
    ];
    let ids = lists.iter().flat_map(|(what, ids)| ids.iter().map(move |id| (what, id)));
    let lines: String = ids.map(|(what, id)| format!("{what} {name} {type} {id}\n")).collect();
    if lines.is_empty() { format!("absent {name} {type}\n") } else { lines }
}

async fn list(zones: &Zones, host: &str, json: bool) -> Result<()> {
    let request = DescribeDnsRecordsRequest::new().zone_id(zones.id(host).await?);
    let records = zones.client.describe_dns_records(request).items().all().await?;
    if json {
        let lines =
            records.iter().map(|record| Ok(format!("{}\n", serde_json::to_string(record)?)));
        return tool::print(&lines.collect::<Result<String>>()?);
    }
    let rows: Vec<Vec<String>> = records.into_iter().map(row).collect();
    tool::print(&tool::table(&rows))
}

fn row(record: DnsRecord) -> Vec<String> {
    let r#type = record.r#type.map(|known| known.to_string());
    let ttl = record.ttl.map(|ttl| ttl.to_string());
    let texts = [record.record_id, record.name, r#type, ttl, record.location, record.content];
    texts.map(Option::unwrap_or_default).to_vec()
}
