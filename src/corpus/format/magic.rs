//! Files that are recognised and left alone, with what to do about each.
//!
//! Takes the first bytes of a file; gives the code `unsupported-…` and a sentence. Signatures are
//! those of the formats' own specifications.

use crate::corpus::decode::beginning;

/// A kind of file that is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsupported {
    /// Stable code, such as `unsupported-pdf`.
    pub code: &'static str,
    /// One sentence for a person.
    pub reason: &'static str,
}

const fn kind(code: &'static str, reason: &'static str) -> Unsupported {
    Unsupported { code, reason }
}

const ARCHIVE: Unsupported =
    kind("unsupported-archive", "archives of this kind are not read; unpack it first");
const OFFICE: Unsupported =
    kind("unsupported-office", "office documents are not read; save it as text first");
const PDF: Unsupported = kind("unsupported-pdf", "PDF is not read; convert it to text first");
const IMAGE: Unsupported = kind("unsupported-image", "an image, not text");
const MEDIA: Unsupported = kind("unsupported-media", "sound or video, not text");
const DATA: Unsupported =
    kind("unsupported-data", "a database or column file; export it as CSV or JSON first");
const PROGRAM: Unsupported = kind("unsupported-program", "a program, not text");
const XML: Unsupported =
    kind("unsupported-xml", "XML, but no feed, NITF or NewsML; convert it to JSON first");
const SGML: Unsupported =
    kind("unsupported-sgml", "SGML, but neither Reuters-21578 nor TREC; convert it to JSON first");

/// Signatures at the beginning of binary files.
const SIGNATURES: [(&[u8], Unsupported); 26] = [
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (b"Rar!\x1a\x07", ARCHIVE),
    (b"\x04\x22\x4d\x18", ARCHIVE),
    (b"MSCF\0\0\0\0", ARCHIVE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OFFICE),
    (b"{\\rtf", OFFICE),
    (b"%PDF-", PDF),
    (b"%!PS-Adobe", PDF),
    (b"\x89PNG\r\n\x1a\n", IMAGE),
    (b"\xff\xd8\xff", IMAGE),
    (b"GIF87a", IMAGE),
    (b"GIF89a", IMAGE),
    (b"II*\0", IMAGE),
    (b"MM\0*", IMAGE),
    (b"\0\0\x01\0", IMAGE),
    (b"ID3", MEDIA),
    (b"OggS", MEDIA),
    (b"fLaC", MEDIA),
    (b"\x1a\x45\xdf\xa3", MEDIA),
    (b"SQLite format 3\0", DATA),
    (b"PAR1", DATA),
    (b"ARROW1\0\0", DATA),
    (b"Obj\x01", DATA),
    (b"\x7fELF", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"MZ\x90\0", PROGRAM),
];

/// Recognises a file by its bytes.
pub fn by_bytes(head: &[u8]) -> Option<Unsupported> {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        // Word, OpenDocument and EPUB are zip files whose first members have fixed names.
        let start = &head[..head.len().min(4096)];
        let has = |name: &[u8]| start.windows(name.len()).any(|window| window == name);
        let office = has(b"[Content_Types].xml") || has(b"mimetypeapplication/");
        return office.then_some(OFFICE);
    }
    if head.starts_with(b"RIFF") {
        return match head.get(8..12)? {
            b"WEBP" => Some(IMAGE),
            b"AVI " | b"WAVE" => Some(MEDIA),
            _ => None,
        };
    }
    if head.get(4..8) == Some(b"ftyp") && head[0] == 0 {
        return Some(MEDIA);
    }
    let (signature, kind) = SIGNATURES.iter().find(|(start, _)| head.starts_with(start))?;
    let sure = match *signature {
        // Letters alone could begin a text.
        b"ID3" | b"OggS" | b"fLaC" | b"PAR1" => head.iter().take(64).any(|byte| *byte < 9),
        _ => true,
    };
    sure.then_some(*kind)
}

/// Recognises markup that is neither read nor a page by the beginning of the decoded text; `name` is the
/// file's name.
pub fn by_markup(text: &str, name: &str) -> Option<Unsupported> {
    let start = text.trim_start();
    if !start.starts_with('<') {
        return None;
    }
    let xml = start.starts_with("<?xml");
    let root = root_element(start);
    let (element, lower) = (root.unwrap_or_default(), root.unwrap_or_default().to_lowercase());
    let suffix = name.rsplit('.').next().unwrap_or("").to_lowercase();
    let local = lower.rsplit(':').next().unwrap_or("");
    Some(match local {
        "doc" if element == "DOC" && !xml => SGML,
        _ if xml || suffix == "xml" => XML,
        _ if matches!(suffix.as_str(), "sgm" | "sgml") => SGML,
        _ => return None,
    })
}

