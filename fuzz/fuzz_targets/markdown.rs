//! Markdown with front matter.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| news_search_fuzz::file("note.md", bytes));
