//! Web archives, WARC and ARC, and what they captured.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| news_search_fuzz::packed("crawl.warc", bytes));
