//! Full-text search over a corpus of news articles.
//!
//! The rooms, in the order in which data flows: [`corpus`] turns files into [`article`]s;
//! [`ingest`] takes them through [`analysis`] into an engine; [`query`] turns what a person types
//! into a tree; [`engine`] is the contract between those who ask and those who answer; `local`
//! answers with tantivy; [`render`] shows the answer; [`measure`] tells how good answers are.
//! `ARCHITECTURE.md` is the floor plan.
//!
//! The library never prints, exits or asks, and reads no environment, clock or working directory:
//! "now" and paths come in as arguments.

#![deny(clippy::print_stdout, clippy::print_stderr, clippy::exit)]
#![warn(missing_docs)]

pub mod analysis;
pub mod article;
pub mod corpus;
pub mod dedupe;
pub mod engine;
pub mod highlight;
pub mod ingest;
#[cfg(feature = "local")]
pub mod local;
pub mod measure;
pub mod query;
pub mod render;
pub mod spans;
