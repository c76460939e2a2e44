//! Running text out of the SGML of news collections.
//!
//! Takes what stands between tags; gives plain lines in which character references are left for the
//! rules that decode them once. References to control characters, with which wires marked begin and
//! end of a text (`&#2;`, `&#3;`), go and are counted.

use std::borrow::Cow;

use crate::corpus::format::sgml::tags;

/// Names of characters in the DTDs of TREC's collections that are in no other list.
const NAMES: [(&str, &str); 4] =
    [("&hyph;", "-"), ("&blank;", " "), ("&cir;", "°"), ("&rquo;", "’")];

/// One line, without tags.
pub fn line(inner: &str, controls: &mut u64) -> Option<String> {
    let text = plain(inner, controls);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

/// Paragraphs parted by blank lines. Where lines are indented, an indented line begins a paragraph
/// and one at the margin goes on with it; where `<P>` marks paragraphs, all lines of one belong
/// together. Otherwise lines stay as they stand, for the rules that know wrapped text.
pub fn paragraphs(inner: &str, controls: &mut u64) -> String {
    let text = plain(inner, controls);
    let indented =
        text.lines().any(|line| line.starts_with([' ', '\t']) && !line.trim().is_empty());
    let marked = tags(inner).iter().any(|tag| tag.name.eq_ignore_ascii_case("P"));
    if !indented && !marked {
        return text;
    }
    let mut out: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let bare = line.trim();
        let row = is_row(bare);
        let goes_on = open && !row && !line.starts_with([' ', '\t']);
        match out.last_mut() {
            Some(last) if goes_on && !bare.is_empty() => {
                last.push(' ');
                last.push_str(bare);
            }
            _ if !bare.is_empty() => out.push(bare.to_owned()),
            _ => {}
        }
        open = !bare.is_empty() && !row;
    }
    out.join("\n\n")
}

/// A row of a table: columns parted by wide gaps or filled with dots.
fn is_row(line: &str) -> bool {
    line.contains("   ") || line.contains("....")
}

/// The text without tags; paragraphs and line breaks become blank lines and line ends.
fn plain(inner: &str, controls: &mut u64) -> String {
    let mut text = String::with_capacity(inner.len());
    let mut from = 0;
    for tag in tags(inner) {
        text.push_str(&inner[from..tag.start]);
        from = tag.end;
        let name = tag.name.to_ascii_uppercase();
        match name.as_str() {
            "P" | "TABLE" | "H1" | "H2" | "H3" | "H4" | "H5" | "H6" => text.push_str("\n\n"),
            "BR" => text.push('\n'),
            _ => {}
        }
    }
    text.push_str(&inner[from..]);
    let text = without_controls(&text, controls);
    NAMES.iter().fold(text.into_owned(), |text, (name, character)| match text.contains(name) {
        true => text.replace(name, character),
        false => text,
    })
}

/// Takes out references to control characters; tabs and line ends stay.
pub fn without_controls<'t>(text: &'t str, controls: &mut u64) -> Cow<'t, str> {
    if !text.contains("&#") {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("&#") {
        clean.push_str(&rest[..at]);
        rest = &rest[at..];
        let digits = rest[2..].bytes().take(4).take_while(u8::is_ascii_digit).count();
        let code: Option<u8> = rest[2..2 + digits].parse().ok();
        let closed = rest[2 + digits..].starts_with(';');
        match code {
            Some(code) if closed && code.is_ascii_control() => {
                match code {
                    b'\t' => clean.push('\t'),
                    b'\n' | b'\r' => clean.push('\n'),
                    _ => *controls += 1,
                }
                rest = &rest[2 + digits + 1..];
            }
            _ => {
                clean.push_str("&#");
                rest = &rest[2..];
            }
        }
    }
    clean.push_str(rest);
    Cow::Owned(clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indented_lines_begin_paragraphs() {
        let text = "DORF, Feb 26 - Two boats\nran late.\n    The mayor was\non one.\n Boats......2 vs....1\n Crew       9\nTotal     11\n Dorfbote\n&#3;";
        let mut controls = 0;
        let expected = "DORF, Feb 26 - Two boats ran late.\n\nThe mayor was on one.\n\nBoats......2 vs....1\n\nCrew       9\n\nTotal     11\n\nDorfbote";
        assert_eq!(paragraphs(text, &mut controls), expected);
        assert_eq!(controls, 1);
    }

    #[test]
    fn tags_go_and_paragraphs_part() {
        let mut controls = 0;
        let text = "<P>\nOne &lt;DB>\nline\n</P><!-- PJG --><P>Two&hyph;three &#2;&#65;&#x;</P>";
        assert_eq!(
            paragraphs(text, &mut controls).trim(),
            "One &lt;DB> line\n\nTwo-three &#65;&#x;"
        );
        assert_eq!(line("<P>\n a\n b </P>", &mut controls), Some("a b".to_owned()));
        assert_eq!(line(" &#2;\n", &mut controls), None);
        assert_eq!(controls, 2);
    }
}
