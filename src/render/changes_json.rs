//! What differs between two generations, in machine output: one object, written as it is found.
//!
//! An article stands on a line of its own, so that a long list can be read without a parser of streams.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use crate::engine::changes::{Brief, Change, Tally};
use crate::engine::{GenerationId, Stored};
use crate::render::changes::{embargo, is_move};
use crate::render::dates;
use crate::render::json::{DateView, FORMAT_VERSION, write_line};
use crate::render::record::ArticleView;

/// Names what differs between two articles as a dump shows them: the keys of its lines. What follows from
/// another is left out: the number of words from the text, the first of the locations from the path.
pub fn fields(old: &Stored, new: &Stored) -> Vec<String> {
    let further = old.locations.get(1..) != new.locations.get(1..);
    let view = |stored| serde_json::to_value(ArticleView::of(stored)).unwrap_or(Value::Null);
    let (old, new) = (view(old), view(new));
    let (Value::Object(old), Value::Object(new)) = (&old, &new) else { return Vec::new() };
    let differs = |key: &&String| match key.as_str() {
        "words" => false,
        "locations" => further,
        key => old.get(key) != new.get(key),
    };
    // The order in which a person reads an article.
    let place = |key: &String| ORDER.iter().position(|name| name == key).unwrap_or(ORDER.len());
    let mut names: Vec<String> = new.keys().filter(differs).cloned().collect();
    names.sort_by_key(|name| (place(name), name.clone()));
    names
}

const ORDER: [&str; 11] = [
    "path", "own_id", "headline", "deck", "body", "date", "sources", "byline", "place", "section",
    "url",
];

/// Writes the object of two generations, piece by piece.
#[derive(Debug, Default)]
pub struct ChangesJson {
    told: bool,
}

impl ChangesJson {
    /// Writes the beginning.
    pub fn head(
        &mut self,
        old: &GenerationId,
        new: &GenerationId,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let (old, new) = (serde_json::to_string(old)?, serde_json::to_string(new)?);
        writeln!(
            out,
            "{{\"format_version\":{FORMAT_VERSION},\"old\":{old},\"new\":{new},\"changes\":["
        )
    }

    /// Writes an article.
    pub fn change(&mut self, change: &Change, out: &mut dyn Write) -> io::Result<()> {
        if self.told {
            out.write_all(b",")?;
        }
        self.told = true;
        write_line(&ChangeView::of(change), out)
    }

    /// Writes the end; `moved` is how many of what changed only moved.
    pub fn end(self, tally: &Tally, moved: u64, out: &mut dyn Write) -> io::Result<()> {
        #[derive(Serialize)]
        struct CountsView {
            came: u64,
            went: u64,
            changed: u64,
            moved: u64,
            same: u64,
        }
        let Tally { came, went, changed, same } = *tally;
        let changed = changed.saturating_sub(moved);
        let counts = serde_json::to_string(&CountsView { came, went, changed, moved, same })?;
        writeln!(out, "],\"counts\":{counts}}}")
    }
}

#[derive(Serialize)]
struct ChangeView<'a> {
    change: &'static str,
    old: Option<BriefView<'a>>,
    new: Option<BriefView<'a>>,
    /// Keys of the dump that differ.
    fields: &'a [String],
    /// Until when headlines are kept back.
    embargo: Option<String>,
}

impl<'a> ChangeView<'a> {
    fn of(change: &'a Change) -> ChangeView<'a> {
        let (name, old, new, fields) = match change {
            Change::Came(new) => ("came", None, Some(new), [].as_slice()),
            Change::Went(old) => ("went", Some(old), None, [].as_slice()),
            Change::Changed { old, new, fields } => {
                let name = if is_move(change) { "moved" } else { "changed" };
                (name, Some(old), Some(new), fields.as_slice())
            }
        };
        ChangeView {
            change: name,
            old: old.map(BriefView::of),
            new: new.map(BriefView::of),
            fields,
            embargo: embargo(change).map(dates::instant),
        }
    }
}

#[derive(Serialize)]
struct BriefView<'a> {
    id: String,
    own_id: Option<&'a str>,
    headline: Option<&'a str>,
    date: Option<DateView>,
    path: &'a str,
    offset: u64,
}

impl<'a> BriefView<'a> {
    fn of(brief: &'a Brief) -> BriefView<'a> {
        BriefView {
            id: brief.id.to_string(),
            own_id: brief.own_id.as_deref(),
            headline: brief.headline.as_deref(),
            date: brief.date.as_ref().map(DateView::of),
            path: &brief.path,
            offset: brief.offset,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples;

    #[test]
    fn what_differs_is_named_as_in_a_dump() {
        let old = samples::stored();
        let mut new = old.clone();
        assert!(fields(&old, &new).is_empty());
        // No dump shows it.
        new.article.origin.offset += 1;
        assert!(fields(&old, &new).is_empty());
        new.article.published = None;
        new.article.body.push_str(" More words.");
        new.article.sources.clear();
        new.locations.push("corpus/elsewhere".into());
        assert_eq!(fields(&old, &new), ["body", "date", "sources", "locations"]);
        let mut moved = old.clone();
        moved.article.origin.path = "corpus/elsewhere".into();
        moved.locations[0] = "corpus/elsewhere".into();
        assert_eq!(fields(&old, &moved), ["path"]);
    }

    #[test]
    fn the_object_is_whole() {
        let brief = Brief::of(&samples::stored(), i64::MAX);
        let brief = Brief { headline: Some("\u{1b}\u{202e}".into()), ..brief };
        for told in 0..3 {
            let (mut json, mut out) = (ChangesJson::default(), Vec::new());
            let id = |name: &str| GenerationId(name.into());
            json.head(&id("000001-a"), &id("000002-b"), &mut out).unwrap();
            for _ in 0..told {
                json.change(&Change::Came(brief.clone()), &mut out).unwrap();
            }
            let tally = Tally { came: told, changed: 3, ..Tally::default() };
            json.end(&tally, 1, &mut out).unwrap();
            let text = String::from_utf8(out).unwrap();
            assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
            let value: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(value["changes"].as_array().unwrap().len() as u64, told);
            assert_eq!(
                (&value["counts"]["changed"], &value["counts"]["moved"]),
                (&2.into(), &1.into())
            );
        }
    }
}