/// Tells whether a text is a web page: by its document type or first element, or by its name where
/// it begins with some other element.
pub fn is_page(text: &str, name: &str) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if !start.starts_with('<') {
        return false;
    }
    let root = root_element(beginning(start, 16 * 1024)).unwrap_or_default().to_ascii_lowercase();
    let suffix = name.rsplit('.').next().unwrap_or("").to_lowercase();
    let named = matches!(suffix.as_str(), "html" | "htm" | "shtml" | "xhtml");
    let begins = matches!(root.as_str(), "html" | "head" | "body" | "meta" | "title");
    begins || (named && !start.starts_with("<?xml"))
}

/// The name of the first element, or of a document type, behind comments and declarations.
pub fn root_element(text: &str) -> Option<&str> {
    let mut text = text.trim_start().trim_start_matches('\u{feff}');
    if !text.starts_with('<') {
        return None;
    }
    text = beginning(text, 16 * 1024);
    loop {
        text = text.trim_start();
        let skipped = if text.starts_with("<!--") {
            "-->"
        } else if text.starts_with("<?") {
            "?>"
        } else {
            break;
        };
        text = &text[text.find(skipped)? + skipped.len()..];
    }
    let name = match text.get(..9) {
        Some(start) if start.eq_ignore_ascii_case("<!doctype") => text[9..].trim_start(),
        _ => text.strip_prefix('<')?,
    };
    let end = name.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/' | '['));
    Some(&name[..end.unwrap_or(name.len())])
}

/// Names whose files are settings and programs, not articles.
const OTHER_SUFFIXES: [&str; 31] = [
    "py", "rs", "js", "mjs", "ts", "css", "scss", "toml", "yaml", "yml", "ini", "cfg", "conf",
    "sh", "bat", "ps1", "c", "h", "cpp", "java", "go", "rb", "php", "sql", "ipynb", "lock", "dtd",
    "xsd", "xsl", "log", "svg",
];

/// Tells whether a file's name shows settings or a program.
pub fn is_other_suffix(name: &str) -> bool {
    let suffix = name.rsplit_once('.').map_or("", |(_, suffix)| suffix).to_ascii_lowercase();
    OTHER_SUFFIXES.contains(&suffix.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_first_bytes() {
        let cases: [(&[u8], &str); 4] = [
            (b"PK\x03\x04\x14\0......[Content_Types].xml", "unsupported-office"),
            (b"%PDF-1.7", "unsupported-pdf"),
            (b"RIFF\x01\0\0\0WEBP", "unsupported-image"),
            (b"\0\0\0\x18ftypmp42", "unsupported-media"),
        ];
        for (bytes, code) in cases {
            assert_eq!(by_bytes(bytes).map(|kind| kind.code), Some(code));
        }
        for text in
            ["PK\x03\x04\x14\0", "BZh is a rapper", "ID3 tags explained", "PK\n", "", "RIFF"]
        {
            assert_eq!(by_bytes(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn markup_is_known_by_its_root() {
        let cases = [
            ("\n<!-- c --><!DOCTYPE html PUBLIC>", "a", None),
            ("<HTML lang=de>", "a.txt", None),
            ("<DOC>\n<TITLE>", "a", Some("unsupported-sgml")),
            ("<p>Text", "a.html", None),
            ("<p>Text", "a.txt", None),
            ("<?xml?><doc/>", "a.txt", Some("unsupported-xml")),
            ("Text <html>", "a.html", None),
        ];
        for (text, name, code) in cases {
            assert_eq!(by_markup(text, name).map(|kind| kind.code), code, "{text}");
        }
        assert!(is_page("\n<!-- c --><!DOCTYPE html PUBLIC>", "a") && is_page("<p>Text", "a.html"));
        assert!(
            is_page("<?xml version='1.0'?><html xmlns=''>", "a.xml") && is_page("<Meta a>", "a")
        );
        assert!(!is_page("<p>Text", "a.txt") && !is_page("Text <html>", "a.html"));
        assert!(!is_page("<?xml?><rss>", "a.html") && !is_page("<metadata>", "a"));
        assert!(is_other_suffix("run.PY") && !is_other_suffix("a.txt") && !is_other_suffix("py"));
    }
}
