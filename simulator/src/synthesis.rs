//! Makes up what no behaviour decides: the answer of any action, and a request that any action
//! takes, from the spec alone. A seed decides the values, so that every run meets the same ones; what
//! is made up has every member, at any depth, and fits the spec.

mod filler;
mod listing;
mod request;

use jiff::Timestamp;
use serde_json::{Map, Value};
use teo_specs::{Action, Spec};

use self::filler::{Filler, Ids};
use self::listing::Listing;
use crate::fault::Fault;
use crate::random::Random;

/// What everything made up depends on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Synthesis<'a> {
    pub(crate) spec: &'a Spec,
    pub(crate) seed: u64,
    /// Times lie in the week before it. It stands still, so that a list stays the same.
    pub(crate) clock: Timestamp,
}

impl<'a> Synthesis<'a> {
    /// At the day of the spec: for what must not depend on when it is made.
    fn dated(spec: &'a Spec, seed: u64) -> Self {
        let day = format!("{}T00:00:00Z", spec.service.spec_date).parse();
        Self { spec, seed, clock: day.unwrap_or(Timestamp::UNIX_EPOCH) }
    }

    /// The answer to the `call`th call of an action.
    pub(crate) fn answer(
        &self,
        action: &Action,
        request: &Map<String, Value>,
        call: u64,
    ) -> Result<Map<String, Value>, Fault> {
        let mut answer = self.filled(action, request, call);
        if let Some(listing) = Listing::of(action) {
            listing.cut(self, request, &mut answer)?;
        }
        Ok(answer)
    }

    /// A structure; the same one each time for one key.
    pub(crate) fn structure(&self, name: &str, key: &str) -> Map<String, Value> {
        let nothing_asked = Map::new();
        let mut filler = self.filler(&[name, key], 0, Ids::OfRequest(&nothing_asked));
        filler.structure(name).unwrap_or_default()
    }

    fn filled(
        &self,
        action: &Action,
        request: &Map<String, Value>,
        call: u64,
    ) -> Map<String, Value> {
        let mut filler = self.filler(&[&action.name, "answer"], call, Ids::OfRequest(request));
        filler.members(&action.name, &action.response)
    }

    fn filler<'s>(&'s self, labels: &[&str], number: u64, ids: Ids<'s>) -> Filler<'s> {
        Filler::new(self.spec, self.clock, Random::new(self.seed, labels, number), ids)
    }
}

/// A request that an action takes: every parameter, each within its limits, with filters that the
/// action has, times that are close enough, and any other constraint met. `None` if the spec has no
/// such action.
///
/// The same for the same spec, action and seed; its times lie before the day of the spec.
///
/// ```
/// let spec = teo_specs::Spec::embedded("teo", "2022-09-01")?;
/// let action = "DescribePrefetchTasks";
/// let body = teo_simulator::example_request(&spec, action, 7).ok_or("no such action")?;
/// let parameters = &spec.actions[action].parameters;
/// assert_eq!(teo_specs::conform(&spec, parameters, &body), []);
/// assert_eq!(body.len(), parameters.len());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn example_request(spec: &Spec, action: &str, seed: u64) -> Option<Map<String, Value>> {
    let action = spec.actions.get(action)?;
    let synthesis = Synthesis::dated(spec, seed);
    let mut filler = synthesis.filler(&[&action.name, "request"], 0, Ids::OfExamples);
    Some(request::request(&mut filler, action))
}

/// An answer of an action, what stands under `Response`: every member, lists with one to three items,
/// a list that comes in pages whole. `None` if the spec has no such action.
///
/// The same for the same spec, action and seed; its times lie before the day of the spec.
///
/// ```
/// let spec = teo_specs::Spec::embedded("teo", "2022-09-01")?;
/// let answer = teo_simulator::example_response(&spec, "DescribeZones", 7).ok_or("no such action")?;
/// assert!(answer["Zones"][0]["ZoneName"].is_string());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn example_response(spec: &Spec, action: &str, seed: u64) -> Option<Map<String, Value>> {
    let action = spec.actions.get(action)?;
    let mut answer = Synthesis::dated(spec, seed).filled(action, &Map::new(), 0);
    if let Some(listing) = Listing::of(action) {
        listing.complete(&mut answer);
    }
    Some(answer)
}

#[cfg(test)]
mod tests;
