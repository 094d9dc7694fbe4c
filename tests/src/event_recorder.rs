//! Records the events of `tracing` while a test runs, at every level and from every crate. The
//! reading tests of teo-api include this file too.

use std::fmt::Debug;
use std::sync::{Arc, Mutex, OnceLock};

use tracing::field::{Field, Visit};
use tracing::subscriber::{DefaultGuard, NoSubscriber};
use tracing::{Dispatch, Level, Metadata, Subscriber, span};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

/// An event or the start of a span.
#[derive(Debug, Clone)]
pub struct Event {
    /// How severe it is.
    pub level: Level,
    /// Which part of which crate emitted it.
    pub target: String,
    /// Its fields by name, the message among them.
    pub fields: Vec<(String, String)>,
}

impl Event {
    fn new(metadata: &Metadata<'_>) -> Self {
        Self { level: *metadata.level(), target: metadata.target().to_owned(), fields: Vec::new() }
    }
}

impl Visit for Event {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields.push((field.name().to_owned(), value.to_owned()));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.fields.push((field.name().to_owned(), format!("{value:?}")));
    }
}

/// Records the events of the thread that started it, until it is dropped.
#[derive(Debug)]
pub struct EventRecorder {
    events: Events,
    _guard: DefaultGuard,
}

impl EventRecorder {
    /// Starts to record.
    #[must_use]
    pub fn start() -> Self {
        // While a process has a single subscriber, tracing asks only the current thread whether
        // anyone wants an event, and may disable it for all threads. With two it asks both.
        static SECOND: OnceLock<Dispatch> = OnceLock::new();
        SECOND.get_or_init(|| Dispatch::new(NoSubscriber::new()));
        let events = Events::default();
        let subscriber = tracing_subscriber::registry().with(events.clone());
        Self { events, _guard: tracing::subscriber::set_default(subscriber) }
    }

    /// Waits until the two events that `emit` emits are recorded. An event that another thread
    /// emits for the first time while the recorder starts may be disabled until tracing asks again.
    pub fn wait_until_enabled(&self, emit: impl Fn()) {
        while self.take().len() < 2 {
            tracing::callsite::rebuild_interest_cache();
            emit();
        }
    }

    /// Returns the events since the start or the last call of this function.
    pub fn take(&self) -> Vec<Event> {
        std::mem::take(&mut *self.events.0.lock().unwrap())
    }

    /// Returns all events as text, one a line: level, target, and fields.
    #[must_use]
    pub fn text(&self) -> String {
        let line = |event: &Event| {
            let fields = event.fields.iter().map(|(name, value)| format!(" {name}={value}"));
            format!("{} {}{}\n", event.level, event.target, fields.collect::<String>())
        };
        self.events.0.lock().unwrap().iter().map(line).collect()
    }
}

#[derive(Debug, Clone, Default)]
struct Events(Arc<Mutex<Vec<Event>>>);

impl<S: Subscriber> Layer<S> for Events {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        let mut recorded = Event::new(event.metadata());
        event.record(&mut recorded);
        self.0.lock().unwrap().push(recorded);
    }

    // Logs show the fields of a span with its events.
    fn on_new_span(&self, attributes: &span::Attributes<'_>, _: &span::Id, _: Context<'_, S>) {
        let mut recorded = Event::new(attributes.metadata());
        attributes.record(&mut recorded);
        self.0.lock().unwrap().push(recorded);
    }
}
