//! Everything packed: gzip, zstd, xz, bzip2, zip, tar, in each other.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| news_search_fuzz::packed("archive", bytes));
