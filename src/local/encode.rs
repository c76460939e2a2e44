//! One article to one document, on a worker's thread: analysis, columns, stored values.

use tantivy::TantivyDocument;
use tantivy::schema::Field;

use crate::analysis::article::{ArticleSink, Part};
use crate::analysis::fold::fold;
use crate::analysis::frequent::{BETWEEN, is_frequent};
use crate::analysis::{Analyzer, BoundKind, StemPlan, StemSet, Token, TokenKind};
use crate::article::published::{Precision, Provenance, civil_datetime};
use crate::article::{Article, Role};
use crate::dedupe::{Sketch, Sketcher};
use crate::engine::{Encoded, Encoder};
use crate::local::keys;
use crate::local::schema as s;
use crate::local::source_names::SourceNames;
use crate::local::spelling::Spelling;
use crate::local::stored;
use crate::local::tokens::TokenText;

/// A finished document with what the build counts.
pub struct Prepared {
    /// What the writer takes.
    pub document: TantivyDocument,
    /// Bytes of the encoded token strings, which the decoder takes off the bytes in flight.
    pub encoded: usize,
    /// Whether the article has a date.
    pub dated: bool,
    /// The instant before which it is not shown.
    pub embargo: Option<i64>,
    /// Its length in words.
    pub words: u32,
    /// Its language.
    pub lang: crate::article::Lang,
    /// Stemmers that its words went through.
    pub stems: StemSet,
    /// What copies of it are found by.
    pub sketch: Sketch,
}

/// Analyses articles; one for each worker.
#[derive(Default)]
pub struct LocalEncoder {
    analyzer: Analyzer,
    stem: TokenText,
    form: TokenText,
    bounds: TokenText,
    pairs: TokenText,
    names: SourceNames,
    sketcher: Sketcher,
}

impl LocalEncoder {
    /// Adds the forms of a short text under its own field.
    fn add_forms(&mut self, field: Field, text: &str, document: &mut TantivyDocument) -> usize {
        let form = &mut self.form;
        form.push(None, keys::EXISTS, 0, false);
        self.analyzer.text(text, StemPlan::NONE, &mut |token| push_form(form, token, 0, false));
        let encoded = self.form.take();
        document.add_text(field, &encoded);
        encoded.len()
    }
}

fn push_form(form: &mut TokenText, token: &Token<'_>, base: u32, triple: bool) {
    form.push(None, token.form, base + token.position, triple);
    if let Some(verbatim) = token.verbatim {
        let printed = Spelling::of(token.form, verbatim).text();
        form.push(Some(s::VERBATIM_MARK), printed, base + token.position, false);
    }
}

/// Hands the tokens of an article to the three encoded texts.
struct Streams<'a> {
    stem: &'a mut TokenText,
    form: &'a mut TokenText,
    bounds: &'a mut TokenText,
    pairs: &'a mut TokenText,
    sketcher: &'a mut Sketcher,
    /// The last word, if it is one of the most frequent, and the position behind it.
    frequent: String,
    next: u32,
    /// Where the last paragraph began.
    paragraph: Option<u32>,
}

impl Streams<'_> {
    /// Takes down two of the most frequent words side by side.
    fn pair(&mut self, token: &Token<'_>) {
        if token.kind == TokenKind::Joined {
            return;
        }
        let frequent = token.kind == TokenKind::Word && is_frequent(token.form);
        if frequent && token.position == self.next && !self.frequent.is_empty() {
            self.frequent.push(BETWEEN);
            self.frequent.push_str(token.form);
            self.pairs.push(None, &self.frequent, token.position, false);
        }
        self.frequent.clear();
        if frequent {
            self.frequent.push_str(token.form);
        }
        self.next = token.position + 1;
    }
}

impl ArticleSink for Streams<'_> {
    fn token(&mut self, part: Part, token: &Token<'_>) {
        let triple = part == Part::Headline;
        if part == Part::Body {
            self.sketcher.token(token);
        }
        self.pair(token);
        match token.stem {
            Some(stem) => {
                self.stem.push(None, stem, token.position, triple);
                push_form(self.form, token, 0, false);
            }
            // Without a stem, its place in the headline is counted here.
            None => push_form(self.form, token, 0, triple),
        }
    }

    fn bound(&mut self, position: u32, kind: BoundKind) {
        let term = match kind {
            // A paragraph's beginning says it already.
            BoundKind::Sentence if self.paragraph == Some(position) => return,
            BoundKind::Sentence => s::SENTENCE,
            BoundKind::Paragraph => {
                self.paragraph = Some(position);
                s::PARAGRAPH
            }
        };
        self.bounds.push(None, term, position, false);
    }
}

