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
    let time = whole_seconds(now).to_string();
    let domains: Vec<_> = domains.iter().map(|domain| domain.to_ascii_lowercase()).collect();
    let zone = json!({
        "ZoneId": id,
        "ZoneName": domains.first().map_or(id, String::as_str),
        "Type": "partial",
        "Area": "overseas",
        "Status": "active",
        "CnameStatus": "finished",
        "ActiveStatus": "active",
        "Paused": false,
        "CreatedOn": time,
        "ModifiedOn": time,
    });
    put(spec, items, "Zone", zone);
    for domain in &domains {
        let domain = json!({
            "ZoneId": id,
            "DomainName": domain,
            "DomainStatus": "online",
            "Cname": format!("{domain}.eo.dnse1.com"),
            "CreatedOn": time,
            "ModifiedOn": time,
        });
        put(spec, items, "AccelerationDomain", domain);
    }
}

fn put(spec: &Spec, items: &mut Items, resource: &str, members: Value) {
    let (Value::Object(members), Some(resource)) = (members, spec.resources.get(resource)) else {
        return;
    };
    let identifiers: Identifiers = resource
        .identifiers
        .iter()
        .filter_map(|name| Some((name.clone(), members.get(name)?.clone())))
        .collect();
    items.put(resource, &identifiers, Item::new(members));
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
