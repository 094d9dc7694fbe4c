//! The `service.json` of a service that has none yet: what holds for every service of the vendor,
//! with its name in it. The words are left for a person.

use std::time::SystemTime;

use jiff::Timestamp;
use teo_specs::Service;

use super::metadata::Metadata;

/// What every service is told: how its hosts are called, and which codes any action may answer.
const PATTERN: &str = include_str!("new_service.json");

pub(super) fn new_service(
    china: &Metadata,
    international: Option<&Metadata>,
    now: SystemTime,
) -> Result<Service, serde_json::Error> {
    let about = &china.metadata;
    let today = Timestamp::try_from(now).unwrap_or(Timestamp::UNIX_EPOCH).strftime("%Y-%m-%d");
    let text = PATTERN
        .replace("{service}", &about.service_short_name)
        .replace("{version}", &about.api_version)
        .replace("{date}", &today.to_string());
    let mut service: Service = serde_json::from_str(&text)?;
    service.packaged_as = china.folder.clone().filter(|folder| *folder != about.service_short_name);
    // The explorer is the international site's.
    service.explorer =
        service.explorer.filter(|_| international.is_some_and(|i| !i.actions.is_empty()));
    // The vendor's own name for it, where it needs no translation.
    let names = [Some(china), international].into_iter().flatten();
    let name = names.filter_map(|edition| edition.metadata.service_name.as_deref());
    let title = name.map(str::trim).find(|name| !name.is_empty() && name.is_ascii());
    service.title = title.unwrap_or_default().to_owned();
    Ok(service)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_is_told_the_errors_that_any_action_may_answer() {
        let pattern: Service = serde_json::from_str(PATTERN).unwrap();
        let teo = teo_specs::Spec::embedded("teo", "2022-09-01").unwrap();
        assert_eq!(pattern.errors, teo.service.errors);
    }
}
