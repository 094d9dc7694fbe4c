//! A typed client for Tencent Cloud EdgeOne (`teo`, API version 2022-09-01).
//!
//! ```no_run
//! use teo_api::teo::DescribeZonesRequest;
//! use teo_api::{Client, Error};
//!
//! # async fn example() -> Result<(), Error> {
//! let client = Client::from_env()?;
//! let mut zones = client.describe_zones(DescribeZonesRequest::new()).items();
//! while let Some(zone) = zones.next().await {
//!     let zone = zone?;
//!     println!("{} {} {}", zone.zone_id, zone.zone_name, zone.status);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! - [`Client`] has a method for each action; [`teo`] holds their requests, responses, values,
//!   filters and error codes.
//! - Descriptions use the names of the wire, such as `StartTime`. The field has the same name in snake
//!   case, and the search finds both.
//! - A request is checked before it is sent: [`Error::violations`], [`Validation`].
//! - A response is read leniently, and no value of it is lost: [`Structure::unknown`]. Where it differs
//!   from the specs, the client emits a `tracing` event with the target `teo_api::drift`.
//! - Methods named `wait_until_…` poll until a resource is in a state, such as a domain that is online:
//!   [`Wait`].
//! - [`Error`] says what failed, what the service returned, and whether the action may have been
//!   executed.
//! - The client finds credentials where the vendor's own tools look for them ([`DefaultCredentials`]),
//!   or takes them from a provider: one of this crate, or your own [`ProvideCredentials`]. No log, no
//!   error and no Debug shows them.
//!
//! # Other ways to call
//!
//! - [`Call::send_detailed`] returns the response with its status, headers, body, attempts and durations.
//! - [`call_json`](Client::call_json) calls any action by its name, of this or another service, with
//!   request and response as JSON: [`JsonCall`].
//! - [`Call::preview`] shows the request as text or as a curl command, without secrets: [`Preview`].
//! - [`Call::send_blocking`] and [`Client::block_on`] work without a runtime.
//!
//! A client is for one account. The accounts of the two sites are separate, so a program with both has
//! two clients:
//!
//! ```no_run
//! # use teo_api::{Client, Credentials, Error, ProfileCredentials, Site};
//! # fn example() -> Result<(), Error> {
//! let keys = Credentials::from_env()?;
//! let china = Client::builder().site(Site::China).credentials(keys).build()?;
//! let keys = ProfileCredentials::new().profile("international");
//! let international = Client::builder().credentials(keys).build()?;
//! # Ok(())
//! # }
//! ```
//!
//! # Changing one of many
//!
//! Most actions that take a list replace the whole list. So read the list, change it, and send it back;
//! members that this version does not know are sent back as they were received. This program adds a
//! rule to those of a site, raises a rate limit and switches a group of managed rules off:
//!
//! ```no_run
//! use teo_api::teo::{
//!     CustomRule, CustomRuleType, DescribeSecurityPolicyRequest, ManagedRuleLevel,
//!     ModifySecurityPolicyRequest, SecurityAction, SecurityActionName, SecurityConfig,
//!     SecurityPolicy, SecurityPolicyEntity, Switch,
//! };
//!
//! # async fn example(client: teo_api::Client) -> Result<(), Box<dyn std::error::Error>> {
//! let request = DescribeSecurityPolicyRequest::new()
//!     .zone_id("zone-225qgrnvbi9w")
//!     .entity(SecurityPolicyEntity::ZoneDefaultPolicy);
//! let policy = client.describe_security_policy(request).await?.security_policy;
//! let policy = policy.ok_or("no policy was returned")?;
//! println!("{policy:#?}"); // to compare: not every section is documented to stay when it is not sent
//!
//! // If the section is missing, look in the console first: older rules may not be returned.
//! let mut custom = policy.custom_rules.unwrap_or_default();
//! let rules = custom.rules.get_or_insert_default();
//! if rules.iter().any(|rule| rule.rule_type == Some(CustomRuleType::ManagedAccessRule)) {
//!     return Err("some rules are managed by the vendor: ask before replacing the list".into());
//! }
//! rules.push(
//!     CustomRule::new()
//!         .name("block-login")
//!         .condition("${http.request.uri.path} in ['/login']")
//!         .action(SecurityAction::new().name(SecurityActionName::Deny))
//!         .priority(50)
//!         .enabled(Switch::On),
//! );
//!
//! let mut limits = policy.rate_limiting_rules.unwrap_or_default();
//! let mut rules = limits.rules.iter_mut().flatten();
//! let limit = rules.find(|rule| rule.name.as_deref() == Some("login-rate"));
//! limit.ok_or("no such limit")?.max_request_threshold = Some(40);
//!
//! let mut managed = policy.managed_rules.ok_or("no managed rules")?;
//! // Leave out what only responses contain.
//! if let Some(update) = &mut managed.auto_update {
//!     update.ruleset_version = None;
//! }
//! if let Some(protection) = &mut managed.frequent_scanning_protection {
//!     protection.id = None;
//! }
//! let groups = managed.managed_rule_groups.get_or_insert_default();
//! for group in groups.iter_mut() {
//!     group.meta_data = None;
//! }
//! let name = "wafgroup-file-upload-attacks";
//! let group = groups.iter_mut().find(|group| group.group_id.as_deref() == Some(name));
//! let group = group.ok_or("no such group")?;
//! if group.sensitivity_level == Some(ManagedRuleLevel::Custom) {
//!     return Err("its rules are set one by one: copy them and choose another level".into());
//! }
//! group.action = Some(SecurityAction::new().name(SecurityActionName::Disabled));
//!
//! let request = ModifySecurityPolicyRequest::new()
//!     .zone_id("zone-225qgrnvbi9w")
//!     .entity(SecurityPolicyEntity::ZoneDefaultPolicy)
//!     .security_config(SecurityConfig::new())
//!     .security_policy(
//!         SecurityPolicy::new()
//!             .custom_rules(custom)
//!             .rate_limiting_rules(limits)
//!             .managed_rules(managed),
//!     );
//! client.modify_security_policy(request).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! - `teo` (default): the module [`teo`]. Without it, the crate is the [`runtime`] for your own generated
//!   code.
//! - `workflows` (default): the module [`workflows`], what programs do in several calls.
//! - `sts` (default): credentials that STS issues, for an assumed role or a pod in TKE.
//! - `ring` (default), `aws-lc`, `native-tls`: TLS by rustls with one of two providers, or by the
//!   platform's library. If several are on, `aws-lc` takes precedence, then `ring`. If none is on, the
//!   client supports `http://` endpoints and your own transports only. Features hold for a whole program:
//!   `ring` and `aws-lc` turn on reqwest's `rustls-no-provider`, with which a reqwest client of your own
//!   panics if neither a TLS feature of your own reqwest dependency, such as `rustls`, nor
//!   `CryptoProvider::install_default` of rustls gives it a provider.
//! - `build-time`: the build script generates the module [`teo`] from the specs in the folder that
//!   `TEO_API_SPECS` names, or from the specs that were released with the crate; from those it generates
//!   the same code as the checked-in one. It replaces `teo` for every crate of the program.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod credentials;
pub mod runtime;

