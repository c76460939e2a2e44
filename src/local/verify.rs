//! The whole check of a sealed generation: every file, every count, the order of dates, and whether what
//! is stored is what was read.

use crate::analysis::{Analyzer, StemPlan};
use crate::dedupe::Sketcher;
use crate::engine::manifest::Manifest;
use crate::engine::{EngineError, GenerationId};
use crate::local::engine::LocalEngine;
use crate::local::generations::Layout;
use crate::local::stored::{Head, text_of};
use crate::local::texts::Texts;
use crate::local::{checksums, facts, hits, ledger, schema as s};

/// Articles that are hashed again.
const SAMPLE: usize = 64;

/// Files that a build on a generation believes: what they say goes into the next one, with new checksums.
const BELIEVED: [&str; 7] = [
    "manifest.json",
    "ledger",
    "credits.jsonl",
    "articles.facts",
    "copies.compared",
    "tantivy/meta.json",
    "tantivy/.managed.json",
];

/// Checks what a build on a generation takes over without looking at it again.
///
/// # Errors
/// `Damaged` with the file.
pub fn check_base(layout: &Layout, generation: &GenerationId) -> Result<(), EngineError> {
    checksums::verify_some(&layout.generation(generation), &|name| BELIEVED.contains(&name))
}

/// Checks a generation.
///
/// # Errors
/// `Damaged` with the file where one is named by a checksum, else with the generation.
pub fn verify(layout: &Layout, generation: &GenerationId) -> Result<(), EngineError> {
    let folder = layout.generation(generation);
    checksums::verify(&folder)?;
    let engine = LocalEngine::open(layout.clone(), generation.clone())?;
    let Manifest { articles, texts, copied, .. } = *engine.manifest();
    let damaged = |why: String| EngineError::Damaged { file: generation.to_string(), why };
    let held = engine.searcher().num_docs();
    if held != articles {
        return Err(damaged(format!("it holds {held} articles, its manifest says {articles}")));
    }
    engine.occurrences()?;
    engine.names()?;
    ledger::read(&folder)?;
    facts::read_compared(&folder)?;
    let (groups, members) = engine.texts().map_or((0, 0), Texts::totals);
    if (texts, copied) != (articles.saturating_sub(members) + groups, members) {
        let why = format!("{members} of its articles have copies, its manifest says {copied}");
        return Err(damaged(why));
    }
    if !engine.columns().newest_first()? {
        return Err(damaged("its articles are not in the order of their dates".into()));
    }
    stored_as_read(&engine, &facts::read(&folder)?, &damaged)
}

/// Hashes stored articles again, evenly by their ids, and holds them against what was hashed when they
/// were read from the corpus.
fn stored_as_read(
    engine: &LocalEngine,
    known: &[facts::Facts],
    damaged: &dyn Fn(String) -> EngineError,
) -> Result<(), EngineError> {
    let articles = engine.manifest().articles;
    if known.len() as u64 != articles {
        return Err(damaged(format!("it holds {articles} articles and facts of {}", known.len())));
    }
    let step = known.len().div_ceil(SAMPLE).max(1);
    let mut analyzer = Analyzer::new();
    for facts in known.iter().step_by(step) {
        let id = facts.id;
        let missing = || damaged(format!("the article {id} is missing"));
        let address = engine.address(id)?.ok_or_else(missing)?;
        let document = hits::fetch(engine.searcher(), address)?;
        let other = |_| damaged(format!("the article {id} cannot be read"));
        let head = Head::read(&document).map_err(other)?;
        let mut sketcher = Sketcher::default();
        let body = text_of(&document, s::TEXT).unwrap_or("");
        analyzer.text(body, StemPlan::NONE, &mut |token| sketcher.token(token));
        if head.id != id || sketcher.finish(head.headline.as_deref()).exact != facts.sketch.exact {
            return Err(damaged(format!("the article {id} is not stored as it was read")));
        }
    }
    Ok(())
}
