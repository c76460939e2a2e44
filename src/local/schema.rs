//! Fields and columns of the index. Field numbers are fixed by their order here, so that opening an
//! index looks nothing up by name.
//!
//! `stem` and `form` hold headline, deck and body in one space of positions (see `analysis`); the
//! headline counts three times in `stem`. `bounds` marks where sentences and paragraphs begin.
//! Columns that later features need are filled from the first schema on.

use tantivy::schema::{
    BytesOptions, Field, IndexRecordOption, NumericOptions, STORED, Schema, SchemaBuilder,
    TextFieldIndexing, TextOptions,
};

/// Version of fields and columns; an index with another one must be rebuilt.
pub const VERSION: u32 = 3;

/// Name of the tokenizer that decodes what `encode` wrote.
pub const ENCODED: &str = "encoded";

/// How often a headline word counts in `stem`.
pub const HEADLINE_WEIGHT: u32 = 3;

const fn field(number: u32) -> Field {
    Field::from_field_id(number)
}

/// Stems of headline, deck and body.
pub const STEM: Field = field(0);
/// Forms, and how they are printed behind [`VERBATIM_MARK`].
pub const FORM: Field = field(1);
/// [`SENTENCE`] and [`PARAGRAPH`] at the positions where they begin.
pub const BOUNDS: Field = field(2);
/// Forms of the byline, and so on for the next four.
pub const BYLINE: Field = field(3);
/// Forms of the place.
pub const PLACE: Field = field(4);
/// Forms of the section.
pub const SECTION: Field = field(5);
/// Forms of the path in the corpus.
pub const PATH: Field = field(6);
/// Forms of the address.
pub const URL: Field = field(7);
/// Two of the most frequent words side by side in headline, deck or body: see
/// [`frequent`](crate::analysis::frequent).
pub const PAIRS: Field = field(8);
/// The sixteen bytes of the id.
pub const ID: Field = field(9);
/// The article's own id, folded.
pub const OWN_ID: Field = field(10);
/// Folded names and aliases of the origin, of distributors, of both.
pub const ORIGIN: Field = field(11);
/// Folded names and aliases of the distributors.
pub const VIA: Field = field(12);
/// Folded names and aliases of both.
pub const SOURCE: Field = field(13);
/// The language code.
pub const LANG: Field = field(14);
/// Stored: what a page of hits shows.
pub const HEAD: Field = field(15);
/// Stored: the body.
pub const TEXT: Field = field(16);
/// Stored: evidence and the rest of the article.
pub const REST: Field = field(17);

/// Columns.
pub const START: &str = "start";
/// Column: last civil second of the date.
pub const END: &str = "end";
/// Column: offset of the date from UTC in seconds, where known.
pub const OFFSET: &str = "offset";
/// Column: index in `Precision::ALL`.
pub const PRECISION: &str = "precision";
/// Column: number of the provenance of the date.
pub const PROVENANCE: &str = "provenance";
/// Column: year and month, such as 202408.
pub const MONTH: &str = "yyyymm";
/// Column: length in words.
pub const WORDS: &str = "words";
/// Column: civil second of the last change.
pub const MODIFIED: &str = "modified";
/// Column: civil second of the crawl.
pub const CRAWLED: &str = "crawled";
/// Column: Unix second before which it is not shown.
pub const EMBARGO: &str = "embargo";
/// Column: first eight bytes of the id.
pub const ID_KEY: &str = "id_key";
/// Column: canonical name of the origin.
pub const ORIGIN_NAME: &str = "origin_name";
/// Column: canonical names of distributors.
pub const VIA_NAME: &str = "via_name";
/// Column: the section as printed.
pub const SECTION_NAME: &str = "section_name";
/// Column: the place as printed.
pub const PLACE_NAME: &str = "place_name";
/// Column: the language code.
pub const LANG_CODE: &str = "lang_code";
/// Column: the article's own id as given.
pub const OWN_ID_VALUE: &str = "own_id_value";

/// Comes before a verbatim spelling in `form`; sorts before every form.
pub const VERBATIM_MARK: char = '\u{1}';
/// Stands behind the mark where a word has a capital first letter and is its form otherwise.
pub const TITLE: &str = "\u{1}t";
/// Stands behind the mark where a word is its form in capitals.
pub const CAPITALS: &str = "\u{1}c";
/// The term of a sentence's beginning in `bounds`; a paragraph's beginning is one without it.
pub const SENTENCE: &str = "s";
/// The term of a paragraph's beginning in `bounds`.
pub const PARAGRAPH: &str = "p";

/// Makes the schema.
pub fn schema() -> Schema {
    let mut builder = SchemaBuilder::default();
    let text = |fieldnorms: bool| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(ENCODED)
                .set_fieldnorms(fieldnorms)
                .set_index_option(IndexRecordOption::WithFreqsAndPositions),
        )
    };
    let raw = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::Basic),
    );
    builder.add_text_field("stem", text(true));
    builder.add_text_field("form", text(true));
    for name in ["bounds", "byline", "place", "section", "path", "url"] {
        builder.add_text_field(name, text(false));
    }
    builder.add_text_field(
        "pairs",
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(ENCODED)
                .set_fieldnorms(false)
                .set_index_option(IndexRecordOption::WithFreqs),
        ),
    );
    builder.add_bytes_field("id", BytesOptions::default().set_indexed().set_stored());
    for name in ["own_id", "origin", "via", "source", "lang"] {
        builder.add_text_field(name, raw.clone());
    }
    for name in ["head", "text", "rest"] {
        builder.add_text_field(name, STORED);
    }
    let column = NumericOptions::default().set_fast();
    for name in [START, END, OFFSET, MODIFIED, CRAWLED, EMBARGO] {
        builder.add_i64_field(name, column.clone());
    }
    for name in [PRECISION, PROVENANCE, MONTH, WORDS, ID_KEY] {
        builder.add_u64_field(name, column.clone());
    }
    let names = TextOptions::default().set_fast("raw");
    for name in [ORIGIN_NAME, VIA_NAME, SECTION_NAME, PLACE_NAME, LANG_CODE, OWN_ID_VALUE] {
        builder.add_text_field(name, names.clone());
    }
    builder.build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_name_their_fields() {
        let schema = schema();
        let named = [
            (STEM, "stem"),
            (FORM, "form"),
            (BOUNDS, "bounds"),
            (BYLINE, "byline"),
            (PLACE, "place"),
            (SECTION, "section"),
            (PATH, "path"),
            (URL, "url"),
            (PAIRS, "pairs"),
            (ID, "id"),
            (OWN_ID, "own_id"),
            (ORIGIN, "origin"),
            (VIA, "via"),
            (SOURCE, "source"),
            (LANG, "lang"),
            (HEAD, "head"),
            (TEXT, "text"),
            (REST, "rest"),
        ];
        for (field, name) in named {
            assert_eq!(schema.get_field_name(field), name);
        }
    }
}
