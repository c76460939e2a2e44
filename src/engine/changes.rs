//! What came, went and changed between two generations.
//!
//! Both are walked side by side in the order of ids, a batch at a time. An article with the same id in
//! both is told at once if anything of it differs. What stands in one of them alone is kept until the
//! end and then put into pairs: an article that went and one that came are one that changed if they
//! have the same own id, or stand at the same path and offset, or are the only ones at their path. Two
//! whose own ids differ are two articles: there the corpus itself says so.
//!
//! So memory grows with what came and went, not with the articles: some hundred bytes for each.

use std::collections::HashMap;

use crate::article::{ArticleId, Published};
use crate::engine::{Engine, EngineError, Stored};

/// Articles that are fetched at a time from each generation.
const BATCH: usize = 256;

/// Most characters of a headline that are kept.
const HEADLINE: usize = 300;

/// What is kept of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brief {
    /// Which article it is.
    pub id: ArticleId,
    /// The id that the corpus gives it.
    pub own_id: Option<String>,
    /// The headline, its first 300 characters; `None` as well while the article is under an embargo.
    pub headline: Option<String>,
    /// When it was published.
    pub date: Option<Published>,
    /// Where it stands.
    pub path: String,
    /// Where the record starts in its file, in bytes.
    pub offset: u64,
    /// Until when (Unix seconds) it is not shown, if that is still to come.
    pub embargo: Option<i64>,
}

impl Brief {
    /// Takes what is kept of an article. What is under an embargo at `now` (Unix seconds) is not named.
    pub fn of(stored: &Stored, now: i64) -> Brief {
        let article = &stored.article;
        let embargo = article.embargo.filter(|until| *until > now);
        let headline = article.headline.as_deref().filter(|_| embargo.is_none());
        Brief {
            id: article.id,
            own_id: article.own_id.clone(),
            headline: headline.map(|headline| headline.chars().take(HEADLINE).collect()),
            date: article.published,
            path: article.origin.path.clone(),
            offset: article.origin.offset,
            embargo,
        }
    }

    fn place(&self) -> (&str, u64) {
        (&self.path, self.offset)
    }
}

/// What became of one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It is in the new generation alone.
    Came(Brief),
    /// It is in the old generation alone.
    Went(Brief),
    /// It is in both and differs.
    Changed {
        /// As it was.
        old: Brief,
        /// As it is.
        new: Brief,
        /// The names of what differs; may be empty where the record changed and nothing that was made
        /// of it.
        fields: Vec<String>,
    },
}

/// Changes counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Articles that came.
    pub came: u64,
    /// Articles that went.
    pub went: u64,
    /// Articles that changed.
    pub changed: u64,
    /// Articles in which nothing differs.
    pub same: u64,
}

/// Walks two generations and tells what differs: first the articles that kept their id, in the order of
/// ids; then those that are one under two ids, those that went and those that came, each by path and
/// offset. `fields` names what differs between two articles, nothing if they are the same. `tell` says
/// whether to go on; the tally counts what was told until then.
///
/// # Errors
/// Those of either engine and of `tell`.
pub fn compare<E: From<EngineError>>(
    (old, new): (&dyn Engine, &dyn Engine),
    now: i64,
    fields: &dyn Fn(&Stored, &Stored) -> Vec<String>,
    tell: &mut dyn FnMut(&Change) -> Result<bool, E>,
) -> Result<Tally, E> {
    let mut tally = Tally::default();
    let (mut went, mut came) = (Vec::new(), Vec::new());
    let (mut olds, mut news) = (Walk::new(old), Walk::new(new));
    let (mut before, mut after) = (olds.next()?, news.next()?);
    loop {
        let ids = (before.as_ref().map(id), after.as_ref().map(id));
        match (before.take(), after.take()) {
            (None, None) => break,
            (Some(a), Some(b)) if ids.0 == ids.1 => {
                let fields = if a == b { Vec::new() } else { fields(&a, &b) };
                if fields.is_empty() {
                    tally.same += 1;
                } else {
                    tally.changed += 1;
                    let (old, new) = both(&a, &b, now);
                    if !tell(&Change::Changed { old, new, fields })? {
                        return Ok(tally);
                    }
                }
                (before, after) = (olds.next()?, news.next()?);
            }
            (Some(a), b) if b.is_none() || ids.0 < ids.1 => {
                went.push(Brief::of(&a, now));
                (before, after) = (olds.next()?, b);
            }
            (a, b) => {
                came.extend(b.map(|b| Brief::of(&b, now)));
                (before, after) = (a, news.next()?);
            }
        }
    }
    let Paired { pairs, went, came } = pair(went, came);
    for (a, b) in pairs {
        tally.changed += 1;
        let (a, b) = (fetch(old, a.id)?, fetch(new, b.id)?);
        let mut fields = fields(&a, &b);
        // Another record has another id, and with it mostly another text.
        fields.retain(|field| field != "id" && field != "text");
        let (old, new) = both(&a, &b, now);
        if !tell(&Change::Changed { old, new, fields })? {
            return Ok(tally);
        }
    }
    for brief in went {
        tally.went += 1;
        if !tell(&Change::Went(brief))? {
            return Ok(tally);
        }
    }
    for brief in came {
        tally.came += 1;
        if !tell(&Change::Came(brief))? {
            return Ok(tally);
        }
    }
    Ok(tally)
}

