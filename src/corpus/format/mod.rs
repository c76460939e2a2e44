//! Telling formats apart and reading records out of them.

pub mod input;
pub mod json;
pub mod json_scan;
pub mod reader;
