//! The names by which the sources of an article are found: canonical, raw, and every alias.
//!
//! A few outlets write most of a corpus, and each has a dozen names: folded names are kept.

use std::collections::HashMap;

use tantivy::TantivyDocument;

use crate::analysis::fold::fold;
use crate::article::{Article, Role, Source};
use crate::local::keys;
use crate::local::schema as s;

/// Most sources kept; then the memory starts anew.
const MOST: usize = 10_000;

/// The folded names of sources seen before; one for each worker.
#[derive(Default)]
pub struct SourceNames {
    /// By name and raw name.
    seen: HashMap<(String, String), Seen>,
}

struct Seen {
    aliases: Vec<String>,
    /// Sorted, each once, none empty.
    folded: Vec<String>,
}

impl SourceNames {
    /// Indexes every name of every source under its role and under `source`, each once.
    pub fn add(&mut self, article: &Article, document: &mut TantivyDocument) {
        if self.seen.len() >= MOST {
            self.seen.clear();
        }
        article.sources.iter().for_each(|source| self.learn(source));
        let mut all: Vec<&str> = Vec::new();
        for (role, field) in [(Role::Origin, s::ORIGIN), (Role::Via, s::VIA)] {
            let sources = article.sources.iter().filter(|source| source.role == role);
            let seen = sources.filter_map(|source| self.seen.get(&key(source)));
            let mut names: Vec<&str> =
                seen.flat_map(|seen| &seen.folded).map(String::as_str).collect();
            if names.is_empty() {
                continue;
            }
            names.push(keys::EXISTS);
            names.sort_unstable();
            names.dedup();
            names.iter().for_each(|name| document.add_text(field, name));
            all.extend(names);
        }
        all.sort_unstable();
        all.dedup();
        all.iter().for_each(|name| document.add_text(s::SOURCE, name));
    }

    /// Folds the names of a source, unless they were folded before.
    fn learn(&mut self, source: &Source) {
        let key = key(source);
        if self.seen.get(&key).is_some_and(|seen| seen.aliases == source.aliases) {
            return;
        }
        let names = [&source.name, &source.raw].into_iter().chain(&source.aliases);
        let mut folded: Vec<String> =
            names.map(|name| fold(name)).filter(|name| !name.is_empty()).collect();
        folded.sort_unstable();
        folded.dedup();
        self.seen.insert(key, Seen { aliases: source.aliases.clone(), folded });
    }
}

fn key(source: &Source) -> (String, String) {
    (source.name.clone(), source.raw.clone())
}
