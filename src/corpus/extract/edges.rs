//! The top and the end of a text: date lines and bylines above, credits and page lines below.
//!
//! Works on a [`Body`] from both ends inwards and stops at the first ordinary paragraph; what it
//! understands is taken out and told.

use super::aliases::AliasTable;
use super::body::{Body, ends_sentence};
use super::byline::{self, Byline};
use super::chinese;
use super::dates::{self, Written};
use super::fold::fold;
use super::{boilerplate, credit, related};
use crate::article::{Precision, Source};
use crate::corpus::context::DayOrder;

/// How many pieces at the top may hold date lines and bylines.
const TOP: usize = 5;
/// Longest line of that kind, in characters.
const LONGEST_LINE: usize = 120;
/// How many lines at the end are tried.
const END: usize = 8;
/// How many pieces at the end a box about the author may have.
const AUTHOR_BOX: usize = 4;
/// Longest paragraph that tells who the author is, in bytes.
const LONGEST_NOTE: usize = 500;

/// What the lines at the top say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Top {
    /// Dates as written, each with how it reads.
    pub dates: Vec<(String, Written)>,
    pub byline: Option<Byline>,
    /// A labelled source, such as `来源：新华社` beside the date.
    pub credit: Option<(String, Vec<Source>)>,
}

/// What the lines at the end say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct End {
    pub credit: Option<(String, Vec<Source>)>,
    /// Address that the credit links to.
    pub link: Option<String>,
    /// `(Reporting by …)` as it stood.
    pub reporting: Option<String>,
}

/// Takes date lines, bylines and labelled sources out of the top.
pub fn top(body: &mut Body, order: Option<DayOrder>, aliases: &AliasTable) -> Top {
    let mut top = Top::default();
    let first: Vec<usize> = body.kept().take(TOP).collect();
    for at in first {
        let text = &body.pieces[at].text;
        if text.chars().nth(LONGEST_LINE).is_some() {
            break;
        }
        let mut found = Top::default();
        // "文 | 王小明" is one byline, "By Jane Doe | 22 August 2024" is two things.
        let whole = text.contains(['|', '｜']) && byline::line(text, aliases).is_some();
        let parts = if whole { vec![text.as_str()] } else { parts(text) };
        let all = parts.into_iter().all(|part| {
            if let Some(written) = date_line(part, order) {
                found.dates.push((part.to_owned(), written));
            } else if let Some(line) = byline::line(part, aliases) {
                found.byline.get_or_insert(line);
            } else if credit::labelled(part).is_some()
                && let Some(chain) = credit::line(part, None, aliases)
            {
                found.credit.get_or_insert((part.to_owned(), chain));
            } else {
                return false;
            }
            true
        });
        if !all || found == Top::default() {
            if ends_sentence(text) {
                break;
            }
            continue;
        }
        let rule = match (&found.dates[..], &found.byline) {
            ([_, ..], _) => "date-line",
            (_, Some(_)) => "byline",
            _ => "credit",
        };
        body.remove(at, rule);
        top.dates.append(&mut found.dates);
        top.byline = top.byline.or(found.byline);
        top.credit = top.credit.or(found.credit);
    }
    top
}

/// Splits `By Jane Doe | August 22, 2024` and `2023年04月11日 19:41 来源：新华社`.
fn parts(text: &str) -> Vec<&str> {
    const LABELS: [&str; 8] =
        ["来源：", "来源:", "來源：", "來源:", "作者：", "记者：", "Источник:", "Source:"];
    // Some sites print their address before the date.
    let mut from = if text.starts_with("http") || text.starts_with("www.") {
        // "www.n.example2006年02月01日"
        let glued = text
            .find('年')
            .and_then(|at| at.checked_sub(4))
            .filter(|&at| text.as_bytes()[at..at + 4].iter().all(u8::is_ascii_digit));
        [text.find(' '), glued].into_iter().flatten().min().unwrap_or(0)
    } else {
        0
    };
    let mut cuts: Vec<usize> =
        LABELS.iter().filter_map(|label| text.find(label)).filter(|&at| at > from).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut parts = Vec::new();
    for cut in cuts.into_iter().chain([text.len()]) {
        parts.extend(
            text[from..cut]
                .split(['|', '｜', '•', '【', '】'])
                .map(str::trim)
                .filter(|part| !part.is_empty()),
        );
        from = cut;
    }
    parts
}

