use super::*;
use crate::engine::hits::{Note, Relaxed};
use crate::render::renderer::Warning;
use crate::render::samples;

fn page(hits: &Hits, width: usize, color: bool, offset: usize) -> String {
    let page = Page { query: "ferry", parsed: "ferry", warnings: &[], hits, offset };
    let mut out = Vec::new();
    Terminal { width, color, links: color, remarks: true }.hits(&page, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_hit_has_headline_facts_and_passage() {
    let hits = samples::hits(vec![samples::hit()]);
    assert_eq!(
        page(&hits, 100, false, 0),
        "\
1  Harbour council backs the new ferry
   Harbour Post via Coast Wire · 2024-08-21 · Port Alder · 0123456789ab · +2 copies
   also Ferry News, 2024-08-22 · 1 more
   …The ferry will cross the bay every hour, the council said.

1 article, 1 text · 0.4 ms
"
    );
}

#[test]
fn colours_and_links_only_if_asked() {
    let hits = samples::hits(vec![samples::hit()]);
    let text = page(&hits, 100, true, 9);
    assert!(
        text.starts_with("\x1b[2m10  \x1b[0m\x1b]8;;https://example.org/ferry\x1b\\\x1b[1mHarbour")
    );
    assert!(text.contains("\x1b[1;31mferry\x1b[0m"));
    assert!(!page(&hits, 100, false, 9).contains('\x1b'));
}

#[test]
fn hostile_text_is_tamed_and_fits() {
    let hits = samples::hits(vec![samples::hostile(), samples::hit()]);
    for width in [20, 31, 40, 80, 200] {
        let text = page(&hits, width, false, 0);
        assert!(
            !text.chars().any(|c| c != '\n' && (c.is_control() || c == '\u{202e}')),
            "{text:?}"
        );
        for line in text.lines() {
            assert!(columns(line) <= width, "{width}: {line}");
        }
    }
    let coloured = page(&hits, 80, true, 0);
    assert!(!coloured.contains("javascript:"));
    assert!(coloured.contains("\x1b[1;31m北京\x1b[0m"));
}

#[test]
fn a_narrow_terminal_keeps_the_id() {
    let text = page(&samples::hits(vec![samples::hit()]), 20, false, 0);
    assert!(text.contains("0123456789ab"), "{text}");
    assert!(text.contains("2024-08-21"));
    assert!(text.contains("…"));
}

#[test]
fn long_sources_give_way_first() {
    let mut hit = samples::hit();
    hit.sources[0].name = "The Very Long Name of a Newspaper by the Sea".into();
    let text = page(&samples::hits(vec![hit]), 80, false, 0);
    let facts = text.lines().nth(1).unwrap();
    assert!(facts.ends_with("2024-08-21 · Port Alder · 0123456789ab · +2 copies"), "{facts}");
    assert!(facts.contains('…') && columns(facts) <= 80);
}

#[test]
fn nothing_found_says_what_would_have() {
    let mut none = samples::hits(vec![]);
    none.suggestion = Some("ferry".into());
    assert_eq!(
        page(&none, 80, false, 0),
        "no article matches\ndid you mean: ferry\n0 articles, 0 texts · 0.4 ms\n"
    );
    let mut relaxed = samples::hits(vec![samples::hit()]);
    relaxed.relaxed = Some(Relaxed { required: 3, of: 4 });
    relaxed.total.articles = 12;
    relaxed.notes = vec![
        Note::new("W201", "cut at 256 words".into()),
        Note::new(NONE_HAS_ALL, "said otherwise".into()),
    ];
    let text = page(&relaxed, 80, false, 0);
    assert!(text.starts_with(
        "note[W201]: cut at 256 words\nno article has all 4 words; 12 have 3 of them\n\n1  Harb"
    ));
}

#[test]
fn counts_are_honest() {
    let mut hits = samples::hits(vec![samples::hit()]);
    hits.total = Total { articles: 66_030, articles_exact: true, texts: 9_123, texts_exact: false };
    assert!(page(&hits, 200, false, 0).ends_with("66,030 articles, about 9,120 texts · 0.4 ms\n"));
    hits.total.articles_exact = false;
    hits.undated_excluded = 5;
    hits.partial = true;
    assert!(page(&hits, 200, false, 0).ends_with(
        "at least 66,030 articles, at least 9,123 texts · 5 undated left out by the date filter · \
         time ran out, answered in part · 0.4 ms\n"
    ));
}

#[test]
fn warnings_come_first() {
    let warnings =
        [Warning { code: "W102", message: "\u{1b}read as a AND b".into(), span: Some(3..7) }];
    let hits = samples::hits(vec![]);
    let page = Page { query: "q", parsed: "q", warnings: &warnings, hits: &hits, offset: 0 };
    let mut out = Vec::new();
    let terminal = Terminal { width: 80, color: false, links: false, remarks: true };
    terminal.hits(&page, &mut out).unwrap();
    let text = String::from_utf8(std::mem::take(&mut out)).unwrap();
    assert!(text.starts_with("warning[W102]: read as a AND b\nno article matches\n"), "{text}");
    Terminal { remarks: false, ..terminal }.hits(&page, &mut out).unwrap();
    assert!(out.is_empty());
}
