//! The model: the Rust names and types for a spec. `generate` emits the model, and `diff` compares
//! two models.

mod lifecycle;
pub(crate) mod names;
mod resolve;
mod types;
mod waiters;

pub(crate) use self::lifecycle::{Effect, Lifecycle, StageAction};
pub(crate) use self::resolve::resolve;
pub(crate) use self::types::{
    ActionModel, Base, EnumModel, FiltersModel, MemberModel, Model, Shape, StructureModel,
    TypeModel,
};
pub(crate) use self::waiters::{WaiterModel, request_member};
