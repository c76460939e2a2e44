//! Files that hold files: zip and tar, and web archives (WARC, ARC). Nothing is ever written to disk.
//!
//! Takes the bytes of an archive; hands on one [`Entry`] for each member, in the order of the
//! archive: a name and bytes to read, or why the member is left alone. How a member becomes articles
//! is the matter of `read`. Folders have no entry, as on disk.

pub mod arc;
pub mod byte_stream;
pub mod capture;
pub mod http;
pub mod names;
pub mod tar;
pub mod warc;
pub mod zip;
pub mod zip_directory;
mod zip_scan;

use std::io::Read;

use crate::corpus::format::reader::Flaw;

/// An archive that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Archive {
    /// PKWARE's APPNOTE 6.3.
    Zip,
    /// POSIX ustar and pax, GNU, and the form of Unix Version 7.
    Tar,
}

impl Archive {
    /// Recognises an archive by how it begins.
    pub fn of(head: &[u8]) -> Option<Archive> {
        if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            return Some(Archive::Zip);
        }
        (head.len() >= 512 && tar::is_header(&head[..512])).then_some(Archive::Tar)
    }
}

/// A file inside of an archive.
pub struct Member {
    /// Its name with `/`, without `..` and not absolute.
    pub name: String,
    /// Its unpacked size, as the archive states it.
    pub bytes: u64,
    /// Its bytes; to be read before the next member.
    pub content: Box<dyn Read>,
}

/// What stands in an archive.
pub enum Entry {
    /// A file to be read.
    Member(Member),
    /// Left alone by a rule. The name is empty where it must not be used.
    Skipped(String, Flaw),
    /// A file that cannot be read.
    Rejected(String, Flaw),
}

/// Takes entries; `false` ends the archive.
pub type TakeEntry<'a> = dyn FnMut(Entry) -> bool + 'a;
