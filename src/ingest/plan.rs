//! What a night has to do: the corpus as it stands, compared with the live generation, file by file.
//!
//! A file is the same if its size, its time of change (to the nanosecond) and the settings that speak of
//! it are those of last night. A file that was changed while or just before last night's build was
//! under way is compared by its content as well, for a second change within the grain of the clock
//! would not show. Nothing is read here but names, settings and, where needed, hashes.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::{self, File};

use crate::corpus::read::Reader;
use crate::corpus::walk::walk_folders;
use crate::corpus::{FileEntry, Reject, Root, content_hash};
use crate::engine::ledger::{Digest, LedgerFile};
use crate::ingest::previous::Previous;
use crate::ingest::report::Listed;

/// Nanoseconds before a build's beginning in which a change may hide behind an equal time: the grain of
/// file systems with the coarsest clocks (FAT has two seconds).
const GRAIN_NS: i64 = 2_000_000_000;

/// What is done with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Read: it is new.
    New,
    /// Read: it, or what is stated about it, changed.
    Changed,
    /// Left as it is in the live generation, where it has this number.
    Same(usize),
    /// Left as it is there, because it cannot be opened or its folder cannot be looked into.
    Unreadable(usize),
}

/// A file of the corpus.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The file.
    pub entry: FileEntry,
    /// Hash of the settings that speak of it.
    pub settings: Option<Digest>,
    /// What is done with it.
    pub fate: Fate,
}

impl Planned {
    /// Tells whether it stands in a folder that cannot be looked into.
    pub fn is_hidden(&self) -> bool {
        matches!(self.fate, Fate::Unreadable(_)) && fs::metadata(&self.entry.path).is_err()
    }

    /// Tells whether it is read.
    pub fn is_read(&self) -> bool {
        matches!(self.fate, Fate::New | Fate::Changed)
    }
}

/// What a night has to do.
#[derive(Debug, Default)]
pub struct Plan {
    /// All files, in the order of the walk.
    pub files: Vec<Planned>,
    /// What the walk left alone, or could not list.
    pub left: Vec<Reject>,
    /// Files of the live generation that are no more, by their numbers.
    pub deleted: Vec<usize>,
    /// Of the new files those with the content of a deleted one: their places in `files`, and its number.
    /// Empty until [`Plan::find_moved`] looked for them.
    pub moved: Vec<(usize, usize)>,
}

/// What is known of the night before.
pub struct LastNight<'a> {
    /// Its files.
    pub previous: &'a Previous,
    /// When it began, Unix seconds.
    pub built: i64,
    /// Whether what it read may be kept.
    pub usable: bool,
    /// Whether a root that is not there is meant to be gone, with its articles.
    pub gone: bool,
}

/// Looks at the corpus. With `checksum` the content of every file counts, whatever its time says.
pub fn plan(
    roots: &[Root],
    follow: bool,
    reader: &Reader,
    last: &LastNight<'_>,
    checksum: bool,
) -> Plan {
    let mut plan = Plan::default();
    let mut entries: Vec<(FileEntry, Option<usize>)> = Vec::new();
    let mut unreadable = Vec::new();
    let mut each = |found: Result<FileEntry, Reject>| match found {
        Ok(entry) => entries.push((entry, None)),
        Err(reject) => {
            let gone = last.gone && is_missing(&reject.path, roots);
            if reject.code == "unreadable" && !gone {
                unreadable.push((entries.len(), reject.path.clone()));
            }
            plan.left.push(reject);
        }
    };
    walk_folders(roots, follow, &mut each, &mut |path, facts| reader.know(path, facts));
    // What stands there is not known, and what is not known is not deleted.
    keep(&unreadable, &mut entries, last.previous, roots);
    let (entries, kept): (Vec<FileEntry>, Vec<Option<usize>>) = entries.into_iter().unzip();
    let settings = reader.settings_hashes(&entries);
    let mut seen = HashSet::with_capacity(entries.len());
    for ((entry, kept), settings) in entries.into_iter().zip(kept).zip(settings) {
        let known = last.previous.file(&entry.logical);
        seen.extend(known);
        let fate = match (kept, known) {
            (Some(number), _) => Fate::Unreadable(number),
            (None, None) => Fate::New,
            (None, Some(number)) => {
                let file = &last.previous.ledger().files()[number];
                let hint = file.bytes == entry.bytes
                    && file.mtime_ns == entry.mtime_ns
                    && file.settings == settings
                    && file.content.is_some();
                let doubtful = checksum || may_hide(file, last.built);
                let same = || content_hash(&entry.path).ok() == file.content;
                if last.usable && hint && (!doubtful || same()) {
                    Fate::Same(number)
                } else if last.usable && File::open(&entry.path).is_err() {
                    Fate::Unreadable(number)
                } else {
                    Fate::Changed
                }
            }
        };
        plan.files.push(Planned { entry, settings, fate });
    }
    let files = last.previous.ledger().files();
    plan.deleted = (0..files.len()).filter(|number| !seen.contains(number)).collect();
    plan
}

/// Tells whether a file could have been changed again without another time.
fn may_hide(file: &LedgerFile, built: i64) -> bool {
    file.mtime_ns >= built.saturating_mul(1_000_000_000).saturating_sub(GRAIN_NS)
}

/// Tells whether this is the logical path of a root that is not there.
fn is_missing(path: &str, roots: &[Root]) -> bool {
    let missing = |root: &Root| std::fs::metadata(&root.path).is_err();
    roots.iter().any(|root| root.name == path && missing(root))
}

