//! Finds the zone of each target.

use std::collections::HashMap;

use super::ledger::Ledger;
use super::outcome::{NotSubmitted, TargetState};
use crate::workflows::host_name;
use crate::workflows::zones::{ZoneError, ZoneLookup};
use crate::{Client, Error};

/// The targets of each zone, in the order in which they were first given.
pub(super) type ByZone = Vec<(String, Vec<usize>)>;

/// Looks up the zone of each host once. A target without a zone gets its state, and is in no group.
pub(super) async fn look_up(client: &Client, ledger: &Ledger) -> Result<ByZone, Error> {
    let lookup = ZoneLookup::new(client);
    let mut hosts: HashMap<String, Result<String, NotSubmitted>> = HashMap::new();
    let mut by_zone = Grouped::default();
    for (target, text) in ledger.all_texts().into_iter().enumerate() {
        let zone = match host_name::in_url_or_host(&text) {
            None => Err(NotSubmitted::NoHost),
            Some(host) => match hosts.get(&host) {
                Some(zone) => zone.clone(),
                None => {
                    let zone = zone_of(&lookup, &host).await?;
                    hosts.entry(host).or_insert(zone).clone()
                }
            },
        };
        match zone {
            Ok(zone_id) => {
                ledger.set_zone(target, &zone_id);
                by_zone.add(zone_id, target);
            }
            Err(cause) => ledger.set(&[target], &TargetState::NotSubmitted { cause }),
        }
    }
    Ok(by_zone.0)
}

/// All targets are of the zone that the caller names.
pub(super) fn named(ledger: &Ledger, zone_id: String) -> ByZone {
    let targets: Vec<usize> = (0..ledger.all_texts().len()).collect();
    if targets.is_empty() {
        return Vec::new();
    }
    targets.iter().for_each(|target| ledger.set_zone(*target, &zone_id));
    vec![(zone_id, targets)]
}

/// What concerns this host alone is no error.
async fn zone_of(lookup: &ZoneLookup, host: &str) -> Result<Result<String, NotSubmitted>, Error> {
    Ok(match lookup.zone_of(host).await {
        Ok(zone) => Ok(zone.id),
        Err(ZoneError::InvalidHost { .. }) => Err(NotSubmitted::NoHost),
        Err(ZoneError::NotFound { host }) => Err(NotSubmitted::ZoneNotFound { host }),
        Err(ZoneError::Ambiguous { name, zones }) => {
            let zone_ids = zones.into_iter().map(|zone| zone.id).collect();
            Err(NotSubmitted::ZoneAmbiguous { name, zone_ids })
        }
        Err(ZoneError::Call(error)) => return Err(error),
    })
}

#[derive(Default)]
struct Grouped(ByZone);

impl Grouped {
    fn add(&mut self, zone_id: String, target: usize) {
        match self.0.iter_mut().find(|(known, _)| *known == zone_id) {
            Some((_, targets)) => targets.push(target),
            None => self.0.push((zone_id, vec![target])),
        }
    }
}
