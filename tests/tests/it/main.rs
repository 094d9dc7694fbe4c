//! Tests that cross the crates, a module for each subject. A test with a process of its own is a
//! file beside this folder.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot be set up has failed"
)]

mod blocking_calls;
mod calls_by_name;
mod certificate_binding;
mod checking_before_sending;
mod client_and_simulator;
mod clients_of_other_services;
mod credentials_environment;
mod credentials_sts;
mod debug_hides_secrets;
mod detailed_responses;
mod dns_records;
mod every_action;
mod every_paged_action;
mod every_structure;
mod every_waiter;
mod failed_connections;
mod fast_clock;
mod flow_lines;
mod format_version;
mod golden_code_works;
mod legal_requests;
mod newcomer_tasks;
mod pages;
mod previews;
mod requests_on_the_wire;
mod resource_steps;
mod responses_of_every_kind;
mod retries;
mod secrets_stay_secret;
mod settings_changes;
mod signing_vectors;
mod structure_macro;
mod unawaited_call;
mod waits;
mod workflow_actions;
mod workflow_content;
mod zone_lookup;
