//! Plain text in its layouts.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| news_search_fuzz::file("plain.txt", bytes));
