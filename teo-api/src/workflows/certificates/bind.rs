//! A binding, from its hosts to its outcome: find the hosts, plan each, send, and wait.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures_core::future::BoxFuture;

use super::plan::{AlgorithmNeeded, Plan, has_failed, plan};
use super::{Algorithm, Binding, Certificates, HostBinding, HostCertificates, HostState};
use crate::Error;
use crate::teo::{CertificateMode, ModifyHostsCertificateRequest, ServerCertInfo};
use crate::workflows::host_name;
use crate::workflows::once::once;

/// Half an hour is normal.
const DEFAULT_WAIT: Duration = Duration::from_secs(30 * 60);

/// Binds a certificate to hosts when it is awaited; [`Certificates::bind`] makes it.
///
/// Its future can be dropped at any time: the change that is being sent may be executed, and no other one
/// is sent. Make the call again to go on; hosts that have the certificate are not changed again.
///
/// ```no_run
/// use teo_api::workflows::certificates::{Algorithm, Certificates};
///
/// # async fn example(client: teo_api::Client) -> Result<(), teo_api::Error> {
/// let certificates = Certificates::new(&client, "zone-2noz78a8ev6k");
/// let bind = certificates.bind("hT4kQ9wZ", ["www.example.com", "*.example.com"]);
/// let binding = bind.algorithm(Algorithm::Ecc).without_waiting().await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent until it is awaited"]
pub struct Bind {
    certificates: Certificates,
    certificate_id: String,
    hosts: Vec<String>,
    algorithm: Option<Algorithm>,
    /// `None` for not waiting at all.
    wait: Option<Duration>,
}

/// Why a certificate was bound to no host. It turns into an [`Error`]: that of the call, or one of the
/// kind [`Workflow`](crate::ErrorKind::Workflow) whose source is this.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BindError {
    /// A call that reads failed. Nothing was sent.
    #[error(transparent)]
    Call(#[from] Error),
    /// There is no host, so nothing was sent.
    #[error("no host was given to bind certificate `{certificate_id}` to")]
    #[non_exhaustive]
    NoHosts {
        /// ID of the certificate.
        certificate_id: String,
    },
    /// A host has another certificate, and whether the new one replaces it depends on its algorithm,
    /// which no domain of the zone shows. Nothing was sent.
    #[error(
        "`{host}` has other certificates, and the algorithm of certificate `{certificate_id}` is not \
         known, since no domain of the zone has it; name it with `Bind::algorithm`"
    )]
    #[non_exhaustive]
    AlgorithmUnknown {
        /// ID of the certificate.
        certificate_id: String,
        /// The first host that needs the algorithm.
        host: String,
    },
}

impl From<BindError> for Error {
    fn from(error: BindError) -> Self {
        match error {
            BindError::Call(error) => error,
            other => Self::workflow(other),
        }
    }
}

/// A host on its way to its outcome.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) outcome: HostBinding,
    /// The domain in the form in which names compare; `None` for what is no host name.
    pub(super) name: Option<String>,
    /// The list to send, until it is sent.
    send: Option<Vec<String>>,
    /// The error of a change that may have been executed, until the change shows.
    pub(super) doubt: Option<Arc<Error>>,
    /// Whether the certificate was in the list after the change.
    pub(super) was_seen: bool,
    /// Whether the list may still show the failure for which the certificate is sent again.
    pub(super) may_show_old_failure: bool,
}

impl Bind {
    pub(super) fn new(
        certificates: Certificates,
        certificate_id: String,
        hosts: Vec<String>,
    ) -> Self {
        let wait = Some(DEFAULT_WAIT);
        Self { certificates, certificate_id, hosts, algorithm: None, wait }
    }

    /// Names the algorithm of the certificate, such as `"RSA"`. The service does not return it for a
    /// certificate that no domain has, so it must be named where a host has a certificate already;
    /// without it, the domains of the zone are searched for the certificate.
    pub fn algorithm(mut self, algorithm: impl Into<Algorithm>) -> Self {
        self.algorithm = Some(algorithm.into());
        self
    }

    /// Sets how long to wait for the deployment, after the last change was sent. Defaults to 30 minutes,
    /// which is normal. A host on which it is not deployed by then is [`HostState::Deploying`].
    pub fn wait(mut self, timeout: Duration) -> Self {
        self.wait = Some(timeout);
        self
    }

    /// Returns as soon as the changes are accepted.
    pub fn without_waiting(mut self) -> Self {
        self.wait = None;
        self
    }

    async fn run(self) -> Result<Binding, BindError> {
        let certificate_id = self.certificate_id.clone();
        if self.hosts.is_empty() {
            return Err(BindError::NoHosts { certificate_id });
        }
        let names = unique_names(&self.hosts);
        let values = names.iter().filter_map(|(_, name)| name.clone()).collect::<Vec<_>>();
        let found = self.certificates.find(&values).await?;
        let mut targets = self.targets(names, found).await?;
        for target in &mut targets {
            self.send(target).await;
        }
        self.finish(&mut targets, self.wait).await;
        let hosts = targets.into_iter().map(|target| target.outcome).collect();
        Ok(Binding { certificate_id, hosts })
    }

