//! Feeds and wires in XML: RSS, Atom, NITF, NewsML, ninjs.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| news_search_fuzz::file("feed.xml", bytes));
