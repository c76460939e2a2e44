//! Telling formats apart and reading records out of them.

pub mod input;
pub mod reader;
