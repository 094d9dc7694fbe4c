//! Checks of an action's paging: it starts pages in one way, and every parameter and member that it
//! names exists and has the right type.

use super::Checker;
use crate::model::{Action, Member, Paging};
use crate::problem::Place;
use crate::wire_type::WireType;

/// The type that a key of paging needs.
#[derive(Clone, Copy)]
enum Kind {
    Integer,
    String,
    List,
}

impl Kind {
    fn fits(self, wire_type: &WireType) -> bool {
        match self {
            Self::Integer => wire_type.is_integer(),
            Self::String => *wire_type == WireType::String,
            Self::List => wire_type.is_list(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Integer => "an integer",
            Self::String => "a string",
            Self::List => "a list",
        }
    }
}

impl Checker<'_> {
    pub(super) fn check_paging(&mut self, place: &Place, action: &Action, paging: &Paging) {
        self.check_start(place, paging);
        let parameters = [
            ("offset", paging.offset.as_ref(), Kind::Integer),
            ("cursor", paging.cursor.as_ref(), Kind::String),
            ("limit", Some(&paging.limit), Kind::Integer),
        ];
        let members = [
            ("items", Some(&paging.items), Kind::List),
            ("total", paging.total.as_ref(), Kind::Integer),
            ("next_cursor", paging.next_cursor.as_ref(), Kind::String),
        ];
        for (key, name, kind) in parameters {
            self.check_use(&place.at(key), name, "parameter", &action.parameters, kind);
        }
        for (key, name, kind) in members {
            self.check_use(&place.at(key), name, "member of the response", &action.response, kind);
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
        name: Option<&String>,
        side: &str,
        members: &[Member],
        kind: Kind,
    ) {
        let Some(name) = name else { return };
        let Some(member) = members.iter().find(|member| member.name == *name) else {
            return self.report(
                place,
                format!("there is no {side} {name:?}"),
                "name one of the action's",
            );
        };
        // A type that cannot be read is a problem of the member.
        if let Ok(wire_type) = member.wire_type.parse::<WireType>()
            && !kind.fits(&wire_type)
        {
            self.report(
                place,
                format!("{name} is {wire_type}, not {}", kind.name()),
                "name another, or leave out `paging` if the list has no pages",
            );
        }
    }
}
