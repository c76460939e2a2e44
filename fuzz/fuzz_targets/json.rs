//! JSON, JSON lines, JSON Feed and ninjs; the first byte says under which name.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    // Seeds begin with a bracket and are read whole.
    match first {
        b'l' => news_search_fuzz::file("lines.jsonl", rest),
        b'j' => news_search_fuzz::file("one.json", rest),
        _ => news_search_fuzz::file("any.json", bytes),
    }
});
