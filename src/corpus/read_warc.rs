//! Web archives: what was fetched from each address is read as a file of its own.
//!
//! Its address and the day of the crawl go with it; the latter never dates an article. A web archive
//! counts as a layer of packing, so that archives inside of archives end.

use std::io::{self, Cursor, Read};

use flate2::bufread::{DeflateDecoder, ZlibDecoder};
use serde_json::Value;

use crate::corpus::container::capture::{Capture, Coding, Found, TakeFound};
use crate::corpus::container::{arc, warc};
use crate::corpus::content::{Content, Kept, Within};
use crate::corpus::decode::Charset;
use crate::corpus::open::{End, faulty, skipped};
use crate::corpus::read::Reader;
use crate::corpus::settings::FileSettings;
use crate::corpus::tell::Teller;
use crate::corpus::unpack::{Budget, Decoder, Fault, MAX_NESTING, decoded, unpack};
use crate::corpus::{FileEntry, Outcome, Reject};

/// Reads the records of one kind of web archive.
type Records = fn(Box<dyn Read>, usize, &mut TakeFound<'_>) -> io::Result<()>;

/// Recognises a web archive by how it begins.
pub(super) fn records(head: &[u8]) -> Option<Records> {
    if warc::begins(head) {
        Some(warc::read)
    } else if arc::begins(head) {
        Some(arc::read)
    } else {
        None
    }
}

/// What all captures of one archive share.
struct Around<'a> {
    file: &'a FileEntry,
    archive: &'a FileEntry,
    settings: FileSettings,
    budget: Budget,
    notes: Vec<String>,
    layers: usize,
    kept: Kept,
}

impl Reader {
    /// Reads all records of a web archive. `file` is the file on disk, `archive` the web archive.
    pub(super) fn read_warc(
        &self,
        records: Records,
        file: &FileEntry,
        archive: &FileEntry,
        content: Content,
        teller: &mut Teller<'_, '_>,
    ) -> Result<(), End> {
        let Content { settings, unpacked, budget, notes, within, kept, .. } = content;
        if unpacked.layers >= MAX_NESTING {
            return Err(faulty(0, &Fault::Nesting.into()));
        }
        let layers = unpacked.layers + 1;
        let kept = kept.within();
        let around = Around { file, archive, settings, budget, notes, layers, kept };
        let source = Box::new(Cursor::new(unpacked.head).chain(unpacked.rest));
        let base = within.offset;
        let (mut seen, mut last) = (false, 0);
        let verdict = |flaw: crate::corpus::format::reader::Flaw| Reject {
            path: archive.logical.clone(),
            offset: base + flaw.offset,
            code: flaw.code.to_owned(),
            reason: flaw.reason,
        };
        let outcome = records(source, self.options.record_limit, &mut |found| {
            seen = true;
            match found {
                Found::Skipped(flaw) => {
                    last = flaw.offset;
                    teller.tell(Outcome::Skipped(verdict(flaw)));
                }
                Found::Rejected(flaw) => {
                    last = flaw.offset;
                    teller.tell(Outcome::Rejected(verdict(flaw)));
                }
                Found::Capture(mut capture) => {
                    last = capture.offset;
                    capture.offset += base;
                    self.read_capture(capture, &around, teller);
                }
            }
            !teller.stopped
        });
        match outcome {
            Err(error) if !teller.stopped => Err(faulty(last, &error)),
            _ if !seen => Err(skipped("empty", "a web archive without records")),
            _ => Ok(()),
        }
    }

    fn read_capture(&self, capture: Capture, around: &Around<'_>, teller: &mut Teller<'_, '_>) {
        let Capture { offset, url, fetched, media, coding, body } = capture;
        let Around { file, archive, budget, layers, .. } = around;
        // The media type is to the content what the ending of its name is to a file.
        let name = format!("page.{}", media.suffix().unwrap_or_default());
        let member = FileEntry {
            path: archive.path.join(name.trim_end_matches('.')),
            logical: archive.logical.clone(),
            root: file.root.clone(),
            bytes: body.len() as u64,
            mtime: file.mtime,
            mtime_ns: file.mtime_ns,
        };
        let mut settings = around.settings.clone();
        if settings.hints.fallback.is_none() {
            settings.hints.fallback = media.charset.as_deref().and_then(Charset::from_label);
        }
        let field = |name: &str, value: Option<String>| {
            value.map(|value| (name.to_owned(), Value::from(value)))
        };
        // Crawlers wrote addresses as they stood in a page.
        let address = url.as_ref().map(|url| url.trim().replace(' ', "%20"));
        let within = Within {
            offset,
            raw: url.unwrap_or_default(),
            fields: field("crawled", fetched).into_iter().collect(),
            alone: field("original_url", address).into_iter().collect(),
        };
        let notes = around.notes.clone();
        teller.guard(&member, offset, |teller| {
            let size = member.bytes;
            let body = Cursor::new(body);
            let decoder: Option<Decoder> = match coding {
                Coding::AsIs => None,
                Coding::Zlib => Some(|source| Box::new(ZlibDecoder::new(source))),
                Coding::Deflate => Some(|source| Box::new(DeflateDecoder::new(source))),
            };
            let unpacked = match decoder {
                None => unpack(body, size, budget, *layers),
                Some(_) if *layers >= MAX_NESTING => Err(Fault::Nesting.into()),
                Some(decoder) => {
                    unpack(decoded(body, decoder, budget, *layers), size, budget, layers + 1)
                }
            };
            let unpacked = unpacked.map_err(|error| faulty(0, &error))?;
            let budget = budget.clone();
            let content = Content {
                settings,
                unpacked,
                budget,
                notes,
                headline: None,
                within,
                kept: around.kept,
            };
            self.read_content(file, &member, content, teller)
        });
    }
}
