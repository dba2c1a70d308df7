//! The YAML as written: serde types that refuse unknown keys.
