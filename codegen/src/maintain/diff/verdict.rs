//! The kind and the verdict of each change. A change that causes a break of the public API is
//! breaking; the kind of the change decides the verdict of every other one.

use serde_json::Value;

use super::compare::{Change, Difference};
use super::entry::{Entry, Kind, Location, Verdict};
use super::surface::Break;

const FROZEN: &str = "published types are frozen: leave the spec as it was, or let the next version be \
                      a breaking one";

/// Creates the entry for a change; `breaks` are the breaks of the public API that the change
/// causes.
pub(super) fn entry(change: &Change, breaks: &[&Break]) -> Entry {
    let kind = kind_of(change);
    let (mut verdict, mut why) = verdict_without_breaks(kind, change);
    let mut hint = String::new();
    if !breaks.is_empty() {
        verdict = Verdict::Breaking;
        why = describe(breaks);
        hint = match kind {
            Kind::Removed => {
                "keep the item for one version, marked as withdrawn, and remove it in the next breaking \
                 version"
            }
            Kind::Renamed => "keep the old item beside the new one until the next breaking version",
            _ => FROZEN,
        }
        .to_owned();
        if kind == Kind::Renamed {
            why = format!("this looks like a rename, which is a guess; {why}");
        }
    }
    let short = |value: &Value| short_value(change, value);
    let before = change.before.as_ref().map(short);
    let after = match &change.difference {
        Difference::Renamed(name) => Some(name.as_str().into()),
        _ => change.after.as_ref().map(short),
    };
    Entry { location: change.location.clone(), kind, before, after, verdict, why, hint }
}

/// Creates the entry for a break that no change of the specs explains.
pub(super) fn unexplained_entry(unexplained_break: &Break) -> Entry {
    let location = unexplained_break
        .sources
        .first()
        .cloned()
        .unwrap_or_else(|| Location::new("service.json", &[]));
    let cause = "nothing changed in the spec of this item, so another item is the cause: two names became \
                 equal, or a structure now contains itself";
    Entry {
        location,
        kind: Kind::Surface,
        before: Some(unexplained_break.old_signature.as_str().into()),
        after: unexplained_break.new_signature.as_deref().map(Value::from),
        verdict: Verdict::Breaking,
        why: format!("{unexplained_break}; {cause}"),
        hint:
            "keep the old name in teo-codegen's names.rs, or let the next version be a breaking one"
                .to_owned(),
    }
}

/// Describes the first breaks, and counts the others.
fn describe(breaks: &[&Break]) -> String {
    let mut parts: Vec<String> = breaks.iter().take(4).map(ToString::to_string).collect();
    if breaks.len() > parts.len() {
        parts.push(format!("and {} more", breaks.len() - parts.len()));
    }
    parts.join("; ")
}

/// Returns the value of a key as it is, and the name or the type for a file or an item.
fn short_value(change: &Change, value: &Value) -> Value {
    if matches!(change.difference, Difference::Key | Difference::Order) {
        return value.clone();
    }
    let steps: Vec<&str> = change.location.steps.iter().map(String::as_str).collect();
    let key = match steps[..] {
        ["parameters" | "response" | "members", _]
            if !matches!(change.difference, Difference::Renamed(_)) =>
        {
            "type"
        }
        ["errors" | "specific_errors", _] => "code",
        ["values", _] => "value",
        ["examples", _] => "title",
        ["constraints", _] => return value.clone(),
        _ => "name",
    };
    value[key].clone()
}

fn kind_of(change: &Change) -> Kind {
    let steps: Vec<&str> = change.location.steps.iter().map(String::as_str).collect();
    match &change.difference {
        Difference::Order => Kind::Order,
        Difference::Renamed(_) => Kind::Renamed,
        // An item can have the same name as a key, so `kind_of_key` is not called.
        Difference::Item => match steps[..] {
            [] | ["parameters" | "response" | "members" | "waiters", _]
                if change.before.is_none() =>
            {
                Kind::Added
            }
            [] | ["parameters" | "response" | "members" | "waiters", _] => Kind::Removed,
            ["examples", _] => Kind::Documentation,
            ref steps => kind_of_part(steps),
        },
        Difference::Key => kind_of_key(&steps, change),
    }
}

