//! A worked example: a program that generates the bindings of chosen actions in its own build script
//! and calls them by teo-api's core.

include!(concat!(env!("OUT_DIR"), "/edgeone.rs"));

use edgeone::{
    CreatePrefetchTaskRequest, DescribePrefetchTasksFilter, DescribePrefetchTasksRequest,
};
use teo_api::{Client, Error};

/// Loads a URL into the cache of a site and tells how many tasks the job has.
///
/// # Errors
///
/// When one of the two calls fails.
pub async fn warm(client: &Client, zone_id: &str, url: &str) -> Result<u64, Error> {
    let request = CreatePrefetchTaskRequest::new().zone_id(zone_id).targets([url]);
    let job = client.call(request).await?.job_id;
    let request = DescribePrefetchTasksRequest::new()
        .zone_id(zone_id)
        .filters([DescribePrefetchTasksFilter::job_id(job)]);
    Ok(client.call(request).await?.total_count)
}
