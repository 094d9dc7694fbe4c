//! Timestamps as the service writes them: kept as text and parsed on demand.

use std::cmp::Ordering;
use std::convert::Infallible;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::time::SystemTime;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::string_scalar::StringScalar;

/// An ISO 8601 time, such as `2022-02-09T00:00:00+08:00`.
///
/// Any text makes a timestamp, and the timestamp keeps that text: a response never fails because of
/// a time, and a time is sent back as it was received. [`instant`](Timestamp::instant) parses it;
/// crates for times convert from [`SystemTime`]. Two timestamps are equal if they name the same
/// instant, and they are ordered by it; texts that are no times come last, in their own order.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use teo_api::Timestamp;
///
/// let time = Timestamp::from("1970-01-01T08:00:01+08:00");
/// assert_eq!(time.instant(), Some(SystemTime::UNIX_EPOCH + Duration::from_secs(1)));
/// assert_eq!(time, Timestamp::from("1970-01-01T00:00:01Z"));
/// assert_eq!(time.as_str(), "1970-01-01T08:00:01+08:00");
/// ```
#[derive(Clone, Default)]
pub struct Timestamp(String);

impl Timestamp {
    /// The text as it was given or received.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The instant that it names; `None` if the text is no time or has no offset from UTC.
    #[must_use]
    pub fn instant(&self) -> Option<SystemTime> {
        self.0.parse::<jiff::Timestamp>().ok().and_then(|time| SystemTime::try_from(time).ok())
    }

    /// Returns whether the text is a date and a time without an offset from UTC.
    pub(crate) fn lacks_offset(&self) -> bool {
        self.instant().is_none() && self.0.parse::<jiff::civil::DateTime>().is_ok()
    }
}

impl From<&str> for Timestamp {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Timestamp {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// Writes the time in UTC and whole seconds, as the service does. A time outside the four-digit years
/// of ISO 8601 becomes the nearest time inside them.
impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let nearest =
            if time < SystemTime::UNIX_EPOCH { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
        let seconds = jiff::Timestamp::try_from(time).unwrap_or(nearest).as_second();
        Self(jiff::Timestamp::from_second(seconds).unwrap_or(nearest).to_string())
    }
}

/// What timestamps are compared by.
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key<'a> {
    Instant(SystemTime),
    Text(&'a str),
}

impl Timestamp {
    fn key(&self) -> Key<'_> {
        self.instant().map_or(Key::Text(&self.0), Key::Instant)
    }
}

impl PartialEq for Timestamp {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.key() == other.key()
    }
}

impl Eq for Timestamp {}

impl Ord for Timestamp {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for Timestamp {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for Timestamp {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl FromStr for Timestamp {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::from(text))
    }
}

impl AsRef<str> for Timestamp {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

impl StringScalar for Timestamp {
    fn set(&mut self, text: &str) {
        text.clone_into(&mut self.0);
    }

    fn is_known(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::Timestamp;

    #[test]
    fn a_system_time_becomes_a_timestamp_in_utc_and_whole_seconds() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1_551_113_065_900);
        assert_eq!(Timestamp::from(time).as_str(), "2019-02-25T16:44:25Z");
    }

    #[test]
    fn a_time_outside_the_calendar_becomes_the_nearest_one() {
        let far = SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 50);
        assert!(Timestamp::from(far).as_str().starts_with("9999-12-30"));
        assert!(Timestamp::from(far).instant().is_some());
    }

    #[test]
    fn timestamps_are_ordered_by_instant_and_texts_that_are_no_times_come_last() {
        let texts = ["soon", "2022-02-09T00:00:00Z", "2022-02-09T00:00:00+08:00", "later", ""];
        let mut times = texts.map(Timestamp::from);
        times.sort();
        let sorted = ["2022-02-09T00:00:00+08:00", "2022-02-09T00:00:00Z", "", "later", "soon"];
        assert_eq!(times.each_ref().map(Timestamp::as_str), sorted);
        let same = ["2022-02-09T08:00:00+08:00", "2022-02-09T00:00:00Z"].map(Timestamp::from);
        assert_eq!(std::collections::HashSet::from(same).len(), 1);
    }

    #[test]
    fn timestamps_that_are_no_times_are_compared_by_their_text() {
        assert_eq!(Timestamp::from("soon"), Timestamp::from("soon"));
        assert_ne!(Timestamp::from("soon"), Timestamp::from("later"));
        assert_ne!(Timestamp::from("soon"), Timestamp::from("2022-02-09T00:00:00Z"));
        assert_eq!(Timestamp::from("2022-02-09T00:00:00").instant(), None);
    }
}
