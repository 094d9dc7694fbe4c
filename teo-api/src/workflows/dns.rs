//! DNS records of a zone, brought into the state that the caller names.
//!
//! # In 3 lines
//!
//! ```no_run
//! # use teo_api::teo::DnsRecordType;
//! # use teo_api::workflows::dns::{Record, Records};
//! # async fn example(client: teo_api::Client) -> Result<(), teo_api::Error> {
//! let records = Records::new(&client, "zone-225qgrnvbi9w");
//! let record = Record::new("_acme-challenge.example.com", DnsRecordType::Txt, "gfj9Xq…Rg85nM");
//! records.ensure(&record).await?;
//! # Ok(())
//! # }
//! ```
//!
//! [`ensure_absent`](Records::ensure_absent) takes the record away again, and only this one. Dynamic DNS is
//! one line: `records.set("home.example.com", DnsRecordType::A, ["203.0.113.7"]).await?`.
//!
//! # What it promises
//!
//! - A record is meant by its name, type and content. Other records of a name stay as they are, except that
//!   [`set`](Records::set) is asked for exactly its set of a name and type. So challenges of several
//!   certificates stand side by side.
//! - Of TTL, priority, weight and line, only those that are given are compared and changed. A record on
//!   another line than the given one is another record. Without a line, the record on the default one is
//!   meant before those on others. A record that is switched off is switched on.
//! - A record that is changed is sent whole, with what else it has as it was read: that the service keeps
//!   what is not sent is not documented.
//! - Everything can be called again: what is there already makes no call but the list.
//! - A creation that was refused, or whose outcome is unknown, is looked for before it is an error. None is
//!   sent twice, whatever the retry policy of the client is.
//! - If two callers create one record at once and the service accepts both, the later one is deleted again.
//!   Records that differ in anything, such as in the TTL, both stay.
//! - Names are compared and sent as punycode in lower case, without a trailing dot; so is the content of
//!   `CNAME`, `MX` and `NS`, and the target of `SRV`. Addresses are compared by value, and a `TXT` with
//!   quotes around it is the same as without them. All pages are read, and the service's filter is not
//!   relied on.
//!
//! It does not wait until resolvers see a change, and it does not know what a record conflicts with: the
//! service says that. A name is the full host name, as the service takes it, not relative to the zone. The
//! zone must be connected by name servers.
//!
//! Futures can be dropped at any time, and errors can come after a part of the changes. In both cases,
//! call it again.

mod calls;
mod changes;
mod content;
mod plan;
mod record;

pub use self::changes::Changes;
use self::plan::{Others, Plan};
pub use self::record::{Record, RecordValue};
use super::host_name;
use crate::teo::{DnsRecord, DnsRecordType};
use crate::{Client, Error};

/// The DNS records of one zone. See [the module](self) for what it promises.
#[derive(Debug, Clone)]
pub struct Records {
    client: Client,
    zone_id: String,
}

/// The records of one name and type.
#[derive(Debug)]
struct RecordSet<'a> {
    client: &'a Client,
    zone_id: &'a str,
    name: String,
    r#type: &'a DnsRecordType,
}

impl Records {
    /// Makes no call. [`zones`](super) finds the id of the zone of a host name.
    #[must_use]
    pub fn new(client: &Client, zone_id: impl Into<String>) -> Self {
        Self { client: client.clone(), zone_id: zone_id.into() }
    }

