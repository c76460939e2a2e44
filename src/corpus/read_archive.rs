//! The members of an archive, each read as a file of its own.
//!
//! A member has the path of its archive, a `/` and its own name; what the folders above the archive
//! state holds for it. It arrived when its archive did: the time that an archive states for a member
//! is the packer's word, often a constant or without a zone, and a wrong one would make true dates
//! look later than the file.

use std::cell::Cell;
use std::io::{Cursor, Read};

use crate::corpus::container::zip_directory::Source;
use crate::corpus::container::{Archive, Entry, Member, tar, zip};
use crate::corpus::content::{Content, Kept, Within};
use crate::corpus::format::reader::Flaw;
use crate::corpus::open::{End, faulty, open, rejected, skipped};
use crate::corpus::read::Reader;
use crate::corpus::settings::{FileSettings, Pair};
use crate::corpus::tell::Teller;
use crate::corpus::unpack::{Budget, Fault, MAX_NESTING, Unpacked, unpack};
use crate::corpus::{FileEntry, Outcome, Reject};

/// The longest zip inside of another packed file, in bytes: it is held in memory, because its
/// directory stands at its end.
const INNER_ZIP: usize = 64 << 20;

/// What stands around a member.
struct Around<'a> {
    /// The file on disk.
    file: &'a FileEntry,
    /// The archive in it.
    archive: &'a FileEntry,
    kept: Kept,
    budget: Budget,
    /// Layers that were taken off the member's bytes.
    layers: usize,
}

impl Reader {
    /// Reads all members. `file` is the file on disk, `archive` the archive in it.
    pub(super) fn read_archive(
        &self,
        kind: Archive,
        file: &FileEntry,
        archive: &FileEntry,
        content: Content,
        teller: &mut Teller<'_, '_>,
    ) -> Result<(), End> {
        let Content { unpacked, budget, kept, .. } = content;
        let layers = unpacked.layers;
        if layers >= MAX_NESTING {
            return Err(faulty(0, &Fault::Nesting.into()));
        }
        let seen = Cell::new(false);
        let around = Around {
            file,
            archive,
            kept: kept.within(),
            budget: budget.clone(),
            layers: layers + 1,
        };
        let mut each = |entry: Entry| {
            seen.set(true);
            self.read_entry(entry, &around, teller);
            !teller.stopped
        };
        let outcome = match kind {
            Archive::Tar => {
                tar::read(Box::new(Cursor::new(unpacked.head).chain(unpacked.rest)), &mut each)
            }
            Archive::Zip => {
                zip::read(zip_source(file, kept, unpacked)?, &budget, layers, &mut each)
            }
        };
        match outcome {
            Ok(()) if !seen.get() => Err(skipped("empty", "an archive without files")),
            Ok(()) => Ok(()),
            Err(flaw) => Err(End::Rejected(flaw)),
        }
    }

    fn read_entry(&self, entry: Entry, around: &Around<'_>, teller: &mut Teller<'_, '_>) {
        let &Around { file, archive, kept, ref budget, layers } = around;
        let verdict = |name: String, flaw: Flaw| {
            let path = match name.as_str() {
                "" => archive.logical.clone(),
                name => format!("{}/{name}", archive.logical),
            };
            Reject { path, offset: flaw.offset, code: flaw.code.to_owned(), reason: flaw.reason }
        };
        match entry {
            Entry::Skipped(name, flaw) => _ = teller.tell(Outcome::Skipped(verdict(name, flaw))),
            Entry::Rejected(name, flaw) => _ = teller.tell(Outcome::Rejected(verdict(name, flaw))),
            Entry::Member(Member { name, bytes, content }) => {
                let member = FileEntry {
                    path: archive.path.join(&name),
                    logical: format!("{}/{name}", archive.logical),
                    root: file.root.clone(),
                    bytes,
                    mtime: file.mtime,
                    mtime_ns: file.mtime_ns,
                };
                teller.guard(&member, 0, |teller| {
                    let mut settings = match kept {
                        Kept::InMemory => FileSettings::default(),
                        _ => self.settings(file, &member)?,
                    };
                    let mut notes = Vec::new();
                    if settings.pair != Pair::None {
                        notes.push("pair in corpus.toml joins no members of archives".to_owned());
                    }
                    self.complete(&mut settings);
                    let unpacked = unpack(content, bytes, budget, layers)
                        .map_err(|error| faulty(0, &error))?;
                    let (budget, within) = (budget.clone(), Within::default());
                    let headline = None;
                    let content =
                        Content { settings, unpacked, budget, notes, headline, within, kept };
                    self.read_content(file, &member, content, teller)
                });
            }
        }
    }
}

/// A zip that can be read from any place: the file on disk itself, or what was unpacked, in memory.
fn zip_source(file: &FileEntry, kept: Kept, unpacked: Unpacked) -> Result<Box<dyn Source>, End> {
    let Unpacked { head: mut bytes, rest, complete, packed, .. } = unpacked;
    if kept == Kept::OnDisk && !packed {
        return Ok(Box::new(open(&file.path)?.0));
    }
    if !complete {
        let more = (INNER_ZIP + 1 - bytes.len()) as u64;
        // What is cut is read as far as it goes, and told by its missing directory.
        let _ = rest.take(more).read_to_end(&mut bytes);
    }
    if bytes.len() > INNER_ZIP {
        let reason = format!("a zip of more than {INNER_ZIP} bytes in another packed file");
        return Err(rejected("too-large", reason + "; unpack the outer one first"));
    }
    Ok(Box::new(Cursor::new(bytes)))
}
