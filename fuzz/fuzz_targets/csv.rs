//! CSV and TSV with any dialect.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| news_search_fuzz::file("rows.csv", bytes));
