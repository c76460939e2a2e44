//! Marks of Markdown and HTML inside a paragraph: what goes and what is text.

use super::*;

const BOTH: Marks = Marks { markdown: true, html: true };

fn text(source: &str) -> String {
    clean(source, BOTH).text
}

#[test]
fn links_keep_their_text() {
    assert_eq!(
        text("See [the (long) report](https://a.example/x_(y) \"T\"), now."),
        "See the (long) report, now."
    );
    assert_eq!(text("[a](b)[c](d) [kept] [1]"), "ac [kept] [1]");
    assert_eq!(text("<https://a.example>"), "https://a.example");
    let sole = clean(" [Reuters](https://r.example/1) ", BOTH);
    assert_eq!((sole.text.trim(), sole.link.as_deref()), ("Reuters", Some("https://r.example/1")));
    assert_eq!(clean("by [Reuters](x)", BOTH).link, None);
}

#[test]
fn emphasis_of_messages_crosses_spaces_and_paragraphs() {
    assert_eq!(
        text("**Good morning! The ferries: **\n\n- run"),
        "Good morning! The ferries: \n\n- run"
    );
    assert_eq!(text("__Boats burn.\n\n__\u{1F604}[more](x)"), "Boats burn.\n\n\u{1F604}more");
    assert_eq!(
        text("\u{26A1}** Harbour and town** talk, **they say** so"),
        "\u{26A1} Harbour and town talk, they say so"
    );
    // Footnotes and sums keep their stars.
    for kept in ["Costs** rose and prices** fell", "2 ** 3 ** 4", "one ** mark"] {
        assert_eq!(text(kept), kept);
    }
}

#[test]
fn images_are_dropped_and_told() {
    let image = clean("[![a chart](https://i.example/1.png)](https://b.example)", BOTH);
    assert_eq!((image.text.as_str(), image.images.as_slice()), ("", &["a chart".to_owned()][..]));
    assert_eq!(text("Before ![x](y) after"), "Before  after");
}

#[test]
fn emphasis_goes_and_other_stars_stay() {
    assert_eq!(
        text("**Bold** and *it* and ***both*** and `code` and ~~no~~"),
        "Bold and it and both and code and no"
    );
    assert_eq!(
        text("5 * 3 = 15, a_b_c, star* only, 2 ** 3"),
        "5 * 3 = 15, a_b_c, star* only, 2 ** 3"
    );
    assert_eq!(text("**Mayor:****Council** f****d"), "Mayor:Council f****d");
    assert_eq!(text("__Срочно__ · \\*not\\*"), "Срочно · *not*");
    assert!(clean("**Заголовок поста**", BOTH).bold);
    assert!(!clean("**Lead** then more", BOTH).bold);
}

#[test]
fn tags_go_and_comparisons_stay() {
    assert_eq!(text("a<br/>b<p>c</p>"), "a\nb\nc\n");
    assert_eq!(text("x < y and <美股> & R&amp;D"), "x < y and <美股> & R&D");
    assert_eq!(text("<a href='u'>t</a><!-- c --><script>s()</script>!"), "t!");
    let html = Marks { markdown: false, html: true };
    assert_eq!(clean("The ferries run <a href=\"https://n.exam", html).text, "The ferries run ");
    assert_eq!(clean("The ferries run</", html).text, "The ferries run");
    assert_eq!(clean("a <b and c", html).text, "a <b and c");
    assert_eq!(clean("*a*", Marks { markdown: false, html: true }).text, "*a*");
}

#[test]
fn hostile_marks_take_linear_time() {
    for unit in ["[", "[a](", "![", "<", "<a", "**a", "****a", "_", "&", "](", "<!--", "*a **b "] {
        let source = unit.repeat(40_000);
        assert!(clean(&source, BOTH).text.len() <= source.len());
    }
}
