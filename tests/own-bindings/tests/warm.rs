//! The example's bindings call the simulator.

use std::error::Error;

use teo_api::{Client, Credentials};
use teo_simulator::Simulator;

#[tokio::test]
async fn a_program_with_bindings_of_its_own_calls_the_service() -> Result<(), Box<dyn Error>> {
    let simulator = Simulator::start().await?;
    let credentials = Credentials::new(simulator.secret_id(), simulator.secret_key());
    let client = Client::builder().credentials(credentials).endpoint(simulator.url()).build()?;
    let tasks = own_bindings::warm(&client, "zone-1", "http://www.example.com/a.txt").await?;
    assert_eq!(tasks, 1);
    let actions: Vec<String> = simulator.received().into_iter().map(|r| r.action).collect();
    assert_eq!(actions, ["CreatePrefetchTask", "DescribePrefetchTasks"]);
    Ok(())
}
