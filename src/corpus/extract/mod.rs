//! Records to articles: headline, body, date, source, byline, place, language.
//!
//! Extractors take a [`Record`](crate::corpus::format::reader::Record) and what is known about its
//! file, and say for each field what they took, where from, and what they turned down.

pub mod aliases;
