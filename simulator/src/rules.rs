//! The rules that are not used up yet, in the order in which they were added.

use std::time::Instant;

use crate::rule::{Lifetime, Rule};

#[derive(Debug, Default)]
pub(crate) struct Rules(Vec<Pending>);

#[derive(Debug)]
struct Pending {
    rule: Rule,
    left: Left,
}

/// What is left of a rule.
#[derive(Debug)]
enum Left {
    Requests(u32),
    /// Until this time, or for ever if the time is out of range.
    Until(Option<Instant>),
}

impl Rules {
    pub(crate) fn add(&mut self, rule: Rule, now: Instant) {
        let left = match rule.lifetime {
            Lifetime::Times(requests) => Left::Requests(requests),
            Lifetime::Lasting(time) => Left::Until(now.checked_add(time)),
        };
        self.0.push(Pending { rule, left });
    }

    /// Takes the oldest rule for a request of this action, and counts the request.
    pub(crate) fn take(&mut self, action: &str, now: Instant) -> Option<Rule> {
        self.0.retain(|pending| !pending.left.is_over(now));
        let is_for = |rule: &Rule| rule.action.as_deref().is_none_or(|name| name == action);
        let pending = self.0.iter_mut().find(|pending| is_for(&pending.rule))?;
        if let Left::Requests(requests) = &mut pending.left {
            *requests = requests.saturating_sub(1);
        }
        Some(pending.rule.clone())
    }
}

impl Left {
    fn is_over(&self, now: Instant) -> bool {
        match self {
            Self::Requests(requests) => *requests == 0,
            Self::Until(end) => end.is_some_and(|end| now >= end),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn code(number: u32) -> Rule {
        Rule::error(number.to_string(), "")
    }

    #[test]
    fn rules_are_used_up_in_the_order_in_which_they_were_added() {
        let (mut rules, now) = (Rules::default(), Instant::now());
        let (first, second) = (code(1).times(2), code(2));
        rules.add(first.clone(), now);
        rules.add(code(0).times(0), now);
        rules.add(second.clone(), now);
        let taken: Vec<_> = (0..4).map(|_| rules.take("Any", now)).collect();
        assert_eq!(taken, [Some(first.clone()), Some(first), Some(second), None]);
    }

    #[test]
    fn a_rule_of_one_action_waits_for_it_while_others_pass_by() {
        let (mut rules, now) = (Rules::default(), Instant::now());
        let (zones, any) = (code(1).on("DescribeZones"), code(2));
        rules.add(zones.clone(), now);
        rules.add(any.clone(), now);
        let taken = ["CreateZone", "CreateZone", "DescribeZones", "DescribeZones"]
            .map(|action| rules.take(action, now));
        assert_eq!(taken, [Some(any), None, Some(zones), None]);
    }

    #[test]
    fn a_rule_that_lasts_ends_with_its_time() {
        let (mut rules, now) = (Rules::default(), Instant::now());
        let second = Duration::from_secs(1);
        let rule = Rule::throttle().lasting(second);
        rules.add(rule.clone(), now);
        for time in [now, now, now + second / 2] {
            assert_eq!(rules.take("Any", time), Some(rule.clone()));
        }
        assert_eq!(rules.take("Any", now + second), None);
        rules.add(Rule::throttle().lasting(Duration::MAX), now);
        assert!(rules.take("Any", now + second).is_some());
    }
}
