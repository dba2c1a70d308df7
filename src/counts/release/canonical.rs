//! Canonical JSON: names in order, no space, whole numbers only, so that one release is one
//! sequence of bytes.

use serde_json::Value;

/// Writes a value with the names of every object in order, whatever order its map keeps.
pub fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(&mut text, value);
    text
}

fn write(text: &mut String, value: &Value) {
    match value {
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(text, item);
            }
            text.push(']');
        }
        Value::Object(map) => {
            let mut names: Vec<_> = map.keys().collect();
            names.sort_unstable();
            text.push('{');
            for (index, name) in names.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                write(text, &map[name]);
            }
            text.push('}');
        }
        plain => text.push_str(&plain.to_string()),
    }
}
