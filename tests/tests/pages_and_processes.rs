//! Lists in pages, from a server in another process: what the client needs in memory, and a list that
//! another process goes on with. It is a process of its own, since it counts what is allocated.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot be set up has failed, and CI shows the figures"
)]

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

use peak_alloc::PeakAlloc;
use teo_api::teo::DescribeSecurityIPGroupContentRequest;
use teo_api::{Client, Credentials, Items, RateLimit};

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;
/// One test at a time allocates.
static ALONE: Mutex<()> = Mutex::new(());

/// A process that is killed at the end of the test.
struct ListServer {
    process: Child,
    /// Address, secret id and secret key.
    address: String,
}

impl ListServer {
    fn start(items: usize) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_list-server"))
            .arg(items.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Self { process, address: address.trim().to_owned() }
    }
}

impl Drop for ListServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn client(address: &str) -> Client {
    let parts: Vec<&str> = address.split(' ').collect();
    Client::builder()
        .endpoint(parts[0])
        .credentials(Credentials::new(parts[1], parts[2]))
        .rate_limit(RateLimit::Off)
        .build()
        .unwrap()
}

/// The addresses of a group, which are made up fast.
fn addresses(client: &Client) -> Items<DescribeSecurityIPGroupContentRequest> {
    let request = DescribeSecurityIPGroupContentRequest::new().zone_id("zone-1").group_id(1);
    client.describe_security_ip_group_content(request.limit(1_000)).items()
}

/// Lists all addresses; returns their number and the peak of memory in bytes.
async fn peak_of_listing(items: usize) -> (usize, usize) {
    let server = ListServer::start(items);
    let client = client(&server.address);
    let mut addresses = addresses(&client);
    // What the first call sets up, such as its connection, belongs to no list.
    assert!(!addresses.next().await.unwrap().unwrap().is_empty());
    ALLOCATED.reset_peak_usage();
    let mut listed = 1;
    while let Some(address) = addresses.next().await {
        let _: String = address.unwrap();
        listed += 1;
    }
    (listed, ALLOCATED.peak_usage())
}

#[test]
fn a_list_of_a_hundred_times_as_many_items_needs_no_more_memory() {
    let _alone = ALONE.lock().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (few, small) = runtime.block_on(peak_of_listing(2_503));
    let (many, large) = runtime.block_on(peak_of_listing(250_300));
    println!("{few} items: {small} bytes; {many} items: {large} bytes");
    assert_eq!((few, many), (2_503, 250_300));
    assert!(large <= small + small / 10, "{small} bytes, then {large}");
}

#[test]
fn another_process_goes_on_where_this_one_stopped() {
    let _alone = ALONE.lock().unwrap();
    let server = ListServer::start(2_503);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let client = client(&server.address);
    let mut listed = Vec::new();
    let position = runtime.block_on(async {
        let mut addresses = addresses(&client);
        // In the middle of the second page.
        while listed.len() < 1_234 {
            listed.push(addresses.next().await.unwrap().unwrap());
        }
        serde_json::to_string(&addresses.position()).unwrap()
    });
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "goes_on", "--nocapture"])
        .env("ADDRESS", &server.address)
        .env("POSITION", position)
        .output()
        .unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let rest = output.lines().filter_map(|line| line.strip_prefix("address "));
    listed.extend(rest.map(str::to_owned));
    let distinct: BTreeSet<&String> = listed.iter().collect();
    assert_eq!((listed.len(), distinct.len()), (2_503, 2_503), "{output}");
}

#[test]
#[ignore = "the test above runs it in a process of its own"]
fn goes_on() {
    let address = std::env::var("ADDRESS").unwrap();
    let position = serde_json::from_str(&std::env::var("POSITION").unwrap()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let rest = addresses(&client(&address)).resume_at(position).all();
    for address in runtime.block_on(rest).unwrap() {
        println!("address {address}");
    }
}
