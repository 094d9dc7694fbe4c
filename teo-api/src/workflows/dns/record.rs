//! A record as a caller wants it.

use crate::teo::DnsRecordType;

/// A record that is wanted or unwanted: its name, type and content, and what else of it matters.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Record {
    /// The full host name, such as `www.example.com`.
    pub name: String,
    /// The type.
    pub r#type: DnsRecordType,
    /// The content, and what else of it matters.
    pub value: RecordValue,
}

/// What a record says, without its name and type. What is `None` is not compared and not changed, and a
/// record that is created gets the default of the service.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordValue {
    /// The content, in the form that the type requires.
    pub content: String,
    /// How long resolvers may cache it, in seconds.
    pub ttl: Option<i64>,
    /// The priority among mail servers.
    pub priority: Option<i64>,
    /// The weight among records of the same name and line.
    pub weight: Option<i64>,
    /// The code of the line, which decides which visitors get the record.
    pub location: Option<String>,
}

impl Record {
    /// A record of which only name, type and content matter.
    pub fn new(
        name: impl Into<String>,
        r#type: impl Into<DnsRecordType>,
        content: impl Into<String>,
    ) -> Self {
        Self { name: name.into(), r#type: r#type.into(), value: RecordValue::new(content) }
    }

    /// Sets how long resolvers may cache it, in seconds.
    #[must_use]
    pub fn ttl(mut self, ttl: i64) -> Self {
        self.value.ttl = Some(ttl);
        self
    }

    /// Sets the priority among mail servers.
    #[must_use]
    pub fn priority(mut self, priority: i64) -> Self {
        self.value.priority = Some(priority);
        self
    }

    /// Sets the weight among records of the same name and line.
    #[must_use]
    pub fn weight(mut self, weight: i64) -> Self {
        self.value.weight = Some(weight);
        self
    }

    /// Sets the line, by its code.
    #[must_use]
    pub fn location(mut self, location: impl Into<String>) -> Self {
        self.value.location = Some(location.into());
        self
    }
}

impl RecordValue {
    /// A value of which only the content matters.
    pub fn new(content: impl Into<String>) -> Self {
        let content = content.into();
        Self { content, ttl: None, priority: None, weight: None, location: None }
    }

    /// Sets how long resolvers may cache it, in seconds.
    #[must_use]
    pub fn ttl(mut self, ttl: i64) -> Self {
        self.ttl = Some(ttl);
        self
    }

    /// Sets the priority among mail servers.
    #[must_use]
    pub fn priority(mut self, priority: i64) -> Self {
        self.priority = Some(priority);
        self
    }

    /// Sets the weight among records of the same name and line.
    #[must_use]
    pub fn weight(mut self, weight: i64) -> Self {
        self.weight = Some(weight);
        self
    }

    /// Sets the line, by its code.
    #[must_use]
    pub fn location(mut self, location: impl Into<String>) -> Self {
        self.location = Some(location.into());
        self
    }
}

impl From<&str> for RecordValue {
    fn from(content: &str) -> Self {
        Self::new(content)
    }
}

impl From<String> for RecordValue {
    fn from(content: String) -> Self {
        Self::new(content)
    }
}
