//! Reuters-21578 and TREC SGML.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| news_search_fuzz::file("news.sgm", bytes));
