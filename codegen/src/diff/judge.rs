//! What a change is called, and what it weighs: types by the surface, all else by this table.

use serde_json::Value;

use super::entry::{Entry, Kind, Place, Verdict};
use super::surface::Break;
use super::walk::{Change, What};

const FROZEN: &str = "published types are frozen: leave the spec as it was, or let the next version be a breaking one";

/// The entry of a change; `breaks` are those of the surface that it explains.
pub(super) fn entry(change: &Change, breaks: &[&Break]) -> Entry {
    let kind = kind(change);
    let (mut verdict, mut why) = weight(kind, change);
    let mut cure = String::new();
    if !breaks.is_empty() {
        verdict = Verdict::Breaking;
        why = told(breaks);
        cure = match kind {
            Kind::Removed => {
                "keep it for one version, marked as withdrawn, and remove it with the next breaking one"
            }
            Kind::Renamed => "keep the old one beside the new one until the next breaking version",
            _ => FROZEN,
        }
        .to_owned();
        if kind == Kind::Renamed {
            why = format!("it looks renamed, which is a guess; {why}");
        }
    }
    let item = |value: &Value| shown(change, value);
    let (before, after) = (change.before.as_ref().map(item), change.after.as_ref().map(item));
    let after = match &change.what {
        What::Renamed(name) => Some(name.as_str().into()),
        _ => after,
    };
    Entry { place: change.place.clone(), kind, before, after, verdict, why, cure }
}

/// The entry of a break that no change of the specs explains at its own place.
pub(super) fn unexplained(of: &Break) -> Entry {
    let place = of.sources.first().cloned().unwrap_or_else(|| Place::new("service.json", &[]));
    let because = "nothing at its own place has changed, so that it comes from elsewhere: names that \
                   now meet, or structures that now hold each other";
    Entry {
        place,
        kind: Kind::Surface,
        before: Some(of.was.as_str().into()),
        after: of.is.as_deref().map(Value::from),
        verdict: Verdict::Breaking,
        why: format!("{of}; {because}"),
        cure: "keep the old name in codegen's names.rs, or let the next version be a breaking one"
            .to_owned(),
    }
}

fn told(breaks: &[&Break]) -> String {
    let mut told: Vec<String> = breaks.iter().take(4).map(ToString::to_string).collect();
    if breaks.len() > told.len() {
        told.push(format!("and {} more", breaks.len() - told.len()));
    }
    told.join("; ")
}

/// A file or an item is shown by what tells it apart, a key by its value.
fn shown(change: &Change, value: &Value) -> Value {
    if change.what == What::Key || change.what == What::Order {
        return value.clone();
    }
    let steps: Vec<&str> = change.place.steps.iter().map(String::as_str).collect();
    let key = match steps[..] {
        ["parameters" | "response" | "members", _] if !matches!(change.what, What::Renamed(_)) => {
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

fn kind(change: &Change) -> Kind {
    let steps: Vec<&str> = change.place.steps.iter().map(String::as_str).collect();
    match &change.what {
        What::Order => Kind::Order,
        What::Renamed(_) => Kind::Renamed,
        // What an item goes by can be the name of a key.
        What::Item => match steps[..] {
            [] | ["parameters" | "response" | "members", _] if change.before.is_none() => {
                Kind::Added
            }
            [] | ["parameters" | "response" | "members", _] => Kind::Removed,
            ["examples", _] => Kind::Documentation,
            ref steps => of_part(steps),
        },
        What::Key => of_key(&steps, change),
    }
}

fn of_key(steps: &[&str], change: &Change) -> Kind {
    match steps {
        ["examples" | "documentation", ..] => Kind::Documentation,
        [.., "summary" | "docs" | "example" | "occurs" | "announced_required" | "area"] => {
            Kind::Documentation
        }
        ["parameters" | "response" | "members", _, key] => of_member(key, change),
        ["requests_per_second"] => Kind::Rate,
        ["sites"] => Kind::Sites,
        ["deprecated" | "withdrawn"] => Kind::Deprecated,
        ["reads_only"] => Kind::ReadsOnly,
        ["direction"] => Kind::Direction,
        _ => of_part(steps),
    }
}

fn of_member(key: &str, change: &Change) -> Kind {
    match key {
        "type" => Kind::Type,
        "values" => Kind::Values,
        "required" if change.after == Some(Value::Bool(true)) => Kind::Required,
        "required" => Kind::Optional,
        "promised" => Kind::Promised,
        "sensitive" => Kind::Sensitive,
        "default" => Kind::Default,
        "minimum" | "maximum" | "min_items" | "max_items" | "max_length" => Kind::Limits,
        _ => Kind::Documentation,
    }
}

/// By the part of the file that it is in.
fn of_part(steps: &[&str]) -> Kind {
    match steps {
        ["filters" | "filter", ..] => Kind::Filters,
        ["constraints", ..] => Kind::Constraints,
        ["errors" | "specific_errors", ..] => Kind::Errors,
        ["hosts", ..] => Kind::Hosts,
        ["values", ..] => Kind::Values,
        _ => Kind::Documentation,
    }
}

/// What a change weighs that breaks nothing of the surface.
fn weight(kind: Kind, change: &Change) -> (Verdict, String) {
    let (verdict, why) = match kind {
        Kind::Documentation | Kind::Default => (Verdict::Documentation, ""),
        Kind::Order if change.place.file.starts_with("values/") => {
            (Verdict::Additive, "values compare in this order")
        }
        Kind::Order => (Verdict::Documentation, ""),
        Kind::Errors => errors(change),
        Kind::Required => (Verdict::Additive, "a request without it is refused before it is sent"),
        Kind::Optional => (Verdict::Additive, "a request without it is sent"),
        Kind::Limits => (Verdict::Additive, limits(change)),
        Kind::Promised | Kind::Direction => {
            (Verdict::Additive, "no type follows from it here; it changes what drift events tell")
        }
        Kind::Values if change.before.is_none() => {
            (Verdict::Additive, "a program that met it as Unknown meets the variant now")
        }
        Kind::Deprecated if change.after.is_some() => {
            (Verdict::Additive, "callers get a warning of the compiler")
        }
        _ => (Verdict::Additive, ""),
    };
    (verdict, why.to_owned())
}

/// Which codes there are and which pass with time is acted on; the rest is read by people.
fn errors(change: &Change) -> (Verdict, &'static str) {
    let key = change.place.steps.get(2).map(String::as_str);
    match key {
        Some("cure") => (Verdict::Documentation, "the message of the error tells it"),
        Some("transient") => (Verdict::Additive, "it decides what is sent again"),
        _ => (Verdict::Additive, ""),
    }
}

fn limits(change: &Change) -> &'static str {
    let number = |value: &Option<Value>| value.as_ref().and_then(Value::as_i64);
    let least = change.place.steps.last().is_some_and(|key| key.starts_with("min"));
    let tighter = match (number(&change.before), number(&change.after)) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(was), Some(is)) => (is > was) == least,
    };
    if tighter {
        "it is tightened: what was sent before can be refused, unless Validation::Off"
    } else {
        "it is loosened"
    }
}
