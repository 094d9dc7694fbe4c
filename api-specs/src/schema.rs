//! Makes `spec.schema.json`, the format of spec files for editors and people, from the model.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use crate::model::{Action, Resource, Service, Structure, Values};

/// Makes the JSON schema of the five kinds of spec files.
///
/// A spec file has the form of `Service`, `Action`, `Structure`, `Values` or `Resource` in `#/$defs`.
#[must_use]
pub fn schema() -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let kinds = [
        generator.subschema_for::<Service>(),
        generator.subschema_for::<Action>(),
        generator.subschema_for::<Structure>(),
        generator.subschema_for::<Values>(),
        generator.subschema_for::<Resource>(),
    ];
    let mut definitions = Value::Object(generator.take_definitions(true));
    refuse_unknown_keys(&mut definitions);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Specs of a Tencent Cloud API",
        "anyOf": kinds,
        "$defs": definitions,
    })
}

/// Forbids unknown keys in every definition. The types do not forbid them, because the parser
/// reports unknown keys itself.
fn refuse_unknown_keys(definitions: &mut Value) {
    for definition in definitions.as_object_mut().into_iter().flat_map(|all| all.values_mut()) {
        if let Some(definition) = definition.as_object_mut()
            && definition.contains_key("properties")
        {
            definition.insert("additionalProperties".to_owned(), Value::Bool(false));
        }
    }
}
