//! The query languages, ours and that of Nexis: any text parses or errs, and what is printed parses to the same tree.
#![no_main]

use std::collections::BTreeMap;

use news_search::query::parse::{MAX_BYTES, ParseOptions, Syntax, parse, parse_as};
use news_search::query::print::print;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let now = jiff::Timestamp::from_second(news_search_fuzz::ARRIVED).expect("it is in range");
    let now = now.to_zoned_datetime(jiff::tz::TimeZone::UTC);
    let saved = BTreeMap::from([("ferry".to_owned(), "ferry OR boat".to_owned())]);
    let ways = [
        (Syntax::Own, false, false),
        (Syntax::Own, true, false),
        (Syntax::Own, false, true),
        (Syntax::Nexis, false, false),
    ];
    for (syntax, strict, bag) in ways {
        let options = ParseOptions { now: &now, strict, bag, saved: &saved };
        news_search_fuzz::within(text.len() as u32, || match parse_as(syntax, text, &options) {
            Err(error) => {
                let span = &error.span;
                assert!(text.get(span.clone()).is_some(), "{span:?} is outside of the query");
            }
            Ok(parsed) if !bag => {
                for (span, _) in &parsed.leaves {
                    assert!(text.get(span.clone()).is_some(), "{span:?} is outside of the query");
                }
                // Saved queries and canonical forms may be longer than what was typed.
                let printed = print(&parsed.query);
                if printed.len() > MAX_BYTES {
                    return;
                }
                let again = parse(&printed, &options).map(|again| again.query);
                assert_eq!(again.as_ref(), Ok(&parsed.query), "printed as {printed:?}");
            }
            Ok(_) => {}
        });
    }
});
