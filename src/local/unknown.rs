//! Remarks on names, languages and words that a field does not hold, so that a condition that can
//! find nothing is never silent.
//!
//! Takes the query and the index; gives notes. A condition costs one look into a dictionary; lists
//! are read only for what was not found.

use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use crate::analysis::query::word;
use crate::analysis::{Analyzer, StemSet};
use crate::article::field::Field as Named;
use crate::engine::EngineError;
use crate::engine::hits::Note;
use crate::local::names::{self, Nearness};
use crate::local::words::Place;
use crate::local::{internal, schema as s, suggest};
use crate::query::ast::{KeyValue, Node, Scope};
use crate::query::print::print;

/// No article has this name, language or word there.
const UNKNOWN: &str = "W205";

/// A name of several words stands without quotes.
const UNQUOTED: &str = "W206";

/// Languages that are listed.
const MOST_LANGS: usize = 8;

/// Looks through a query.
pub fn remarks(
    searcher: &Searcher,
    analyzer: &mut Analyzer,
    stems: &StemSet,
    query: &Node,
) -> Result<Vec<Note>, EngineError> {
    let mut nodes = Vec::new();
    query.walk(&mut |node| {
        let asks = match node {
            Node::Key { .. } | Node::Bag(_) => true,
            Node::Word { scope, .. } => is_elsewhere(*scope),
            Node::Phrase { scope, .. } => is_elsewhere(*scope),
            _ => false,
        };
        if asks {
            nodes.push(node);
        }
    });
    let mut notes: Vec<Note> = Vec::new();
    let mut told: Vec<&Node> = Vec::new();
    let mut followed: Vec<&[Node]> = Vec::new();
    for node in nodes {
        let note = match node {
            Node::Bag(of) => match names::unquoted(searcher, of)? {
                Some(unquoted) => {
                    told.push(&of[unquoted.at]);
                    Some((UNQUOTED, without_quotes(&of[unquoted.at], &unquoted)))
                }
                None => {
                    followed.extend(of.windows(2).filter(|pair| is_plain(&pair[1])));
                    None
                }
            },
            Node::Key { field, value } if !told.iter().any(|told| std::ptr::eq(*told, node)) => {
                let behind = followed.iter().find(|pair| std::ptr::eq(&pair[0], node));
                let message = key(searcher, *field, value)?;
                message.map(|message| (UNKNOWN, message + &quotes(*field, behind.copied())))
            }
            Node::Word { scope, text, .. } => {
                let message = text_of_field(searcher, analyzer, stems, *scope, text)?;
                message.map(|message| (UNKNOWN, message))
            }
            Node::Phrase { scope, parts, .. } => {
                let mut message = None;
                for part in parts {
                    // Alternatives and beginnings may fit something else.
                    if let ([only], None) = (part.as_slice(), &message)
                        && !only.prefix
                    {
                        message = text_of_field(searcher, analyzer, stems, *scope, &only.text)?;
                    }
                }
                message.map(|message| (UNKNOWN, message))
            }
            _ => None,
        };
        if let Some((code, message)) = note
            && !notes.iter().any(|note| note.message == message)
        {
            let mut note = Note::new(code, message);
            note.about(match code {
                UNQUOTED => told.last().copied().unwrap_or(node),
                _ => node,
            });
            notes.push(note);
        }
    }
    Ok(notes)
}

fn is_plain(node: &Node) -> bool {
    matches!(node, Node::Word { scope: Scope::Text, exact: false, .. })
}

/// Says that a name needs quotes, where a word stands behind a name that nobody has.
fn quotes(named: Named, pair: Option<&[Node]>) -> String {
    match pair {
        Some([Node::Key { value: KeyValue::Is(first), .. }, Node::Word { text, .. }])
            if names::field_of(named).is_some() =>
        {
            let field = named.name();
            format!("; a name of several words needs quotes: {field}:\"{first} {text}\"")
        }
        _ => String::new(),
    }
}

fn is_elsewhere(scope: Scope) -> bool {
    Place::of(scope).is_field()
}

fn without_quotes(key: &Node, unquoted: &names::Unquoted) -> String {
    let field = unquoted.named.name();
    let first = match key {
        Node::Key { value: KeyValue::Is(first), .. } => first.as_str(),
        _ => "",
    };
    let whole = Node::Key { field: unquoted.named, value: KeyValue::Is(unquoted.name.clone()) };
    format!("{field}: holds for {first} alone; for the whole name write {}", print(&whole))
}

