//! Resolves the waiters of resources: the method of each, its parameters, and which actions start what
//! it waits for. A waiter whose items no action shows has no method.

use std::collections::BTreeSet;

use teo_specs::{Poll, Resource, Role, Spec, Waiter};

use super::names;
use super::types::{ActionModel, MemberModel};

/// The timeout of a wait whose usual time is not documented: that of the slowest changes.
const DEFAULT_TIMEOUT_SECONDS: u32 = 1800;

/// A method that waits.
#[derive(Debug)]
pub(crate) struct WaiterModel<'a> {
    pub(crate) resource: &'a Resource,
    pub(crate) waiter: &'a Waiter,
    /// Name of the client method.
    pub(crate) method: String,
    pub(crate) poll: Poll<'a>,
    /// Names of the method's parameters, in the order of the poll's arguments.
    pub(crate) parameters: Vec<String>,
    /// Values with which the wait ends badly.
    pub(crate) fails: Vec<&'a str>,
    /// When the wait ends unless the caller says otherwise.
    pub(crate) timeout_seconds: u32,
    /// Actions that lead to the state.
    pub(crate) started_by: BTreeSet<&'a str>,
    /// Whether an item that exists already may get to the state, and so may be in it before.
    pub(crate) can_be_there_before: bool,
}

impl WaiterModel<'_> {
    /// Returns whether the wait is for all items that share some identifiers.
    pub(crate) fn is_for_all(&self) -> bool {
        !self.waiter.identifiers.is_empty()
    }
}

/// Returns the waiters, by resource and name. A method that would have the name of another gets an
/// underscore.
pub(super) fn resolve_waiters<'a>(
    spec: &'a Spec,
    actions: &[ActionModel<'a>],
) -> Vec<WaiterModel<'a>> {
    let mut used: BTreeSet<String> = actions.iter().map(|action| action.method.clone()).collect();
    let mut waiters = Vec::new();
    for resource in spec.resources.values() {
        for (name, waiter) in &resource.waiters {
            let Some(poll) = spec.poll(resource, waiter) else { continue };
            let plural = if waiter.identifiers.is_empty() { "" } else { "s" };
            let item = names::snake(&resource.name);
            let mut method = names::method(&format!("wait_until_{item}{plural}_{name}"));
            while !used.insert(method.clone()) {
                method.push('_');
            }
            let members = poll.arguments.iter().map(|argument| argument.member);
            let fields = names::disambiguate(members.clone(), names::field);
            let starts = spec.starts_of(resource, waiter);
            waiters.push(WaiterModel {
                resource,
                waiter,
                method,
                parameters: members.map(|member| fields[member].clone()).collect(),
                poll,
                fails: resource.failures_of(waiter),
                timeout_seconds: spec
                    .usual_seconds(resource, waiter)
                    .unwrap_or(DEFAULT_TIMEOUT_SECONDS),
                can_be_there_before: starts.is_empty()
                    || starts.iter().any(|(step, _)| step.role != Role::Create),
                started_by: starts.iter().map(|(step, _)| step.action).collect(),
            });
        }
    }
    waiters
}

/// Returns the member of a request with this wire name.
pub(crate) fn request_member<'m, 'a>(
    action: &'m ActionModel<'a>,
    name: &str,
) -> Option<&'m MemberModel<'a>> {
    action.request.members.iter().find(|member| member.spec.name == name)
}
