//! The engine on this machine: tantivy behind the waist.
//!
//! Writing: [`store`] keeps [`generations`], [`writer`] makes one out of what [`encode`] hands over
//! through [`tokens`], upon the files of an earlier one where it has a base ([`links`], [`merging`]), and
//! [`sealing`] ends it with what the next night needs ([`ledger`], [`facts`], [`occurrences`]). [`verify`] checks it, a
//! [`lease`] keeps it while it is read. Reading: [`engine`] opens one through [`readonly`]; [`search`] answers with
//! [`lower`] (the tree to pieces, see [`piece`], [`words`], [`weighing`], [`patterns`], [`name_words`], [`keys`], [`expand`]),
//! [`collect`], [`scores`], [`columns`], [`slots`] and [`hits`]; [`unknown`], [`names`] and [`suggest`] tell what
//! was probably meant, [`feedback`] adds words of the best hits, and [`explain`] takes a score apart. No type of tantivy leaves this room.

pub mod bag;
pub mod best;
pub mod checksums;
pub mod collect;
pub mod columns;
pub mod copies;
pub mod count;
pub mod documents;
pub mod encode;
pub mod engine;
pub mod excluded;
pub mod expand;
pub mod explain;
pub mod facets;
pub mod facts;
pub mod faults;
pub mod feedback;
pub mod generations;
pub mod guard;
pub mod hits;
pub mod keys;
pub mod lease;
pub mod ledger;
pub mod links;
pub mod log;
pub mod lower;
pub mod manifests;
pub mod meeting;
pub mod merging;
pub mod name_index;
pub mod name_index_write;
pub mod name_words;
pub mod names;
pub mod occurrences;
pub mod patterns;
pub mod phrasebook;
pub mod piece;
pub mod plan;
pub mod readonly;
pub mod row;
pub mod rows;
pub mod schema;
pub mod scores;
pub mod sealing;
pub mod search;
pub mod segment_files;
pub mod slot;
pub mod slots;
pub mod source_names;
pub mod span_scorer;
pub mod spans;
pub mod spelling;
pub mod stats;
pub mod stepped;
pub mod store;
pub mod stored;
pub mod suggest;
pub mod sums;
pub mod texts;
pub mod texts_write;
pub mod tokens;
mod trace;
pub mod unknown;
pub mod until;
pub mod verify;
pub mod weighing;
pub mod words;
pub mod writer;

use std::fmt::Display;

use crate::engine::EngineError;
use crate::engine::manifest::Versions;

pub use store::{LocalStore, open};

/// Version of the manifest and of the files beside it.
pub const MANIFEST_FORMAT: u32 = 5;

/// Returns the versions that this program writes and reads.
pub fn versions() -> Versions {
    Versions {
        engine: "tantivy 0.27.0".into(),
        schema: schema::VERSION,
        analysis: crate::analysis::VERSION,
        corpus: 0,
        tables: String::new(),
    }
}

/// Makes an error that is ours to mend.
pub(crate) fn internal(doing: &'static str, error: impl Display) -> EngineError {
    EngineError::Internal { doing, why: error.to_string() }
}

/// Makes an error that says that a file of the index is damaged.
pub(crate) fn damaged(file: &str, why: impl Display) -> EngineError {
    EngineError::Damaged { file: file.to_owned(), why: why.to_string() }
}
