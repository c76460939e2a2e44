//! Telling formats apart and reading records out of them.
//!
//! [`sniff`] looks at the beginning of a file; [`text`], [`markdown`] and [`html`] read a whole file as
//! one record; [`json`], [`csv`], [`item_list`], [`feed`] and [`wire`] (both by way of [`xml`]) and
//! [`sgml`] read a stream of records. [`magic`] knows the files that are left alone. Readers know nothing
//! of articles.

pub mod csv;
pub mod csv_dialect;
pub mod feed;
pub mod html;
pub mod input;
pub mod item_list;
pub mod json;
pub mod json_scan;
pub mod magic;
pub mod markdown;
pub mod reader;
pub mod sgml;
pub mod sniff;
pub mod text;
pub mod wire;
pub mod xml;
pub mod yaml;
