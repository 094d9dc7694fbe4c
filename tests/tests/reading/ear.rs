//! Hears what reading tells of an answer. No value in the answers that the tests read lacks one of
//! two canaries ("canary" and 73409…), so that an event that gives a value away is caught.

#![allow(dead_code, reason = "no test file needs all of it")]

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use teo_api::teo::{DescribePrefetchTasksResponse, FailReason, Task};
use tracing::field::{Field, Visit};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

/// What an event says: its target, then its fields by name.
type Said = Vec<(String, String)>;

#[derive(Clone, Default)]
struct Ear(Arc<Mutex<Vec<Said>>>);

struct Fields<'a>(&'a mut Said);

impl Visit for Fields<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.push((field.name().to_owned(), value.to_owned()));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.push((field.name().to_owned(), format!("{value:?}")));
    }
}

impl<S: tracing::Subscriber> Layer<S> for Ear {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        let mut said = vec![("target".to_owned(), event.metadata().target().to_owned())];
        event.record(&mut Fields(&mut said));
        self.0.lock().unwrap().push(said);
    }
}

/// Reads the text, and gives every event as "kind: structure.member", in order.
pub(crate) fn heard<T: serde::de::DeserializeOwned>(text: &str) -> (T, Vec<String>) {
    let ear = Ear::default();
    let subscriber = tracing_subscriber::registry().with(ear.clone());
    let read = tracing::subscriber::with_default(subscriber, || {
        attentive(&ear);
        serde_json::from_str(text)
    });
    let events = ear.0.lock().unwrap();
    let drift = |said: &Said| {
        let values: Vec<&str> = said.iter().map(|(_, value)| value.as_str()).collect();
        let names: Vec<&str> = said.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["target", "kind", "structure", "member"]);
        assert_eq!(values[0], "teo_api::drift");
        for value in &values {
            let leak = value.contains("canary") || value.contains("73409");
            assert!(!leak, "an event holds a value: {said:?}");
        }
        format!("{}: {}.{}", values[1], values[2], values[3])
    };
    let drift = events.iter().map(drift).collect();
    (read.unwrap(), drift)
}

/// Waits until the ear hears events of either level. One that another thread meets for the first
/// time just now can stay unheard until it has been registered.
fn attentive(ear: &Ear) {
    let unfit = r#"{"Reason": {}, "Novel": 1}"#;
    while ear.0.lock().unwrap().len() < 2 {
        ear.0.lock().unwrap().clear();
        tracing::callsite::rebuild_interest_cache();
        // An unread value and an unknown member: one event of each level that drift has.
        let read = serde_json::from_str::<FailReason>(unfit);
        assert!(read.is_ok());
    }
    ear.0.lock().unwrap().clear();
}

const TASK: [(&str, &str); 7] = [
    ("JobId", r#""canary-job""#),
    ("Target", r#""http://canary/a.txt""#),
    ("Type", r#""prefetch_url""#),
    ("Status", r#""success""#),
    ("CreateTime", r#""2022-02-09T02:28:43Z""#),
    ("UpdateTime", r#""2022-02-09T02:28:52Z""#),
    ("FailMessage", r#""canary message""#),
];

/// A task as the service writes it, but for one member, whose value is given as JSON.
pub(crate) fn task_text(name: &str, value: &str) -> String {
    let known = TASK.iter().filter(|(known, _)| *known != name);
    let members: Vec<String> =
        known.chain([&(name, value)]).map(|(name, value)| format!("{name:?}:{value}")).collect();
    format!("{{{}}}", members.join(","))
}

pub(crate) fn task(name: &str, value: &str) -> (Task, Vec<String>) {
    heard(&task_text(name, value))
}

/// An answer whose member `name` is `value`, and whose other promised members are there.
pub(crate) fn answer(name: &str, value: &str) -> (DescribePrefetchTasksResponse, Vec<String>) {
    let whole = [("TotalCount", "7340911"), ("Tasks", "[]"), ("RequestId", r#""canary""#)];
    let known = whole.iter().filter(|(known, _)| *known != name);
    let members: Vec<String> =
        known.chain([&(name, value)]).map(|(name, value)| format!("{name:?}:{value}")).collect();
    heard(&format!("{{{}}}", members.join(",")))
}

/// No event.
pub(crate) const NONE: [&str; 0] = [];
