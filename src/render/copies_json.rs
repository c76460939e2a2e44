//! The articles of one text, and the difference of two, in machine output.

use std::io::{self, Write};

use serde::Serialize;

use crate::dedupe::Likeness;
use crate::dedupe::diff::diff;
use crate::engine::Stored;
use crate::render::copies::{Copies, Member};
use crate::render::json::{DateView, FORMAT_VERSION, SourceView, write_line};

#[derive(Serialize)]
struct CopiesView<'a> {
    format_version: u32,
    text: String,
    articles: u64,
    copies: Vec<MemberView<'a>>,
    /// Where a difference was asked for as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<DiffView<'a>>,
}

#[derive(Serialize)]
struct MemberView<'a> {
    id: String,
    own_id: Option<&'a str>,
    headline: Option<&'a str>,
    date: Option<DateView>,
    sources: Vec<SourceView<'a>>,
    url: Option<&'a str>,
    path: &'a str,
    words: u32,
    /// Share of the runs of five words in common with the article asked for, cut to four places.
    alike: Option<f64>,
    same_words: Option<bool>,
}

impl<'a> MemberView<'a> {
    fn of(member: &Member<'a>) -> MemberView<'a> {
        let hit = member.hit;
        MemberView {
            id: hit.id.to_string(),
            own_id: hit.own_id.as_deref(),
            headline: hit.headline.as_deref(),
            date: hit.date.as_ref().map(DateView::of),
            sources: hit.sources.iter().map(SourceView::of).collect(),
            url: hit.url.as_deref(),
            path: &hit.path,
            words: hit.words,
            alike: member.likeness.map(|likeness| likeness.out_of(10_000) as f64 / 10_000.0),
            same_words: member.likeness.map(|likeness| likeness == Likeness::SameWords),
        }
    }
}

/// Writes the articles of a text: one object, or with `lines` one article a line. With `other` the object
/// also says what differs from the article asked for to that one.
pub fn copies(
    copies: &Copies<'_>,
    other: Option<&Stored>,
    lines: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut members = copies.members.iter().map(MemberView::of);
    if lines {
        return members.try_for_each(|member| write_line(&member, out));
    }
    let view = CopiesView {
        format_version: FORMAT_VERSION,
        text: copies.asked.text.to_string(),
        articles: copies.total,
        copies: members.collect(),
        diff: other.map(|other| DiffView::of(copies.asked, other)),
    };
    write_line(&view, out)
}

#[derive(Serialize)]
struct DiffView<'a> {
    old: String,
    new: String,
    headlines: [Option<&'a str>; 2],
    body: Vec<StretchView<'a>>,
}

#[derive(Serialize)]
struct StretchView<'a> {
    equal: bool,
    old: &'a str,
    new: &'a str,
}

impl<'a> DiffView<'a> {
    fn of(old: &'a Stored, new: &'a Stored) -> DiffView<'a> {
        let (before, after) = (&old.article.body, &new.article.body);
        let body = diff(before, after).into_iter().map(|stretch| StretchView {
            equal: stretch.equal,
            old: &before[stretch.old],
            new: &after[stretch.new],
        });
        DiffView {
            old: old.article.id.to_string(),
            new: new.article.id.to_string(),
            headlines: [old.article.headline.as_deref(), new.article.headline.as_deref()],
            body: body.collect(),
        }
    }
}

/// Writes what differs from `old` to `new` as one object: all stretches of both bodies, in order.
pub fn difference(old: &Stored, new: &Stored, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Page<'a> {
        format_version: u32,
        diff: DiffView<'a>,
    }
    let diff = DiffView::of(old, new);
    write_line(&Page { format_version: FORMAT_VERSION, diff }, out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples;
    use serde_json::Value;

    #[test]
    fn the_schema_names_every_key() {
        let schema: Value =
            serde_json::from_str(include_str!("../../docs/output-v1.schema.json")).unwrap();
        let keys = |value: &Value| -> Vec<String> {
            let mut keys: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
            keys.sort();
            keys
        };
        let defined = |name: &str| keys(&schema["$defs"][name]["properties"]);
        let written = |write: &dyn Fn(&mut Vec<u8>)| -> Value {
            let mut out = Vec::new();
            write(&mut out);
            serde_json::from_slice(&out).unwrap()
        };
        let (asked, hits) = (samples::stored(), [samples::hit(), samples::hostile()]);
        let alike = [Some(Likeness::Share { both: 2, either: 3 })];
        let list = Copies::new(&asked, &hits, &alike, 2);
        let page = written(&|out| copies(&list, Some(&asked), false, out).unwrap());
        assert_eq!(keys(&page), defined("copies"));
        let alone = written(&|out| copies(&list, None, false, out).unwrap());
        assert_eq!(alone["diff"], Value::Null);
        assert_eq!(keys(&page["copies"][0]), defined("member"));
        assert_eq!(page["copies"][0]["alike"], 0.6666);
        assert_eq!(page["copies"][1]["alike"], Value::Null);
        let told = written(&|out| difference(&asked, &asked, out).unwrap());
        assert_eq!(keys(&told), defined("difference_page"));
        assert_eq!(told["diff"], page["diff"]);
        assert_eq!(keys(&told["diff"]), defined("difference"));
        assert_eq!(keys(&told["diff"]["body"][0]), defined("stretch"));
    }
}
