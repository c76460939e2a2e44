//! What a record says of its day: every clue, in the order in which equal ranks are believed.

use super::Draft;
use crate::article::{Candidate, Provenance, Published};
use crate::corpus::extract::date::{self, Clue};
use crate::corpus::extract::dates::{self, Unread, Written};
use crate::corpus::extract::keys::{Key, Said, Tier};
use crate::corpus::extract::{page_date, urls};
use crate::corpus::format::reader::Flaw;

impl Draft<'_> {
    /// Reads the instant before which the article may not be shown. What says that there is one and
    /// cannot be read keeps the article out of the index.
    pub(super) fn embargo(&self) -> Result<Option<i64>, Flaw> {
        let Some(text) = self.keys.text(Key::Embargo) else { return Ok(None) };
        // "none", "no": without a digit it names no time.
        if !text.contains(|c: char| c.is_ascii_digit()) || text.trim() == "0" {
            return Ok(None);
        }
        match dates::parse(text, self.context.day_order) {
            Ok(until) => Ok(Some(until.instant())),
            Err(why) => {
                let text: String = text.chars().take(60).collect();
                let reason = format!(
                    "its embargo {text:?} is no time that can be read ({why}), so it is not known \
                     when it may be shown; write it as 2024-08-22T07:00:00+02:00"
                );
                Err(Flaw::new(self.offset, "bad-embargo", reason))
            }
        }
    }

    /// Decides the date of publication; `url` is the record's address.
    pub(super) fn date(&self, url: Option<&str>) -> (Option<Published>, Vec<Candidate>) {
        let metadata = match self.context.format {
            "rss" | "atom" | "jsonfeed" | "feed" => Provenance::Feed,
            _ => Provenance::Metadata,
        };
        let read = |said: &Said, provenance, barred| Clue {
            provenance,
            place: said.place.clone(),
            text: said.text.clone(),
            reading: dates::parse(&said.text, self.context.day_order),
            barred,
        };
        let mut clues: Vec<Clue> = Vec::new();
        for said in self.keys.all(Key::Date).filter(|said| said.tier != Tier::Default) {
            clues.push(read(
                said,
                if said.tier == Tier::Set { Provenance::Override } else { metadata },
                None,
            ));
        }
        let dated = clues.iter().any(|clue| clue.reading.is_ok());
        for said in self.keys.all(Key::Created) {
            clues.push(read(said, metadata, dated.then_some("the record's own date comes first")));
        }
        let page = self.page.as_ref();
        for said in self.keys.all(Key::Modified).filter(|_| page.is_none()) {
            clues.push(read(said, metadata, Some("a time of change, not of publication")));
        }
        for said in self.keys.all(Key::Crawled) {
            clues.push(read(said, metadata, Some("a time of fetching, not of publication")));
        }
        if let Some(page) = page {
            let (order, arrival) = (self.context.day_order, self.context.entry.mtime);
            clues.extend(page_date::clues(page, url, order, arrival));
        }
        // The line at the top of a page's text is the one that the page itself marks.
        let shown = clues.iter().any(|clue| {
            page.is_some() && clue.provenance == Provenance::Byline && clue.barred.is_none()
        });
        let mut found = |provenance, place: &str, text: &str, reading: Result<Written, Unread>| {
            let (place, text) = (place.to_owned(), text.to_owned());
            clues.push(Clue { provenance, place, text, reading, barred: None });
        };
        if let Some((written, text)) = url.and_then(urls::date) {
            found(Provenance::Url, "url", text, Ok(written));
        }
        for (text, written) in self.top.dates.iter().filter(|_| !shown) {
            found(Provenance::Byline, "line at the top", text, Ok(*written));
        }
        if let Some((text, reading)) = self.dateline.as_ref().and_then(|line| line.day.clone()) {
            found(Provenance::Dateline, "dateline", &text, reading);
        }
        if let Some((iso, text)) = &self.context.file_date {
            found(Provenance::Filename, "file name", text, dates::parse(iso, None));
        }
        date::bar_changes(&mut clues);
        let (published, mut candidates) = date::decide(clues, self.context.entry.mtime);
        if published.is_some() {
            return (published, candidates);
        }
        let defaults = self.keys.all(Key::Date).filter(|said| said.tier == Tier::Default);
        let clues = defaults.map(|said| read(said, Provenance::Override, None)).collect();
        let (published, more) = date::decide(clues, self.context.entry.mtime);
        candidates.extend(more);
        (published, candidates)
    }
}
