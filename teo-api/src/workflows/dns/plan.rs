//! What has to be done so that the existing records of a name and type become those that are wanted.

use super::content;
use super::record::RecordValue;
use crate::Timestamp;
use crate::teo::{DnsRecord, DnsRecordType, EnableStatus};

/// The line that a record is on when none was given.
const DEFAULT_LINE: &str = "Default";

/// What becomes of records that are not wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    Kept,
    /// They become records that are wanted and missing, or are deleted.
    Replaced,
}

#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Ids of records that are as they are wanted.
    pub(super) kept: Vec<String>,
    /// Whole records as they were read, with what changes: that what is not sent stays is not documented.
    pub(super) change: Vec<DnsRecord>,
    /// Ids of records that are switched off. They may be in `change` too.
    pub(super) enable: Vec<String>,
    pub(super) create: Vec<RecordValue>,
    /// Ids of records that go.
    pub(super) delete: Vec<String>,
}

impl Plan {
    pub(super) fn new(
        r#type: &DnsRecordType,
        wanted: Vec<RecordValue>,
        mut existing: Vec<DnsRecord>,
        others: Others,
    ) -> Self {
        // Two callers have to come to one plan, whatever the order of the list is.
        existing.sort_by(|one, other| age(one).cmp(&age(other)));
        let mut plan = Self::default();
        let mut wanted = distinct(r#type, wanted);
        // A value without a line must not take a record that another value wants on its line, nor one
        // on a special line while there is one for everybody.
        for is_meant in [is_on_own_line, has_line] {
            // What is as it is wanted must not be taken for another value.
            wanted = plan.pair(r#type, wanted, &mut existing, |value, record| {
                is_meant(value, record) && agrees(r#type, value, record) && !is_disabled(record)
            });
            wanted = plan.pair(r#type, wanted, &mut existing, |value, record| {
                is_meant(value, record) && has_content(r#type, value, record)
            });
        }
        if others == Others::Kept {
            plan.create = wanted;
            return plan;
        }
        plan.create = plan.pair(r#type, wanted, &mut existing, is_on_own_line);
        plan.delete = existing.into_iter().filter_map(|record| record.record_id).collect();
        plan
    }

    /// Takes an existing record for each wanted value, if one matches. Returns the values without one.
    fn pair(
        &mut self,
        r#type: &DnsRecordType,
        wanted: Vec<RecordValue>,
        existing: &mut Vec<DnsRecord>,
        matches: impl Fn(&RecordValue, &DnsRecord) -> bool,
    ) -> Vec<RecordValue> {
        let mut rest = Vec::new();
        for value in wanted {
            match existing.iter().position(|record| matches(&value, record)) {
                Some(index) => self.use_record(r#type, &value, &existing.remove(index)),
                None => rest.push(value),
            }
        }
        rest
    }

    fn use_record(&mut self, r#type: &DnsRecordType, value: &RecordValue, record: &DnsRecord) {
        let Some(id) = &record.record_id else { return };
        let is_disabled = is_disabled(record);
        if is_disabled {
            self.enable.push(id.clone());
        }
        match difference(r#type, value, record) {
            Some(change) => self.change.push(change),
            None if is_disabled => {}
            None => self.kept.push(id.clone()),
        }
    }
}

/// Returns whether a record is as it is wanted in all that is given.
pub(super) fn agrees(r#type: &DnsRecordType, value: &RecordValue, record: &DnsRecord) -> bool {
    has_content(r#type, value, record) && has_line(value, record) && has_numbers(value, record)
}

/// Returns the ids of the records that are equal to one in everything, with its own, the earliest first.
pub(super) fn duplicates(existing: &[DnsRecord], id: &str) -> Vec<String> {
    let is_own = |record: &&DnsRecord| record.record_id.as_deref() == Some(id);
    let Some(own) = existing.iter().find(is_own) else { return Vec::new() };
    let numbers = |record: &DnsRecord| (record.ttl, record.weight, record.priority);
    let is_equal = |record: &&DnsRecord| {
        record.content == own.content
            && line(record) == line(own)
            && numbers(record) == numbers(own)
            && record.status == own.status
    };
    let mut equal: Vec<&DnsRecord> = existing.iter().filter(is_equal).collect();
    equal.sort_by_key(|record| age(record));
    equal.into_iter().filter_map(|record| record.record_id.clone()).collect()
}

/// Returns the whole record as it has to become, without what only responses contain; `None` if nothing of
/// it changes.
fn difference(
    r#type: &DnsRecordType,
    value: &RecordValue,
    record: &DnsRecord,
) -> Option<DnsRecord> {
    let has_content = has_content(r#type, value, record);
    if has_content && has_numbers(value, record) {
        return None;
    }
    let mut change = record.clone();
    if !has_content {
        change.content = Some(content::to_send(r#type, &value.content));
    }
    change.ttl = value.ttl.or(record.ttl);
    change.priority = value.priority.or(record.priority);
    change.weight = value.weight.or(record.weight);
    (change.zone_id, change.status) = (None, None);
    (change.created_on, change.modified_on) = (None, None);
    Some(change)
}

/// Leaves out values that another one has the content and line of.
fn distinct(r#type: &DnsRecordType, values: Vec<RecordValue>) -> Vec<RecordValue> {
    let mut distinct: Vec<RecordValue> = Vec::new();
    for value in values {
        let is_new = distinct.iter().all(|other| {
            other.location != value.location
                || !content::is_same(r#type, &other.content, &value.content)
        });
        if is_new {
            distinct.push(value);
        }
    }
    distinct
}

fn has_content(r#type: &DnsRecordType, value: &RecordValue, record: &DnsRecord) -> bool {
    record.content.as_ref().is_some_and(|is| content::is_same(r#type, &value.content, is))
}

fn has_line(value: &RecordValue, record: &DnsRecord) -> bool {
    value.location.as_ref().is_none_or(|location| location == line(record))
}

/// Returns whether a record is on the line on which the value would be created.
fn is_on_own_line(value: &RecordValue, record: &DnsRecord) -> bool {
    value.location.as_deref().unwrap_or(DEFAULT_LINE) == line(record)
}

fn has_numbers(value: &RecordValue, record: &DnsRecord) -> bool {
    let agrees = |wanted: Option<i64>, is: Option<i64>| wanted.is_none() || wanted == is;
    agrees(value.ttl, record.ttl)
        && agrees(value.priority, record.priority)
        && agrees(value.weight, record.weight)
}

fn line(record: &DnsRecord) -> &str {
    record.location.as_deref().filter(|line| !line.is_empty()).unwrap_or(DEFAULT_LINE)
}

fn is_disabled(record: &DnsRecord) -> bool {
    record.status == Some(EnableStatus::Disabled)
}

fn age(record: &DnsRecord) -> (Option<&Timestamp>, Option<&String>) {
    (record.created_on.as_ref(), record.record_id.as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(id: &str, content: &str) -> DnsRecord {
        DnsRecord::new().record_id(id).content(content).ttl(300).location("Default").weight(-1)
    }

    fn set(wanted: Vec<RecordValue>, existing: Vec<DnsRecord>) -> Plan {
        Plan::new(&DnsRecordType::A, wanted, existing, Others::Replaced)
    }

    #[test]
    fn a_record_that_agrees_is_not_taken_for_another_value() {
        let existing = vec![record("r1", "192.0.2.1"), record("r2", "192.0.2.2")];
        let plan = set(vec!["192.0.2.3".into(), "192.0.2.1".into()], existing);
        assert_eq!(plan.kept, ["r1"]);
        assert_eq!(plan.change, [record("r2", "192.0.2.3")]);
        assert!(plan.create.is_empty() && plan.delete.is_empty(), "{plan:?}");
    }

    #[test]
    fn a_record_on_another_line_is_not_changed_into_one_for_everybody() {
        let existing = vec![record("r1", "192.0.2.1").location("CN.BJ")];
        let plan = set(vec!["192.0.2.2".into()], existing.clone());
        assert_eq!((plan.create, plan.delete), (vec!["192.0.2.2".into()], vec!["r1".to_owned()]));
        // Where the line does not matter, it is not compared.
        assert_eq!(set(vec!["192.0.2.1".into()], existing).kept, ["r1"]);
    }

    #[test]
    fn a_value_without_a_line_takes_the_record_for_everybody_before_an_older_one() {
        let everybody = record("r2", "192.0.2.1").created_on("2026-01-02T00:00:00Z");
        let beijing = record("r1", "192.0.2.1").location("CN.BJ");
        let existing = vec![beijing.created_on("2026-01-01T00:00:00Z"), everybody];
        let plain = RecordValue::new("192.0.2.1");

        let both = set(vec![plain.clone(), plain.clone().location("CN.BJ")], existing.clone());
        assert_eq!(both.kept, ["r2", "r1"]);
        assert!(both.create.is_empty() && both.delete.is_empty(), "{both:?}");
        let one = set(vec![plain.clone()], existing.clone());
        assert_eq!((one.kept, one.delete), (vec!["r2".to_owned()], vec!["r1".to_owned()]));

        // Nor does it take the record of another value because of a number that agrees.
        let wanted = vec![plain.clone().ttl(300), plain.location("CN.BJ").ttl(60)];
        let existing = existing.into_iter().zip([300, 120]).map(|(record, ttl)| record.ttl(ttl));
        let numbers = set(wanted, existing.collect());
        let changed = numbers.change.iter().map(|change| (change.record_id.as_deref(), change.ttl));
        assert_eq!(changed.collect::<Vec<_>>(), [(Some("r2"), Some(300)), (Some("r1"), Some(60))]);
    }

    #[test]
    fn the_whole_record_is_sent_and_only_what_is_given_is_changed() {
        let wanted = vec![RecordValue::new("192.0.2.1").ttl(60)];
        let sent = record("r1", "192.0.2.1").name("www.example.com").priority(5).weight(20);
        let read = sent.clone().zone_id("zone-1").status(EnableStatus::Enabled);
        let read = read.created_on("2026-01-01T00:00:00Z").modified_on("2026-01-02T00:00:00Z");
        assert_eq!(set(wanted.clone(), vec![read]).change, [sent.ttl(60)]);
        assert_eq!(set(wanted, vec![record("r1", "192.0.2.1").ttl(60).weight(20)]).kept, ["r1"]);
    }

    #[test]
    fn a_value_that_comes_twice_is_one_record() {
        let plan = set(vec!["192.0.2.1".into(), " 192.0.2.1 ".into()], Vec::new());
        assert_eq!(plan.create.len(), 1);
    }

    #[test]
    fn the_plan_does_not_depend_on_the_order_of_the_list() {
        let older = record("r2", "192.0.2.1").created_on("2026-01-01T00:00:00Z");
        let newer = record("r1", "192.0.2.1").created_on("2026-01-02T00:00:00Z");
        for existing in [vec![older.clone(), newer.clone()], vec![newer.clone(), older.clone()]] {
            let plan = set(vec!["192.0.2.1".into()], existing);
            assert_eq!((plan.kept, plan.delete), (vec!["r2".to_owned()], vec!["r1".to_owned()]));
        }
        let other = record("r3", "192.0.2.1").ttl(60);
        assert_eq!(duplicates(&[newer, other, older], "r1"), ["r2", "r1"]);
    }
}