/// Tells whether a line stands between a headline and its text: it tells the day, or only the
/// reporters.
pub fn stands_below_headline(line: &str) -> bool {
    line.chars().nth(LONGEST_LINE).is_none()
        && (chinese::reporter_line(line).is_some()
            || parts(line).into_iter().any(|part| date_line(part, None).is_some()))
}

/// Reads a line that is a date with year and day, with or without a label.
pub fn date_line(line: &str, order: Option<DayOrder>) -> Option<Written> {
    let bare = line.trim_matches(['(', ')', '（', '）', '[', ']', '【', '】', '*', ' ']);
    let unlabelled = bare
        .split_once([':', '：'])
        .filter(|(label, _)| is_label(label))
        .map(|(_, rest)| rest)
        .or_else(|| {
            bare.match_indices(' ')
                .take(4)
                .find(|&(at, _)| is_label(&bare[..at]))
                .map(|(at, _)| &bare[at..])
        });
    // A number alone is a count or an id, not a line that tells a day.
    if bare.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let written = dates::parse(unlabelled.unwrap_or(bare), order).ok()?;
    (written.precision >= Precision::Day).then_some(written)
}

/// Tells whether a date line says when a text was changed: `Updated: …`, `更新时间：…`.
pub fn tells_change(line: &str) -> bool {
    const LABELS: [&str; 10] = [
        "updated",
        "last updated",
        "last modified",
        "обновлено",
        "更新时间",
        "更新時間",
        "更新日",
        "aktualisiert",
        "mis a jour",
        "actualizado",
    ];
    let end = line.char_indices().nth(20).map_or(line.len(), |(at, _)| at);
    let head = fold(&line[..end]);
    LABELS
        .iter()
        .any(|label| head.trim_start_matches(|c: char| !c.is_alphabetic()).starts_with(label))
}

fn is_label(text: &str) -> bool {
    matches!(
        fold(text).as_str(),
        "updated"
            | "published"
            | "posted"
            | "last updated"
            | "last modified"
            | "first published"
            | "date"
            | "updated on"
            | "published on"
            | "posted on"
            | "published at"
            | "publish date"
            | "发布时间"
            | "发表时间"
            | "发布日期"
            | "时间"
            | "日期"
            | "更新时间"
            | "發布時間"
            | "發佈時間"
            | "更新時間"
            | "опубликовано"
            | "обновлено"
            | "дата"
            | "дата публикации"
            | "veroffentlicht"
            | "aktualisiert"
            | "stand"
            | "datum"
            | "publie le"
            | "mis a jour le"
            | "publicado"
            | "actualizado"
            | "pubblicato"
            | "公開日"
            | "更新日"
            | "配信"
    )
}

