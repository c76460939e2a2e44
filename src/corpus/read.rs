//! One file to its outcomes: open, unpack, decode, tell the format, read the records, extract.
//!
//! Every file ends in at least one [`Outcome`], and every record in exactly one. Formats that hold
//! many records are read as streams; the others are loaded up to the limit of a record. A panic
//! inside of one record is one reject.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use crate::corpus::charset::{self, Choice};
use crate::corpus::clean;
use crate::corpus::container::Archive;
use crate::corpus::content::{Content, Kept, Within};
use crate::corpus::context::Context;
use crate::corpus::decode::{Decoded, decode};
use crate::corpus::extract::aliases::AliasTable;
use crate::corpus::extract::extract;
use crate::corpus::folder_facts::FolderFacts;
use crate::corpus::format::csv::Csv;
use crate::corpus::format::feed::json_feed::JsonFeed;
use crate::corpus::format::html::Html;
use crate::corpus::format::input::Input;
use crate::corpus::format::item_list::ItemList;
use crate::corpus::format::json::{Json, JsonLines};
use crate::corpus::format::magic;
use crate::corpus::format::markdown::Markdown;
use crate::corpus::format::reader::{Flaw, Record, StreamReader, TextReader};
use crate::corpus::format::sgml::Sgml;
use crate::corpus::format::sniff::Format;
use crate::corpus::format::text::Text;
use crate::corpus::format::xml::records::Xml;
use crate::corpus::open::{End, Opened, faulty, open, rejected, skipped};
use crate::corpus::read_warc;
use crate::corpus::settings::{FileSettings, Folders, Pair};
use crate::corpus::tell::{Each, Teller, failure, refused};
use crate::corpus::unpack::{Budget, Expansion, Unpacked, unpack};
use crate::corpus::{FileEntry, Outcome};

/// What reading needs to know.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// The longest record in bytes.
    pub record_limit: usize,
    /// How far a compressed file may unpack.
    pub expansion: Expansion,
    /// Fields stated on the command line; they win over everything.
    pub set: BTreeMap<String, Value>,
    /// Language of articles that neither say nor show theirs.
    pub lang: Option<String>,
    /// Names of outlets and agencies.
    pub aliases: Arc<AliasTable>,
}

impl Default for ReadOptions {
    /// 64 MiB a record, 100:1 and 4 GiB of expansion, nothing stated.
    fn default() -> ReadOptions {
        ReadOptions {
            record_limit: 64 << 20,
            expansion: Expansion { ratio: 100, bytes: 4 << 30 },
            set: BTreeMap::new(),
            lang: None,
            aliases: Arc::default(),
        }
    }
}

/// Reads files; shared between threads.
#[derive(Debug)]
pub struct Reader {
    pub(super) options: ReadOptions,
    folders: Folders,
}

impl Reader {
    /// Makes a reader. It keeps the `corpus.toml` files it has met.
    pub fn new(options: ReadOptions) -> Reader {
        Reader { options, folders: Folders::default() }
    }

    /// Takes what the walk saw in a folder, so that the folder is not listed again for the settings of
    /// its files.
    pub fn know(&self, folder: &Path, facts: FolderFacts) {
        self.folders.know(folder, facts);
    }

    /// The fingerprint of everything stated about a file: it changes when the text of a settings file
    /// that speaks of it does, when the names in its folder agree on another form of date, with its part
    /// in `pair`, and for a body with its headline file. `None` where a settings file is broken.
    pub fn settings_hash(&self, entry: &FileEntry) -> Option<[u8; 16]> {
        self.folders.fingerprint(entry).ok()
    }

    /// The fingerprints of many files, the same as [`Reader::settings_hash`] gives. Fast where the files
    /// of a folder follow each other, and where the reader was told what the walk saw.
    pub fn settings_hashes(&self, files: &[FileEntry]) -> Vec<Option<[u8; 16]>> {
        self.folders.fingerprints(files)
    }

    /// Calls `each` with the outcomes of a file, in order, until it returns `false`. A panic of
    /// `each` itself goes on to the caller; any other becomes a reject.
    pub fn read_file(&self, entry: &FileEntry, each: &mut Each<'_>) {
        let mut teller = Teller::new(each);
        teller.guard(entry, 0, |teller| self.read_known(entry, teller));
    }