    /// Makes sure that a record is there: creates it, or changes what is given and differs.
    ///
    /// # Errors
    ///
    /// The error of the call that failed; [the module](self) says what may have been done before it.
    pub async fn ensure(&self, record: &Record) -> Result<Changes, Error> {
        let set = self.record_set(&record.name, &record.r#type);
        let existing = set.list().await?;
        set.apply(Plan::new(set.r#type, vec![record.value.clone()], existing, Others::Kept)).await
    }

    /// Makes sure that a record is not there. Where TTL, priority, weight or line are given, a record that
    /// differs in them stays.
    ///
    /// # Errors
    ///
    /// As [`ensure`](Self::ensure).
    pub async fn ensure_absent(&self, record: &Record) -> Result<Changes, Error> {
        let set = self.record_set(&record.name, &record.r#type);
        let existing = set.list().await?.into_iter();
        let meant = existing.filter(|other| plan::agrees(set.r#type, &record.value, other));
        let ids = meant.filter_map(|record| record.record_id).collect();
        let mut changes = Changes::default();
        set.delete(ids, &mut changes).await?;
        Ok(changes)
    }

    /// Makes sure that a name has exactly these records of a type, in any order. Records of the set that
    /// have to be replaced are changed in place where they are on the same line, so that the name always
    /// has one. To delete all of them, pass `None::<&str>`.
    ///
    /// Two callers that set different values at once can leave records of both; the next call settles it.
    ///
    /// ```no_run
    /// use teo_api::teo::DnsRecordType;
    /// use teo_api::workflows::dns::{RecordValue, Records};
    ///
    /// # async fn example(records: Records) -> Result<(), teo_api::Error> {
    /// let addresses = ["192.0.2.10", "192.0.2.11"].map(|address| RecordValue::new(address).ttl(60));
    /// let changes = records.set("www.example.com", DnsRecordType::A, addresses).await?;
    /// println!("{} created, {} deleted", changes.created.len(), changes.deleted.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`ensure`](Self::ensure).
    pub async fn set(
        &self,
        name: &str,
        r#type: impl Into<DnsRecordType>,
        values: impl IntoIterator<Item = impl Into<RecordValue>>,
    ) -> Result<Changes, Error> {
        let r#type = r#type.into();
        let values = values.into_iter().map(Into::into).collect();
        let set = self.record_set(name, &r#type);
        let existing = set.list().await?;
        set.apply(Plan::new(set.r#type, values, existing, Others::Replaced)).await
    }

    fn record_set<'a>(&'a self, name: &str, r#type: &'a DnsRecordType) -> RecordSet<'a> {
        let name = name_of_record(name);
        RecordSet { client: &self.client, zone_id: &self.zone_id, name, r#type }
    }
}

impl RecordSet<'_> {
    async fn apply(&self, plan: Plan) -> Result<Changes, Error> {
        let mut changes = Changes { unchanged: plan.kept, ..Changes::default() };
        self.modify(plan.change, &mut changes).await?;
        self.enable(plan.enable, &mut changes).await?;
        let mut created = Vec::new();
        for value in plan.create {
            match self.create(&value).await {
                Ok(id) => created.push(id),
                Err(error) => self.look_after(error, value, &created, &mut changes).await?,
            }
        }
        self.delete(plan.delete, &mut changes).await?;
        self.delete_duplicates(created, &mut changes).await?;
        Ok(changes)
    }

    /// Looks for a record whose creation failed: another caller may have created it, or the service may
    /// have executed the call. If it is not there, the error is returned.
    async fn look_after(
        &self,
        error: Error,
        value: RecordValue,
        created: &[String],
        changes: &mut Changes,
    ) -> Result<(), Error> {
        if error.code().is_none() && !error.may_have_executed() {
            return Err(error);
        }
        let mut existing = self.list().await?;
        existing.retain(|record| {
            let id = record.record_id.as_ref();
            id.is_some_and(|id| !created.contains(id) && !changes.names(id))
        });
        let plan = Plan::new(self.r#type, vec![value], existing, Others::Kept);
        if !plan.create.is_empty() {
            return Err(error);
        }
        if error.may_have_executed() {
            changes.created.extend(plan.kept);
        } else {
            changes.unchanged.extend(plan.kept);
        }
        self.modify(plan.change, changes).await?;
        self.enable(plan.enable, changes).await
    }

    /// Deletes all but the earliest of the records that are equal in everything to one created here: another
    /// caller created them at the same time. Each caller that sees them leaves the same one.
    async fn delete_duplicates(
        &self,
        created: Vec<String>,
        changes: &mut Changes,
    ) -> Result<(), Error> {
        let existing = if created.is_empty() { Vec::new() } else { self.list().await? };
        let mut own = Vec::new();
        let mut of_others = Vec::new();
        for id in created {
            let mut equal = plan::duplicates(&existing, &id).into_iter();
            match equal.next() {
                Some(earliest) if earliest != id => changes.unchanged.push(earliest),
                _ => changes.created.push(id.clone()),
            }
            for duplicate in equal {
                if duplicate == id { own.push(duplicate) } else { of_others.push(duplicate) }
            }
        }
        // What this call has created itself is not a deletion for its caller.
        self.delete(own, &mut Changes::default()).await?;
        self.delete(of_others, changes).await
    }

    fn has(&self, record: &DnsRecord) -> bool {
        let name = record.name.as_deref().map(name_of_record);
        name.as_ref() == Some(&self.name) && record.r#type.as_ref() == Some(self.r#type)
    }
}

/// What is no host name is left to the service.
fn name_of_record(name: &str) -> String {
    let as_it_is = || name.trim().trim_end_matches('.').to_lowercase();
    host_name::to_ascii(name).unwrap_or_else(as_it_is)
}
