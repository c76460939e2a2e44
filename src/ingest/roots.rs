//! Whether the corpus is really there: a disk that is not mounted is no reason to delete its articles.

use std::path::Path;

use crate::corpus::Root;
use crate::ingest::gates::GateName;
use crate::ingest::plan::{Fate, Plan};
use crate::ingest::previous::Previous;
use crate::ingest::report::Gate;

/// Looks at the roots before anything is read. A root must be there, and where it had files last night,
/// have some. A night on a base leaves alone what is in folders that cannot be looked into; where
/// everything is read anew, what they held would be lost.
pub fn look(roots: &[Root], plan: &Plan, previous: &Previous, anew: bool) -> Gate {
    let mut wrong: Vec<String> = missing(roots);
    if anew {
        let hidden = plan.files.iter().filter(|file| file.is_hidden());
        let hidden: Vec<&str> = hidden
            .filter(|file| exists(&file.entry.root))
            .map(|file| file.entry.logical.as_str())
            .collect();
        if let Some(first) = hidden.first() {
            let number = hidden.len();
            wrong.push(format!(
                "{number} files of last time stand in folders that cannot be read, such as {first}"
            ));
        }
    }
    for root in roots.iter().filter(|root| exists(&root.path)) {
        let before = previous.ledger().files().iter().filter(|file| belongs(&file.path, root));
        let mut now = plan.files.iter().filter(|file| belongs(&file.entry.logical, root));
        let (before, path) = (before.count(), root.path.display());
        let some = now.clone().next().is_some();
        if before > 0 && !some {
            wrong.push(format!("{path} holds no file, {before} last time; is it mounted"));
        } else if some && now.all(|file| matches!(file.fate, Fate::Unreadable(_))) {
            wrong.push(format!("nothing of {path} can be looked into"));
        }
    }
    tell(wrong)
}

/// Looks at the roots again when everything is read.
pub fn look_again(roots: &[Root], plan: &Plan) -> Gate {
    let mut wrong = missing(roots);
    for root in roots.iter().filter(|root| root.path.is_dir()) {
        let mut files = plan.files.iter().filter(|file| belongs(&file.entry.logical, root));
        let had = files.clone().next().is_some();
        if had && files.all(|file| !exists(&file.entry.path)) {
            wrong.push(format!("{} lost all its files while it was read", root.path.display()));
        }
    }
    tell(wrong)
}

fn missing(roots: &[Root]) -> Vec<String> {
    let gone = roots.iter().filter_map(|root| {
        let facts = std::fs::metadata(&root.path);
        let listed = facts.and_then(|facts| match facts.is_dir() {
            true => std::fs::read_dir(&root.path).map(drop),
            false => Ok(()),
        });
        let why = listed.err()?;
        Some(format!("{} is missing or cannot be read: {why}", root.path.display()))
    });
    gone.collect()
}

fn tell(wrong: Vec<String>) -> Gate {
    let fired = !wrong.is_empty();
    let told = if fired { wrong.join("; ") } else { "every folder is there".to_owned() };
    Gate::new(GateName::Corpus, fired, told)
}

fn exists(path: &Path) -> bool {
    std::fs::metadata(path).is_ok()
}

fn belongs(logical: &str, root: &Root) -> bool {
    let rest = logical.strip_prefix(root.name.as_str());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
