//! How good answers are: topics, judgements and runs in, figures out, as trec_eval gives them.
//!
//! [`topics`] reads what is asked, [`qrels`] what assessors said of it, [`run`] what some engine answered;
//! [`scores`] gives the figures of one topic and [`compare`] those of several runs on the same topics, with
//! a test of [`significance`]. Everything here is a function of its arguments: files are read, queries
//! parsed and searched, and tables written elsewhere.

pub mod compare;
pub mod error;
pub mod qrels;
pub mod run;
pub mod scores;
pub mod significance;
pub mod topics;
mod topics_trec;
