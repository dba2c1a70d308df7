//! The translators' and lawyers' way in: texts as rows of a spreadsheet, and their changes back into
//! the YAML as it was written.
//!
//! Everything here turns values into values. `place` says which words have a row, `export` makes the
//! tables, `workbook` turns tables into XLSX and back, `import` compares a returned table with the
//! catalog, `lawyer` does both for the lawyer's table, `calls` is the call sheet of the contacts, and
//! `yaml_edit` changes single scalars of a file. Reading and writing files is left to `commands`.

pub mod calls;
mod csv;
pub mod export;
pub mod import;
pub mod lawyer;
pub mod place;
pub mod workbook;
pub mod yaml_edit;

#[cfg(test)]
mod tests;
