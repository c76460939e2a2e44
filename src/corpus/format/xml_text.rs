//! Running text out of elements: of NITF, of XHTML and of HTML that stands in a value.
//!
//! Paragraphs, headings and list items become paragraphs parted by a blank line, a row of a table
//! one line. What comes out is written as HTML would write it (`&lt;` for `<`), because the rules
//! that read values of records decode it once.

use crate::corpus::format::xml::{Element, Step};

/// Elements of XHTML and NITF that end the paragraph before them and begin one.
const BLOCKS: [&str; 34] = [
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hl1",
    "hl2",
    "blockquote",
    "bq",
    "pre",
    "section",
    "article",
    "table",
    "tr",
    "nitf-table",
    "block",
    "hr",
    "fn",
    "note",
    "caption",
    "datasource",
    "credit",
    "main",
    "body",
];
/// Elements whose inside is no text of the article.
const SILENT: [&str; 15] = [
    "script",
    "style",
    "media",
    "figure",
    "head",
    "body.head",
    "body.end",
    "iframe",
    "object",
    "nav",
    "form",
    "button",
    "svg",
    "video",
    "audio",
];

/// Gives the paragraphs inside of an element.
pub fn paragraphs(element: Element<'_>) -> String {
    let mut out: Vec<String> = vec![String::new()];
    let begin = |out: &mut Vec<String>| {
        if out.last().is_some_and(|last| !last.trim().is_empty()) {
            out.push(String::new());
        }
    };
    let mut cells = 0_usize;
    element.walk(&mut |step| {
        match step {
            Step::Begin(inner) => {
                let name = inner.name();
                if SILENT.contains(&name) {
                    return false;
                }
                if name == "tr" {
                    cells = 0;
                }
                if BLOCKS.contains(&name) && cells == 0 {
                    begin(&mut out);
                }
                if matches!(name, "td" | "th") {
                    if cells > 0
                        && let Some(last) = out.last_mut()
                    {
                        last.push_str(" | ");
                    }
                    cells += 1;
                }
            }
            Step::Text(text) => {
                if let Some(last) = out.last_mut() {
                    escape(text, last);
                }
            }
            Step::End(inner) => {
                let name = inner.name();
                if matches!(name, "tr" | "table") {
                    cells = 0;
                }
                if BLOCKS.contains(&name) {
                    if cells == 0 {
                        begin(&mut out);
                    } else if let Some(last) = out.last_mut() {
                        last.push(' ');
                    }
                }
            }
        }
        true
    });
    let lines = out.iter().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Gives the text inside of an element as one line that the rules decode once. `None` if it is blank.
pub fn line(element: Element<'_>) -> Option<String> {
    element.line().map(|line| escaped(&line))
}

/// Writes plain text so that the rules, which decode it once, find it as it was.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    escape(text, &mut escaped);
    escaped
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            c => out.push(c),
        }
    }
}

/// Prepares a value that is HTML by its format's definition: where it has tags, line ends are mere white space (HTML standard, "inter-element whitespace"), except in `<pre>`.
pub fn html(value: &str) -> String {
    let lower = value.to_ascii_lowercase();
    let blocks = ["</", "<p>", "<p ", "<br"];
    if lower.contains("<pre") || !blocks.iter().any(|tag| lower.contains(tag)) {
        return value.to_owned();
    }
    value.replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::corpus::format::xml::Tree;

    fn read(text: &str) -> String {
        let tree = Tree::parse(text, &HashSet::new()).unwrap();
        paragraphs(tree.root().unwrap())
    }

    #[test]
    fn paragraphs_lists_and_tables() {
        assert_eq!(
            read(
                "<x>Lead\n in <b>two</b> lines<p>A &amp; B &lt;c&gt;</p><ul><li>one</li><li><p>two</p></li></ul></x>"
            ),
            "Lead in two lines\n\nA &amp; B &lt;c>\n\none\n\ntwo"
        );
        assert_eq!(
            read(
                "<x><table><tr><th>Team</th><th>Won</th></tr><tr><td><p>Reds</p></td><td>3</td></tr></table>after</x>"
            ),
            "Team | Won\n\nReds | 3\n\nafter"
        );
        assert_eq!(
            read("<x><p>a<br/>b</p><media><p>c</p></media><script>d</script></x>"),
            "a\n\nb"
        );
    }

    #[test]
    fn line_ends_count_only_without_paragraphs() {
        assert_eq!(html("one\ntwo"), "one\ntwo");
        assert_eq!(html("<P>one\ntwo</P>"), "<P>one two</P>");
        assert_eq!(html("<pre>one\ntwo</pre><p>"), "<pre>one\ntwo</pre><p>");
    }
}