/// Remarks on a whole value that no article has.
fn key(searcher: &Searcher, named: Named, value: &KeyValue) -> Result<Option<String>, EngineError> {
    let name = named.name();
    match (names::field_of(named), value) {
        (Some(field), KeyValue::Is(typed)) if !names::is_known(searcher, field, typed)? => {
            let other = [(Named::Origin, s::ORIGIN), (Named::Via, s::VIA)];
            for (other, field) in other.into_iter().filter(|(other, _)| *other != named) {
                if names::is_known(searcher, field, typed)? {
                    let there = Node::Key { field: other, value: value.clone() };
                    return Ok(Some(format!(
                        "no {name} is called {typed}; there is {}",
                        print(&there)
                    )));
                }
            }
            let near = names::near(searcher, field, typed)?;
            let key = |value| print(&Node::Key { field: named, value });
            let nearest = near.first();
            let alike = near.iter().filter(|(how, _)| nearest.is_some_and(|(near, _)| near == how));
            let listed = |name: &dyn Fn(&str) -> String| -> String {
                let names: Vec<String> = alike.map(|(_, near)| name(near)).collect();
                names.join(", ")
            };
            Ok(Some(match nearest {
                Some((Nearness::Begins, _)) => {
                    let begins = key(KeyValue::StartsWith(typed.clone()));
                    let names = listed(&str::to_owned);
                    format!("no {name} is called {typed}; {begins} finds {names}")
                }
                Some(_) => {
                    let names = listed(&|name| key(KeyValue::Is(name.to_owned())));
                    format!("no {name} is called {typed}; there is {names}")
                }
                None => format!("no {name} is called {typed}; search fields lists the names"),
            }))
        }
        (None, KeyValue::Is(code)) if named == Named::Lang => language(searcher, code),
        _ => Ok(None),
    }
}

/// Remarks on a language that no article is in.
fn language(searcher: &Searcher, code: &str) -> Result<Option<String>, EngineError> {
    if names::is_known(searcher, s::LANG, code)? {
        return Ok(None);
    }
    let mut codes: Vec<(u64, String)> = Vec::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(s::LANG)?;
        let stream = index.terms().stream().map_err(|e| internal("reading languages", e));
        let mut stream = stream?;
        while let Some((code, info)) = stream.next() {
            let code = String::from_utf8_lossy(code).into_owned();
            match codes.iter_mut().find(|(_, known)| *known == code) {
                Some((articles, _)) => *articles += u64::from(info.doc_freq),
                None => codes.push((u64::from(info.doc_freq), code)),
            }
        }
    }
    codes.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let more = if codes.len() > MOST_LANGS { ", …" } else { "" };
    let codes: Vec<String> = codes.into_iter().take(MOST_LANGS).map(|(_, code)| code).collect();
    Ok(Some(format!("no article is in {code}; the index has {}{more}", codes.join(", "))))
}

/// Remarks on a word that a field such as the place does not hold.
fn text_of_field(
    searcher: &Searcher,
    analyzer: &mut Analyzer,
    stems: &StemSet,
    scope: Scope,
    text: &str,
) -> Result<Option<String>, EngineError> {
    let field: Field = Place::of(scope).form;
    let read = word(analyzer, text, stems);
    let known = |form: &str| -> Result<bool, EngineError> {
        Ok(searcher.doc_freq(&Term::from_field_text(field, form))? > 0)
    };
    // One typed character is the head of pairs, and so is the last of a run.
    if read.single_unspaced {
        return Ok(None);
    }
    if let Some(joined) = &read.joined
        && known(&joined.form)?
    {
        return Ok(None);
    }
    for token in read.tokens.iter().filter(|token| token.kind != crate::analysis::TokenKind::Last) {
        if known(&token.form)? {
            continue;
        }
        let name = scope.field().map_or("text", Named::name);
        let near = suggest::near_words(searcher, field, &token.form, 3)?;
        let typed = &text[token.start..token.end];
        return Ok(Some(match near.is_empty() {
            true => format!("no {name} has the word {typed}"),
            false => format!("no {name} has the word {typed}; there is {}", near.join(", ")),
        }));
    }
    Ok(None)
}
