//! The action that starts origin protection. It keeps nothing, but needs something to protect.

use teo_specs::Action;

use super::{ActionContext, ActionResult};
use crate::api_error::ApiError;
use crate::parameters::Parameters;

impl ActionContext<'_> {
    /// Refuses a request in which both modes are `specific` and nothing is named.
    pub(super) fn enable_origin_acl(
        &mut self,
        action: &Action,
        parameters: &Parameters,
    ) -> ActionResult {
        let covers_all = ["L7EnableMode", "L4EnableMode"]
            .iter()
            .any(|mode| parameters.text(mode) == Some("all"));
        let names_any =
            ["L7Hosts", "L4ProxyIds"].iter().any(|list| !parameters.texts(list).is_empty());
        if !covers_all && !names_any {
            return Err(ApiError::new(
                "InvalidParameter",
                "both modes are `specific`, so `L7Hosts` or `L4ProxyIds` must name what to protect",
            ));
        }
        self.make_up_response(action, parameters)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::{Value, json};

    use crate::actions::test_account::TestAccount;

    fn enable(other_members: Value) -> Result<Value, &'static str> {
        let mut body = json!({"ZoneId": "zone-a"});
        body.as_object_mut().unwrap().extend(other_members.as_object().unwrap().clone());
        TestAccount::new().call("EnableOriginACL", body).map_err(|error| error.code)
    }

    #[test]
    fn specific_modes_need_at_least_one_host_or_proxy() {
        for members in [
            json!({}),
            json!({"L7EnableMode": "specific", "L4EnableMode": "specific"}),
            json!({"L7Hosts": [], "L4ProxyIds": []}),
        ] {
            assert_eq!(enable(members), Err("InvalidParameter"));
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
