//! Makes a big corpus out of a small one, with copies in it whose originals are known.
//!
//! `cargo run --release --example recombine -- ARTICLES.jsonl N OUT.jsonl [SEED]`
//!
//! Reads articles as `search index dump` writes them and pools the sentences of the English ones of
//! more than a hundred words. Every article of the new corpus is drawn from that pool; its length is
//! that of one of the old articles, scaled to [`MEAN_BYTES`] on average. Every tenth is a copy of an
//! earlier one, named by `copy_of`, and its `change` is one of
//!
//! - `none`: the same body under another source, with another date or none;
//! - `words`: 0.5 to 5 % of the words replaced, deleted or inserted (from about 2.3 % on the texts
//!   have less than four fifths of their shingles in common and are no copies);
//! - `end`: another headline, and the last sentence cut off.
//!
//! A quarter of them copy what others copy too, so that there are groups of several. Sentences are
//! neither very short nor very long and a body has five or more, so that two bodies are alike only by
//! being copies. An article depends on the seed and its number alone: it is made again when it is
//! copied, and memory holds the pool and nothing else.

mod random;

use std::collections::HashSet;
use std::error::Error;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::process::ExitCode;

use news_search::analysis::sentence_starts;
use news_search::article::published::civil_datetime;
use random::Random;
use serde_json::{Map, Value, json};

/// Mean bytes of a body.
const MEAN_BYTES: usize = 2200;

/// Bytes of a sentence that goes into the pool.
const SENTENCE: std::ops::Range<usize> = 40..300;

/// Fewest sentences of a body.
const FEWEST: usize = 5;

/// Bytes of sentences in the pool; the rest of the articles is not read.
const MOST_POOLED: usize = 256 << 20;

/// 1 January 2015 and 31 December 2024, in seconds since 1970.
const DATES: (u64, u64) = (1_420_070_400, 1_735_689_599);

const CHANGES: [&str; 3] = ["none", "words", "end"];

/// What new articles are made of.
#[derive(Default)]
struct Pool {
    sentences: Vec<Box<str>>,
    sources: Vec<Box<str>>,
    lengths: Vec<usize>,
}

struct Made {
    headline: String,
    paragraphs: Vec<String>,
    source: String,
    date: u64,
}

impl Pool {
    fn read(path: &str) -> Result<Pool, Box<dyn Error>> {
        let (mut pool, mut seen, mut bytes, mut starts) =
            (Pool::default(), HashSet::new(), 0, Vec::new());
        for line in BufReader::new(File::open(path)?).lines() {
            let article: Value = serde_json::from_str(&line?)?;
            let body = article["body"].as_str().unwrap_or("");
            if article["lang"] != "en" || body.split_whitespace().count() <= 100 {
                continue;
            }
            pool.lengths.push(body.len().min(16 << 10));
            let names = article["sources"].as_array().into_iter().flatten();
            pool.sources.extend(names.filter_map(|s| s["name"].as_str()).map(Into::into));
            for paragraph in body.split('\n') {
                let paragraph = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
                starts.clear();
                sentence_starts(&paragraph, &mut starts);
                starts.insert(0, 0);
                starts.push(paragraph.len());
                for bounds in starts.windows(2) {
                    let sentence = paragraph[bounds[0]..bounds[1]].trim();
                    let mut hasher = DefaultHasher::new();
                    sentence.hash(&mut hasher);
                    if SENTENCE.contains(&sentence.len()) && seen.insert(hasher.finish()) {
                        bytes += sentence.len();
                        pool.sentences.push(sentence.into());
                    }
                }
            }
            if bytes > MOST_POOLED {
                break;
            }
        }
        if pool.sentences.is_empty() || pool.sources.len() < 2 {
            return Err(format!("{path} has no English articles that name their sources").into());
        }
        // Half a sentence is what a body goes beyond its length.
        let mean = pool.lengths.iter().sum::<usize>() / pool.lengths.len();
        let half = bytes / pool.sentences.len() / 2;
        let scaled = |length: &usize| (length * MEAN_BYTES / mean).saturating_sub(half);
        pool.lengths = pool.lengths.iter().map(scaled).collect();
        Ok(pool)
    }

    fn word(&self, random: &mut Random) -> String {
        let words: Vec<&str> = random.of(&self.sentences).split(' ').collect();
        words[random.below(words.len())].to_owned()
    }

    fn headline(&self, random: &mut Random) -> String {
        let words: Vec<String> = (0..5 + random.below(7)).map(|_| self.word(random)).collect();
        words.join(" ")
    }

