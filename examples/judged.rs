//! Turns the classic judged collections (Cranfield, CISI, LISA) into what `search index` and `search eval` read.
//!
//! `cargo run --example judged -- ARCHIVE OUT`
//!
//! `ARCHIVE` is a tar archive, compressed or not, of the classic files: `cran.all.1400`, `cran.qry` and
//! `cranqrel`; `CISI.ALL`, `CISI.QRY` and `CISI.REL`; `LISA0.001` and what follows, `LISA.QUE` and `LISA.REL`.
//! For each collection that is there it writes `OUT/NAME/corpus/documents.jsonl` (id, headline, body),
//! `OUT/NAME/topics.jsonl` (id, query) and `OUT/NAME/qrels.txt`.
//!
//! Cranfield's queries are numbered by their order, as `cranqrel` has them, not by `.I`. Its codes say how
//! good a reference is, 1 the best and 4 of least interest: the grade is 5 - code, and -1, which the
//! distributed file has for what is not relevant, is 0. Its texts begin with the title once more, which is
//! cut. LISA and CISI say relevant or nothing.

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, File};
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::ExitCode;

use news_search::corpus::container::{Entry, tar};
use news_search::corpus::unpack::{Budget, Expansion, unpack};
use serde_json::json;

/// Bytes that the archive may unpack to.
const MOST: u64 = 1 << 30;

type Files = BTreeMap<String, String>;

/// A collection in one form.
#[derive(Default)]
struct Collection {
    /// Id, title, text.
    documents: Vec<(String, String, String)>,
    /// Id, query.
    topics: Vec<(String, String)>,
    /// Topic, document, grade.
    judgements: Vec<(String, String, i64)>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [archive, out] = arguments.as_slice() else {
        eprintln!("usage: judged ARCHIVE OUT");
        return ExitCode::from(2);
    };
    match make(Path::new(archive), Path::new(out)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("judged: {why}");
            ExitCode::FAILURE
        }
    }
}

fn make(archive: &Path, out: &Path) -> Result<(), String> {
    let files = read(archive)?;
    let mut found = 0;
    type Reading = fn(&Files) -> Option<Result<Collection, String>>;
    let readings: [(&str, Reading); 3] = [("cranfield", cranfield), ("cisi", cisi), ("lisa", lisa)];
    for (name, reading) in readings {
        let Some(collection) = reading(&files) else { continue };
        let collection = collection.map_err(|why| format!("{name}: {why}"))?;
        write(&collection, &out.join(name)).map_err(|error| format!("{name}: {error}"))?;
        let Collection { documents, topics, judgements } = &collection;
        let relevant = judgements.iter().filter(|(.., grade)| *grade > 0).count();
        println!(
            "{name}: {} documents, {} topics, {} judgements, {relevant} of them relevant",
            documents.len(),
            topics.len(),
            judgements.len()
        );
        found += 1;
    }
    if found == 0 {
        return Err(format!("{}: none of the collections is in it", archive.display()));
    }
    Ok(())
}

/// Reads the files of the archive by their names without folders.
fn read(archive: &Path) -> Result<Files, String> {
    let place = archive.display();
    let failed = |error: std::io::Error| format!("{place}: {error}");
    let file = File::open(archive).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len();
    let budget = Budget::new(size, Expansion { ratio: 1_000, bytes: MOST });
    let unpacked = unpack(file, size, &budget, 0).map_err(failed)?;
    let bytes = Cursor::new(unpacked.head).chain(unpacked.rest);
    let (mut files, mut broken) = (Files::new(), None);
    tar::read(Box::new(bytes), &mut |entry| {
        let Entry::Member(mut member) = entry else { return true };
        let mut text = Vec::new();
        if let Err(error) = member.content.read_to_end(&mut text) {
            broken = Some(format!("{place}: {}: {error}", member.name));
            return false;
        }
        let name = member.name.rsplit('/').next().unwrap_or_default().to_owned();
        files.insert(name, String::from_utf8_lossy(&text).into_owned());
        true
    })
    .map_err(|flaw| format!("{place}: {}", flaw.reason))?;
    broken.map_or(Ok(files), Err)
}

fn write(collection: &Collection, out: &Path) -> std::io::Result<()> {
    fs::create_dir_all(out.join("corpus"))?;
    let documents = collection.documents.iter().map(|(id, headline, body)| {
        json!({ "id": id, "headline": headline, "body": body, "lang": "en" }).to_string() + "\n"
    });
    fs::write(out.join("corpus/documents.jsonl"), documents.collect::<String>())?;
    let topics = collection.topics.iter();
    let topics = topics.map(|(id, query)| json!({ "id": id, "query": query }).to_string() + "\n");
    fs::write(out.join("topics.jsonl"), topics.collect::<String>())?;
    let judgements = collection.judgements.iter();
    let judgements =
        judgements.map(|(topic, document, grade)| format!("{topic} 0 {document} {grade}\n"));
    fs::write(out.join("qrels.txt"), judgements.collect::<String>())
}