/// Takes page lines, credits and reporters' notes out of the end, and page lines anywhere.
///
/// `author` is the byline that metadata gives, `category` the section.
pub fn end(
    body: &mut Body,
    titled: bool,
    category: Option<&str>,
    author: Option<&str>,
    aliases: &AliasTable,
) -> End {
    let mut end = End::default();
    take_marks(body);
    for _ in 0..END {
        let Some(at) = body.last() else { break };
        let alone = body.first() == Some(at) && !titled;
        let piece = &body.pieces[at];
        if let Some(rule) = boilerplate::at_end(&piece.text).filter(|_| !alone) {
            let writers = ["To contact the reporter", "To contact the author"];
            if writers.iter().any(|start| piece.text.starts_with(start)) {
                end.reporting = Some(piece.text.clone());
            }
            body.remove(at, rule);
        } else if let Some(from) = boilerplate::newsroom_tail(&piece.text) {
            body.remove_tail(at, from, "contact");
        } else if let Some(chain) =
            credit::line_or_category(&piece.text, piece.link.as_deref(), category, aliases).filter(
                |chain| {
                    end.credit.is_none()
                        && !alone
                        && !is_attribution(at, chain, body)
                        && !is_listed(at, body)
                },
            )
        {
            end.credit = Some((piece.text.clone(), chain));
            end.link = piece.link.clone();
            body.remove(at, "credit");
        } else if let Some(from) =
            boilerplate::reporting_by(&piece.text).filter(|&from| from > 0 || !alone)
        {
            let text = piece.text[from..].to_owned();
            end.reporting = Some(match end.reporting {
                Some(later) => format!("{text} {later}"),
                None => text,
            });
            body.remove_tail(at, from, "reporting-by");
        } else if let Some(from) = author.and_then(|name| author_box(body, name)) {
            remove_from(body, from, "author-note");
        } else if let Some(from) = related::start(body) {
            remove_from(body, from, "related");
        } else {
            break;
        }
    }
    let rest: Vec<usize> = body.kept().collect();
    for at in rest {
        if let Some(rule) = boilerplate::anywhere(&body.pieces[at].text) {
            body.remove(at, rule);
        }
    }
    end
}

/// Takes `[ad_1]` and its kin off the paragraphs they begin or end.
fn take_marks(body: &mut Body) {
    for at in (0..body.pieces.len()).rev() {
        let piece = &body.pieces[at];
        if piece.removed.is_some() {
            continue;
        }
        match boilerplate::mark(&piece.text) {
            Some((rule, len, true)) => body.remove_head(at, len, rule),
            Some((rule, len, false)) => body.remove_tail(at, piece.text.len() - len, rule),
            None => {}
        }
    }
}

fn remove_from(body: &mut Body, from: usize, rule: &'static str) {
    let rest: Vec<usize> = body.kept().skip_while(|&at| at < from).collect();
    rest.into_iter().for_each(|at| body.remove(at, rule));
}

/// `Source: Harbour Board` under a text that speaks of the board, `Source: NHS`, `Source: LCH, Dorfbank`
/// say where facts are from, not who made the text.
fn is_attribution(at: usize, chain: &[Source], body: &Body) -> bool {
    let spoken_of = |name: &str| {
        body.kept().take_while(|&other| other < at).any(|at| body.pieces[at].text.contains(name))
    };
    let institution =
        |name: &str| name.len() <= 6 && name.bytes().all(|b| b.is_ascii_uppercase() || b == b'&');
    credit::labelled(&body.pieces[at].text).is_some_and(|value| {
        let list = value.contains(", ");
        chain.iter().all(|source| {
            !source.known && (list || institution(&source.raw) || spoken_of(&source.raw))
        })
    })
}

/// An outlet below `Related links` is a link to its page.
fn is_listed(at: usize, body: &Body) -> bool {
    let before = body.kept().rev().find(|&other| other < at);
    before.is_some_and(|before| related::is_heading(&body.pieces[before].text))
}

/// Finds the box that tells of the writer: `Blog | Jane Doe` and what follows, or a last paragraph
/// `Jane Doe is a reporter in Dorf.`
fn author_box(body: &Body, author: &str) -> Option<usize> {
    let author = author.trim();
    let first = body.first()?;
    let mut last = true;
    for at in body.kept().rev().take(AUTHOR_BOX).take_while(|&at| at > first) {
        let text = body.pieces[at].text.as_str();
        let label = text
            .rsplit_once(['|', '｜'])
            .is_some_and(|(label, name)| name.trim() == author && label.chars().count() <= 15);
        let note = last
            && text.len() <= LONGEST_NOTE
            && text.strip_prefix(author).is_some_and(|rest| {
                [" is a ", " is an ", " is the ", " covers ", " writes "]
                    .iter()
                    .any(|is| rest.starts_with(is))
            });
        if label || note {
            return Some(at);
        }
        last = false;
    }
    None
}

#[cfg(test)]
#[path = "edges_tests.rs"]
mod tests;
