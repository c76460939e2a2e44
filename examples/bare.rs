//! The bare library, to measure against: one text field, the default tokenizer, positions, stored
//! text in 4 KB lz4 blocks, one segment, the stock collector and snippets, the same build profile.
//!
//! ```text
//! search index dump > articles.jsonl
//! bare index articles.jsonl DIR
//! bare search DIR WORD…          all words, exact count, ten best with snippets
//! ```
//!
//! What it leaves out is the point: no fields, no dates, no stems, no copies, no safety.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::ExitCode;

use tantivy::collector::{Count, TopDocs};
use tantivy::directory::{Advice, MmapDirectory};
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, STORED, Schema, TEXT, Value as _};
use tantivy::snippet::SnippetGenerator;
use tantivy::store::Compressor;
use tantivy::{Index, IndexSettings, IndexWriter, ReloadPolicy, TantivyDocument, Term};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["index", articles, dir] => index(Path::new(articles), Path::new(dir)),
        ["search", dir, words @ ..] => search(Path::new(dir), words),
        _ => Err("usage: bare index ARTICLES.jsonl DIR | bare search DIR WORD…".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "bare: {error}");
            ExitCode::from(2)
        }
    }
}

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn index(articles: &Path, dir: &Path) -> Outcome {
    let mut schema = Schema::builder();
    let text = schema.add_text_field("text", TEXT | STORED);
    let settings = IndexSettings {
        docstore_compression: Compressor::Lz4,
        docstore_blocksize: 4096,
        ..IndexSettings::default()
    };
    std::fs::create_dir_all(dir)?;
    let index = Index::builder()
        .schema(schema.build())
        .settings(settings)
        .open_or_create(MmapDirectory::open(dir)?)?;
    let mut writer: IndexWriter = index.writer_with_num_threads(1, 128 << 20)?;
    for line in BufReader::new(std::fs::File::open(articles)?).lines() {
        let article: serde_json::Value = serde_json::from_str(&line?)?;
        let part = |key: &str| article[key].as_str().unwrap_or("").to_owned();
        let mut document = TantivyDocument::new();
        document.add_text(text, format!("{}\n\n{}", part("headline"), part("body")));
        writer.add_document(document)?;
    }
    writer.commit()?;
    let segments = index.searchable_segment_ids()?;
    if segments.len() > 1 {
        writer.merge(&segments).wait()?;
    }
    writer.garbage_collect_files().wait()?;
    writer.wait_merging_threads()?;
    Ok(())
}

fn search(dir: &Path, words: &[&str]) -> Outcome {
    let index = Index::open(MmapDirectory::open_with_madvice(dir, Advice::Random)?)?;
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    let text = index.schema().get_field("text")?;
    let clauses = words.iter().map(|word| {
        let term = Term::from_field_text(text, &word.to_lowercase());
        let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
        (Occur::Must, Box::new(query) as Box<dyn Query>)
    });
    let query = BooleanQuery::new(clauses.collect());
    let searcher = reader.searcher();
    let best = searcher.search(&query, &TopDocs::with_limit(10).order_by_score())?;
    let count = searcher.search(&query, &Count)?;
    let snippets = SnippetGenerator::create(&searcher, &query, text)?;
    let mut page = String::new();
    for (score, address) in best {
        let document: TantivyDocument = searcher.doc(address)?;
        let stored = document.get_first(text).and_then(|value| value.as_str()).unwrap_or("");
        let snippet = snippets.snippet(stored);
        let headline = stored.lines().next().unwrap_or("");
        page.push_str(&format!("{score:.2} {headline}\n  {}\n", snippet.fragment()));
    }
    page.push_str(&format!("{count} articles\n"));
    std::io::stdout().write_all(page.as_bytes())?;
    // As the program itself: maps are dropped by the system.
    std::process::exit(0);
}
