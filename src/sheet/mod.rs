//! The translators' way in: their changes back into the YAML as it was written.
//!
//! Everything here turns values into values. `place` says which words may be changed, and `yaml_edit`
//! changes single scalars of a file. Reading and writing files is left to `commands`.

pub mod place;
pub mod yaml_edit;
