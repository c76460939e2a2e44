//! The top and the end of a text: date lines and bylines above, credits and page lines below.
//!
//! Works on a [`Body`] from both ends inwards and stops at the first ordinary paragraph; what it
//! understands is taken out and told.

use super::aliases::AliasTable;
use super::body::{Body, ends_sentence};
use super::byline::{self, Byline};
use super::dates::{self, Written};
use super::fold::fold;
use super::{boilerplate, credit};
use crate::article::{Precision, Source};
use crate::corpus::context::DayOrder;

/// How many pieces at the top may hold date lines and bylines.
const TOP: usize = 5;
/// Longest line of that kind, in characters.
const LONGEST_LINE: usize = 120;
/// How many lines at the end are tried.
const END: usize = 8;

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
        let all = parts(text).into_iter().all(|part| {
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
    let mut from = match text.split_once(' ') {
        Some((site, _)) if site.starts_with("http") || site.starts_with("www.") => site.len(),
        _ => 0,
    };
    let mut cuts: Vec<usize> =
        LABELS.iter().filter_map(|label| text.find(label)).filter(|&at| at > from).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut parts = Vec::new();
    for cut in cuts.into_iter().chain([text.len()]) {
        parts.extend(
            text[from..cut].split(['|', '｜', '•']).map(str::trim).filter(|part| !part.is_empty()),
        );
        from = cut;
    }
    parts
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
pub fn end(body: &mut Body, titled: bool, category: Option<&str>, aliases: &AliasTable) -> End {
    let mut end = End::default();
    for _ in 0..END {
        let Some(at) = body.last() else { break };
        let alone = body.first() == Some(at) && !titled;
        let piece = &body.pieces[at];
        if let Some(rule) = boilerplate::at_end(&piece.text).filter(|_| !alone) {
            body.remove(at, rule);
        } else if let Some(chain) =
            credit::line_or_category(&piece.text, piece.link.as_deref(), category, aliases)
                .filter(|_| end.credit.is_none() && !alone)
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

#[cfg(test)]
mod tests {
    use super::super::body::Piece;
    use super::*;

    fn body(lines: &[&str]) -> Body {
        Body { pieces: lines.iter().map(|line| Piece::kept((*line).to_owned())).collect() }
    }

    fn rules(body: &Body) -> Vec<Option<&'static str>> {
        body.pieces.iter().map(|piece| piece.removed).collect()
    }

    #[test]
    fn the_top_gives_dates_bylines_and_sources() {
        let table = AliasTable::shipped();
        let mut text = body(&[
            "Updated: 2024-08-22 07:20",
            "By JANE DOE",
            "The ferries run on.",
            "August 1, 2020",
        ]);
        let found = top(&mut text, None, &table);
        assert_eq!(rules(&text), [Some("date-line"), Some("byline"), None, None]);
        assert_eq!(found.dates.len(), 1);
        assert_eq!(found.dates[0].1.start.to_string(), "2024-08-22T07:20:00");
        assert_eq!(found.byline.unwrap().names, "JANE DOE");

        let mut text = body(&["发布时间：2023年04月11日 19:41 来源：新华社", "渡轮继续运营。"]);
        let found = top(&mut text, None, &table);
        assert_eq!(found.dates[0].1.precision, Precision::Minute);
        assert_eq!(found.credit.unwrap().1[0].name, "Xinhua");

        let mut text = body(&["http://www.n.example 2006年01月28日10:31", "渡轮继续运营。"]);
        assert_eq!(top(&mut text, None, &table).dates.len(), 1);

        let mut text = body(&["Опубликовано: 21 августа 2024, 13:13", "Паромы ходят."]);
        assert_eq!(top(&mut text, None, &table).dates.len(), 1);

        let mut text = body(&["By Jane Doe, Reuters | 13:13, August 22, 2024", "Text."]);
        let found = top(&mut text, None, &table);
        assert_eq!(
            (found.dates.len(), found.byline.unwrap().agency.as_deref()),
            (1, Some("Reuters"))
        );
    }

    #[test]
    fn ordinary_lines_stay() {
        let table = AliasTable::shipped();
        for line in
            ["2024", "20240822", "A subheading", "August 22", "The 22.08.2024 storm", "12:30"]
        {
            let mut text = body(&[line, "The ferries run on."]);
            assert_eq!(top(&mut text, None, &table), Top::default(), "{line}");
        }
    }

    #[test]
    fn the_end_gives_credit_and_reporters() {
        let table = AliasTable::shipped();
        let mut text = body(&[
            "The ferries run on.",
            "They are old. (Reporting by Jane Doe; Editing by John Roe)",
            "Reuters",
            "©2024 Dorfbote",
        ]);
        let found = end(&mut text, true, None, &table);
        assert_eq!(found.credit.unwrap().1[0].name, "Reuters");
        assert_eq!(
            found.reporting.as_deref(),
            Some("(Reporting by Jane Doe; Editing by John Roe)")
        );
        let (clean, removed) = text.finish();
        assert_eq!(clean, "The ferries run on.\n\nThey are old.");
        assert_eq!(removed.len(), 3);

        let mut text = body(&["渡轮继续运营。", "（来源：中国日报）"]);
        assert_eq!(end(&mut text, true, None, &table).credit.unwrap().1[0].name, "China Daily");
    }

    #[test]
    fn a_text_is_never_emptied_by_its_credit() {
        let table = AliasTable::shipped();
        let mut text = body(&["Reuters"]);
        assert_eq!(end(&mut text, false, None, &table), End::default());
        assert_eq!(end(&mut text, true, None, &table).credit.unwrap().1.len(), 1);
    }
}
