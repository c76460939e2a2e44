//! The traits that formats implement, and the raw record that they hand on.

use std::io;

use serde_json::Value;

use crate::article::ItemVersion;
use crate::corpus::format::input::Input;

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

/// A record that could not be read, or that a rule leaves alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// Byte offset in the (decompressed) file.
    pub offset: u64,
    /// Stable code, such as `bad-json`.
    pub code: &'static str,
    /// One sentence for a person.
    pub reason: String,
    /// Whether the record is left alone by a rule, and not broken.
    pub by_rule: bool,
    /// The state of an item that takes back what was sent of it before.
    pub withdraws: Option<ItemVersion>,
}

impl Flaw {
    /// Makes a flaw.
    pub fn new(offset: u64, code: &'static str, reason: impl Into<String>) -> Flaw {
        Flaw { offset, code, reason: reason.into(), by_rule: false, withdraws: None }
    }

    /// Says that a rule leaves the record alone.
    pub fn by_rule(offset: u64, code: &'static str, reason: impl Into<String>) -> Flaw {
        Flaw { by_rule: true, ..Flaw::new(offset, code, reason) }
    }
}

/// Takes records and flaws in the order of the file; `false` ends the reading.
pub type Taker<'a> = dyn FnMut(Result<Record, Flaw>) -> bool + 'a;

/// Reads a file that is one record, from its decoded text. Implementations stand beside each other
/// and do not know each other.
pub trait TextReader {
    /// Makes the record. Must take time in proportion to the text and never panic.
    fn read(&self, text: &str) -> Result<Record, Flaw>;
}

/// Reads the records of a file that is too long for memory.
pub trait StreamReader {
    /// Calls `each` with every record or flaw, in order, until it returns `false`. Must hold no
    /// more than one record at a time, take time in proportion to the file and never panic. An
    /// error is one of the input; what was read before it has been handed on.
    fn read(&self, input: &mut Input, each: &mut Taker<'_>) -> io::Result<()>;
}