impl Encoder for LocalEncoder {
    fn encode(&mut self, article: &Article) -> Encoded {
        let mut document = TantivyDocument::new();
        let plan = StemPlan::for_lang(article.lang, StemPlan::default());
        let mut streams = Streams {
            stem: &mut self.stem,
            form: &mut self.form,
            bounds: &mut self.bounds,
            pairs: &mut self.pairs,
            frequent: String::new(),
            next: 0,
            sketcher: &mut self.sketcher,
            paragraph: None,
        };
        crate::analysis::article::article(&mut self.analyzer, article, plan, &mut streams);
        let mut encoded = 0;
        for (field, text) in [
            (s::STEM, self.stem.take()),
            (s::FORM, self.form.take()),
            (s::BOUNDS, self.bounds.take()),
            (s::PAIRS, self.pairs.take()),
        ] {
            encoded += text.len();
            document.add_text(field, &text);
        }
        let path = Some(article.origin.path.as_str());
        for (field, text) in [
            (s::BYLINE, article.byline.as_deref()),
            (s::PLACE, article.place.as_deref()),
            (s::SECTION, article.section.as_deref()),
            (s::PATH, path),
            (s::URL, article.url.as_deref()),
        ] {
            if let Some(text) = text {
                encoded += self.add_forms(field, text, &mut document);
            }
        }
        document.add_bytes(s::ID, &article.id.0);
        if let Some(own_id) = &article.own_id {
            document.add_text(s::OWN_ID, fold(own_id));
        }
        self.names.add(article, &mut document);
        document.add_text(s::LANG, article.lang.code());
        let words = article.words();
        add_columns(article, words, &mut document);
        let stored = stored::store(article, words, &mut document);
        let prepared = Prepared {
            document,
            encoded,
            dated: article.published.is_some(),
            embargo: article.embargo,
            lang: article.lang,
            words,
            stems: self.analyzer.take_used(),
            sketch: self.sketcher.finish(article.headline.as_deref()),
        };
        Encoded { id: article.id, bytes: encoded + stored, payload: Box::new(prepared) }
    }
}

fn add_columns(article: &Article, words: u32, document: &mut TantivyDocument) {
    // Column fields follow the text fields in the schema, in this order.
    let column = |number: u32| Field::from_field_id(s::REST.field_id() + 1 + number);
    if let Some(date) = article.published.filter(|date| date.provenance != Provenance::Copy) {
        document.add_i64(column(0), date.start);
        document.add_i64(column(1), date.end);
        if let Some(offset) = date.offset {
            document.add_i64(column(2), i64::from(offset));
        }
        let code = |p: usize| p as u64;
        let precision = Precision::ALL.iter().position(|p| *p == date.precision);
        let provenance = Provenance::ALL.iter().position(|p| *p == date.provenance);
        document.add_u64(column(6), precision.map_or(0, code));
        document.add_u64(column(7), provenance.map_or(0, code));
        if let Some(start) = civil_datetime(date.start) {
            let month = if date.precision == Precision::Year { 0 } else { start.month() };
            document.add_u64(column(8), start.year() as u64 * 100 + month as u64);
        }
    }
    for (number, value) in [(3, article.modified), (4, article.crawled), (5, article.embargo)] {
        if let Some(value) = value {
            document.add_i64(column(number), value);
        }
    }
    document.add_u64(column(9), u64::from(words));
    document.add_u64(column(10), article.id.prefix_u64());
    for source in &article.sources {
        let number = if source.role == Role::Origin { 11 } else { 12 };
        document.add_text(column(number), &source.name);
    }
    for (number, value) in [(13, &article.section), (14, &article.place), (16, &article.own_id)] {
        if let Some(value) = value {
            document.add_text(column(number), value);
        }
    }
    document.add_text(column(15), article.lang.code());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::local::stored::tests::full_article;

    #[test]
    fn columns_stand_where_the_schema_has_them() {
        let mut document = TantivyDocument::new();
        add_columns(&full_article(), 4, &mut document);
        let schema = s::schema();
        let named: serde_json::Value =
            serde_json::from_str(&tantivy::Document::to_json(&document, &schema)).unwrap();
        for name in [
            s::START,
            s::END,
            s::OFFSET,
            s::PRECISION,
            s::PROVENANCE,
            s::MONTH,
            s::WORDS,
            s::MODIFIED,
            s::CRAWLED,
            s::EMBARGO,
            s::ID_KEY,
            s::ORIGIN_NAME,
            s::SECTION_NAME,
            s::PLACE_NAME,
            s::LANG_CODE,
            s::OWN_ID_VALUE,
        ] {
            assert!(!named[name].is_null(), "{name} is missing in {named}");
        }
        assert_eq!(named[s::MONTH][0], 202_408);
        assert_eq!(named[s::LANG_CODE][0], "en");
        assert_eq!(named[s::OWN_ID_VALUE][0], "x");
        assert_eq!(named[s::EMBARGO][0], 7);
    }
}