#[cfg(feature = "sts")]
#[doc(inline)]
pub use crate::credentials::{AssumeRoleCredentials, TkeOidcCredentials};
#[doc(inline)]
pub use crate::credentials::{
    CliProfileCredentials, CredentialsChain, CvmRoleCredentials, DefaultCredentials,
    EnvironmentCredentials, ProfileCredentials, Refreshing,
};
#[doc(inline)]
pub use crate::runtime::{
    Call, Client, ClientBuilder, Credentials, CredentialsError, DetailedResponse, Error, ErrorCode,
    ErrorKind, Items, JsonCall, JsonResponse, Language, Pages, ParsePositionError, ParseSiteError,
    Position, Preview, ProvideCredentials, RateLimit, ReqwestTransport, ResponseBody, RetryPolicy,
    SendProgress, Site, Structure, Timestamp, Transport, TransportError, UnknownValue, Validation,
    Violation, Wait, WaitError, WaitErrorKind, WaitProgress,
};
#[doc(no_inline)]
pub use futures_core::future::BoxFuture;

#[cfg(all(feature = "teo", not(feature = "build-time")))]
#[path = "generated/mod.rs"]
#[rustfmt::skip]
pub mod teo;

#[cfg(feature = "build-time")]
include!(concat!(env!("OUT_DIR"), "/teo.rs"));

#[cfg(feature = "workflows")]
pub mod workflows;

/// The programs in README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
