//! Conditions of actions that their specs cannot state, since they look at several parameters or at
//! other items. They are checked before an action is executed.

use serde_json::{Map, Value};
use teo_specs::Action;

use super::ActionContext;
use crate::api_error::ApiError;
use crate::parameters::Parameters;

/// Parameters with host names, which are kept in lower case.
const HOST_PARAMETERS: [&str; 6] =
    ["ZoneName", "DomainName", "DomainNames", "Hosts", "AliasName", "AliasNames"];

/// Writes the host names of a request in lower case.
pub(super) fn normalise_hosts(request: &mut Map<String, Value>) {
    let lower = |value: &mut Value| {
        if let Value::String(text) = value {
            text.make_ascii_lowercase();
        }
    };
    for name in HOST_PARAMETERS {
        match request.get_mut(name) {
            Some(Value::Array(elements)) => elements.iter_mut().for_each(lower),
            Some(value) => lower(value),
            None => {}
        }
    }
}

impl ActionContext<'_> {
    pub(super) fn check_conditions(
        &self,
        action: &Action,
        parameters: &Parameters,
    ) -> Result<(), ApiError> {
        match action.name.as_str() {
            "CreateZone" => check_zone_name(parameters),
            "CreateAccelerationDomain" => self.check_new_domain(action, parameters),
            "EnableOriginACL" => check_protects_something(parameters),
            _ => Ok(()),
        }
    }

    /// Refuses a domain that is none of the zone's by its name. A zone without a name is connected without
    /// a domain and takes any.
    fn check_new_domain(&self, action: &Action, parameters: &Parameters) -> Result<(), ApiError> {
        let zone = parameters.text("ZoneId").unwrap_or_default();
        let domain = parameters.text("DomainName").unwrap_or_default();
        self.check_zone(action, zone)?;
        let hosts = self.resources.hosts();
        if hosts.has_name(zone) && hosts.zone_for_host(zone, domain).is_none() {
            return Err(ApiError::new(
                "InvalidParameterValue.DomainNotMatchZone",
                format!("`{domain}` does not belong to the zone `{zone}`"),
            ));
        }
        Ok(())
    }
}

fn check_zone_name(parameters: &Parameters) -> Result<(), ApiError> {
    let kind = parameters.text("Type").unwrap_or("partial");
    if parameters.text("ZoneName").unwrap_or_default().is_empty() && kind != "noDomainAccess" {
        return Err(ApiError::new(
            "InvalidParameterValue.ZoneNameInvalid",
            format!("`ZoneName` is required for a zone of type `{kind}`"),
        ));
    }
    Ok(())
}

/// Refuses a request in which both modes are `specific` and nothing is named.
fn check_protects_something(parameters: &Parameters) -> Result<(), ApiError> {
    let covers_all =
        ["L7EnableMode", "L4EnableMode"].iter().any(|mode| parameters.text(mode) == Some("all"));
    let names_any = ["L7Hosts", "L4ProxyIds"].iter().any(|list| !parameters.texts(list).is_empty());
    if covers_all || names_any {
        return Ok(());
    }
    Err(ApiError::new(
        "InvalidParameter",
        "both modes are `specific`, so `L7Hosts` or `L4ProxyIds` must name what to protect",
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::{Value, json};

    use crate::actions::test_account::TestAccount;

    fn enable(other_members: Value) -> Result<Value, String> {
        let mut body = json!({"ZoneId": "zone-a"});
        body.as_object_mut().unwrap().extend(other_members.as_object().unwrap().clone());
        let result = TestAccount::new().call("EnableOriginACL", body);
        result.map_err(|error| error.code.into_owned())
    }

    #[test]
    fn specific_modes_need_at_least_one_host_or_proxy() {
        for members in [
            json!({}),
            json!({"L7EnableMode": "specific", "L4EnableMode": "specific"}),
            json!({"L7Hosts": [], "L4ProxyIds": []}),
        ] {
            assert_eq!(enable(members), Err("InvalidParameter".to_owned()));
        }
        assert!(enable(json!({"L7Hosts": ["www.example.com"]})).is_ok());
        assert!(enable(json!({"L4ProxyIds": ["sid-1"]})).is_ok());
    }

    #[test]
    fn a_mode_that_covers_all_needs_no_names() {
        assert!(enable(json!({"L7EnableMode": "all"})).is_ok());
        assert!(enable(json!({"L4EnableMode": "all"})).is_ok());
    }
}