    /// Plans every host before the first change is sent, so that a missing algorithm leaves no half of
    /// them changed.
    async fn targets(
        &self,
        names: Vec<(String, Option<String>)>,
        found: Vec<HostCertificates>,
    ) -> Result<Vec<Target>, BindError> {
        let now = now(&self.certificates);
        let mut algorithm = self.algorithm.clone().or_else(|| self.algorithm_in(&found));
        let mut searched = false;
        let mut targets = Vec::new();
        for (given, name) in names {
            let Some(host) = found_host(&found, name.as_deref()) else {
                targets.push(Target::not_in_zone(given, name));
                continue;
            };
            let mut planned = plan(host, &self.certificate_id, algorithm.as_ref(), now);
            if planned.is_err() && !searched {
                searched = true;
                algorithm = self.algorithm_in(&self.certificates.list().await?);
                planned = plan(host, &self.certificate_id, algorithm.as_ref(), now);
            }
            let planned = planned.map_err(|AlgorithmNeeded| BindError::AlgorithmUnknown {
                certificate_id: self.certificate_id.clone(),
                host: host.host.clone(),
            })?;
            let mut target = Target::planned(host, name, planned);
            let bound = host.get(&self.certificate_id);
            target.may_show_old_failure = bound.is_some_and(has_failed);
            if target.send.is_none() {
                target.observe(Some(host), &self.certificate_id, Duration::ZERO);
            }
            targets.push(target);
        }
        Ok(targets)
    }

    /// Returns the algorithm of the certificate, if one of these hosts has it.
    fn algorithm_in(&self, hosts: &[HostCertificates]) -> Option<Algorithm> {
        hosts.iter().find_map(|host| host.get(&self.certificate_id)?.algorithm.clone())
    }

    /// Sends the list of one host. Each has a call of its own, so that one which is refused holds up no
    /// other.
    async fn send(&self, target: &mut Target) {
        let Some(list) = target.send.take() else { return };
        let request = ModifyHostsCertificateRequest::new()
            .zone_id(&*self.certificates.zone_id)
            .hosts([&*target.outcome.host])
            .mode(CertificateMode::SslCertificate)
            .server_cert_info(list.into_iter().map(|id| ServerCertInfo::new().cert_id(id)));
        let client = &self.certificates.client;
        let result = client.modify_hosts_certificate(request).retry(once(client)).await;
        target.outcome.changed = true;
        match result {
            Ok(_) => {}
            Err(error) if error.may_have_executed() => target.doubt = Some(Arc::new(error)),
            Err(error) => {
                target.outcome.changed = false;
                target.outcome.replaced.clear();
                target.outcome.kept.clear();
                target.outcome.state = HostState::Refused { error: Arc::new(error) };
            }
        }
    }

    pub(super) fn certificate_id(&self) -> &str {
        &self.certificate_id
    }

    pub(super) fn certificates(&self) -> &Certificates {
        &self.certificates
    }
}

impl Target {
    fn not_in_zone(given: String, name: Option<String>) -> Self {
        let plan = Plan { send: None, replaced: Vec::new(), kept: Vec::new() };
        Self::new(given, name, HostState::NotInZone, plan)
    }

    fn planned(host: &HostCertificates, name: Option<String>, plan: Plan) -> Self {
        Self::new(host.host.clone(), name, HostState::Deploying, plan)
    }

    fn new(host: String, name: Option<String>, state: HostState, plan: Plan) -> Self {
        let Plan { send, replaced, kept } = plan;
        let missing = Vec::new();
        let outcome = HostBinding { host, state, changed: false, replaced, kept, missing };
        let (doubt, was_seen, may_show_old_failure) = (None, false, false);
        Self { outcome, name, send, doubt, was_seen, may_show_old_failure }
    }
}

/// Returns each host as it was given, with its name in the form in which names compare, once each.
fn unique_names(hosts: &[String]) -> Vec<(String, Option<String>)> {
    let mut known = HashSet::new();
    let named = hosts.iter().map(|host| (host.clone(), host_name::to_ascii(host)));
    named.filter(|(given, name)| known.insert(name.as_ref().unwrap_or(given).clone())).collect()
}

/// Returns the host of this name.
pub(super) fn found_host<'a>(
    found: &'a [HostCertificates],
    name: Option<&str>,
) -> Option<&'a HostCertificates> {
    let name = name?;
    found.iter().find(|host| host_name::to_ascii(&host.host).as_deref() == Some(name))
}

/// The time by the client's clock, which a service that refused a signature has corrected.
fn now(certificates: &Certificates) -> SystemTime {
    let config = certificates.client.config();
    let (now, offset) = ((config.clock)(), config.clock_offset.current());
    let distance = Duration::from_secs(offset.unsigned_abs());
    let corrected = if offset < 0 { now.checked_sub(distance) } else { now.checked_add(distance) };
    corrected.unwrap_or(now)
}

impl IntoFuture for Bind {
    type Output = Result<Binding, BindError>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl fmt::Debug for Bind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Bind");
        out.field("certificate_id", &self.certificate_id).field("hosts", &self.hosts);
        out.field("algorithm", &self.algorithm).field("wait", &self.wait).finish_non_exhaustive()
    }
}
