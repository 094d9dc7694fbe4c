//! One page: the request for it, and what its response says about the list. Both work by the tables
//! of the structures, by the half of them that calls use anyway: reading for a request, writing for a
//! response. So a paged action adds no table to a program.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::position::Start;
use crate::runtime::schema::{
    Access, Continuation, Members, MembersMut, Paging, Schema, StructureSchema, UnknownMembers,
    ValueMut, ValueRef,
};

/// The request of the caller with the start and the size of one page.
pub(super) struct PageRequest<'a> {
    pub(super) request: &'a dyn Members,
    pub(super) paging: &'static Paging,
    pub(super) start: &'a Start,
    /// The size of a page, if the request does not set it.
    pub(super) limit: Option<u64>,
}

impl Schema for PageRequest<'_> {
    fn schema(&self) -> &'static StructureSchema {
        self.request.schema()
    }
}

impl Members for PageRequest<'_> {
    fn member(&self, index: usize) -> Option<ValueRef<'_>> {
        let name = self.schema().members.get(index)?.name;
        let own = || self.request.member(index);
        match self.start {
            _ if name == self.paging.limit => self.limit.map(ValueRef::Uint).or_else(own),
            _ if name != self.paging.start => own(),
            Start::Offset(offset) => Some(ValueRef::Uint(*offset)),
            // The first page has no cursor.
            Start::Cursor(cursor) if cursor.is_empty() => own(),
            Start::Cursor(cursor) => Some(ValueRef::Text(cursor)),
        }
    }

    fn unknown_members(&self) -> &UnknownMembers {
        self.request.unknown_members()
    }
}

/// Where the request of the caller begins.
pub(super) fn start_of(request: &dyn Members, paging: &Paging) -> Start {
    let unknown = request.unknown_members().get(paging.start);
    let value = member(request, paging.start);
    match paging.continuation {
        Continuation::Offset { .. } => {
            let offset = value.and_then(integer).or_else(|| unknown?.as_u64());
            Start::Offset(offset.unwrap_or(0))
        }
        Continuation::Cursor { .. } => {
            let cursor = value.and_then(ValueRef::text).or_else(|| unknown?.as_str());
            Start::Cursor(cursor.unwrap_or_default().to_owned())
        }
    }
}

/// The size of a page, as the request of the caller sets it or leaves it open.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageSize {
    /// The number of items on a full page; `None` if the service decides.
    pub(super) full: Option<u64>,
    /// The limit to be sent, if the request does not set it.
    pub(super) limit: Option<u64>,
}

impl PageSize {
    pub(super) fn of(request: &dyn Members, paging: &Paging) -> Self {
        let unknown = request.unknown_members().get(paging.limit);
        let value = member(request, paging.limit);
        if value.is_some() || unknown.is_some() {
            let full = value.and_then(integer).or_else(|| unknown?.as_u64());
            return Self { full, limit: None };
        }
        let limit = request.schema().members.iter().find(|member| member.name == paging.limit);
        let greatest = limit.and_then(|limit| limit.maximum?.try_into().ok());
        Self { full: greatest, limit: greatest }
    }
}

fn member<'a>(request: &'a dyn Members, name: &str) -> Option<ValueRef<'a>> {
    request.member(request.schema().position(name, 0)?)
}

fn integer(value: ValueRef<'_>) -> Option<u64> {
    match value {
        ValueRef::Uint(value) => Some(value),
        ValueRef::Int(value) => value.try_into().ok(),
        _ => None,
    }
}

/// What the response for one page says about the list.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Number of items.
    pub(super) items: u64,
    /// Hash of all items.
    pub(super) hash: u64,
    /// Number of all items of the list.
    pub(super) total: Option<u64>,
    /// Where the next page begins; empty after the last page.
    pub(super) next_cursor: String,
    /// The member that could not be read, so that the rest of this says nothing.
    pub(super) unreadable: Option<&'static str>,
}

impl Page {
    pub(super) fn read(response: &mut dyn MembersMut, paging: &Paging) -> Self {
        let mut page = Self::default();
        let mut hasher = DefaultHasher::new();
        page.unreadable = unreadable(response, paging);
        if let Some(ValueMut::List(items)) = member_mut(response, paging.items) {
            page.items = items.len() as u64;
            hash(ValueMut::List(items), &mut hasher);
        }
        page.hash = hasher.finish();
        match paging.continuation {
            Continuation::Offset { total } => {
                page.total = total.and_then(|total| match member_mut(response, total)? {
                    ValueMut::Uint(total) => Some(*total),
                    ValueMut::Int(total) => (*total).try_into().ok(),
                    _ => None,
                });
            }
            Continuation::Cursor { next } => {
                let cursor = member_mut(response, next).and_then(ValueMut::text);
                page.next_cursor = cursor.unwrap_or_default().to_owned();
            }
        }
        page
    }
}

/// The member without which the page says nothing, if its value did not fit or it is not there.
fn unreadable(response: &mut dyn MembersMut, paging: &Paging) -> Option<&'static str> {
    let next = match paging.continuation {
        Continuation::Cursor { next } => Some(next),
        Continuation::Offset { .. } => None,
    };
    [Some(paging.items), next].into_iter().flatten().find(|name| {
        let unknown = response.unknown_members_mut().get(name).is_some();
        unknown || response.schema().position(name, 0).is_none()
    })
}

fn member_mut<'a>(structure: &'a mut dyn MembersMut, name: &str) -> Option<ValueMut<'a>> {
    let index = structure.schema().position(name, 0)?;
    structure.member_mut(index, Access::Get)
}

fn hash(value: ValueMut<'_>, hasher: &mut DefaultHasher) {
    match value {
        ValueMut::Text(text) => text.hash(hasher),
        ValueMut::Int(value) => value.hash(hasher),
        ValueMut::Uint(value) => value.hash(hasher),
        ValueMut::Float(value) => value.to_bits().hash(hasher),
        ValueMut::Bool(value) => value.hash(hasher),
        ValueMut::StringScalar(value) => value.value().and_then(ValueRef::text).hash(hasher),
        ValueMut::Object(structure) => hash_members(structure, hasher),
        ValueMut::List(list) => {
            list.len().hash(hasher);
            for index in 0..list.len() {
                if let Some(item) = list.item(index) {
                    hash(item, hasher);
                }
            }
        }
    }
}

fn hash_members(structure: &mut dyn MembersMut, hasher: &mut DefaultHasher) {
    for index in 0..structure.schema().members.len() {
        if let Some(value) = structure.member_mut(index, Access::Get) {
            index.hash(hasher);
            hash(value, hasher);
        }
    }
    for unknown in structure.unknown_members_mut().iter() {
        unknown.hash(hasher);
    }
}
