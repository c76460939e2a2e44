//! One folder to what the walk tells of it: its files with their sizes and dates, its folders, and what
//! is left alone.
//!
//! Takes a [`Place`]; gives a [`Listing`], sorted by name. The kinds of entries come with their names on
//! most systems and the dates are asked for beside the open folder, so a file costs one call. Folders
//! within, and the files of large folders, are offered as work to be done ahead. Links are left alone:
//! see [`super::walk_links`].

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::fs::{self, DirEntry, FileType, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use crate::corpus::ahead::{Ahead, Promise};
use crate::corpus::folder_facts::FolderFacts;
use crate::corpus::walk::name_rule;
use crate::corpus::{FileEntry, Reject};

/// Entries of one folder that are looked at in one go.
const PART: usize = 512;

/// A file that marks its folder as made from other files (<https://bford.info/cachedir/>). An index
/// carries it, so that an index inside its own corpus is never read.
pub(super) const CACHE_TAG: &str = "CACHEDIR.TAG";

/// How that file begins.
const CACHE_SIGNATURE: &[u8] = b"Signature: 8a477f597d28d172789f06886806bc55";

/// A folder to list, or any other entry.
#[derive(Debug)]
pub(super) struct Place {
    pub path: PathBuf,
    /// `ROOT/relative/path` with `/`.
    pub logical: String,
    /// The folder that is the root, for the files below.
    pub root: Arc<Path>,
    /// It is the root itself, which is wanted whatever it is.
    pub top: bool,
}

/// What is in a folder.
pub(super) struct Listing {
    pub place: Arc<Place>,
    /// Its tag says that it is a cache; then nothing else is told.
    pub cache: bool,
    /// It could not be listed, or not to its end; then nothing else is told.
    pub failure: Option<Reject>,
    /// What its names tell, where all of them are known.
    pub facts: Option<FolderFacts>,
    /// The entries, in order.
    pub parts: Vec<Promise<Vec<Item>>>,
    /// Those before `parts`.
    pub first: Vec<Item>,
}

/// An entry of a folder.
pub(super) enum Item {
    File(FileEntry),
    /// Left alone, or cannot be read.
    Left(Reject),
    Folder(Promise<Listing>),
}

/// An entry as the folder names it.
struct Named {
    name: OsString,
    kind: io::Result<FileType>,
    entry: DirEntry,
    /// The listing of a folder.
    listing: Option<Promise<Listing>>,
}

impl Place {
    /// An entry of this folder.
    fn below(&self, name: &OsStr) -> Place {
        let mut path = PathBuf::with_capacity(self.path.as_os_str().len() + 1 + name.len());
        path.push(&self.path);
        path.push(name);
        let mut logical = String::with_capacity(self.logical.len() + 1 + name.len());
        logical.push_str(&self.logical);
        logical.push('/');
        logical.push_str(&shown(name));
        Place { path, logical, root: Arc::clone(&self.root), top: false }
    }

    pub fn reject(&self, code: &str, reason: impl Into<String>) -> Reject {
        let (path, code, reason) = (self.logical.clone(), code.to_owned(), reason.into());
        Reject { path, offset: 0, code, reason }
    }

    pub fn unreadable(&self, error: &io::Error) -> Reject {
        self.reject("unreadable", format!("cannot be read: {error}"))
    }

    /// The file at this place, with what the system says of it.
    pub fn file(self, facts: io::Result<Metadata>) -> Result<FileEntry, Reject> {
        let facts = facts.map_err(|error| self.unreadable(&error))?;
        let (mtime, mtime_ns) = dates(&facts)
            .map_err(|error| self.reject("unreadable", format!("has no date: {error}")))?;
        let Place { path, logical, root, .. } = self;
        Ok(FileEntry {
            path,
            logical,
            root: root.to_path_buf(),
            bytes: facts.len(),
            mtime,
            mtime_ns,
        })
    }

    /// Tells whether a folder is marked as a cache.
    pub fn is_cache(folder: &Path) -> bool {
        let Ok(file) = fs::File::open(folder.join(CACHE_TAG)) else { return false };
        let mut head = Vec::new();
        let read = file.take(CACHE_SIGNATURE.len() as u64).read_to_end(&mut head);
        read.is_ok() && head == CACHE_SIGNATURE
    }
}

/// Seconds and nanoseconds since 1970 of the last change.
fn dates(facts: &Metadata) -> io::Result<(i64, i64)> {
    let seconds = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let nanoseconds = |number: u128| i64::try_from(number).ok();
    Ok(match facts.modified()?.duration_since(UNIX_EPOCH) {
        Ok(after) => (seconds(after.as_secs()), nanoseconds(after.as_nanos()).unwrap_or(i64::MAX)),
        Err(before) => {
            let before = before.duration();
            let exact = nanoseconds(before.as_nanos()).map_or(i64::MIN, |number| -number);
            (-seconds(before.as_secs()), exact)
        }
    })
}

/// Lists a folder, and offers what is in it as work.
pub(super) fn list(place: Arc<Place>, ahead: &Ahead) -> Listing {
    match fs::read_dir(&place.path) {
        Ok(entries) => list_entries(place, entries, ahead),
        Err(error) => Listing::failed(place, &error),
    }
}

fn list_entries(
    place: Arc<Place>,
    entries: impl Iterator<Item = io::Result<DirEntry>>,
    ahead: &Ahead,
) -> Listing {
    let name = |entry: DirEntry| {
        let (name, kind) = (entry.file_name(), entry.file_type());
        Named { name, kind, entry, listing: None }
    };
    let mut found: Vec<Named> = match entries.map(|entry| entry.map(name)).collect() {
        Ok(found) => found,
        // Half of a folder, beside what the caller may have kept of all of it, would be told twice.
        Err(error) => return Listing::failed(place, &error),
    };
    if !place.top
        && found.iter().any(|named| named.name == CACHE_TAG)
        && Place::is_cache(&place.path)
    {
        return Listing { cache: true, ..Listing::empty(place) };
    }
    let known = found.iter().all(|named| named.kind.is_ok());
    let facts = known.then(|| {
        let files = found.iter().filter(|named| !named.is_folder());
        FolderFacts::of_names(files.map(|named| shown(&named.name)))
    });
    found.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    // What is wanted first is offered last.
    for named in found.iter_mut().rev() {
        if named.is_folder() && !hidden(&named.name) {
            let below = Arc::new(place.below(&named.name));
            named.listing = Some(ahead.offer(move |ahead| {
                let listing = list(below, ahead);
                let weight = listing.first.len() + listing.parts.len() * PART;
                (listing, weight)
            }));
        }
    }
    let mut rest = Vec::new();
    while found.len() > PART {
        let part = found.split_off((found.len() - 1) / PART * PART);
        let place = Arc::clone(&place);
        rest.push(ahead.offer(move |_| {
            let items = look(&place, part);
            let weight = items.len();
            (items, weight)
        }));
    }
    rest.reverse();
    let first = look(&place, found);
    Listing { facts, parts: rest, first, ..Listing::empty(place) }
}

impl Listing {
    fn empty(place: Arc<Place>) -> Listing {
        let (parts, first) = (Vec::new(), Vec::new());
        Listing { place, cache: false, failure: None, facts: None, parts, first }
    }

    fn failed(place: Arc<Place>, error: &io::Error) -> Listing {
        let failure = Some(place.unreadable(error));
        Listing {
            cache: !place.top && Place::is_cache(&place.path),
            failure,
            ..Listing::empty(place)
        }
    }
}

impl Named {
    fn is_folder(&self) -> bool {
        self.kind.as_ref().is_ok_and(FileType::is_dir)
    }
}

fn hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// A name as text. The check that it is UTF-8 is much faster than the search for what is not.
fn shown(name: &OsStr) -> Cow<'_, str> {
    name.to_str().map_or_else(|| name.to_string_lossy(), Cow::Borrowed)
}