fn kind_of_key(steps: &[&str], change: &Change) -> Kind {
    match steps {
        ["examples" | "documentation", ..] => Kind::Documentation,
        [.., "summary" | "docs" | "example" | "occurs" | "announced_required" | "area"] => {
            Kind::Documentation
        }
        ["parameters" | "response" | "members", _, key] => kind_of_member(key, change),
        ["requests_per_second"] => Kind::Rate,
        ["sites"] => Kind::Sites,
        ["deprecated" | "withdrawn"] => Kind::Deprecated,
        ["read_only"] => Kind::ReadOnly,
        ["direction"] => Kind::Direction,
        _ => kind_of_part(steps),
    }
}

fn kind_of_member(key: &str, change: &Change) -> Kind {
    match key {
        "type" => Kind::Type,
        "values" => Kind::Values,
        "required" if change.after == Some(Value::Bool(true)) => Kind::Required,
        "required" => Kind::Optional,
        "always_returned" => Kind::AlwaysReturned,
        "sensitive" => Kind::Sensitive,
        "default" => Kind::Default,
        "minimum" | "maximum" | "min_items" | "max_items" | "max_length" => Kind::Limits,
        _ => Kind::Documentation,
    }
}

/// Returns the kind for the part of the file that has the change.
fn kind_of_part(steps: &[&str]) -> Kind {
    match steps {
        ["filters" | "filter", ..] => Kind::Filters,
        ["paging", ..] => Kind::Paging,
        ["constraints", ..] => Kind::Constraints,
        ["errors" | "specific_errors", ..] => Kind::Errors,
        ["hosts", ..] => Kind::Hosts,
        ["values", ..] => Kind::Values,
        ["waiters", ..] => Kind::Waits,
        _ => Kind::Documentation,
    }
}

/// Returns the verdict of a change that does not break the public API, and the reason.
fn verdict_without_breaks(kind: Kind, change: &Change) -> (Verdict, String) {
    let (verdict, why) = match kind {
        Kind::Documentation | Kind::Default => (Verdict::Documentation, ""),
        Kind::Order if change.location.file.starts_with("values/") => {
            (Verdict::Additive, "enum values compare in this order")
        }
        Kind::Order => (Verdict::Documentation, ""),
        Kind::Errors => error_verdict(change),
        Kind::Required => {
            (Verdict::Additive, "the client rejects a request without this parameter")
        }
        Kind::Optional => (Verdict::Additive, "the client sends a request without this parameter"),
        Kind::Limits => (Verdict::Additive, limit_reason(change)),
        Kind::AlwaysReturned | Kind::Direction => {
            (Verdict::Additive, "no type changes, but drift events do")
        }
        Kind::Values if change.before.is_none() => (
            Verdict::Additive,
            "a program that received this value as Unknown now receives the variant",
        ),
        Kind::Waits => (Verdict::Additive, "a wait ends with other states"),
        Kind::Deprecated if change.after.is_some() => {
            (Verdict::Additive, "callers get a compiler warning")
        }
        _ => (Verdict::Additive, ""),
    };
    (verdict, why.to_owned())
}

/// Returns the verdict of a change of error codes. The runtime uses the code and `transient`; the
/// other keys are documentation for people.
fn error_verdict(change: &Change) -> (Verdict, &'static str) {
    let key = change.location.steps.get(2).map(String::as_str);
    match key {
        Some("hint") => (Verdict::Documentation, "the hint is part of the error message"),
        Some("transient") => (Verdict::Additive, "the client retries transient errors"),
        _ => (Verdict::Additive, ""),
    }
}

/// Returns whether a limit became stricter, as the reason for the verdict.
fn limit_reason(change: &Change) -> &'static str {
    let number = |value: &Option<Value>| value.as_ref().and_then(Value::as_i64);
    let is_minimum = change.location.steps.last().is_some_and(|key| key.starts_with("min"));
    let is_tighter = match (number(&change.before), number(&change.after)) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(old), Some(new)) => (new > old) == is_minimum,
    };
    if is_tighter {
        "the limit is stricter: the client may reject requests that it sent before, unless Validation::Off is \
         set"
    } else {
        "the limit is less strict"
    }
}
