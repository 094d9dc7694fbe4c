//! A simulator whose made-up lists have as many items as the first argument says, in a process of its
//! own, so that a test can measure the memory of the client alone. It prints its address.
#![allow(clippy::print_stdout, reason = "the test reads the address")]

use std::error::Error;
use std::time::Duration;

use teo_simulator::Simulator;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let items = std::env::args().nth(1).ok_or("how many items?")?.parse()?;
    let simulator = Simulator::builder()
        .open()
        .list_size(items)
        .rate(1_000_000, Duration::from_secs(1))
        .start()
        .await?;
    println!("{} {} {}", simulator.url(), simulator.secret_id(), simulator.secret_key());
    // The test kills it.
    std::future::pending().await
}
