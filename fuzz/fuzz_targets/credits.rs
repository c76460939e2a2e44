//! Sources and writers, in every place where one is looked for: fields, the last line, a dateline, a
//! byline, behind the headline.
#![no_main]

use news_search_fuzz::record;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let headline = format!("Ferry sails - {text}");
    record(&[("source", text), ("author", text), ("category", text)], "The ferry sails.");
    record(
        &[("title", &headline)],
        &format!("{text} - The ferry sails.\n\nIt is old.\n\n{text}\n"),
    );
    record(&[], &format!("Ferry sails\n\n{text}\n\nThe ferry sails.\n\n({text})\n"));
});
