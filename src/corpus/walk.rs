//! Lists the files of the corpus, in one order on every machine.
//!
//! Takes [`Root`]s; hands on every file, or says by a [`Reject`] why it is left alone. Symbolic
//! links are followed only when asked, by the walk on `walkdir` beside this. No file is opened here but
//! the tag of a cache, so a pipe or a device cannot hang a run. A nightly run over a corpus in which
//! nothing changed is little more than this walk: folders are listed ahead by a few threads, and told in
//! order by the caller's.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::vec;

use crate::corpus::ahead::{Promise, Taker, with_helpers};
use crate::corpus::folder_facts::FolderFacts;
use crate::corpus::listing::{CACHE_TAG, Item, Listing, Place, kind_rule, list};
use crate::corpus::walk_links::walk_links;
use crate::corpus::{FileEntry, Reject, Root};

/// Threads that list ahead. What they wait for is the system and, on a network, a server, so this does
/// not depend on the number of processors.
const HELPERS: usize = 3;

/// Entries that lie listed ahead, before the helpers pause: some 16 MB.
const AHEAD: usize = 1 << 16;

/// Makes roots of paths: each is named by its last component, and a name that is already taken
/// gets `-2`, `-3`, … behind it. A path without a name of its own (`.`, `..`, `/`) is `corpus`.
pub fn name_roots(paths: &[PathBuf]) -> Vec<Root> {
    let mut taken = HashSet::new();
    let name_of = |path: &Path| match path.file_name() {
        Some(name) => name.to_string_lossy().into_owned(),
        None => "corpus".to_owned(),
    };
    let mut roots = Vec::with_capacity(paths.len());
    for path in paths {
        let base = name_of(path);
        let mut name = base.clone();
        let mut number = 2;
        while !taken.insert(name.clone()) {
            name = format!("{base}-{number}");
            number += 1;
        }
        roots.push(Root { name, path: path.clone() });
    }
    roots
}

/// Calls `each` for every file of the roots: with its entry, or with the reason why it is left
/// alone (`hidden`, `readme`, `licence`, `changes`, `sidecar`, `config`, `cache`, `link`, `special`) or
/// cannot be listed (`loop`, `unreadable`). [`is_rule`] tells the two apart. An `unreadable` folder, or
/// one whose listing broke off, has its own path in the reject, and nothing below it is told.
/// `each` is called on the thread of the caller, in order.
pub fn walk(roots: &[Root], follow: bool, each: &mut dyn FnMut(Result<FileEntry, Reject>)) {
    walk_folders(roots, follow, each, &mut |_, _| {});
}

/// Walks and calls `facts`, too: with every folder that was listed to its end, before its files, and with
/// what its names tell.
pub fn walk_folders(
    roots: &[Root],
    follow: bool,
    each: &mut dyn FnMut(Result<FileEntry, Reject>),
    facts: &mut dyn FnMut(&Path, FolderFacts),
) {
    walk_with((HELPERS, AHEAD), roots, follow, each, facts);
}

fn walk_with(
    (helpers, bound): (usize, usize),
    roots: &[Root],
    follow: bool,
    each: &mut dyn FnMut(Result<FileEntry, Reject>),
    facts: &mut dyn FnMut(&Path, FolderFacts),
) {
    if follow {
        return roots.iter().for_each(|root| walk_links(root, true, each));
    }
    with_helpers(helpers, bound, |taker| {
        for root in roots {
            Walk { taker, each, facts, open: Vec::new() }.run(root);
        }
    });
}

/// Tells whether a code of [`walk`] is a rule (the file is skipped) and not a failure (rejected).
pub fn is_rule(code: &str) -> bool {
    !matches!(code, "loop" | "unreadable")
}

struct Walk<'w, 't> {
    taker: &'w mut Taker<'t>,
    each: &'w mut dyn FnMut(Result<FileEntry, Reject>),
    facts: &'w mut dyn FnMut(&Path, FolderFacts),
    /// The folders that are being told, the root first.
    open: Vec<Open>,
}