    fn read_known(&self, entry: &FileEntry, teller: &mut Teller<'_, '_>) -> Result<(), End> {
        let mut settings = self.settings(entry, entry)?;
        let mut notes = Vec::new();
        let mut headline = None;
        match &settings.pair {
            Pair::HeadlineOf(_) => {
                return Err(skipped("paired", "gives the headline of the file it is paired with"));
            }
            Pair::BodyOf(path) => headline = Some(self.headline(path, &settings, &mut notes)?),
            Pair::Alone => {
                notes.push("pair in corpus.toml names this file, but its partner is missing".into())
            }
            Pair::None => {}
        }
        self.complete(&mut settings);
        // A file that grows while it is read ends where it ended when it was opened.
        let (file, size) = open(&entry.path)?;
        let budget = Budget::new(size, self.options.expansion);
        let unpacked =
            unpack(file.take(size), size, &budget, 0).map_err(|error| faulty(0, &error))?;
        let within = Within::default();
        let content =
            Content { settings, unpacked, budget, notes, headline, within, kept: Kept::OnDisk };
        self.read_content(entry, entry, content, teller)
    }

    /// Reads bytes as what they are. `file` is the file on disk in which `entry` stands; of a file
    /// in no archive they are the same.
    pub(super) fn read_content(
        &self,
        file: &FileEntry,
        entry: &FileEntry,
        content: Content,
        teller: &mut Teller<'_, '_>,
    ) -> Result<(), End> {
        if let Some(archive) = Archive::of(&content.unpacked.head)
            && magic::by_bytes(&content.unpacked.head).is_none()
        {
            return self.read_archive(archive, file, entry, content, teller);
        }
        if let Some(records) = read_warc::records(&content.unpacked.head) {
            return self.read_warc(records, file, entry, content, teller);
        }
        let Content { mut settings, unpacked, mut notes, headline, mut within, .. } = content;
        let opened = Opened::new(unpacked, &entry.path, &settings)?;
        notes.extend(clean::guess_note(opened.choice));
        let single = matches!(opened.format, Format::Text | Format::Html | Format::Markdown);
        if single {
            settings.file_date = settings.file_date.or(settings.agreed_date.take());
        }
        let context =
            Context::new(entry, opened.format.name(), settings.clone(), &self.options.aliases);
        if single {
            within.fields.append(&mut within.alone);
        }
        let size = entry.bytes;
        let mut sink = Sink { context, notes, headline, within, teller, count: 0 };
        match opened.format {
            Format::Text => self.read_text(opened, size, &Text, &mut sink),
            Format::Html => self.read_text(opened, size, &Html, &mut sink),
            Format::Markdown => self.read_text(opened, size, &Markdown, &mut sink),
            Format::ItemList => self.read_stream(opened, &settings, &ItemList, &mut sink),
            Format::Json => self.read_stream(opened, &settings, &Json, &mut sink),
            Format::JsonFeed => self.read_stream(opened, &settings, &JsonFeed, &mut sink),
            Format::JsonLines => self.read_stream(opened, &settings, &JsonLines, &mut sink),
            Format::Xml(kind) => self.read_stream(opened, &settings, &Xml { kind }, &mut sink),
            Format::Sgml(kind) => self.read_stream(opened, &settings, &Sgml { kind }, &mut sink),
            Format::Csv(dialect) | Format::Tsv(dialect) => {
                let mapped = settings.map.values().cloned().collect();
                let csv = Csv { dialect, settings: settings.csv.clone(), mapped };
                self.read_stream(opened, &settings, &csv, &mut sink)
            }
        }
    }

    /// What is stated about a file on disk, or about a member of it.
    pub(super) fn settings(
        &self,
        file: &FileEntry,
        entry: &FileEntry,
    ) -> Result<FileSettings, End> {
        let stated = self.folders.settings_inside(file, entry);
        stated.map_err(|error| rejected("bad-config", error.to_string()))
    }

    /// Adds what the command line states.
    pub(super) fn complete(&self, settings: &mut FileSettings) {
        settings
            .set
            .extend(self.options.set.iter().map(|(key, value)| (key.clone(), value.clone())));
        if let Some(lang) = &self.options.lang {
            settings.default.entry("lang".to_owned()).or_insert_with(|| Value::from(lang.as_str()));
        }
    }

