//! The action that tells how the ownership of each zone is verified. It shows parts of zones under other
//! names, which the spec of a resource cannot state.

use serde_json::{Map, Value, json};
use teo_specs::Action;

use super::{ActionContext, ActionResult};
use crate::parameters::Parameters;
use crate::parameters::page::Page;

impl ActionContext<'_> {
    /// Lists the zones of the account. Returns `None` for an open account without zones.
    pub(super) fn describe_identifications(
        &self,
        action: &Action,
        parameters: &Parameters,
    ) -> Option<ActionResult> {
        let mut zones = self.resources.items.all("Zone").map(|zone| zone.at(self.now)).peekable();
        if self.resources.is_open && zones.peek().is_none() {
            return None;
        }
        let is_asked_for = |zone: &Map<String, Value>| {
            let name = zone.get("ZoneName").and_then(Value::as_str).unwrap_or_default();
            parameters.filters().iter().all(|filter| filter.matches(name))
        };
        let found: Vec<_> =
            zones.filter(|zone| is_asked_for(zone)).map(|zone| identification(&zone)).collect();
        Some(Page::from_parameters(parameters.object()).map(|page| {
            let shown: Vec<_> = page.slice(&found).collect();
            let mut response = Map::from_iter([
                ("TotalCount".to_owned(), json!(found.len())),
                ("Identifications".to_owned(), json!(shown)),
            ]);
            self.shape_response(action, &mut response);
            response
        }))
    }
}

fn identification(zone: &Map<String, Value>) -> Value {
    let proof = |kind: &str, member: &str| {
        let proof =
            zone.get("OwnershipVerification").and_then(|proofs| proofs.get(kind)?.get(member));
        proof.cloned().unwrap_or_default()
    };
    let is_verified = zone.get("CnameStatus").is_some_and(|status| status == "finished");
    json!({
        "ZoneName": zone.get("ZoneName"),
        "Status": if is_verified { "finished" } else { "pending" },
        "Ascription": {
            "Subdomain": proof("DnsVerification", "Subdomain"),
            "RecordType": proof("DnsVerification", "RecordType"),
            "RecordValue": proof("DnsVerification", "RecordValue"),
        },
        "FileAscription": {
            "IdentifyPath": proof("FileVerification", "Path"),
            "IdentifyContent": proof("FileVerification", "Content"),
        },
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use crate::actions::test_account::TestAccount;

    #[test]
    fn only_the_zones_of_the_account_are_listed_each_with_its_own_name() {
        let mut account = TestAccount::new();
        account.call("CreateZone", json!({"ZoneName": "new.test"})).unwrap();
        let mut list = |name: &str| {
            let filters = json!([{"Name": "zone-name", "Values": [name]}]);
            account.call("DescribeIdentifications", json!({"Filters": filters})).unwrap()
        };
        assert_eq!(list("no.test")["TotalCount"], 0);
        let found = list("new.test")["Identifications"].take();
        assert_eq!(
            (&found[0]["ZoneName"], &found[0]["Status"]),
            (&json!("new.test"), &json!("pending"))
        );
        assert_eq!(found[0]["Ascription"]["RecordType"], "TXT");
    }
}
