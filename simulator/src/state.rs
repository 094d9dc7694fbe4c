//! The state that the simulator keeps between requests: the resources of the account, the calls
//! counted for the rate limits, the rules for later requests, and the received requests.

pub(crate) mod hosts;
pub(crate) mod identifiers;
pub(crate) mod item;
pub(crate) mod items;
pub(crate) mod jobs;
pub(crate) mod member_path;
pub(crate) mod quota;
pub(crate) mod rate;
pub(crate) mod received;
pub(crate) mod received_request;
pub(crate) mod registered;
pub(crate) mod targets;
pub(crate) mod tasks;

use std::collections::BTreeMap;

use crate::rules::Rules;
use hosts::Hosts;
use items::Items;
use jobs::Jobs;
use quota::UsedQuota;
use rate::RateLimiter;
use received::Received;

/// The state of a running simulator.
pub(crate) struct State {
    pub(crate) rate_limiter: RateLimiter,
    pub(crate) resources: Resources,
    pub(crate) rules: Rules,
    pub(crate) received: Received,
}

/// The resources of the account.
#[derive(Debug, Default)]
pub(crate) struct Resources {
    /// Every id exists, and what nobody created is made up.
    pub(crate) is_open: bool,
    pub(crate) items: Items,
    pub(crate) jobs: Jobs,
    pub(crate) quota: UsedQuota,
    /// The number of calls so far, by action, of which a response was made up.
    pub(crate) calls: BTreeMap<String, u64>,
}

impl Resources {
    pub(crate) fn hosts(&self) -> Hosts<'_> {
        Hosts::new(&self.items, self.is_open)
    }
}
