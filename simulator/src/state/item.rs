//! An item that the account keeps. A member that is in a passing state shows it until its time is over;
//! each read computes this from the clock, so nothing runs in the background and a test can advance the
//! clock.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::SystemTime;

use serde_json::{Map, Value};
use teo_specs::Set;

use super::items::Identifiers;
use super::member_path;

#[derive(Debug, Clone, Default)]
pub(crate) struct Item {
    /// All members, in the states that they have or pass to.
    members: Map<String, Value>,
    /// What members show before they have passed to their state, by their path.
    passing: BTreeMap<String, Passing>,
}

#[derive(Debug, Clone)]
struct Passing {
    shown: Value,
    /// `None` if the time is beyond the range of [`SystemTime`], so that it never comes.
    end: Option<SystemTime>,
}

impl Item {
    pub(crate) fn new(members: Map<String, Value>) -> Self {
        Self { members, passing: BTreeMap::new() }
    }

    /// Returns the members, in the states that they have or pass to.
    pub(crate) fn members(&self) -> &Map<String, Value> {
        &self.members
    }

    pub(crate) fn has(&self, identifiers: &Identifiers) -> bool {
        identifiers.iter().all(|(name, value)| self.members.get(name) == Some(value))
    }

    /// Returns the members as they are at this time.
    pub(crate) fn at(&self, now: SystemTime) -> Cow<'_, Map<String, Value>> {
        let mut members = Cow::Borrowed(&self.members);
        for (path, passing) in &self.passing {
            if passing.end.is_none_or(|end| end > now) {
                member_path::overwrite(members.to_mut(), path, &passing.shown);
            }
        }
        members
    }

    /// Returns the text that the pattern of a set makes of the members, or `None` if it has none or a
    /// member is absent.
    pub(crate) fn fill_pattern(&self, set: &Set) -> Option<Value> {
        set.pattern.as_ref()?;
        let mut whole = String::new();
        for (text, member) in set.pattern_parts() {
            whole.push_str(text);
            if let Some(member) = member {
                let value = *member_path::values(&self.members, member).first()?;
                whole.push_str(&value.as_str().map_or_else(|| value.to_string(), str::to_owned));
            }
        }
        Some(Value::from(whole))
    }

    /// Sets a member at once.
    pub(crate) fn put(&mut self, path: &str, value: Value) {
        self.end_passing(path);
        member_path::put(&mut self.members, path, value);
    }

    pub(crate) fn remove(&mut self, path: &str) {
        self.end_passing(path);
        member_path::remove(&mut self.members, path);
    }

    /// Forgets what a member, and those inside of it, show at first.
    fn end_passing(&mut self, path: &str) {
        let is_inside = |passing: &str| {
            passing.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.passing.retain(|passing, _| !is_inside(passing));
    }

    /// Sets a state, in each structure that the path goes through. It shows another value until a
    /// time, if one is given.
    pub(crate) fn pass_to(
        &mut self,
        path: &str,
        state: &Value,
        shown_until: Option<(Value, Option<SystemTime>)>,
    ) {
        member_path::overwrite(&mut self.members, path, state);
        match shown_until {
            Some((shown, end)) => self.passing.insert(path.to_owned(), Passing { shown, end }),
            None => self.passing.remove(path),
        };
    }

    /// Changes a list, which is empty if it is absent.
    pub(crate) fn change_list(&mut self, member: &str, change: impl FnOnce(&mut Vec<Value>)) {
        let list =
            self.members.entry(member.to_owned()).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(elements) = list {
            change(elements);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::time::Duration;

    use serde_json::json;

    use super::*;

    #[test]
    fn a_passing_state_is_shown_until_its_time_is_over() {
        let start = SystemTime::UNIX_EPOCH;
        let mut item = Item::default();
        let end = start.checked_add(Duration::from_secs(9));
        item.pass_to("Status", &json!("online"), Some((json!("process"), end)));
        assert_eq!(item.at(start + Duration::from_millis(8_999))["Status"], "process");
        assert_eq!(item.at(start + Duration::from_secs(9))["Status"], "online");
        assert_eq!(item.members()["Status"], "online");
    }

    #[test]
    fn a_time_beyond_the_range_of_times_never_comes() {
        let mut item = Item::default();
        item.pass_to("Status", &json!("online"), Some((json!("process"), None)));
        let later = SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 40);
        assert_eq!(item.at(later)["Status"], "process");
    }

    #[test]
    fn a_member_that_is_replaced_or_removed_shows_nothing_of_the_old_one() {
        let later = |item: &Item| Value::from(item.at(SystemTime::UNIX_EPOCH).into_owned());
        let members = json!({"List": [{"Id": 1}], "Status": "a"});
        let mut item = Item::new(members.as_object().unwrap().clone());
        item.pass_to("List.Status", &json!("deployed"), Some((json!("processing"), None)));
        item.pass_to("Status", &json!("b"), Some((json!("a"), None)));
        item.put("List", json!([{"Id": 2}]));
        item.remove("Status");
        assert_eq!(later(&item), json!({"List": [{"Id": 2}]}));
    }

    #[test]
    fn a_state_inside_a_list_passes_in_each_element() {
        let members = json!({"List": [{"Id": 1}, {"Id": 2}]});
        let mut item = Item::new(members.as_object().unwrap().clone());
        item.pass_to("List.Status", &json!("deployed"), None);
        let statuses = item.at(SystemTime::UNIX_EPOCH)["List"].clone();
        assert_eq!(statuses[1], json!({"Id": 2, "Status": "deployed"}));
    }
}
