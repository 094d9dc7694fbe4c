//! Deletes the second item: it is gone, the others are not, and it cannot be deleted again.

use serde_json::json;
use teo_specs::{Role, Step};

use super::Object;
use super::items::{Made, Walk};
use super::steps::changed;

impl Walk<'_> {
    pub(super) fn check_delete(&mut self, step: &Step<'_>) -> Result<(), String> {
        let second = self.second();
        self.reach_required_state(step, &second)?;
        let delete = &self.resource.delete[step.index];
        if !delete.sets.is_empty() {
            return self.check_change(step);
        }
        let before = self.observe()?;
        let request = self.request(step, &second.id, 7);
        self.call(step.action, &request)?;
        let is_gone = |item: &Made| {
            if delete.all {
                self.parent_of(item) == self.parent_of(&second)
            } else {
                *item == second
            }
        };
        let gone: Vec<_> = self.items.iter().map(is_gone).collect();
        let mut left = gone.iter();
        self.items.retain(|_| !left.next().is_some_and(|gone| *gone));
        self.check_gone(&second)?;
        let after = self.observe()?;
        let left = before.iter().zip(&gone).filter(|(_, gone)| !**gone).map(|(old, _)| old);
        for (old, new) in left.zip(&after) {
            if old != new {
                return Err(changed(&json!(old), &json!(new)));
            }
        }
        if delete.all { Ok(()) } else { self.check_refused(step, &request) }
    }

    fn parent_of(&self, item: &Made) -> Object {
        let mut id = item.id.clone();
        id.retain(|name, _| !self.own().contains(name));
        id
    }

    /// Checks that no view shows an item, also if there is no other item to look for.
    fn check_gone(&mut self, item: &Made) -> Result<(), String> {
        for view in self.views() {
            let request = self.view_request(&view, item);
            if view.role == Role::Read {
                if let Ok(response) = self.try_call(view.action, &request) {
                    return Err(format!("{} reads {} still", view.action, json!(response)));
                }
            } else if let Ok(shown) = self.show(&view, &request)
                && shown.iter().any(|object| self.is_shown_by(item, object))
            {
                return Err(format!("{} shows it still", view.action));
            }
        }
        Ok(())
    }

    fn check_refused(&mut self, step: &Step<'_>, request: &Object) -> Result<(), String> {
        let Err(refusal) = self.try_call(step.action, request) else {
            return Err("it was deleted again".to_owned());
        };
        match &self.resource.not_found {
            Some(code) if *code != refusal.code => {
                Err(format!("deleted again: {}, not {code}", refusal.code))
            }
            _ => Ok(()),
        }
    }
}
