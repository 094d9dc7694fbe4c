//! Makes up responses and requests of any action from the spec, for actions in no resource and
//! for examples. They fit the spec and have every member at any depth; a structure inside itself is
//! left out or empty. A seed determines the values, so that every run gets the same values.

mod distinct;
mod filler;
mod paged_list;
mod request;
mod whole_list;

use jiff::Timestamp;
use serde_json::{Map, Value};
use teo_specs::{Action, Spec};

use self::filler::{Filler, Ids};
use self::paged_list::PagedList;
use crate::api_error::ApiError;
use crate::random::Random;

/// The inputs of every made-up request, response and structure.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Synthesis<'a> {
    pub(crate) spec: &'a Spec,
    pub(crate) seed: u64,
    /// Made-up times lie in the week before this time. It is fixed, so that a list stays the same.
    pub(crate) reference_time: Timestamp,
    /// The number of items in a paged list; `None` for from 3 to 25.
    pub(crate) list_size: Option<usize>,
}

impl<'a> Synthesis<'a> {
    /// Uses the date of the spec as the reference time, so that examples do not depend on the
    /// clock.
    fn for_spec(spec: &'a Spec, seed: u64) -> Self {
        let day = format!("{}T00:00:00Z", spec.service.spec_date).parse();
        let reference_time = day.unwrap_or(Timestamp::UNIX_EPOCH);
        Self { spec, seed, reference_time, list_size: None }
    }

    /// Makes up the response to the `call`th call of an action. A paged list holds the requested
    /// page.
    pub(crate) fn response(
        &self,
        action: &Action,
        request: &Map<String, Value>,
        call: u64,
    ) -> Result<Map<String, Value>, ApiError> {
        let mut response = self.whole_response(action, request, call);
        match PagedList::for_action(action) {
            Some(list) => list.paginate(self, request, &mut response)?,
            None => whole_list::set_total(action, &mut response),
        }
        Ok(response)
    }

    fn whole_response(
        &self,
        action: &Action,
        request: &Map<String, Value>,
        call: u64,
    ) -> Map<String, Value> {
        // Changing the label would change every made-up response.
        let mut filler = self.filler(&[&action.name, "answer"], call, Ids::FromRequest(request));
        filler.members(&action.name, &action.response)
    }

    fn filler<'s>(&'s self, labels: &[&str], number: u64, ids: Ids<'s>) -> Filler<'s> {
        Filler::new(self.spec, self.reference_time, Random::new(self.seed, labels, number), ids)
    }
}

/// Makes up a request that an action accepts. The request has every parameter, within its limits,
/// and as many filters of the action as the list of filters may hold. It meets every constraint.
/// Returns `None` if the spec has no such action.
///
/// The request is the same for the same spec, action and seed. Its intervals start in the week
/// before the date of the spec.
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
    let synthesis = Synthesis::for_spec(spec, seed);
    let mut filler = synthesis.filler(&[&action.name, "request"], 0, Ids::FromExamples);
    Some(request::make_up(&mut filler, action))
}

/// Makes up a response of an action: the members of `Response`. The response has every member. A
/// paged list is complete on one page. Returns `None` if the spec has no such action.
///
/// The response is the same for the same spec, action and seed. Its times lie in the week before
/// the date of the spec.
///
/// ```
/// let spec = teo_specs::Spec::embedded("teo", "2022-09-01")?;
/// let action = "DescribeZones";
/// let response = teo_simulator::example_response(&spec, action, 7).ok_or("no such action")?;
/// assert!(response["Zones"][0]["ZoneName"].is_string());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn example_response(spec: &Spec, action: &str, seed: u64) -> Option<Map<String, Value>> {
    let action = spec.actions.get(action)?;
    let mut response = Synthesis::for_spec(spec, seed).whole_response(action, &Map::new(), 0);
    match PagedList::for_action(action) {
        Some(list) => list.end(&mut response),
        None => whole_list::set_total(action, &mut response),
    }
    Some(response)
}

#[cfg(test)]
mod tests;
