//! Texts near the two query languages: what the tests know, cut, doubled, moved and stretched.
//!
//! The same seed gives the same texts everywhere. `examples/fuzz_parser.rs` has this file too.

use super::numbers::Random;

/// Most bytes of a text, as of a query.
const LONGEST: usize = 4_096;

/// Queries that hold every form of both languages.
const SEEDS: &[&str] = &[
    "headline:sign PRE/3 deal (a OR =B) -\"c (d OR e*)\"~2 m?n xy~1^2 source:reut* date:2024-08",
    "ANY/2(x y z) FIRST/60(q -r^2 ATLEAST/2(s)) ATLEAST/3(r OR \"s t\") name:Li lang:zh /s.t/ *",
    "a b OR c d NOT (e AND -f) date~2020 words:>400 precision:day id:3f9a* date:last-2w",
    "headline:(a OR b SENT c) NOT NEAR/5 d PARA e NEAR/2 (f PRE/1 g)",
    "@rail @wires source:@wires headline:@rail^2 -@week @put",
    "“習近平” «да» „x“ ｆｕｌｌ http://x.com/(a)?b=*c who won? !x a && b \\AND \\or text:a foo:b",
    "bankrupt! w/25 discharg! and not student or college or education! w/5 loan",
    "hlead(oil w/5 price and not gas) or headline(a) and body(b w/s c) w/seg lead(d)",
    "atleast5(putin or kremlin) and allcaps(aids) and publication(china daily or \"tass\")",
    "date(geq(1/1/2024) and leq(31/12/2024)) and length > 500 and date aft January 5, 2024",
    "wom*n rights bank** int???et \"third party benefi!\" not w/5 @rail pre/3 @put and not @not",
    "a w/p b w/s c not w/seg d onear/2 e /3 f near/255 g",
];

/// Pieces that mean something in either language, or nothing in both.
const PIECES: &[&str] = &[
    " ",
    " ",
    "(",
    ")",
    "\"",
    "“",
    "”",
    "«",
    "»",
    "-",
    "--",
    "=",
    "*",
    "**",
    "?",
    "!",
    "~",
    "~1",
    "~9",
    "^",
    "^2",
    "/",
    "\\",
    ":",
    "：",
    "..",
    ".",
    ",",
    "@",
    "@rail",
    "@loop",
    "@broken",
    "@mixed",
    "a",
    "or",
    "and",
    "not",
    "習近",
    "ж",
    "e\u{301}",
    "👩\u{200d}🔬",
    "צה\"ל",
    "\u{0}",
    "\u{202e}",
    "\u{3000}",
    "AND ",
    " OR ",
    " NOT ",
    " NEAR/3 ",
    "PRE/2",
    " SENT ",
    "ANY/1(",
    "ATLEAST/2(",
    "FIRST/9(",
    "headline:",
    "source:",
    "date:",
    "date~",
    "words:",
    "lang:",
    "name:",
    "id:",
    "precision:",
    "text:",
    "foo:",
    "2024",
    "2024-08",
    "3/4/2024",
    "last-7d",
    "monday",
    "T10:00",
    ">",
    "<=",
    "400",
    "http://",
    "www.",
    "'",
    "&&",
    "||",
    "[",
    "{",
    "%",
    "day",
    " w/5 ",
    " w/s ",
    " /p ",
    " w/seg ",
    " not w/3 ",
    " pre/1 ",
    "w/",
    "pre/x",
    "hlead(",
    "headline(",
    "body (",
    "company(",
    "atleast3(",
    "allcaps(",
    "caps(",
    "publication(",
    "language(",
    "date(",
    "date is ",
    "date aft ",
    "length > ",
    " geq ",
    "jan 5, 2024",
    "/a.b/",
];

/// Numbers at the edges of what is counted.
const NUMBERS: &[&str] =
    &["0", "1", "2", "64", "65", "255", "256", "10000", "10001", "99999999999"];

/// Makes texts, one after another.
pub struct Texts(pub Random);

impl Texts {
    /// The next text.
    pub fn next(&mut self) -> String {
        let mut text = match self.0.below(4) {
            0 => (0..=self.0.below(14)).map(|_| *self.0.of(PIECES)).collect(),
            1 => format!("{} {}", self.part(), self.part()),
            _ => (*self.0.of(SEEDS)).to_owned(),
        };
        for _ in 0..self.0.below(6) {
            self.change(&mut text);
        }
        cut(&mut text);
        text
    }

    /// A part of a known query.
    fn part(&mut self) -> &'static str {
        let seed = *self.0.of(SEEDS);
        let from = self.boundary(seed);
        &seed[from..]
    }

    fn change(&mut self, text: &mut String) {
        let (one, other) = (self.boundary(text), self.boundary(text));
        let (from, to) = (one.min(other), one.max(other));
        match self.0.below(9) {
            0 | 1 => text.insert_str(from, self.0.of::<&str>(PIECES)),
            2 => text.replace_range(from..to.min(self.word_end(text, from)), ""),
            3 => {
                let word = text[from..self.word_end(text, from)].to_owned();
                text.insert_str(to, &word);
            }
            4 => {
                text.insert(to, ')');
                text.insert(from, '(');
            }
            5 => {
                let digits = text.find(|c: char| c.is_ascii_digit());
                if let Some(at) = digits {
                    let len = text[at..].bytes().take_while(u8::is_ascii_digit).count();
                    text.replace_range(at..at + len, self.0.of::<&str>(NUMBERS));
                }
            }
            6 => text.truncate(from),
            7 => {
                let part = text[from..to].to_uppercase();
                text.replace_range(from..to, &part);
            }
            // Seldom a text is stretched to the limit: that is where slow ways show.
            _ if self.0.below(50) == 0 => {
                let piece = text[from..to].to_owned();
                let times = LONGEST / piece.len().max(1);
                text.insert_str(to, &piece.repeat(times.min(LONGEST)));
            }
            _ => text.replace_range(from..to, ""),
        }
        cut(text);
    }

    /// A place between two characters.
    fn boundary(&mut self, text: &str) -> usize {
        let mut at = self.0.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    fn word_end(&self, text: &str, from: usize) -> usize {
        let rest = &text[from..];
        from + rest.char_indices().skip(1).find(|(_, c)| *c == ' ').map_or(rest.len(), |(at, _)| at)
    }
}

/// Cuts a text to what a query may have.
fn cut(text: &mut String) {
    let mut at = LONGEST.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    text.truncate(at);
}