/// Finds out what each entry is.
fn look(folder: &Place, found: Vec<Named>) -> Vec<Item> {
    found.into_iter().map(|named| look_at(folder, named).unwrap_or_else(Item::Left)).collect()
}

fn look_at(folder: &Place, named: Named) -> Result<Item, Reject> {
    let Named { name, kind, entry, listing } = named;
    let place = folder.below(&name);
    let kind = kind.map_err(|error| place.unreadable(&error))?;
    if let Some((code, reason)) = name_rule(&place.logical[folder.logical.len() + 1..])
        && (code == "hidden" || !kind.is_dir())
    {
        return Err(place.reject(code, reason));
    }
    if let Some(listing) = listing {
        return Ok(Item::Folder(listing));
    }
    if let Some((code, reason)) = kind_rule(kind) {
        return Err(place.reject(code, reason));
    }
    place.file(entry.metadata()).map(Item::File)
}

/// The rule that leaves entries of this kind alone, if they are not folders.
pub(super) fn kind_rule(kind: FileType) -> Option<(&'static str, &'static str)> {
    if kind.is_symlink() {
        return Some(("link", "symbolic links are not followed; use --follow"));
    }
    let reason = "neither a file nor a folder (a pipe, a socket or a device)";
    (!kind.is_file()).then_some(("special", reason))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::ahead::with_helpers;

    fn place(path: &Path) -> Arc<Place> {
        let (path, logical) = (path.to_owned(), "news/a".to_owned());
        let root = Arc::from(path.as_path());
        Arc::new(Place { path, logical, root, top: false })
    }

    #[test]
    fn a_listing_that_ends_too_soon_is_told_as_none() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("1.txt"), "x").unwrap();
        let broken = || std::iter::once(Err(io::Error::other("the disk is gone")));
        let listing = with_helpers(0, 1, |taker| {
            let entries = fs::read_dir(dir.path()).unwrap().chain(broken());
            list_entries(place(dir.path()), entries, taker.ahead)
        });
        let failure = listing.failure.unwrap();
        assert_eq!((failure.path.as_str(), failure.code.as_str()), ("news/a", "unreadable"));
        assert!(failure.reason.contains("the disk is gone"));
        assert!(listing.facts.is_none() && listing.first.is_empty(), "there may be more");
    }

    #[test]
    fn dates_before_1970_are_negative() {
        let dir = tempfile::tempdir().unwrap();
        let file = fs::File::create(dir.path().join("1.txt")).unwrap();
        for (time, expected) in [
            (UNIX_EPOCH - std::time::Duration::from_millis(2500), (-2, -2_500_000_000)),
            (UNIX_EPOCH + std::time::Duration::new(7, 9), (7, 7_000_000_009)),
        ] {
            file.set_modified(time).unwrap();
            assert_eq!(dates(&file.metadata().unwrap()).unwrap(), expected);
        }
    }
}
