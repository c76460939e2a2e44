//! The trait that every format implements, and the raw record that it hands on.

use serde_json::Value;

use crate::corpus::Reject;

/// A record as it stood in the file: decoded, but not yet understood.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    /// Byte offset in the (decompressed) file.
    pub offset: u64,
    /// The bytes that the id hashes: the decoded record before any cleaning.
    pub raw: String,
    /// Named values, in the order in which they stood, under the names the file uses
    /// (`title`, `date_publish`, …). Values are strings, numbers, lists or objects.
    pub fields: Vec<(String, Value)>,
    /// The running text, if the record has one that is not a named value. Lines as they stood,
    /// joined by `\n`.
    pub text: Option<String>,
    /// Remarks: replaced characters, cut fields.
    pub notes: Vec<String>,
}

/// Reads the records of one file. Implementations stand beside each other and do not know each
/// other.
pub trait RecordReader {
    /// Calls `each` with every record or reject of the decoded text, in order, until it returns
    /// `false`. Must take time in proportion to the text and never panic.
    fn read(&self, text: &str, each: &mut dyn FnMut(Result<Record, Reject>) -> bool);
}