    fn original(&self, random: &mut Random) -> Made {
        let wanted = self.lengths[random.below(self.lengths.len())];
        let (mut bytes, mut sentences) = (0, 0);
        let mut paragraphs: Vec<String> = Vec::new();
        while bytes < wanted || sentences < FEWEST {
            let sentence = random.of(&self.sentences);
            match paragraphs.last_mut() {
                Some(last) if random.below(5) < 2 => *last = format!("{last} {sentence}"),
                _ => paragraphs.push(sentence.to_string()),
            }
            bytes += sentence.len() + 1;
            sentences += 1;
        }
        let source = random.of(&self.sources).to_string();
        let date = DATES.0 + random.below((DATES.1 - DATES.0) as usize) as u64;
        Made { headline: self.headline(random), paragraphs, source, date }
    }

    /// Edits 0.5 to 5 % of the words, one at least.
    fn edit(&self, made: &mut Made, random: &mut Random) {
        let mut left: usize = made.paragraphs.iter().map(|p| p.split(' ').count()).sum();
        let mut edits = (left * (50 + random.below(451)) / 10_000).max(1);
        for paragraph in &mut made.paragraphs {
            let mut words: Vec<String> = Vec::new();
            for word in paragraph.split(' ') {
                let edited = random.below(left) < edits;
                edits -= usize::from(edited);
                left -= 1;
                match if edited { random.below(3) } else { 3 } {
                    0 => words.push(self.word(random)),
                    1 => {}
                    2 => words.extend([word.to_owned(), self.word(random)]),
                    _ => words.push(word.to_owned()),
                }
            }
            *paragraph = words.join(" ");
        }
    }

    /// Cuts the last sentence off and writes another headline.
    fn cut(&self, made: &mut Made, random: &mut Random) {
        made.headline = self.headline(random);
        let Some(last) = made.paragraphs.last_mut() else { return };
        let mut starts = Vec::new();
        sentence_starts(last, &mut starts);
        last.truncate(starts.last().map_or(0, |start| *start));
        last.truncate(last.trim_end().len());
        made.paragraphs.retain(|paragraph| !paragraph.is_empty());
    }
}

/// The number of the original that article `number` copies, and how; none for originals.
fn copied(number: usize, random: &mut Random) -> Option<(usize, usize)> {
    if number % 10 != 9 {
        return None;
    }
    let of = random.below(number / 10 * 9 + 9);
    let of = of / 9 * 10 + of % 9;
    let often = if random.below(4) == 0 { of / 100 * 100 } else { of };
    Some((often, number / 10 % CHANGES.len()))
}

fn run(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let [articles, number, out, seed @ ..] = arguments else {
        return Err("usage: recombine ARTICLES.jsonl N OUT.jsonl [SEED]".into());
    };
    let seed: u64 = seed.first().map_or(Ok(1), |seed| seed.parse())?;
    let pool = Pool::read(articles)?;
    let random = |number: usize| Random(Random(seed).next() ^ Random(number as u64).next());
    let mut out = BufWriter::with_capacity(1 << 20, File::create(out)?);
    let (mut bytes, mut copies) = (0, [0; CHANGES.len()]);
    let number: usize = number.parse()?;
    for n in 0..number {
        let mut own = random(n);
        let mut fields = Map::new();
        fields.insert("id".into(), format!("recombined-{n}").into());
        let mut date = true;
        let made = if let Some((of, change)) = copied(n, &mut own) {
            let mut made = pool.original(&mut random(of));
            let before = std::mem::take(&mut made.source);
            let mut others = (0..64).map(|_| own.of(&pool.sources)).filter(|s| ***s != *before);
            made.source = others.next().map_or("Another", |source| source).to_owned();
            made.date = (made.date + own.below(7 * 86_400) as u64).min(DATES.1);
            date = own.below(4) > 0;
            match change {
                1 => pool.edit(&mut made, &mut own),
                2 => pool.cut(&mut made, &mut own),
                _ => {}
            }
            fields.insert("copy_of".into(), format!("recombined-{of}").into());
            fields.insert("change".into(), CHANGES[change].into());
            copies[change] += 1;
            made
        } else {
            pool.original(&mut own)
        };
        let text = made.paragraphs.join("\n\n");
        bytes += text.len();
        fields.insert("title".into(), made.headline.into());
        fields.insert("text".into(), text.into());
        fields.insert("source".into(), made.source.into());
        if date {
            let date = civil_datetime(made.date as i64).map(|at| format!("{at}Z"));
            fields.insert("date".into(), json!(date));
        }
        serde_json::to_writer(&mut out, &fields)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    eprintln!("{number} articles, {} bytes a body; copies:", bytes / number.max(1));
    for (change, copies) in CHANGES.iter().zip(copies) {
        eprintln!("  {change:6} {copies}");
    }
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Err(error) = run(&arguments) {
        eprintln!("{error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
