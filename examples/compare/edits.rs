//! Copies made by a script: articles with a few words changed.

use news_search::analysis::{Analyzer, StemPlan, TokenKind};
use news_search::article::{Article, ArticleId};

use super::super::random::Random;
use super::brute;

/// Adds `copies` edited copies of every article of thirty units or more: a share of their units, drawn
/// evenly from 0.5 to 5 % for each copy, is replaced by another of the set, deleted, followed by
/// another, or swapped with the next. Returns how many were added.
pub fn add(articles: &mut Vec<Article>, copies: usize, random: &mut Random) -> usize {
    let mut analyzer = Analyzer::new();
    let (mut counts, mut pool) = (Vec::new(), Vec::new());
    for article in articles.iter() {
        let units = brute::units(&mut analyzer, &article.body);
        counts.push(units.len());
        pool.extend(units);
    }
    // As often in the pool as in the set: frequent words are frequent edits, too.
    let mut added = 0;
    let before = articles.len();
    for number in (0..before).filter(|number| counts[*number] >= 30) {
        for _ in 0..copies {
            let mut copy = articles[number].clone();
            copy.body = edited(&mut analyzer, &copy.body, &pool, random);
            let record = format!("{}/{}", added, copy.id);
            copy.id = ArticleId::of_record(None, record.as_bytes());

            articles.push(copy);
            added += 1;
        }
    }
    articles.sort_by_key(|article| article.id);
    added
}

/// A stretch of text: what stands before a unit, and the unit.
struct Piece<'a> {
    before: &'a str,
    unit: &'a str,
    spaced: bool,
}

/// Edits 0.5 to 5 % of the units of a text, one at least.
fn edited(analyzer: &mut Analyzer, text: &str, pool: &[String], random: &mut Random) -> String {
    let mut pieces = pieces(analyzer, text);
    let end: usize = pieces.iter().map(|piece| piece.before.len() + piece.unit.len()).sum();
    let share = 50 + random.below(451);
    let mut edits = (pieces.len() * share).div_ceil(10_000);
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for at in 0..pieces.len() {
        let chosen = random.below(pieces.len() - at) < edits;
        edits -= usize::from(chosen);
        out.push_str(pieces[at].before);
        match if chosen { random.below(4) } else { 4 } {
            0 => out.push_str(random.of(pool).as_str()),
            1 => {}
            2 => {
                out.push_str(pieces[at].unit);
                out.push_str(if pieces[at].spaced { " " } else { "" });
                out.push_str(random.of(pool).as_str());
            }
            3 if at + 1 < pieces.len() => {
                out.push_str(pieces[at + 1].unit);
                pieces[at + 1].unit = pieces[at].unit;
            }
            _ => out.push_str(pieces[at].unit),
        }
    }
    out.push_str(&text[end..]);
    out
}

/// Cuts a text into units and what stands before each.
fn pieces<'a>(analyzer: &mut Analyzer, text: &'a str) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let (mut start, mut at) = (0, 0);
    for paragraph in text.split('\n') {
        analyzer.text(paragraph, StemPlan::NONE, &mut |token| {
            let (from, mut to) = (start + token.start, start + token.end);
            if token.kind == TokenKind::Pair {
                to = from + text[from..].chars().next().map_or(0, char::len_utf8);
            }
            if token.kind != TokenKind::Joined && from >= at {
                let spaced = token.kind == TokenKind::Word;
                pieces.push(Piece { before: &text[at..from], unit: &text[from..to], spaced });
                at = to;
            }
        });
        start += paragraph.len() + 1;
    }
    pieces
}