fn cranfield(files: &Files) -> Option<Result<Collection, String>> {
    let [all, queries, rel] = ["cran.all.1400", "cran.qry", "cranqrel"].map(|name| files.get(name));
    let (all, queries, rel) = (all?, queries?, rel?);
    let mut made = Collection::default();
    for record in smart(all) {
        let body = without_title(&record.field('W'), &record.field('T'));
        made.documents.push((record.id.clone(), record.field('T'), body));
    }
    for (at, record) in smart(queries).iter().enumerate() {
        made.topics.push(((at + 1).to_string(), record.field('W')));
    }
    Some(judged(rel, &mut made, |columns| match *columns {
        [topic, document, code] => {
            let code: i64 = code.parse().ok()?;
            Some((topic, document, if code < 0 { 0 } else { 5 - code }))
        }
        _ => None,
    }))
}

fn cisi(files: &Files) -> Option<Result<Collection, String>> {
    let [all, queries, rel] = ["CISI.ALL", "CISI.QRY", "CISI.REL"].map(|name| files.get(name));
    let (all, queries, rel) = (all?, queries?, rel?);
    let mut made = Collection::default();
    for record in smart(all) {
        made.documents.push((record.id.clone(), record.field('T'), record.field('W')));
    }
    for record in smart(queries) {
        // Some are abstracts with a title.
        let query = format!("{} {}", record.field('T'), record.field('W'));
        made.topics.push((record.id.clone(), query.trim().to_owned()));
    }
    Some(judged(rel, &mut made, |columns| match *columns {
        [topic, document, _, _] => Some((topic, document, 1)),
        _ => None,
    }))
}

/// Adds judgements, one a line.
fn judged(
    text: &str,
    made: &mut Collection,
    read: impl for<'a> Fn(&[&'a str]) -> Option<(&'a str, &'a str, i64)>,
) -> Result<Collection, String> {
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let (topic, document, grade) =
            read(&columns).ok_or_else(|| format!("judgement on line {}: {line:?}", at + 1))?;
        made.judgements.push((topic.to_owned(), document.to_owned(), grade));
    }
    Ok(std::mem::take(made))
}

fn lisa(files: &Files) -> Option<Result<Collection, String>> {
    let (queries, rel) = (files.get("LISA.QUE")?, files.get("LISA.REL")?);
    let mut made = Collection::default();
    let is_part = |name: &str| {
        name.strip_prefix("LISA").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    for (_, text) in files.iter().filter(|(name, _)| is_part(name)) {
        // Documents are parted by a line of stars; an empty line parts title and text.
        for block in blocks(text, |line| line.starts_with("****")) {
            let Some((first, rest)) = block.split_once('\n') else { continue };
            let Some(id) = first.trim().strip_prefix("Document") else {
                return Some(Err(format!("no document begins with {first:?}")));
            };
            let lines: Vec<&str> = rest.lines().collect();
            let gap = lines.iter().position(|line| line.trim().is_empty()).unwrap_or(lines.len());
            let (title, body) = lines.split_at(gap);
            let [title, body] = [title, body].map(|lines| one_line(&lines.join(" ")));
            made.documents.push((id.trim().to_owned(), title, body));
        }
    }
    for query in queries.split('#').filter(|query| !query.trim().is_empty()) {
        let (id, query) = query.trim().split_once('\n')?;
        made.topics.push((id.trim().to_owned(), one_line(query)));
    }
    // `Query 1`, how many there are, then the documents up to -1.
    let mut topic = String::new();
    for line in rel.lines() {
        match line.trim().strip_prefix("Query") {
            Some(id) => topic = id.trim().to_owned(),
            None if line.contains("Relevant") => {}
            None => {
                for document in line.split_whitespace().filter(|number| *number != "-1") {
                    made.judgements.push((topic.clone(), document.to_owned(), 1));
                }
            }
        }
    }
    Some(Ok(made))
}

/// A record of SMART's files: `.I id`, then fields that begin with a dot and a letter.
struct Record {
    id: String,
    fields: Vec<(char, String)>,
}

impl Record {
    fn field(&self, name: char) -> String {
        let found = self.fields.iter().filter(|(field, _)| *field == name);
        one_line(&found.map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" "))
    }
}

fn smart(text: &str) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    for line in text.lines() {
        if let Some(id) = line.strip_prefix(".I ") {
            records.push(Record { id: id.trim().to_owned(), fields: Vec::new() });
            continue;
        }
        let Some(record) = records.last_mut() else { continue };
        let name = line.trim_end().strip_prefix('.').filter(|name| name.len() == 1);
        match name.and_then(|name| name.chars().next()).filter(char::is_ascii_uppercase) {
            Some(name) => record.fields.push((name, String::new())),
            None => {
                if let Some((_, text)) = record.fields.last_mut() {
                    text.push_str(line);
                    text.push('\n');
                }
            }
        }
    }
    records
}

fn blocks(text: &str, parts: impl Fn(&str) -> bool) -> Vec<String> {
    let mut blocks = vec![String::new()];
    for line in text.lines() {
        if parts(line) {
            blocks.push(String::new());
        } else if let Some(block) = blocks.last_mut() {
            block.push_str(line);
            block.push('\n');
        }
    }
    blocks.retain(|block| !block.trim().is_empty());
    blocks
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Cuts the title off the beginning of a text.
fn without_title(text: &str, title: &str) -> String {
    text.strip_prefix(title).unwrap_or(text).trim_start().to_owned()
}
