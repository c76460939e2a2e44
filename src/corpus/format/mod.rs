//! Telling formats apart and reading records out of them.

pub mod csv;
pub mod csv_dialect;
pub mod input;
pub mod json;
pub mod json_scan;
pub mod markdown;
pub mod reader;
pub mod text;
pub mod yaml;
