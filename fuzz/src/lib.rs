//! What every target checks: a reader ends, in verdicts, in time, with clean text.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Once, OnceLock};
use std::time::Duration;

use news_search::article::Article;
use news_search::corpus::context::Context;
use news_search::corpus::extract::aliases::AliasTable;
use news_search::corpus::extract::extract;
use news_search::corpus::format::reader::Record;
use news_search::corpus::read::{ReadOptions, Reader};
use news_search::corpus::{FileEntry, Outcome, Reject};

/// The instant at which fuzzed files arrive: 2024-08-26, 12:00 UTC.
pub const ARRIVED: i64 = 1_724_673_600;

/// Most processor time of an input: this, and [`PER_BYTE`] for each of its bytes.
const BASE: Duration = Duration::from_millis(300);
/// Two hundred times what reading text takes in a release build; the targets are instrumented.
const PER_BYTE: Duration = Duration::from_micros(20);
/// What packed bytes may unpack to without a bound by their number (`corpus/unpack.rs`), in bytes,
/// in each of three layers.
const FREE: u32 = 3 << 20;

/// Reads bytes as a file of this name and checks what comes of it.
pub fn file(name: &str, bytes: &[u8]) {
    read(name, bytes, bytes.len() as u32);
}

/// Reads bytes that may be packed.
pub fn packed(name: &str, bytes: &[u8]) {
    read(name, bytes, (bytes.len() as u32).saturating_add(FREE));
}

static ALIASES: OnceLock<Arc<AliasTable>> = OnceLock::new();

fn read(name: &str, bytes: &[u8], most: u32) {
    let aliases = Arc::clone(ALIASES.get_or_init(|| Arc::new(AliasTable::shipped())));
    let reader = Reader::new(ReadOptions { aliases, ..ReadOptions::default() });
    let mut outcomes = 0;
    within(most, || {
        reader.read_bytes(name, bytes.to_vec(), ARRIVED, &mut |outcome| {
            outcomes += 1;
            match &outcome {
                Outcome::Article(found) => article(found),
                Outcome::Skipped(why) | Outcome::Rejected(why) => reject(why),
                Outcome::Withdrawn(why, _) => reject(why),
            }
            true
        });
    });
    assert!(outcomes > 0, "no verdict");
}

/// Makes an article of a record with these fields and this text, and checks it.
pub fn record(fields: &[(&str, &str)], text: &str) {
    let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
    let record =
        Record { raw: text.to_owned(), fields, text: Some(text.to_owned()), ..Record::default() };
    let context = Context {
        entry: FileEntry {
            path: "ferry.txt".into(),
            logical: "ferry.txt".to_owned(),
            root: PathBuf::new(),
            bytes: text.len() as u64,
            mtime: ARRIVED,
            mtime_ns: ARRIVED * 1_000_000_000,
        },
        logical: "ferry.txt".to_owned(),
        format: "text",
        set: BTreeMap::new(),
        default: BTreeMap::new(),
        map: BTreeMap::new(),
        file_date: None,
        day_order: None,
        aliases: Arc::clone(ALIASES.get_or_init(|| Arc::new(AliasTable::shipped()))),
    };
    within(2 * text.len() as u32, || match extract(record, &context) {
        Ok(found) => article(&found),
        Err(flaw) => assert!(flaw.reason.len() > 10 && flaw.code != "internal", "{flaw:?}"),
    });
}

/// Runs something that may take time for so many bytes, and panics if it takes more.
pub fn within(bytes: u32, work: impl FnOnce()) {
    calm();
    let before = processor_time();
    work();
    let (took, allowed) = (processor_time() - before, BASE + PER_BYTE * bytes);
    assert!(
        took < allowed,
        "{bytes} bytes took {took:?} of the processor, allowed are {allowed:?}"
    );
}

/// Checks an article: no control characters, offsets inside the text.
pub fn article(article: &Article) {
    let line = |what: &str, text: &str| {
        let clean = !text.is_empty() && !text.contains(char::is_control);
        assert!(clean, "{what} is not one clean line: {text:?}");
    };
    let lines = [
        ("headline", &article.headline),
        ("deck", &article.deck),
        ("byline", &article.byline),
        ("place", &article.place),
        ("section", &article.section),
        ("url", &article.url),
        ("own_id", &article.own_id),
    ];
    for (what, text) in lines {
        if let Some(text) = text {
            // A deck may have paragraphs of its own.
            text.split("\n\n").for_each(|text| line(what, text));
        }
    }
    for source in &article.sources {
        line("source", &source.name);
    }
    if !article.body.is_empty() {
        article.body.split("\n\n").for_each(|paragraph| line("paragraph", paragraph));
    }
    let some = article.headline.is_some() || article.deck.is_some() || !article.body.is_empty();
    assert!(some, "an article without any text");
    for removed in &article.removed {
        assert!(article.body.is_char_boundary(removed.at), "{removed:?} is outside of the body");
    }
    serde_json::to_string(article).expect("an article can be written");
}

/// Checks a verdict: a stable code, a reason, and no fault of the program.
pub fn reject(reject: &Reject) {
    let Reject { code, reason, .. } = reject;
    let word = |c: char| c.is_ascii_lowercase() || c == '-';
    assert!(!code.is_empty() && code.chars().all(word), "{reject:?}");
    assert!(reason.len() > 10, "{reject:?}");
    assert_ne!(code, "internal", "{reason}");
}

/// libFuzzer ends at every panic, also at those of other crates that the readers expect and catch.
/// With this hook a panic counts only where it leaves the target.
fn calm() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            if std::env::var_os("FUZZ_PANICS").is_some() {
                eprintln!("{panic}");
            }
        }));
    });
}

/// Processor time of this process: a busy machine makes nothing slower.
fn processor_time() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the pointer is to a timespec of our own.
    let failed = unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    assert_eq!(failed, 0, "there is no clock of the processor");
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}
