//! The door: a text and its circumstances to a tree with remarks, or one error.
//!
//! Takes the text as typed; "now" (with its zone) and saved queries come in as options. Gives a
//! [`Parsed`] or a [`QueryError`]. Time is proportional to the text, and no text can make it panic
//! or go deep.

use std::collections::BTreeMap;
use std::ops::Range;

use super::ast::Node;
use super::chars::{can_match, clean, is_blank, is_quote};
use super::codes;
use super::error::QueryError;
use super::parser::{self, Shared};

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
    /// Whether AND and OR may not meet without brackets.
    pub strict: bool,
    /// Whether the text is a plain bag of words, without any syntax.
    pub bag: bool,
    /// The queries that `@name` stands for.
    pub saved: &'a BTreeMap<String, String>,
}

/// A query that was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The tree, saved queries put in. An empty [`Node::Bag`] only from a bag without words.
    pub query: Node,
    /// Remarks for the person who typed it, in the order of the text.
    pub warnings: Vec<Warning>,
    /// Relative dates and what they came to, as text of the language.
    pub dates: Vec<(Range<usize>, String)>,
    /// What the tree holds that no engine can answer yet: where, and its name.
    pub unbuilt: Vec<(Range<usize>, &'static str)>,
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
        let help = codes::example(code).map(str::to_owned);
        Some(QueryError { help, advice: advice.map(str::to_owned), ..error })
    }

    /// Refuses a query with something that is not built yet.
    ///
    /// # Errors
    /// [`codes::UNBUILT`] for the first such thing.
    pub fn refuse_unbuilt(&self) -> Result<(), QueryError> {
        let Some((span, feature)) = self.unbuilt.first() else { return Ok(()) };
        let error = QueryError::new(
            codes::UNBUILT,
            span.clone(),
            format!("{feature} is not built yet, so that this query cannot be searched"),
        )
        .label("not built yet");
        Err(match *feature {
            "ATLEAST" | "FIRST" => error,
            _ => error
                .help("\"sign deals\"~3")
                .advice("a phrase with some slop is the nearest that is built"),
        })
    }
}

/// Reads a query.
///
/// # Errors
/// A [`QueryError`] with a span in `text`; never with [`ParseOptions::bag`].
pub fn parse(text: &str, options: &ParseOptions) -> Result<Parsed, QueryError> {
    if options.bag {
        return Ok(read_bag(text));
    }
    attempt(text, options).map_err(|mut error| {
        // What is offered for pasting was tried first.
        let good = error.help.take_if(|help| attempt(help, options).is_ok());
        error.help = good.or_else(|| codes::example(error.code).map(str::to_owned));
        error
    })
}

fn attempt(text: &str, options: &ParseOptions) -> Result<Parsed, QueryError> {
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
        shared.warnings.push(Warning { code: codes::W_CONTROL, message, span });
    }
    let query = parser::read(&cleaned, &mut shared)?;
    let Shared { mut warnings, dates, unbuilt, leaves, .. } = shared;
    warnings.sort_by_key(|warning| warning.span.start);
    Ok(Parsed { query, warnings, dates, unbuilt, leaves })
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
        warnings.push(Warning { code: codes::W_CUT, message, span: 0..text.len() });
    }
    let mut items: Vec<Node> = words.into_iter().take(MAX_BAG).map(Node::word).collect();
    let query = match items.len() {
        1 => items.remove(0),
        _ => Node::Bag(items),
    };
    Parsed { query, warnings, dates: Vec::new(), unbuilt: Vec::new(), leaves: Vec::new() }
}
