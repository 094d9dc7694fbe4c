//! Walks every resource of the spec through each of its steps, with three items of a kind of which only
//! the second is changed and deleted, and prints a table of what was walked.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use teo_specs::{Resource, Role, Step, Unsent};

use super::shown::contains;
use super::walk::Walk;
use crate::state::items::Identifiers;
use crate::state::member_path;

/// Resources whose items are made otherwise than by the steps of the spec, and the tests that walk them.
pub(super) const WALKED_ELSEWHERE: [&str; 2] = ["PrefetchTask", "PurgeTask"];

type Object = Map<String, Value>;

const ROLES: [Role; 9] = [
    Role::Create,
    Role::List,
    Role::Read,
    Role::Update,
    Role::Switch,
    Role::Order,
    Role::Add,
    Role::Remove,
    Role::Delete,
];

#[test]
fn every_step_of_every_resource_does_what_it_says_to_one_item_and_leaves_the_others() {
    let spec = crate::test_spec::embedded();
    let mut table = BTreeMap::new();
    let mut faults = Vec::new();
    for resource in spec.resources.values() {
        if WALKED_ELSEWHERE.contains(&resource.name.as_str()) {
            continue;
        }
        let row: &mut BTreeMap<Role, usize> = table.entry(resource.name.as_str()).or_default();
        for step in resource.steps() {
            match walk_step(resource, &step) {
                Ok(()) => *row.entry(step.role).or_default() += 1,
                Err(fault) => {
                    faults.push(format!("{} {} {}: {fault}", resource.name, step.role, step.action))
                }
            }
        }
    }
    print_table(&table);
    let walked: usize = table.values().flat_map(BTreeMap::values).sum();
    println!("{walked} steps of {} resources, {} faults", table.len(), faults.len());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn print_table(table: &BTreeMap<&str, BTreeMap<Role, usize>>) {
    let heads: Vec<_> = ROLES.iter().map(|role| format!("{:>7}", role.key())).collect();
    println!("{:28}{}", "resource", heads.concat());
    for (name, row) in table {
        let cells = ROLES.iter().map(|role| match row.get(role) {
            Some(count) => format!("{count:>7}"),
            None => format!("{:>7}", "-"),
        });
        println!("{name:28}{}", cells.collect::<String>());
    }
}

/// Makes three items in an account of their own, takes the step with the second, and compares.
fn walk_step(resource: &Resource, step: &Step<'_>) -> Result<(), String> {
    let mut walk = Walk::new(resource);
    let ids = walk.make_three(if step.role == Role::Create { Some(step) } else { None })?;
    walk.account.wait();
    walk.reach_required_state(step, &ids[1])?;
    let before = walk.items();
    match step.role {
        Role::Create | Role::List | Role::Read => {}
        Role::Order => return walk_order(&mut walk, step, &ids),
        Role::Delete => return walk_delete(&mut walk, step, &ids[1], &before),
        _ => {
            let request = walk.request(step, &ids[1], 7);
            walk.call(step.action, &request)?;
            let after = walk.items();
            check_change(&walk, step, &request, (&ids[1], &before, &after))?;
        }
    }
    walk.account.wait();
    walk.check_shown(step, &ids)
}

/// Checks that the change is all that differs between two states.
fn check_change(
    walk: &Walk<'_>,
    step: &Step<'_>,
    request: &Map<String, Value>,
    (id, before, after): (&Identifiers, &[Object], &[Object]),
) -> Result<(), String> {
    if before.len() != after.len() {
        return Err(format!("{} items became {}", before.len(), after.len()));
    }
    for (old, new) in before.iter().zip(after) {
        if contains(&json!(old), &json!(id)) {
            check_changed_item(walk, step, request, old, new)?;
        } else if old != new {
            return Err(format!("another item changed from {old:?} to {new:?}"));
        }
    }
    Ok(())
}

fn check_changed_item(
    walk: &Walk<'_>,
    step: &Step<'_>,
    request: &Map<String, Value>,
    old: &Map<String, Value>,
    new: &Map<String, Value>,
) -> Result<(), String> {
    let resource = walk.resource;
    let mut rest = new.clone();
    for binding in walk.spec.bindings(resource, step) {
        let name = binding.member.as_str();
        if resource.identifiers.contains(&binding.member) {
            continue;
        }
        rest.remove(name);
        let sent = member_path::value_at(request, &binding.parameter);
        let fits = match (step.role, sent) {
            (Role::Add, Some(Value::Array(sent))) => {
                let list = new.get(name).and_then(Value::as_array);
                sent.iter().all(|element| list.is_some_and(|list| list.contains(element)))
            }
            (Role::Remove, Some(Value::Array(sent))) => {
                let list = new.get(name).and_then(Value::as_array);
                !sent.iter().any(|element| list.is_some_and(|list| list.contains(element)))
            }
            (_, Some(sent)) => {
                contains(new.get(name).unwrap_or(&Value::Null), &without_sets(step, name, sent))
            }
            (_, None) if is_removed(resource, step, name) => !new.contains_key(name),
            (_, None) => new.get(name) == old.get(name),
        };
        if !fits {
            let (old, new) = (old.get(name), new.get(name));
            return Err(format!("{name}: {sent:?} was sent, {old:?} became {new:?}"));
        }
    }
    // The action may be several steps at once.
    for other in resource.steps().iter().filter(|other| other.action == step.action) {
        for binding in walk.spec.bindings(resource, other) {
            rest.remove(&binding.member);
        }
    }
    let set = step.sets.iter().map(|set| set.member.split('.').next().unwrap());
    let returned = step.returns.values().map(String::as_str);
    let ranked = resource.modified.as_deref();
    for name in set.chain(returned).chain(ranked) {
        rest.remove(name);
    }
    let kept = rest.iter().all(|(name, value)| old.get(name) == Some(value));
    if kept { Ok(()) } else { Err(format!("of {old:?}, not all of {rest:?} was kept")) }
}

/// Returns what was sent without the members that the step itself sets.
fn without_sets(step: &Step<'_>, member: &str, sent: &Value) -> Value {
    let mut sent = sent.clone();
    for set in step.sets {
        if let Some(inner) = set.member.strip_prefix(member).and_then(|rest| rest.strip_prefix('.'))
        {
            let elements = sent.as_array_mut().into_iter().flatten();
            elements.filter_map(Value::as_object_mut).for_each(|element| _ = element.remove(inner));
        }
    }
    sent
}

fn is_removed(resource: &Resource, step: &Step<'_>, member: &str) -> bool {
    let update = &resource.update[step.index];
    let is_exception = update.except.iter().any(|name| name == member);
    (update.unsent == Some(Unsent::Removed)) != is_exception
}

fn walk_order(walk: &mut Walk<'_>, step: &Step<'_>, ids: &[Identifiers]) -> Result<(), String> {
    let order = &walk.resource.order[step.index];
    let last = walk.resource.identifiers.last().unwrap();
    let mut request = walk.request(step, &ids[0], 7);
    let reversed: Vec<_> = ids.iter().rev().map(|id| id[last].clone()).collect();
    request.insert(order.ids.clone(), json!(reversed));
    walk.call(step.action, &request)?;
    let ranks: Vec<_> = walk.items().iter().map(|item| item[&order.member].clone()).collect();
    let expected =
        if order.first_is_greatest == Some(true) { json!([1, 2, 3]) } else { json!([3, 2, 1]) };
    if json!(ranks) == expected { Ok(()) } else { Err(format!("the ranks are {ranks:?}")) }
}

fn walk_delete(
    walk: &mut Walk<'_>,
    step: &Step<'_>,
    id: &Identifiers,
    before: &[Map<String, Value>],
) -> Result<(), String> {
    let delete = &walk.resource.delete[step.index];
    let request = walk.request(step, id, 7);
    walk.call(step.action, &request)?;
    let after = walk.items();
    let is_gone = |item: &Map<String, Value>| {
        if delete.all {
            contains(&json!(item), &json!(walk.parent_of(id)))
        } else {
            contains(&json!(item), &json!(id))
        }
    };
    if !delete.sets.is_empty() {
        return check_change(walk, step, &request, (id, before, &after));
    }
    let expected: Vec<_> = before.iter().filter(|item| !is_gone(item)).cloned().collect();
    if after != expected {
        return Err(format!("{after:?} is left in place of {expected:?}"));
    }
    let second = walk.account.call(step.action, json!(request));
    let is_refused = second.as_ref().is_err_and(|error| match &walk.resource.not_found {
        Some(code) => error.code == *code,
        None => true,
    });
    if is_refused || delete.all { Ok(()) } else { Err(format!("deleted again: {second:?}")) }
}
