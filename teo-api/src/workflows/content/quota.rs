//! How many targets a zone takes in one call and in what is left of the day, as the service says.

use super::outcome::NotSubmitted;
use super::request::Request;
use crate::teo::DescribeContentQuotaRequest;
use crate::{Client, Error};

/// `None` where the service does not say it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ZoneQuota {
    pub(super) batch: Option<usize>,
    pub(super) available: Option<usize>,
    pub(super) daily: Option<usize>,
}

impl ZoneQuota {
    /// Reads the quota of a zone for this kind of task.
    pub(super) async fn read(
        client: &Client,
        zone_id: &str,
        request: &Request,
    ) -> Result<Self, Error> {
        let quota = DescribeContentQuotaRequest::new().zone_id(zone_id);
        let response = client.describe_content_quota(quota).await?;
        let mut quotas = response.purge_quota.into_iter().chain(response.prefetch_quota);
        let Some(quota) = quotas.find(|quota| request.uses(quota)) else {
            return Ok(Self::default());
        };
        let count = |number: Option<i64>| usize::try_from(number?).ok();
        // A batch of none is no batch: the service says what it means by that.
        let batch = count(quota.batch).filter(|batch| *batch > 0);
        if request.has_own_daily_quota() {
            return Ok(Self { batch, ..Self::default() });
        }
        Ok(Self { batch, available: count(quota.daily_available), daily: count(quota.daily) })
    }

    /// Why more than this is not submitted.
    pub(super) fn exceeded(&self) -> NotSubmitted {
        let count = |number: Option<usize>| number.map(|number| number as u64);
        NotSubmitted::Quota { available: count(self.available), daily: count(self.daily) }
    }
}
