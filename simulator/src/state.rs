//! The state that the simulator keeps between requests: the resources of the account, the calls
//! counted for the rate limits, the rules for later requests, and the received requests.

pub(crate) mod domains;
pub(crate) mod jobs;
pub(crate) mod rate;
pub(crate) mod received_request;
pub(crate) mod targets;
pub(crate) mod tasks;
pub(crate) mod transition;
pub(crate) mod zones;

use std::collections::BTreeMap;

use crate::rules::Rules;
use domains::Domains;
use jobs::Jobs;
use rate::RateLimiter;
use received_request::ReceivedRequest;
use zones::Zones;

/// The state of a running simulator.
pub(crate) struct State {
    pub(crate) rate_limiter: RateLimiter,
    pub(crate) resources: Resources,
    pub(crate) rules: Rules,
    pub(crate) received: Vec<ReceivedRequest>,
}

/// The resources of the account.
#[derive(Debug, Default)]
pub(crate) struct Resources {
    pub(crate) zones: Zones,
    pub(crate) domains: Domains,
    pub(crate) jobs: Jobs,
    /// The number of made-up responses so far, by action.
    pub(crate) made_up_responses: BTreeMap<String, u64>,
}
