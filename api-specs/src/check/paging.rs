//! Checks of an action's paging: it starts pages in one way, and every parameter and member that it
//! names exists and has the right type.

use super::Checker;
use crate::model::{Action, Member, Paging};
use crate::problem::Place;
use crate::wire_type::WireType;

/// Whether a member of this type can have a role in paging.
type Fits = fn(&WireType) -> bool;

impl Checker<'_> {
    pub(super) fn check_paging(&mut self, place: &Place, action: &Action, paging: &Paging) {
        self.check_start(place, paging);
        let request = ("parameter", &action.parameters[..]);
        let response = ("member of the response", &action.response[..]);
        let integer: Fits = WireType::is_integer;
        let string: Fits = |wire_type| *wire_type == WireType::String;
        let list: Fits = WireType::is_list;
        let uses = [
            ("offset", paging.offset.as_ref(), request, integer, "an integer"),
            ("cursor", paging.cursor.as_ref(), request, string, "a string"),
            ("limit", Some(&paging.limit), request, integer, "an integer"),
            ("items", Some(&paging.items), response, list, "a list"),
            ("total", paging.total.as_ref(), response, integer, "an integer"),
            ("next_cursor", paging.next_cursor.as_ref(), response, string, "a string"),
        ];
        for (key, name, (side, members), fits, kind) in uses {
            if let Some(name) = name {
                self.check_use(&place.at(key), name, side, members, fits, kind);
            }
        }
    }

    /// Checks that the keys describe an offset or a cursor, and not a part of both.
    fn check_start(&mut self, place: &Place, paging: &Paging) {
        let (offset, cursor) = (paging.offset.as_ref(), paging.cursor.as_ref());
        if offset.is_none() && cursor.is_none() {
            self.report(place, "starts a page nowhere", "name its `offset` or its `cursor`");
        }
        if offset.is_some() && cursor.is_some() {
            self.report(&place.at("cursor"), "stands beside `offset`", "keep one of the two");
        }
        if offset == Some(&paging.limit) {
            self.report(&place.at("offset"), "is the parameter of `limit` too", "name another");
        }
        match (cursor, &paging.next_cursor) {
            (Some(_), None) => self.report(
                &place.at("next_cursor"),
                "missing key",
                "name the member of the response with the cursor of the next page",
            ),
            (None, Some(_)) => self.report(
                &place.at("next_cursor"),
                "stands without `cursor`",
                "remove it: an offset is counted by the caller",
            ),
            _ => {}
        }
    }

    fn check_use(
        &mut self,
        place: &Place,
        name: &str,
        side: &str,
        members: &[Member],
        fits: Fits,
        kind: &str,
    ) {
        let Some(member) = members.iter().find(|member| member.name == name) else {
            return self.report(
                place,
                format!("there is no {side} {name:?}"),
                "name one of the action's",
            );
        };
        // A type that cannot be read is a problem of the member.
        if let Ok(wire_type) = member.wire_type.parse::<WireType>()
            && !fits(&wire_type)
        {
            self.report(
                place,
                format!("{name} is {wire_type}, not {kind}"),
                "name another, or leave out `paging` if the list has no pages",
            );
        }
    }
}
