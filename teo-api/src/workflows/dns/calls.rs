//! The calls that read and change the records of one name and type.

use super::{Changes, RecordSet, RecordValue, content};
use crate::Error;
use crate::teo::{
    CreateDnsRecordRequest, DeleteDnsRecordsRequest, DescribeDnsRecordsFilter,
    DescribeDnsRecordsRequest, DnsRecord, ModifyDnsRecordsRequest, ModifyDnsRecordsStatusRequest,
};
use crate::workflows::host_name;
use crate::workflows::once::once;

/// How many records one call changes, switches on and deletes.
const MAX_CHANGED: usize = 100;
const MAX_ENABLED: usize = 200;
const MAX_DELETED: usize = 1000;

impl RecordSet<'_> {
    /// Returns the records of exactly this name and type.
    pub(super) async fn list(&self) -> Result<Vec<DnsRecord>, Error> {
        let unicode = host_name::to_unicode(&self.name);
        let other_form = Some(unicode).filter(|form| !form.is_empty() && *form != self.name);
        let names = [self.name.clone()].into_iter().chain(other_form);
        let filters = [
            DescribeDnsRecordsFilter::name(names).fuzzy(false),
            DescribeDnsRecordsFilter::r#type([self.r#type.clone()]),
        ];
        let request = DescribeDnsRecordsRequest::new().zone_id(self.zone_id).filters(filters);
        let mut records: Vec<DnsRecord> = Vec::new();
        for record in self.client.describe_dns_records(request).items().all().await? {
            // A record may come twice if the list changes, and one without an id cannot be changed.
            let is_new = records.iter().all(|other| other.record_id != record.record_id);
            if record.record_id.is_some() && is_new && self.has(&record) {
                records.push(record);
            }
        }
        Ok(records)
    }

    /// Returns the id of the new record.
    pub(super) async fn create(&self, value: &RecordValue) -> Result<String, Error> {
        let mut request = CreateDnsRecordRequest::new()
            .zone_id(self.zone_id)
            .name(&*self.name)
            .r#type(self.r#type.clone())
            .content(content::to_send(self.r#type, &value.content));
        request.ttl = value.ttl;
        request.priority = value.priority;
        request.weight = value.weight;
        request.location.clone_from(&value.location);
        let retry = once(self.client);
        Ok(self.client.create_dns_record(request).retry(retry).await?.record_id)
    }

    pub(super) async fn modify(
        &self,
        records: Vec<DnsRecord>,
        changes: &mut Changes,
    ) -> Result<(), Error> {
        for records in records.chunks(MAX_CHANGED) {
            let request = ModifyDnsRecordsRequest::new()
                .zone_id(self.zone_id)
                .dns_records(records.iter().cloned());
            self.client.modify_dns_records(request).retry(once(self.client)).await?;
            changes.changed.extend(records.iter().filter_map(|record| record.record_id.clone()));
        }
        Ok(())
    }

    pub(super) async fn enable(
        &self,
        ids: Vec<String>,
        changes: &mut Changes,
    ) -> Result<(), Error> {
        for ids in ids.chunks(MAX_ENABLED) {
            let request = ModifyDnsRecordsStatusRequest::new()
                .zone_id(self.zone_id)
                .records_to_enable(ids.iter().cloned());
            let retry = once(self.client);
            self.client.modify_dns_records_status(request).retry(retry).await?;
            for id in ids {
                if !changes.changed.contains(id) {
                    changes.changed.push(id.clone());
                }
            }
        }
        Ok(())
    }

    /// Deletes records. Another caller may delete some of them at the same time.
    pub(super) async fn delete(
        &self,
        ids: Vec<String>,
        changes: &mut Changes,
    ) -> Result<(), Error> {
        for ids in ids.chunks(MAX_DELETED) {
            let mut left = ids.to_vec();
            while !left.is_empty() {
                let request = DeleteDnsRecordsRequest::new()
                    .zone_id(self.zone_id)
                    .record_ids(left.iter().cloned());
                let Err(error) = self.client.delete_dns_records(request).await else { break };
                if error.code().is_none() && !error.may_have_executed() {
                    return Err(error);
                }
                let existing = self.list().await?;
                let before = left.len();
                left.retain(|id| {
                    existing.iter().any(|record| record.record_id.as_ref() == Some(id))
                });
                if left.len() == before {
                    return Err(error);
                }
            }
            changes.deleted.extend_from_slice(ids);
        }
        Ok(())
    }
}
