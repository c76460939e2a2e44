//! A score taken apart, for a person and as JSON (`search explain`).

use std::io::{self, Write};

use serde::Serialize;

use crate::engine::explained::{Explained, Explanation, Part};
use crate::render::json::{ExpandedView, FORMAT_VERSION, write_line};
use crate::render::sanitize;
use crate::render::terminal::grouped;
use crate::render::wrap;

/// Most columns that a part of the query takes in the table.
const WIDEST: usize = 28;

/// An explained score with what was asked.
#[derive(Debug, Clone, Copy)]
pub struct ExplainPage<'a> {
    /// The query as typed.
    pub query: &'a str,
    /// The query as read, printed in its canonical form.
    pub parsed: &'a str,
    /// The score.
    pub explained: &'a Explained,
    /// Whether the score tree of the search library is shown as well.
    pub tree: bool,
}

impl ExplainPage<'_> {
    /// Writes it for a person.
    pub fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        let of = self.explained;
        let mut text = String::new();
        let mut line = |line: String| {
            text.push_str(line.trim_end());
            text.push('\n');
        };
        let headline = of.headline.as_deref().unwrap_or("(no headline)");
        line(format!("{}  {}", of.id, sanitize::plain(headline)));
        line(String::new());
        if of.parts.is_empty() {
            line("nothing in the query scores".to_owned());
        } else {
            self.table(&mut line);
        }
        line(String::new());
        if let Some(relaxed) = of.relaxed {
            line(format!("asked for: {} of {} words", relaxed.required, relaxed.of));
        }
        let list = |list: &[String]| sanitize::plain(&list.join(", ")).into_owned();
        if !of.missing.is_empty() {
            line(format!("not in it: {}", list(&of.missing)));
        }
        if !of.unscored.is_empty() {
            line(format!("not scored, as function words: {}", list(&of.unscored)));
        }
        if !of.expansion.is_empty() {
            let words: Vec<String> = of.expansion.iter().map(|added| added.word.clone()).collect();
            line(format!("words of the best hits: {}", list(&words)));
        }
        if of.parts.iter().any(|part| part.word.is_some()) {
            let (own, average) = (of.length.own, of.length.average);
            line(format!(
                "length: about {own} words where the average is {average:.0}, headline words three times"
            ));
            line("points = weight × rarity × typical × presence".to_owned());
        }
        if self.tree {
            line(String::new());
            tree(&of.tree, 0, &mut line);
        }
        out.write_all(text.as_bytes())
    }

    fn table(&self, line: &mut dyn FnMut(String)) {
        let of = self.explained;
        let name = |part: &Part| {
            let query = sanitize::plain(&part.query).into_owned();
            let query = if part.added { format!("+ {query}") } else { query };
            wrap::truncate(&query, WIDEST)
        };
        let names: Vec<String> = of.parts.iter().map(name).collect();
        let widest = names.iter().map(|name| wrap::columns(name)).max().unwrap_or(0).max(4);
        let pad = |name: &str| " ".repeat(widest.saturating_sub(wrap::columns(name)));
        let head = "headline  body  articles  rarity  typical  presence  weight";
        line(format!("   points  part{}  {head}", pad("part")));
        for (part, name) in of.parts.iter().zip(&names) {
            let points = format!("{:>9.4}  {name}{}", part.points, pad(name));
            line(match part.word {
                Some(word) => format!(
                    "{points}  {:>8}  {:>4}  {:>8}  {:>6.3}  {:>7.3}  {:>8.3}  {:>6.3}",
                    word.headline,
                    word.body,
                    grouped(word.articles),
                    word.rarity,
                    word.typical,
                    word.presence,
                    part.weight
                ),
                None => {
                    let weight = match part.weight {
                        1.0 => String::new(),
                        weight => format!(", weight {weight:.3}"),
                    };
                    format!("{points}  {}{weight}", sanitize::plain(&part.description))
                }
            });
        }
        line(format!("{:>9.4}  together", of.sum));
        if let Some(age) = of.age {
            let why = match age.days {
                None => "undated".to_owned(),
                Some(days) if days < 1 => "of today or later".to_owned(),
                Some(1) => "a day old".to_owned(),
                Some(days) => format!("{} days old", grouped(days.unsigned_abs())),
            };
            line(format!("× {:>7.4}  {why}", age.factor));
        }
        line(format!("{:>9.4}  score", of.score));
    }

    /// Writes it as one JSON object.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let of = self.explained;
        let view = View {
            format_version: FORMAT_VERSION,
            query: self.query,
            parsed: self.parsed,
            id: of.id.to_string(),
            headline: of.headline.as_deref(),
            score: of.score,
            sum: of.sum,
            parts: of.parts.iter().map(PartView::of).collect(),
            missing: &of.missing,
            unscored: &of.unscored,
            required: of.relaxed.map(|relaxed| relaxed.required),
            expansion: of.expansion.iter().map(ExpandedView::of).collect(),
            age: of.age.map(|age| AgeView { factor: age.factor, days: age.days }),
            length: LengthView { own: of.length.own, average: of.length.average },
            tree: self.tree.then_some(&of.tree),
        };
        write_line(&view, out)
    }
}

fn tree(of: &Explanation, depth: usize, line: &mut dyn FnMut(String)) {
    let indent = "  ".repeat(depth);
    line(format!("{indent}{:.5}  {}", of.value, sanitize::plain(&of.description)));
    of.parts.iter().for_each(|part| tree(part, depth + 1, line));
}

#[derive(Serialize)]
struct View<'a> {
    format_version: u32,
    query: &'a str,
    parsed: &'a str,
    id: String,
    headline: Option<&'a str>,
    score: f32,
    sum: f32,
    parts: Vec<PartView<'a>>,
    missing: &'a [String],
    unscored: &'a [String],
    required: Option<u32>,
    expansion: Vec<ExpandedView<'a>>,
    age: Option<AgeView>,
    length: LengthView,
    tree: Option<&'a Explanation>,
}

#[derive(Serialize)]
struct PartView<'a> {
    query: &'a str,
    added: bool,
    weight: f32,
    points: f32,
    word: Option<WordView>,
    description: &'a str,
}

impl<'a> PartView<'a> {
    fn of(part: &'a Part) -> PartView<'a> {
        let word = part.word.map(|word| WordView {
            headline: word.headline,
            body: word.body,
            articles: word.articles,
            rarity: word.rarity,
            typical: word.typical,
            presence: word.presence,
        });
        let Part { query, added, weight, points, description, .. } = part;
        PartView { query, added: *added, weight: *weight, points: *points, word, description }
    }
}

#[derive(Serialize)]
struct WordView {
    headline: u32,
    body: u32,
    articles: u64,
    rarity: f32,
    typical: f32,
    presence: f32,
}

#[derive(Serialize)]
struct AgeView {
    factor: f32,
    days: Option<i64>,
}

#[derive(Serialize)]
struct LengthView {
    own: u32,
    average: f32,
}
