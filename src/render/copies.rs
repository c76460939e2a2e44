//! The articles of one text, for a terminal: who carried it, when, and how alike each is to the
//! article that was asked for.

use std::io::{self, Write};

use crate::dedupe::Likeness;
use crate::engine::{Hit, Stored};
use crate::render::terminal::{SHORT_ID, grouped, join_parts, paint, style};
use crate::render::wrap::wrap;
use crate::render::{dates, sanitize, source_chain};

/// The widest lines, in columns.
const WIDEST: usize = 100;
/// Columns in front of a member: the mark of the one that was asked for.
const INDENT: usize = 2;
/// Most lines of one headline.
const HEADLINE_LINES: usize = 3;

/// The articles of one text.
#[derive(Debug)]
pub struct Copies<'a> {
    /// The article that was asked for.
    pub asked: &'a Stored,
    /// The articles that are shown, it among them, in the order in which they are shown.
    pub members: Vec<Member<'a>>,
    /// How many articles the text has, shown or not.
    pub total: u64,
}

/// An article of a text.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    /// The article.
    pub hit: &'a Hit,
    /// How alike its body is to that of the article asked for; `None` where it was not compared.
    pub likeness: Option<Likeness>,
}

impl<'a> Copies<'a> {
    /// Gathers the articles of a text. `likeness` has a value for each of the first `hits`, as many as
    /// were compared; the rest are shown without one.
    pub fn new(
        asked: &'a Stored,
        hits: &'a [Hit],
        likeness: &[Option<Likeness>],
        total: u64,
    ) -> Copies<'a> {
        let alike = likeness.iter().copied().chain(std::iter::repeat(None));
        let members = hits.iter().zip(alike).map(|(hit, likeness)| Member { hit, likeness });
        Copies { asked, members: members.collect(), total }
    }

    /// How many articles of the text are not shown.
    pub fn left_out(&self) -> u64 {
        self.total.saturating_sub(self.members.len() as u64)
    }
}

/// Renders the articles of a text for a terminal.
#[derive(Debug, Clone, Copy)]
pub struct CopiesPage {
    /// Columns of the terminal.
    pub width: usize,
    /// Whether to use colours.
    pub color: bool,
}

impl CopiesPage {
    /// Writes the list.
    pub fn write(&self, copies: &Copies<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut text = String::with_capacity(256 * (copies.members.len() + 1));
        self.list(copies, &mut text);
        out.write_all(text.as_bytes())
    }

    fn list(&self, copies: &Copies<'_>, out: &mut String) {
        let asked = copies.asked;
        let headline = headline(asked.article.headline.as_deref());
        if copies.total <= 1 {
            let line = format!("no other article has the text of {}", short(asked.article.id));
            return self.lines(&line, style::NOTE, 0, usize::MAX, out);
        }
        let parts = [
            format!("{} articles of one text", grouped(copies.total)),
            format!("text id {}", short(asked.text)),
        ];
        for line in join_parts(&parts, self.room(0)) {
            paint(&line, style::NOTE, self.color, out);
            out.push('\n');
        }
        self.lines(&headline, style::BOLD, 0, HEADLINE_LINES, out);
        for member in &copies.members {
            out.push('\n');
            self.member(*member, asked, &headline, out);
        }
        if copies.left_out() > 0 {
            let command = format!(
                "{} more: search 'copies:{}' --collapse off --sort oldest --offset {}",
                grouped(copies.left_out()),
                asked.article.id,
                copies.members.len()
            );
            out.push('\n');
            self.lines(&command, style::NOTE, 0, usize::MAX, out);
        }
    }

    /// A member: who, when, its id and how alike; its headline if it is another one; where it stands.
    fn member(&self, member: Member<'_>, asked: &Stored, asked_headline: &str, out: &mut String) {
        let hit = member.hit;
        let is_asked = hit.id == asked.article.id;
        let chain = sanitize::plain(&source_chain(&hit.sources)).into_owned();
        let mut parts = Vec::with_capacity(4);
        parts.push(if chain.is_empty() { "unknown source".to_owned() } else { chain });
        parts.push(dates::human(hit.date.as_ref()));
        parts.push(short(hit.id));
        parts.push(match (is_asked, member.likeness) {
            (true, _) => "the article asked for".to_owned(),
            (false, likeness) => alike(likeness),
        });
        let code = if is_asked { style::BOLD } else { style::GREY };
        for (at, line) in join_parts(&parts, self.room(INDENT)).iter().enumerate() {
            out.push_str(if at == 0 && is_asked { "* " } else { "  " });
            paint(line, code, self.color, out);
            out.push('\n');
        }
        let own = headline(hit.headline.as_deref());
        if own != asked_headline {
            self.lines(&own, "", INDENT, HEADLINE_LINES, out);
        }
        self.lines(&sanitize::plain(&hit.path), style::GREY, INDENT, usize::MAX, out);
    }

    fn room(&self, indent: usize) -> usize {
        self.width.min(WIDEST).saturating_sub(indent).max(10)
    }

    /// Writes a clean text in lines that fit.
    fn lines(&self, clean: &str, code: &str, indent: usize, most: usize, out: &mut String) {
        let lines = wrap(clean, self.room(indent), most);
        let last = lines.ranges.len().saturating_sub(1);
        for (at, range) in lines.ranges.into_iter().enumerate() {
            out.extend(std::iter::repeat_n(' ', indent));
            paint(&clean[range], code, self.color && !code.is_empty(), out);
            if lines.cut && at == last {
                out.push('…');
            }
            out.push('\n');
        }
    }
}

/// How alike a member is, for a person: `the same words`, `97 % alike`, `–` if it was not compared.
fn alike(likeness: Option<Likeness>) -> String {
    match likeness {
        None => "–".to_owned(),
        Some(Likeness::SameWords) => "the same words".to_owned(),
        Some(likeness) => format!("{} % alike", likeness.out_of(100)),
    }
}

fn headline(headline: Option<&str>) -> String {
    let clean = sanitize::plain(headline.unwrap_or("")).into_owned();
    if clean.is_empty() { "(no headline)".to_owned() } else { clean }
}

/// The digits of an id that a person is shown.
pub(super) fn short(id: crate::article::ArticleId) -> String {
    let mut id = id.to_string();
    id.truncate(SHORT_ID);
    id
}

#[cfg(test)]
#[path = "copies_tests.rs"]
mod tests;
