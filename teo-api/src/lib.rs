//! A typed client for Tencent Cloud EdgeOne (`teo`, API version 2022-09-01).
//!
//! ```no_run
//! use teo_api::teo::{DescribePrefetchTasksFilter, DescribePrefetchTasksRequest, TaskStatus};
//! use teo_api::{Client, Error};
//!
//! # async fn example() -> Result<(), Error> {
//! let client = Client::from_env()?;
//! let request = DescribePrefetchTasksRequest::new()
//!     .zone_id("zone-z8m9mgx")
//!     .start_time("2022-02-09T00:00:00+08:00")
//!     .end_time("2022-02-09T23:59:59+08:00")
//!     .filters([DescribePrefetchTasksFilter::statuses([
//!         TaskStatus::Failed,
//!         TaskStatus::Invalid,
//!         TaskStatus::Timeout,
//!     ])])
//!     .limit(1000);
//! let response = client.describe_prefetch_tasks(request).await?;
//! for task in response.tasks {
//!     println!("{} {}", task.target, task.status);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! - [`Client`] has a method for each action; [`teo`] holds their requests, responses, values,
//!   filters and error codes.
//! - Descriptions say the service's own names, such as `StartTime`; the field is the same in snake
//!   case, and a search finds both.
//! - A request is checked before it is sent: [`Error::violations`], [`Validation`].
//! - An answer is read leniently and nothing of it is lost: [`Structure::unknown`]. Where it is not
//!   what the specs led us to expect, an event of `tracing` with the target `teo_api::drift` tells.
//! - [`Error`] says what failed, what the service answered, and whether the action may have been
//!   carried out all the same.
//! - Credentials come from wherever the vendor's own tools look for them ([`DefaultCredentials`]), or
//!   from what is given to the builder: a provider of this crate, or your [`ProvideCredentials`]. They
//!   reach no log, no error and no Debug.
//!
//! # Changing one of many
//!
//! Actions that take a list mostly replace the whole of it. So read what is there, change it, and send
//! it back; what this version does not know of it goes back as it came. This adds a rule to those that
//! a site has, raises a rate limit and switches a group of managed rules off:
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
//! println!("{policy:#?}"); // to compare: not all sections are documented to stay when not sent
//!
//! // If it is missing, look in the console first: rules in the older form may not be returned.
//! let mut custom = policy.custom_rules.unwrap_or_default();
//! let rules = custom.rules.get_or_insert_default();
//! if rules.iter().any(|rule| rule.rule_type == Some(CustomRuleType::ManagedAccessRule)) {
//!     return Err("some rules are the vendor's: ask before replacing the list".into());
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
//!     return Err("it goes by single rules: keep a copy of them and choose another level".into());
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
//! - `teo` (default): the module [`teo`]. Without it there is [`core`] alone, for generated code of
//!   your own.
//! - `sts` (default): credentials that STS issues, for an assumed role or a pod in TKE.
//! - `ring` (default), `aws-lc`, `native-tls`: TLS by rustls with either provider, or by the
//!   platform's library. Of several that are on, `aws-lc` comes first, then `ring`. With none, there
//!   are `http://` endpoints and transports of your own.
//! - `build-time`: the module [`teo`] is generated while the crate is built, from the specs in the
//!   folder that `TEO_API_SPECS` names, or from those that were released with the crate; then it is
//!   the same as the one checked in. It replaces `teo` for every crate of the program.

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod core;

#[cfg(feature = "sts")]
#[doc(inline)]
pub use crate::core::{AssumeRoleCredentials, TkeOidcCredentials};
#[doc(inline)]
pub use crate::core::{
    Body, BoxFuture, Call, CliProfileCredentials, Client, ClientBuilder, Credentials,
    CredentialsChain, CredentialsError, CvmRoleCredentials, DefaultCredentials,
    EnvironmentCredentials, Error, ErrorCode, ErrorKind, Language, ProfileCredentials,
    ProvideCredentials, RateLimit, Renewing, ReqwestTransport, ResponseFuture, RetryPolicy, Site,
    Structure, Timestamp, Transport, TransportError, UnknownValue, Validation, Violation,
};

#[cfg(all(feature = "teo", not(feature = "build-time")))]
#[path = "generated/mod.rs"]
#[rustfmt::skip]
pub mod teo;

#[cfg(feature = "build-time")]
include!(concat!(env!("OUT_DIR"), "/teo.rs"));

/// The programs in README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