/// Puts in what the live generation has at or below paths that cannot be listed, each with its place among
/// the files. What was seen all the same is not put in again.
fn keep(
    unreadable: &[(usize, String)],
    entries: &mut Vec<(FileEntry, Option<usize>)>,
    previous: &Previous,
    roots: &[Root],
) {
    if unreadable.is_empty() {
        return;
    }
    let places: HashMap<&str, usize> =
        unreadable.iter().map(|(place, path)| (path.as_str(), *place)).collect();
    let seen: HashSet<&str> = entries.iter().map(|(entry, _)| entry.logical.as_str()).collect();
    let mut kept: BTreeMap<usize, Vec<_>> = BTreeMap::new();
    for (number, file) in previous.ledger().files().iter().enumerate() {
        let mut above = std::iter::successors(Some(file.path.as_str()), |path| {
            path.rsplit_once('/').map(|(above, _)| above)
        });
        if let Some(place) = above.find_map(|path| places.get(path))
            && !seen.contains(file.path.as_str())
        {
            kept.entry(*place).or_default().push((entry_of(file, roots), Some(number)));
        }
    }
    for (place, files) in kept.into_iter().rev() {
        entries.splice(place..place, files);
    }
}

/// A file that cannot be seen, as it was last night.
fn entry_of(file: &LedgerFile, roots: &[Root]) -> FileEntry {
    let (name, rest) = file.path.split_once('/').unwrap_or((&file.path, ""));
    let root = roots.iter().find(|root| root.name == name);
    let root = root.map(|root| root.path.clone()).unwrap_or_default();
    FileEntry {
        path: root.join(rest),
        logical: file.path.clone(),
        root,
        bytes: file.bytes,
        mtime: file.mtime_ns.div_euclid(1_000_000_000),
        mtime_ns: file.mtime_ns,
    }
}

/// How many files a plan has of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct PlanCounts {
    /// Not there last night; moved ones are not among them.
    pub new: u64,
    /// There, with other content, time or settings.
    pub changed: u64,
    /// There under another name.
    pub moved: u64,
    /// As they were.
    pub same: u64,
    /// No more there; moved ones are not among them.
    pub deleted: u64,
    /// Cannot be opened, or stand in folders that cannot be looked into; left as they were.
    pub unreadable: u64,
    /// Bytes to read.
    pub bytes: u64,
}

impl Plan {
    /// Counts the files of each kind.
    pub fn counts(&self) -> PlanCounts {
        let moved = self.moved.len() as u64;
        let mut counts = PlanCounts { moved, ..PlanCounts::default() };
        for planned in &self.files {
            match planned.fate {
                Fate::New => counts.new += 1,
                Fate::Changed => counts.changed += 1,
                Fate::Same(_) => counts.same += 1,
                Fate::Unreadable(_) => counts.unreadable += 1,
            }
            counts.bytes += if planned.is_read() { planned.entry.bytes } else { 0 };
        }
        counts.new -= moved;
        counts.deleted = self.deleted.len() as u64 - moved;
        counts
    }

    /// Finds the new files that are deleted ones under another name. Only files of equal size are hashed.
    pub fn find_moved(&mut self, files: &[LedgerFile]) {
        let sizes: HashSet<u64> = self.deleted.iter().map(|number| files[*number].bytes).collect();
        let mut gone: HashMap<Digest, Vec<usize>> = HashMap::new();
        for number in self.deleted.iter().rev() {
            if let Some(content) = files[*number].content {
                gone.entry(content).or_default().push(*number);
            }
        }
        for (place, planned) in self.files.iter().enumerate() {
            if planned.fate == Fate::New
                && sizes.contains(&planned.entry.bytes)
                && let Ok(content) = content_hash(&planned.entry.path)
                && let Some(number) = gone.get_mut(&content).and_then(Vec::pop)
            {
                self.moved.push((place, number));
            }
        }
    }

    /// Lists every file that is not the same, in the order of the walk, deleted ones last.
    pub fn list(&self, files: &[LedgerFile]) -> Vec<Listed> {
        let from: HashMap<usize, usize> = self.moved.iter().copied().collect();
        let gone: HashSet<usize> = self.moved.iter().map(|(_, number)| *number).collect();
        let mut listed = Vec::new();
        for (place, planned) in self.files.iter().enumerate() {
            let from = from.get(&place).map(|number| files[*number].path.clone());
            let what = match planned.fate {
                Fate::New if from.is_some() => "moved",
                Fate::New => "new",
                Fate::Changed => "changed",
                Fate::Unreadable(_) => "unreadable",
                Fate::Same(_) => continue,
            };
            listed.push(Listed { what, path: planned.entry.logical.clone(), from });
        }
        let deleted = self.deleted.iter().filter(|number| !gone.contains(number));
        listed.extend(deleted.map(|number| Listed {
            what: "deleted",
            path: files[*number].path.clone(),
            from: None,
        }));
        listed
    }

    /// Makes everything be read: for a build from nothing. What cannot be seen at all is not there; what
    /// cannot be opened ends as a reject.
    pub fn read_all(&mut self) {
        self.files.retain(|planned| !planned.is_hidden());
        for planned in &mut self.files {
            if !planned.is_read() {
                planned.fate = Fate::Changed;
            }
        }
    }

    /// Tells whether the corpus is as it was.
    pub fn is_idle(&self) -> bool {
        self.deleted.is_empty() && !self.files.iter().any(Planned::is_read)
    }
}
