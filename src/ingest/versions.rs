//! Of the states of an item read in one build the newest is the article, in whatever order they
//! come; who takes an item back takes back all that was sent of it before.
//!
//! Articles stream by, so that one may be in the index already when its successor comes: then it is
//! taken out again. Memory holds one line for each item that has states.

use std::collections::HashMap;

use crate::article::{ArticleId, ItemVersion};
use crate::corpus::Reject;
use crate::engine::ledger::Facts;

/// The code of articles that an other state of their item stands for.
const SUPERSEDED: &str = "superseded";

/// What an article or an order changes in the index.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Whether the article at hand is to be added.
    pub add: bool,
    /// An article that was added before and has to go.
    pub take_out: Option<ArticleId>,
}

/// An article that has states, with what is counted of it in the end.
#[derive(Debug)]
pub struct Held {
    /// Which article it is.
    pub id: ArticleId,
    /// Which state of which item.
    pub version: ItemVersion,
    /// What the report counts.
    pub facts: Facts,
    /// Logical path of its file.
    pub file: String,
}

impl Held {
    /// The newest is the greatest; the id decides between states of one number and time.
    fn rank(&self) -> ((u32, i64), ArticleId) {
        (self.version.age(), self.id)
    }

    /// Where it stands.
    fn path(&self) -> &str {
        self.facts.member.as_deref().unwrap_or(&self.file)
    }
}

/// The states of one item.
#[derive(Debug, Default)]
struct Item {
    newest: Option<Held>,
    /// The orders to take it back, as one that holds for all that any of them holds for.
    order: Option<ItemVersion>,
    /// Where the last of the orders stands.
    ordered: (String, u64),
}

impl Item {
    /// The newest state, unless it was taken back.
    fn live(&self) -> Option<&Held> {
        let withdrawn = |held: &&Held| {
            self.order.as_ref().is_some_and(|order| held.version.is_withdrawn_by(order))
        };
        self.newest.as_ref().filter(|held| !withdrawn(held))
    }
}

/// The items met so far.
#[derive(Debug, Default)]
pub struct Versions {
    items: HashMap<ArticleId, Item>,
    /// Older states: their item, their id, path and offset.
    older: Vec<(ArticleId, ArticleId, String, u64)>,
}

/// What is left when all is read.
#[derive(Debug, Default)]
pub struct Settled {
    /// The articles, one for each item that has one.
    pub articles: Vec<Held>,
    /// The others, each with the id it would have had, by their places.
    pub superseded: Vec<(ArticleId, Reject)>,
}

impl Versions {
    /// Takes an article whose record was not read before.
    pub fn article(&mut self, held: Held) -> Change {
        let item = self.items.entry(held.version.item).or_default();
        if item.newest.as_ref().is_some_and(|newest| newest.rank() >= held.rank()) {
            self.older.push(place(&held));
            return Change::default();
        }
        let take_out = item.live().map(|live| live.id);
        let before = item.newest.replace(held);
        self.older.extend(before.as_ref().map(place));
        Change { add: item.live().is_some(), take_out }
    }

    /// Takes an order to take an item back, which stands at a path and offset.
    pub fn order(&mut self, order: ItemVersion, path: &str, offset: u64) -> Change {
        let item = self.items.entry(order.item).or_default();
        let live = item.live().map(|live| live.id);
        let at = (path.to_owned(), offset);
        let both = match item.order {
            None => order,
            Some(other) => ItemVersion {
                item: order.item,
                number: other.number.max(order.number),
                // An order without a time holds for all.
                changed: other.changed.zip(order.changed).map(|(a, b)| a.max(b)),
            },
        };
        item.order = Some(both);
        item.ordered = at.max(std::mem::take(&mut item.ordered));
        let take_out = live.filter(|_| item.live().is_none());
        Change { add: false, take_out }
    }

    /// Ends the reading.
    pub fn settle(self) -> Settled {
        let Versions { mut items, older } = self;
        let mut settled = Settled::default();
        for (item, id, path, offset) in older {
            let reason = why(&items[&item]);
            let code = SUPERSEDED.to_owned();
            settled.superseded.push((id, Reject { path, offset, code, reason }));
        }
        for item in items.values_mut() {
            let is_live = item.live().is_some();
            let reason = why(item);
            match item.newest.take() {
                Some(held) if is_live => settled.articles.push(held),
                Some(held) => {
                    let (_, id, path, offset) = place(&held);
                    let code = SUPERSEDED.to_owned();
                    settled.superseded.push((id, Reject { path, offset, code, reason }));
                }
                None => {}
            }
        }
        settled.articles.sort_by_key(|held| held.id);
        settled.superseded.sort_by(|(_, a), (_, b)| (&a.path, a.offset).cmp(&(&b.path, b.offset)));
        settled
    }
}

fn place(held: &Held) -> (ArticleId, ArticleId, String, u64) {
    (held.version.item, held.id, held.path().to_owned(), held.facts.offset)
}

/// Says what stands in the place of the states of an item.
fn why(item: &Item) -> String {
    match item.live() {
        Some(live) => format!(
            "an older version of the item in {} at offset {}",
            live.path(),
            live.facts.offset
        ),
        None => {
            let (path, offset) = &item.ordered;
            format!("its publisher took the item back, by the record in {path} at offset {offset}")
        }
    }
}

#[cfg(test)]
#[path = "versions_tests.rs"]
mod tests;
