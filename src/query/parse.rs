//! The door: a text and its circumstances to a tree with remarks, or one error.
//!
//! Takes the text as typed; "now" (with its zone) and saved queries come in as options. Gives a
//! [`Parsed`] or a [`QueryError`]. Time is proportional to the text, and no text can make it panic
//! or go deep.

use std::collections::BTreeMap;
use std::ops::Range;

use super::ast::Node;
use super::chars::{can_match, clean, is_blank, is_quote};
use super::error::QueryError;
use super::parser::{self, Shared};
use super::{codes, nexis};

/// Most bytes of a query.
pub const MAX_BYTES: usize = 4096;

/// Deepest nesting of brackets, and of the tree.
pub const MAX_DEPTH: usize = 50;

/// Most words of a bag.
const MAX_BAG: usize = 1024;

/// What a query depends on besides its text.
#[derive(Debug, Clone, Copy)]
pub struct ParseOptions<'a> {
    /// What relative dates count from; its zone is the zone of the query.
    pub now: &'a jiff::ZonedDateTime,
    /// Whether a query is refused that can be read in two ways: AND meets OR without brackets, an
    /// operator stands in lower case, a sign of another language is read as punctuation.
    pub strict: bool,
    /// Whether the text is a plain bag of words, without any syntax.
    pub bag: bool,
    /// The queries that `@name` stands for.
    pub saved: &'a BTreeMap<String, String>,
}

/// The language that a query is written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Syntax {
    /// Ours.
    #[default]
    Own,
    /// Terms and connectors of Lexis and Nexis, see [`super::nexis`].
    Nexis,
}

/// A query that was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The language that it was written in.
    pub syntax: Syntax,
    /// The tree, saved queries put in. An empty [`Node::Bag`] only from a bag without words.
    pub query: Node,
    /// Remarks for the person who typed it, in the order of the text.
    pub warnings: Vec<Warning>,
    /// Relative dates and what they came to, as text of the language.
    pub dates: Vec<(Range<usize>, String)>,
    /// The words, phrases, patterns and conditions of the tree, and where each was typed. None of a
    /// bag.
    pub leaves: Vec<(Range<usize>, Node)>,
}

/// A remark on a query that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// A stable code of [`super::codes`], such as `W101`.
    pub code: &'static str,
    /// One sentence for a person, lower case.
    pub message: String,
    /// The bytes of the query that it is about.
    pub span: Range<usize>,
    /// What to type in place of these bytes so that there is one reading, where a second is likely
    /// and the words cannot tell which was meant.
    pub instead: Option<String>,
}

impl Parsed {
    /// Returns the bytes of the query in which a part of its tree was typed; `None` if it came from
    /// elsewhere (an option, a bag).
    pub fn place_of(&self, part: &Node) -> Option<Range<usize>> {
        self.leaves.iter().find(|(_, leaf)| leaf == part).map(|(span, _)| span.clone())
    }

    /// Makes the error for a part of the tree that an engine refused, as the parser would have told
    /// it. `None` if nothing typed here is that part.
    pub fn refused(
        &self,
        code: &'static str,
        message: &str,
        part: &Node,
        advice: Option<&str>,
    ) -> Option<QueryError> {
        let error = QueryError::new(code, self.place_of(part)?, message);
        let help = example(self.syntax, code).map(str::to_owned);
        Some(QueryError { help, advice: advice.map(str::to_owned), ..error })
    }
}

/// Reads a query.
///
/// # Errors
/// A [`QueryError`] with a span in `text`; never with [`ParseOptions::bag`].
pub fn parse(text: &str, options: &ParseOptions) -> Result<Parsed, QueryError> {
    parse_as(Syntax::Own, text, options)
}

/// Reads a query in one of the languages.
///
/// # Errors
/// A [`QueryError`] with a span in `text`; never with [`ParseOptions::bag`].
pub fn parse_as(syntax: Syntax, text: &str, options: &ParseOptions) -> Result<Parsed, QueryError> {
    if options.bag {
        return Ok(read_bag(text));
    }
    attempt(syntax, text, options).map_err(|mut error| {
        // What is offered for pasting was tried first. What is wrong inside a saved query is not
        // mended by another question.
        let good = error.help.take_if(|help| attempt(syntax, help, options).is_ok());
        let example = || example(syntax, error.code).filter(|_| error.inside.is_empty());
        error.help = good.or_else(|| example().map(str::to_owned));
        error
    })
}

fn example(syntax: Syntax, code: &str) -> Option<&'static str> {
    match syntax {
        Syntax::Own => codes::example(code),
        Syntax::Nexis => nexis::example(code),
    }
}

fn attempt(syntax: Syntax, text: &str, options: &ParseOptions) -> Result<Parsed, QueryError> {
    if text.len() > MAX_BYTES {
        let mut at = MAX_BYTES;
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let message = format!("a query has at most {MAX_BYTES} bytes; this one has {}", text.len());
        return Err(QueryError::new(codes::LONG, at..text.len(), message)
            .label("too much")
            .advice("to search for a long text as a plain bag of words use --bag"));
    }
    let (cleaned, control) = clean(text);
    let mut shared = Shared::new(options);
    if let Some(span) = control {
        let message = "control and direction characters are read as spaces".to_owned();
        shared.warnings.push(Warning { code: codes::W_CONTROL, message, span, instead: None });
    }
    let query = match syntax {
        Syntax::Own => parser::read(&cleaned, &mut shared)?,
        Syntax::Nexis => nexis::read(&cleaned, &mut shared)?,
    };
    let Shared { mut warnings, dates, leaves, .. } = shared;
    warnings.sort_by_key(|warning| warning.span.start);
    Ok(Parsed { syntax, query, warnings, dates, leaves })
}

/// Reads a text as words alone.
fn read_bag(text: &str) -> Parsed {
    let edge = |c: char| {
        is_quote(c) || "()[]{}<>*?~^:;,!=|/\\".contains(c) || matches!(c, '。' | '，' | '？' | '！')
    };
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || is_blank(c))
        .map(|word| word.trim_matches(edge))
        .filter(|word| can_match(word))
        .collect();
    let mut warnings = Vec::new();
    if words.len() > MAX_BAG {
        let message = format!("the first {MAX_BAG} of {} words are used", words.len());
        let span = 0..text.len();
        warnings.push(Warning { code: codes::W_CUT, message, span, instead: None });
    }
    let mut items: Vec<Node> = words.into_iter().take(MAX_BAG).map(Node::word).collect();
    let query = match items.len() {
        1 => items.remove(0),
        _ => Node::Bag(items),
    };
    let (dates, leaves) = (Vec::new(), Vec::new());
    Parsed { syntax: Syntax::Own, query, warnings, dates, leaves }
}