/// A folder that is being told.
struct Open {
    items: vec::IntoIter<Item>,
    parts: vec::IntoIter<Promise<Vec<Item>>>,
}

impl Walk<'_, '_> {
    fn run(&mut self, root: &Root) {
        let place = Place {
            path: root.path.clone(),
            logical: root.name.clone(),
            root: Arc::from(root.path.as_path()),
            top: true,
        };
        if let Err(reject) = self.begin(place) {
            (self.each)(Err(reject));
        }
        while let Some(open) = self.open.last_mut() {
            match open.items.next() {
                Some(Item::File(file)) => (self.each)(Ok(file)),
                Some(Item::Left(reject)) => (self.each)(Err(reject)),
                Some(Item::Folder(listing)) => {
                    let listing = self.taker.take(listing);
                    self.enter(listing);
                }
                None => match open.parts.next() {
                    Some(part) => open.items = self.taker.take(part).into_iter(),
                    None => drop(self.open.pop()),
                },
            }
        }
    }

    /// Begins with a root. What it names itself is wanted, whatever its name is.
    fn begin(&mut self, place: Place) -> Result<(), Reject> {
        let failed = |error: std::io::Error| place.unreadable(&error);
        let itself = fs::symlink_metadata(&place.path).map_err(failed)?;
        let target = match itself.is_symlink() {
            true => fs::metadata(&place.path).map_err(failed)?,
            false => itself.clone(),
        };
        if let Some((code, reason)) = kind_rule(itself.file_type())
            && !itself.is_dir()
        {
            (self.each)(Err(place.reject(code, reason)));
        } else if itself.is_file() {
            let folder = place.path.parent().unwrap_or(Path::new(""));
            let place = Place { root: Arc::from(folder), ..place };
            (self.each)(place.file(Ok(target)));
            return Ok(());
        }
        if target.is_dir() {
            let listing = list(Arc::new(place), self.taker.ahead);
            self.enter(listing);
        }
        Ok(())
    }

    fn enter(&mut self, listing: Listing) {
        let Listing { place, cache, failure, facts, parts, first } = listing;
        if cache {
            let reason = format!("an index or another cache, as its {CACHE_TAG} says");
            return (self.each)(Err(place.reject("cache", reason)));
        }
        if let Some(reject) = failure {
            (self.each)(Err(reject));
        }
        if let Some(facts) = facts {
            (self.facts)(&place.path, facts);
        }
        self.taker.call_helpers();
        self.open.push(Open { items: first.into_iter(), parts: parts.into_iter() });
    }
}

/// The rule that leaves files of this name alone. Capital `README…` and `LICENSE…` are rules by
/// their beginning; in small letters only the bare word is, because `license-fees-rise.txt` is an
/// article. A change log is told by the whole word in capitals.
pub(crate) fn name_rule(name: &str) -> Option<(&'static str, &'static str)> {
    if name.starts_with('.') {
        return Some(("hidden", "hidden files and folders are left alone"));
    }
    if name == "corpus.toml" {
        return Some(("config", "settings of the folder, not an article"));
    }
    if name.ends_with(".meta.toml") {
        return Some(("sidecar", "states fields of the file beside it"));
    }
    let stem = name.split('.').next().unwrap_or(name);
    let named = |word: &str| name.starts_with(word) || stem.eq_ignore_ascii_case(word);
    if named("README") {
        return Some(("readme", "a README describes the corpus"));
    }
    if ["LICENSE", "LICENCE", "COPYING"].into_iter().any(named) {
        return Some(("licence", "a licence, not an article"));
    }
    if matches!(stem, "CHANGES" | "CHANGELOG") {
        return Some(("changes", "a change log, not an article"));
    }
    None
}

#[cfg(test)]
#[path = "walk_tests.rs"]
mod tests;
