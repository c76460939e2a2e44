//! Dates, in every place where one is looked for: a field, the address, a line at the top, a dateline.
#![no_main]

use news_search_fuzz::record;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let url = format!("https://dorfbote.example/{text}/ferry");
    record(
        &[("date", text), ("modified", text), ("embargo", text), ("url", &url)],
        "The ferry sails.",
    );
    record(&[], &format!("Ferry sails\n\n{text}\n\nThe ferry sails.\n"));
    record(&[], &format!("Ferry sails\n\nHAVEN, {text} (Reuters) - The ferry sails.\n"));
});
