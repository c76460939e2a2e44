//! The part a file plays in `pair`: the headline in one file, the body in another.
//!
//! Takes the two globs of a `corpus.toml` and a path from its folder; looks whether the partner is there.

use std::path::{Path, PathBuf};

use crate::corpus::config::FolderConfig;
use crate::corpus::glob::Glob;

/// The part a file plays in `pair`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Pair {
    /// None: it stands for itself.
    #[default]
    None,
    /// It gives the headline of the file at that path and is no article itself.
    HeadlineOf(PathBuf),
    /// Its headline stands in the file at that path.
    BodyOf(PathBuf),
    /// Its partner is missing.
    Alone,
}

impl Pair {
    /// Finds the part that one `corpus.toml` gives to the file at `path` from its folder.
    pub(super) fn stated(config: &FolderConfig, path: &str, folder: &Path) -> Pair {
        let pairs = config.pair.iter().flat_map(|pairs| &pairs.0);
        let mut parts = pairs.map(|(headlines, bodies)| part(headlines, bodies, path, folder));
        parts.find(|part| *part != Pair::None).unwrap_or_default()
    }
}

/// The part that a file plays in one pair of globs.
fn part(headlines: &Glob, bodies: &Glob, path: &str, folder: &Path) -> Pair {
    let partner = |captures: &[String], other: &Glob| {
        let path = folder.join(other.fill(captures)?);
        path.is_file().then_some(path)
    };
    // A file may fit both globs where one is `*`; the one under which it has a partner counts.
    let headline = headlines.captures(path);
    if let Some(body) = headline.as_deref().and_then(|captures| partner(captures, bodies)) {
        return Pair::HeadlineOf(body);
    }
    let body = bodies.captures(path);
    if let Some(headline) = body.as_deref().and_then(|captures| partner(captures, headlines)) {
        return Pair::BodyOf(headline);
    }
    if headline.is_some() || body.is_some() { Pair::Alone } else { Pair::None }
}
