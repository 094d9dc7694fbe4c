//! The zones that a test or a program gives before the start, with their acceleration domains.

use std::time::SystemTime;

use serde_json::{Value, json};
use teo_specs::Spec;

use super::item::Item;
use super::items::{Identifiers, Items};
use crate::times::whole_seconds;

/// Adds a zone that is active, and its domains, which are online. The first domain is the name of the
/// zone.
pub(crate) fn add_zone(
    spec: &Spec,
    items: &mut Items,
    id: &str,
    domains: &[String],
    now: SystemTime,
) {
    let domains: Vec<_> = domains.iter().map(|domain| domain.to_ascii_lowercase()).collect();
    let zone = json!({
        "ZoneId": id,
        "ZoneName": domains.first().map_or(id, String::as_str),
        "Type": "partial",
        "Area": "overseas",
    });
    put(spec, items, "Zone", zone, now);
    for domain in &domains {
        let domain = json!({"ZoneId": id, "DomainName": domain});
        put(spec, items, "AccelerationDomain", domain, now);
    }
}

/// Puts an item with the states in which its creation ends.
fn put(spec: &Spec, items: &mut Items, resource: &str, members: Value, now: SystemTime) {
    let (Value::Object(members), Some(resource)) = (members, spec.resources.get(resource)) else {
        return;
    };
    let identifiers: Identifiers = resource
        .identifiers
        .iter()
        .filter_map(|name| Some((name.clone(), members.get(name)?.clone())))
        .collect();
    let mut item = Item::new(members);
    let time = Value::from(whole_seconds(now).to_string());
    for member in resource.created.iter().chain(&resource.modified) {
        item.put(member, time.clone());
    }
    for set in resource.create.iter().take(1).flat_map(|create| &create.sets) {
        if let Some(value) = set.value.clone().or_else(|| item.fill_pattern(set)) {
            item.put(&set.member, value);
        }
    }
    items.put(resource, &identifiers, item);
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;

    #[test]
    fn a_zone_is_registered_with_its_domains() {
        let mut items = Items::default();
        let domains = ["a.com".to_owned(), "WWW.a.com".to_owned()];
        let spec = crate::test_spec::embedded();
        add_zone(spec, &mut items, "zone-1", &domains, SystemTime::UNIX_EPOCH);
        let names =
            items.all("AccelerationDomain").map(|item| item.members()["DomainName"].clone());
        assert_eq!(names.collect::<Vec<_>>(), ["a.com", "www.a.com"]);
        let id = Map::from_iter([("ZoneId".to_owned(), json!("zone-1"))]);
        let zone = items.find("Zone", &id).map(|zone| zone.members()["ZoneName"].clone());
        assert_eq!(zone.collect::<Vec<_>>(), ["a.com"]);
    }
}
