//! Encoding and format of any bytes, under a name of any ending, and what then is read.
#![no_main]

const ENDINGS: [&str; 16] = [
    "", ".txt", ".md", ".json", ".jsonl", ".csv", ".tsv", ".html", ".xml", ".rss", ".sgm", ".warc",
    ".zip", ".tar", ".gz", ".yaml",
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((last, rest)) = bytes.split_last() else { return };
    let ending = ENDINGS[usize::from(*last) % ENDINGS.len()];
    news_search_fuzz::packed(&format!("file{ending}"), rest);
});