    /// Reads the headline that stands in a file of its own.
    fn headline(
        &self,
        path: &Path,
        settings: &FileSettings,
        notes: &mut Vec<String>,
    ) -> Result<String, End> {
        let (file, size) = open(path)?;
        let budget = Budget::new(size, self.options.expansion);
        let unpacked =
            unpack(file.take(size), size, &budget, 0).map_err(|error| faulty(0, &error))?;
        if !unpacked.complete {
            let reason = format!("its headline file {} is too long or broken", path.display());
            return Err(rejected("bad-pair", reason));
        }
        let Choice { charset, mark, .. } = charset::choose(&unpacked.head, true, settings.hints);
        let decoded = decode(&unpacked.head[mark..], charset);
        notes.extend(clean::decode_note(decoded.replaced));
        let mut controls = 0;
        let clean = clean::clean_text(&decoded.text, &mut controls);
        notes.extend(clean::control_note(controls));
        Ok(clean.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Reads a file that is one record.
    fn read_text(
        &self,
        opened: Opened,
        size: u64,
        reader: &dyn TextReader,
        sink: &mut Sink<'_, '_, '_>,
    ) -> Result<(), End> {
        let Unpacked { head: mut bytes, mut rest, packed, complete, .. } = opened.unpacked;
        let limit = self.options.record_limit;
        let too_large = || {
            let reason = format!("longer than {limit} bytes, too long for one article");
            rejected("too-large", reason)
        };
        if !packed && size > limit as u64 {
            return Err(too_large());
        }
        if !complete {
            let more = (limit + 1).saturating_sub(bytes.len());
            rest.by_ref()
                .take(more as u64)
                .read_to_end(&mut bytes)
                .map_err(|error| faulty(0, &error))?;
        }
        if bytes.len() > limit {
            return Err(too_large());
        }
        // With the whole file at hand the statistics are surer than those of its beginning.
        let Choice { charset, mark, .. } = match complete {
            true => opened.choice,
            false => charset::choose(&bytes, true, opened.hints),
        };
        let Decoded { text, replaced } = decode(&bytes[mark..], charset);
        let record = reader.read(&text).map(|mut record| {
            record.notes.extend(clean::decode_note(replaced));
            record
        });
        sink.take(record);
        Ok(())
    }

    /// Reads a file of many records.
    fn read_stream(
        &self,
        opened: Opened,
        settings: &FileSettings,
        reader: &dyn StreamReader,
        sink: &mut Sink<'_, '_, '_>,
    ) -> Result<(), End> {
        let Unpacked { head, rest, .. } = opened.unpacked;
        let content = Cursor::new(head).chain(rest);
        let limit = self.options.record_limit;
        let mut input = Input::new(content, opened.choice, settings.hints, limit);
        let outcome = reader.read(&mut input, &mut |record| sink.take(record));
        if let Err(error) = outcome
            && !sink.teller.stopped
        {
            return Err(faulty(input.offset(), &error));
        }
        if sink.count == 0 {
            return Err(skipped("empty", "holds no records"));
        }
        Ok(())
    }
}

/// Turns records into outcomes.
struct Sink<'s, 'a, 'b> {
    context: Context,
    /// Remarks on the file, for each of its articles.
    notes: Vec<String>,
    /// A headline from a file of its own.
    headline: Option<String>,
    within: Within,
    teller: &'s mut Teller<'a, 'b>,
    count: u64,
}

impl Sink<'_, '_, '_> {
    fn take(&mut self, record: Result<Record, Flaw>) -> bool {
        self.count += 1;
        let outcome = match record {
            Err(flaw) => refused(&self.context.entry, self.within.offset, flaw),
            Ok(record) => self.extract(record),
        };
        self.teller.tell(outcome)
    }

    fn extract(&self, mut record: Record) -> Outcome {
        let offset = record.offset + self.within.offset;
        record.offset = offset;
        if !self.within.fields.is_empty() {
            record.raw = format!("{}\u{1f}{}", self.within.raw, record.raw);
            record.fields.splice(0..0, self.within.fields.iter().cloned());
        }
        record.notes.extend(self.notes.iter().cloned());
        if let Some(headline) = &self.headline {
            record.raw = format!("{headline}\u{1f}{}", record.raw);
            record.fields.insert(0, ("headline".to_owned(), Value::from(headline.as_str())));
        }
        match catch_unwind(AssertUnwindSafe(|| extract(record, &self.context))) {
            Ok(Ok(article)) => Outcome::Article(Box::new(article)),
            Ok(Err(flaw)) => refused(&self.context.entry, 0, flaw),
            Err(panic) => {
                let flaw = Flaw::new(offset, "internal", failure(panic.as_ref()));
                refused(&self.context.entry, 0, flaw)
            }
        }
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
