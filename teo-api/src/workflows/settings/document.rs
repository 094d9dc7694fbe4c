//! The documents: how each is read and written, and what the vendor documents of the sections that are
//! not sent.
#![allow(deprecated, reason = "the older zone settings are still in use")]

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{ChangeError, Policy};
use crate::teo::{
    DescribeL7AccSettingRequest, DescribeSecurityPolicyRequest, DescribeZoneSettingRequest,
    ModifyL7AccSettingRequest, ModifySecurityPolicyRequest, ModifyZoneSettingRequest,
    SecurityConfig, SecurityPolicy, SecurityPolicyEntity, ZoneConfig, ZoneSetting,
};
use crate::{Client, Error};

/// Settings that are read as a whole, and of which sections are written.
pub(super) trait Document {
    type Content: Clone + Serialize;

    /// Paths to the members that only responses contain.
    const ONLY_IN_RESPONSES: &[&[&str]];

    /// Returns whether the vendor does not document that the service keeps a section that is not sent.
    fn is_sent_along(section: &str) -> bool;

    /// Returns whether the action takes a section that the document has.
    fn is_writable(section: &str) -> bool;

    fn read(&self) -> impl Future<Output = Result<Self::Content, ChangeError>> + Send;

    fn write(&self, sections: Map<String, Value>)
    -> impl Future<Output = Result<(), Error>> + Send;
}

/// Reads a structure from its sections. Whatever the sections are, it succeeds: what does not fit stays
/// among the unknown members.
fn from_sections<T: DeserializeOwned>(sections: Map<String, Value>) -> Result<T, Error> {
    serde_json::from_value(Value::Object(sections))
        .map_err(|error| Error::configuration(format!("the settings cannot be read: {error}")))
}

pub(super) struct L7Document {
    pub(super) client: Client,
    pub(super) zone_id: String,
}

impl Document for L7Document {
    type Content = ZoneConfig;

    const ONLY_IN_RESPONSES: &[&[&str]] = &[];

    fn is_sent_along(_: &str) -> bool {
        false
    }

    fn is_writable(_: &str) -> bool {
        true
    }

    async fn read(&self) -> Result<ZoneConfig, ChangeError> {
        let request = DescribeL7AccSettingRequest::new().zone_id(&*self.zone_id);
        let setting = self.client.describe_l7_acc_setting(request).await?.zone_setting;
        setting.and_then(|setting| setting.zone_config).ok_or(ChangeError::NotReturned)
    }

    async fn write(&self, sections: Map<String, Value>) -> Result<(), Error> {
        let request = ModifyL7AccSettingRequest::new().zone_id(&*self.zone_id);
        let request = request.zone_config(from_sections::<ZoneConfig>(sections)?);
        self.client.modify_l7_acc_setting(request).await.map(drop)
    }
}

pub(super) struct PolicyDocument {
    pub(super) client: Client,
    pub(super) zone_id: String,
    pub(super) policy: Policy,
}

impl PolicyDocument {
    fn entity(&self) -> SecurityPolicyEntity {
        match self.policy {
            Policy::Zone => SecurityPolicyEntity::ZoneDefaultPolicy,
            Policy::Host(_) => SecurityPolicyEntity::Host,
            Policy::Template(_) => SecurityPolicyEntity::Template,
        }
    }

    fn host(&self) -> Option<String> {
        match &self.policy {
            Policy::Host(host) => Some(host.clone()),
            _ => None,
        }
    }

    fn template_id(&self) -> Option<String> {
        match &self.policy {
            Policy::Template(id) => Some(id.clone()),
            _ => None,
        }
    }
}

impl Document for PolicyDocument {
    type Content = SecurityPolicy;

    const ONLY_IN_RESPONSES: &[&[&str]] = &[
        &["ManagedRules", "AutoUpdate", "RulesetVersion"],
        &["ManagedRules", "ManagedRuleGroups", "MetaData"],
        &["ManagedRules", "FrequentScanningProtection", "Id"],
        &["HttpDDoSProtection", "AdaptiveFrequencyControl", "Id"],
        &["HttpDDoSProtection", "ClientFiltering", "Id"],
        &["HttpDDoSProtection", "BandwidthAbuseDefense", "Id"],
        &["HttpDDoSProtection", "SlowAttackDefense", "Id"],
        &["BotManagement", "BasicBotSettings", "BotIntelligence", "Id"],
    ];

    fn is_sent_along(section: &str) -> bool {
        !["CustomRules", "ManagedRules", "RateLimitingRules", "ExceptionRules"].contains(&section)
    }

    fn is_writable(_: &str) -> bool {
        true
    }

    async fn read(&self) -> Result<SecurityPolicy, ChangeError> {
        let request = DescribeSecurityPolicyRequest::new().zone_id(&*self.zone_id);
        let mut request = request.entity(self.entity());
        request.host = self.host();
        request.template_id = self.template_id();
        let response = self.client.describe_security_policy(request).await?;
        Ok(response.security_policy.unwrap_or_default())
    }

    async fn write(&self, sections: Map<String, Value>) -> Result<(), Error> {
        let request = ModifySecurityPolicyRequest::new().zone_id(&*self.zone_id);
        let mut request = request
            .entity(self.entity())
            // The older form of the settings: required, and empty keeps them.
            .security_config(SecurityConfig::new())
            .security_policy(from_sections::<SecurityPolicy>(sections)?);
        request.host = self.host();
        request.template_id = self.template_id();
        self.client.modify_security_policy(request).await.map(drop)
    }
}

pub(super) struct ZoneDocument {
    pub(super) client: Client,
    pub(super) zone_id: String,
}

impl Document for ZoneDocument {
    type Content = ZoneSetting;

    const ONLY_IN_RESPONSES: &[&[&str]] = &[];

    fn is_sent_along(section: &str) -> bool {
        // The service switches the first off if it is not sent; for the second, nothing is documented.
        ["ImageOptimize", "StandardDebug"].contains(&section)
    }

    fn is_writable(section: &str) -> bool {
        !["ZoneName", "Area", "AccelerateMainland"].contains(&section)
    }

    async fn read(&self) -> Result<ZoneSetting, ChangeError> {
        let request = DescribeZoneSettingRequest::new().zone_id(&*self.zone_id);
        let response = self.client.describe_zone_setting(request).await?;
        response.zone_setting.ok_or(ChangeError::NotReturned)
    }

    async fn write(&self, sections: Map<String, Value>) -> Result<(), Error> {
        let request: ModifyZoneSettingRequest = from_sections(sections)?;
        self.client.modify_zone_setting(request.zone_id(&*self.zone_id)).await.map(drop)
    }
}
