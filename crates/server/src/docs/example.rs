//! An example of a schema, put together from the examples of its parts.

use serde_json::{Map, Value, json};

/// No schema of ours is nested deeper; one that refers to itself would have no end.
const DEEPEST: usize = 8;

/// The example of a request's or response's JSON, indented.
pub fn of_content(document: &Value, described: &Value) -> Option<String> {
    let content = described["content"].as_object()?.values().next()?;
    let example = match &content["example"] {
        Value::Null => of_schema(document, &content["schema"], DEEPEST),
        example => example.clone(),
    };
    let is_empty = example.is_null() || example.as_object().is_some_and(Map::is_empty);
    (!is_empty).then(|| serde_json::to_string_pretty(&example).unwrap_or_default())
}

fn of_schema(document: &Value, schema: &Value, depth: usize) -> Value {
    if depth == 0 {
        return Value::Null;
    }
    let inner = |schema: &Value| of_schema(document, schema, depth - 1);
    if !schema["example"].is_null() {
        return schema["example"].clone();
    }
    if let Some(reference) = schema["$ref"].as_str() {
        return document
            .pointer(reference.trim_start_matches('#'))
            .map_or(Value::Null, inner);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let choice = choices.iter().find(|choice| choice["type"] != "null");
        return choice.map_or(Value::Null, inner);
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds
            .iter()
            .find(|kind| *kind != "null")
            .unwrap_or(&Value::Null),
        kind => kind,
    };
    match (kind.as_str(), schema["format"].as_str()) {
        (Some("object"), _) => {
            let properties = schema["properties"].as_object().into_iter().flatten();
            properties
                .map(|(name, property)| (name.clone(), inner(property)))
                .collect()
        }
        (Some("array"), _) => json!([inner(&schema["items"])]),
        (Some("string"), Some("uuid")) => json!("6f1c2a7e-3b5d-4c8f-9a10-2d4e6f8a0b1c"),
        (Some("string"), Some("date-time")) => json!("2025-12-14T11:00:00.000000Z"),
        (Some("string"), _) => json!("…"),
        (Some("integer"), _) => json!(31),
        (Some("number"), _) => json!(2.4),
        (Some("boolean"), _) => json!(true),
        _ => Value::Null,
    }
}
