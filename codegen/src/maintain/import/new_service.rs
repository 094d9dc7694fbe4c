//! Creates the first `service.json` of a service from a template, which has the hosts and error
//! codes of every service of the vendor. A person adds the texts later.

use std::time::SystemTime;

use jiff::Timestamp;
use teo_specs::Service;

use super::metadata::Metadata;

/// A `service.json` with placeholders, and with the error codes that any action may return.
const TEMPLATE: &str = include_str!("new_service.json");

pub(super) fn new_service(
    china: &Metadata,
    international: Option<&Metadata>,
    now: SystemTime,
) -> Result<Service, serde_json::Error> {
    let about = &china.about;
    let today = Timestamp::try_from(now).unwrap_or(Timestamp::UNIX_EPOCH).strftime("%Y-%m-%d");
    let text = TEMPLATE
        .replace("{service}", &about.service_short_name)
        .replace("{version}", &about.api_version)
        .replace("{date}", &today.to_string());
    let mut service: Service = serde_json::from_str(&text)?;
    service.packaged_as = china.folder.clone().filter(|folder| *folder != about.service_short_name);
    // Only the international site has the API explorer.
    service.explorer =
        service.explorer.filter(|_| international.is_some_and(|i| !i.actions.is_empty()));
    // The title is the vendor's name of the service, if the name is ASCII.
    let editions = [Some(china), international].into_iter().flatten();
    let names = editions.filter_map(|edition| edition.about.service_name.as_deref());
    let title = names.map(str::trim).find(|name| !name.is_empty() && name.is_ascii());
    service.title = title.unwrap_or_default().to_owned();
    Ok(service)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_service_has_the_errors_that_any_action_may_return() {
        let template: Service = serde_json::from_str(TEMPLATE).unwrap();
        let teo = teo_specs::Spec::embedded("teo", "2022-09-01").unwrap();
        assert_eq!(template.errors, teo.service.errors);
    }
}