/// What is kept of an article's two states. An embargo on one of them holds for both: they have mostly the
/// same headline.
fn both(old: &Stored, new: &Stored, now: i64) -> (Brief, Brief) {
    let (mut old, mut new) = (Brief::of(old, now), Brief::of(new, now));
    if old.embargo.is_some() || new.embargo.is_some() {
        (old.headline, new.headline) = (None, None);
    }
    (old, new)
}

fn id(stored: &Stored) -> ArticleId {
    stored.article.id
}

/// Reads an article in the state in which a walk sees it.
fn fetch(engine: &dyn Engine, id: ArticleId) -> Result<Stored, EngineError> {
    let before = u128::from_be_bytes(id.0).checked_sub(1);
    let found = engine.scan(before.map(|id| ArticleId(id.to_be_bytes())), 1)?;
    let found = found.into_iter().find(|stored| stored.article.id == id);
    found.ok_or_else(|| EngineError::NoArticle { id: id.to_string() })
}

/// The articles of a generation in the order of their ids.
struct Walk<'a> {
    engine: &'a dyn Engine,
    batch: std::vec::IntoIter<Stored>,
    last: Option<ArticleId>,
    ended: bool,
}

impl Walk<'_> {
    fn new(engine: &dyn Engine) -> Walk<'_> {
        Walk { engine, batch: Vec::new().into_iter(), last: None, ended: false }
    }

    fn next(&mut self) -> Result<Option<Stored>, EngineError> {
        if let Some(stored) = self.batch.next() {
            return Ok(Some(stored));
        }
        if self.ended {
            return Ok(None);
        }
        let batch = self.engine.scan(self.last, BATCH)?;
        self.ended = batch.is_empty();
        self.last = batch.last().map(id).or(self.last);
        self.batch = batch.into_iter();
        Ok(self.batch.next())
    }
}

/// What stands in one generation alone, put into pairs; each list by path and offset.
#[derive(Debug, Default, PartialEq, Eq)]
struct Paired {
    pairs: Vec<(Brief, Brief)>,
    went: Vec<Brief>,
    came: Vec<Brief>,
}

/// Puts into pairs what is one article under two ids.
fn pair(mut went: Vec<Brief>, mut came: Vec<Brief>) -> Paired {
    went.sort_by(|a, b| a.place().cmp(&b.place()));
    came.sort_by(|a, b| a.place().cmp(&b.place()));
    let mut taken = Taken { of: vec![None; went.len()], used: vec![false; came.len()] };
    // The surest first. An own id may stand more than once: then its path decides, then the order.
    taken.by(&went, &came, false, |b| Some((b.own_id.as_deref()?, Some(b.path.as_str()))));
    taken.by(&went, &came, false, |b| Some((b.own_id.as_deref()?, None::<&str>)));
    taken.by(&went, &came, false, |b| Some(b.place()));
    taken.by(&went, &came, true, |b| Some(b.path.as_str()));
    let mut paired = Paired::default();
    let mut came: Vec<Option<Brief>> = came.into_iter().map(Some).collect();
    for (old, other) in went.into_iter().zip(taken.of) {
        match other.and_then(|other| came[other].take()) {
            Some(new) => paired.pairs.push((old, new)),
            None => paired.went.push(old),
        }
    }
    paired.pairs.sort_by(|a, b| a.1.place().cmp(&b.1.place()));
    paired.came = came.into_iter().flatten().collect();
    paired
}

/// Which article that came is taken for which one that went.
struct Taken {
    of: Vec<Option<usize>>,
    used: Vec<bool>,
}

impl Taken {
    /// Pairs what has the same key and is not taken yet, in order; with `alone` only where there is one
    /// on either side.
    fn by<'a, K: std::hash::Hash + Eq>(
        &mut self,
        went: &'a [Brief],
        came: &'a [Brief],
        alone: bool,
        key: impl Fn(&'a Brief) -> Option<K>,
    ) {
        let mut groups: HashMap<K, (Vec<usize>, Vec<usize>)> = HashMap::new();
        for (at, brief) in went.iter().enumerate().filter(|(at, _)| self.of[*at].is_none()) {
            if let Some(key) = key(brief) {
                groups.entry(key).or_default().0.push(at);
            }
        }
        for (at, brief) in came.iter().enumerate().filter(|(at, _)| !self.used[*at]) {
            if let Some(group) = key(brief).and_then(|key| groups.get_mut(&key)) {
                group.1.push(at);
            }
        }
        for (olds, news) in groups.into_values() {
            if alone && (olds.len(), news.len()) != (1, 1) {
                continue;
            }
            for (old, new) in olds.into_iter().zip(news) {
                let own = went[old].own_id.as_ref().zip(came[new].own_id.as_ref());
                if own.is_none_or(|(a, b)| a == b) {
                    self.of[old] = Some(new);
                    self.used[new] = true;
                }
            }
        }
    }
}

#[cfg(test)]
#[path = "changes_tests.rs"]
mod tests;
