//! One record on its way to an article: calls the rules in order and gathers what they say.

use std::sync::Arc;

use super::aliases::{AliasTable, Kind};
use super::body::{Body, Piece, clean_line};
use super::byline::{self, Byline};
use super::dateline::{self, Dateline};
use super::dates::{self, Written};
use super::edges::{self, End, Top};
use super::inline::{self, Marks};
use super::keys::{Key, Keys, Tier};
use super::source::{Sources, of_title};
use super::{
    boilerplate, chinese, credit, deck, entities, headline, keys, lang, layout, markdown, page,
    paragraphs, urls, weekday,
};
use crate::article::published::civil_seconds;
use crate::article::{Article, ArticleId, Candidate, Evidence, ItemVersion, Origin, Source};
use crate::corpus::context::Context;
use crate::corpus::format::feed::FEED_TITLE;
use crate::corpus::format::html::page::Page;
use crate::corpus::format::reader::{Flaw, Record};
use crate::corpus::format::wire::item_version;

/// How many pieces at the top may come before the dateline.
const DATELINE_WITHIN: usize = 3;
/// Longest own id, place or section, in characters; longer values are text under a wrong name.
const LONGEST_VALUE: usize = 200;

/// What the rules have found so far.
pub struct Draft<'c> {
    context: &'c Context,
    aliases: Arc<AliasTable>,
    offset: u64,
    raw: String,
    notes: Vec<String>,
    keys: Keys,
    headline: Option<String>,
    /// A source that stood at the end of the headline, and the headline with it.
    headline_source: Option<(String, String)>,
    deck: Option<String>,
    body: Body,
    top: Top,
    end: End,
    dateline: Option<Dateline>,
    /// What the page says, if the record is a web page.
    page: Option<Page>,
    /// Which state of its item the record is, if its format has such.
    version: Option<ItemVersion>,
    /// Whether the record has the key of a headline and nothing in it.
    blank: bool,
    /// The rule that what stood in the place of the text is a placeholder of.
    placeholder: Option<&'static str>,
}

impl<'c> Draft<'c> {
    /// Reads a record: keys, layout, and the lines above and below the text.
    pub fn read(record: Record, context: &'c Context) -> Draft<'c> {
        let Record { offset, raw, mut fields, text, notes } = record;
        let page = Page::take(&mut fields);
        let version = item_version::take(&mut fields);
        let mut keys = Keys::read(&fields, &context.set, &context.default, &context.map);
        let blank = keys.get(Key::Headline).is_none() && keys::is_blank(&fields);
        if let Some(page) = &page {
            page::state(page, &mut keys, &context.aliases);
        }
        let mut draft = Draft {
            context,
            aliases: Arc::clone(&context.aliases),
            offset,
            raw,
            notes,
            keys,
            headline: None,
            headline_source: None,
            deck: None,
            body: Body::default(),
            top: Top::default(),
            end: End::default(),
            dateline: None,
            page,
            version,
            blank,
            placeholder: None,
        };
        draft.read_headline_key();
        draft.read_text(text);
        draft.clean();
        draft
    }

    fn read_headline_key(&mut self) {
        let Some(said) = self.keys.get(Key::Headline) else { return };
        let stated = said.tier == Tier::Set;
        let text = inline::strip_tags(&said.text);
        self.headline = headline::clean(&text);
        if self.headline.is_none() && !text.trim().is_empty() {
            self.notes.push(format!("the value of {:?} is too long for a headline", said.place));
        }
        let aggregated = self.is_aggregated();
        if !stated
            && let Some(line) = &mut self.headline
            && let Some((title, source)) = headline::split_source(line, aggregated, &self.aliases)
        {
            let (title, source) = (title.to_owned(), source.to_owned());
            self.headline_source = Some((source, std::mem::replace(line, title)));
        }
    }

    /// Google News puts the source behind every headline.
    fn is_aggregated(&self) -> bool {
        self.keys.text(Key::Url).and_then(urls::host).is_some_and(|host| host == "news.google.com")
    }

    fn read_text(&mut self, text: Option<String>) {
        let value = self.keys.take(Key::Body);
        match text.filter(|text| !text.trim().is_empty() || value.is_none()) {
            Some(text) if self.page.is_some() => self.body = paragraphs::read(text.lines()),
            Some(text) if self.context.format == "markdown" => {
                self.body = markdown::read(&text);
                self.take_heading();
            }
            Some(text) => {
                let layout = layout::read(&entities::decode(&text), self.headline.is_some());
                for (name, value) in &layout.values {
                    self.keys.add(name, value);
                }
                self.body = layout.body;
                match layout.headline {
                    Some(line) => self.headline = headline::clean(&line),
                    None if self.headline.is_none() => self.read_headline_key(),
                    None => {}
                }
            }
            None => {
                // A feed's item may have nothing but its description: that is its text.
                let value = value.or_else(|| self.keys.take(Key::Deck)).unwrap_or_default();
                self.read_value(&value);
            }
        }
    }

    /// Reads text that was the value of a key, perhaps with marks of HTML or Markdown.
    fn read_value(&mut self, value: &str) {
        let mut rest = value;
        if self.headline.is_none()
            && let Some((title, after)) = headline::bold_line(value)
        {
            self.headline = headline::clean(title);
            rest = if self.headline.is_some() { after } else { value };
        }
        let marks = Marks::of(rest);
        let clean = inline::clean(rest, marks);
        self.body = paragraphs::read(clean.text.lines());
        self.body.pieces.extend(clean.images.into_iter().map(|image| Piece::taken(image, "image")));
    }

    /// Takes the headline from the first heading of a Markdown text that has no title.
    fn take_heading(&mut self) {
        if self.headline.is_some() {
            return;
        }
        let Some(first) = self.body.first().filter(|&at| self.body.pieces[at].heading) else {
            return;
        };
        if let Some(line) = headline::clean(&self.body.pieces[first].text) {
            self.headline = Some(line);
            self.body.pieces.remove(first);
        }
    }

    fn clean(&mut self) {
        if let Some(line) = &self.headline {
            headline::remove_doubled(line, &mut self.body);
        }
        self.top = edges::top(&mut self.body, self.context.day_order, &self.aliases);
        if let Some(line) = &self.headline {
            // It may stand below a date line as well.
            headline::remove_doubled(line, &mut self.body);
        }
        let label = self.take_headline_label();
        let category = self.keys.text(Key::Section);
        let (titled, author) = (self.headline.is_some(), self.keys.text(Key::Author));
        self.end = edges::end(&mut self.body, titled, category, author, &self.aliases);
        self.dateline = self
            .body
            .kept()
            .take(DATELINE_WITHIN)
            .find_map(|at| dateline::read(&self.body.pieces[at].text, &self.aliases));
        if let Some((line, title)) =
            self.headline.as_deref().and_then(|line| chinese::titled(line, &self.aliases))
        {
            (self.dateline, self.headline) = (Some(line), Some(title));
        }
        let summary = self.keys.take(Key::Deck);
        self.deck = summary.and_then(|text| {
            deck::read(&text, &self.body, self.headline.as_deref(), &self.aliases)
        });
        self.settle_headline_source();
        if let Some((source, _)) = &self.headline_source {
            self.body.pieces.insert(0, Piece::taken(source.clone(), "headline-source"));
        }
        self.body.pieces.splice(0..0, label);
        self.take_placeholder();
    }

    /// Takes `[视频]` or `(Video)` off a headline that nobody stated.
    fn take_headline_label(&mut self) -> Option<Piece> {
        let stated = self.keys.get(Key::Headline).is_some_and(|said| said.tier == Tier::Set);
        let line = self.headline.as_deref().filter(|_| !stated)?;
        let (rule, label, rest) = boilerplate::headline_label(line)?;
        headline::remove_doubled(&rest, &mut self.body);
        self.headline = Some(rest);
        Some(Piece::taken(label, rule))
    }

    /// "Ferries to stop - Dorfbote" under the credit of an agency is that agency telling what another
    /// outlet reported: the words belong to the headline and name no source of this text.
    fn settle_headline_source(&mut self) {
        let Some((source, whole)) = &self.headline_source else { return };
        let Some((_, chain)) = &self.end.credit else { return };
        let named = credit::value(source, &self.aliases);
        let own = chain.iter().any(|by| named.iter().any(|other| other.name == by.name));
        let agency = chain.first().and_then(|by| self.aliases.find(&by.name));
        if !own && agency.is_some_and(|entry| entry.kind == Kind::Agency) {
            self.headline = Some(whole.clone());
            self.headline_source = None;
        }
    }

    /// Decides what is left to decide and makes the article.
    pub fn finish(mut self) -> Result<Article, Flaw> {
        if self.headline.is_none() && self.body.first().is_none() && self.deck.is_none() {
            return Err(self.nothing());
        }
        self.notes.extend(self.no_text());
        let own_id = self.value(Key::Id);
        let url = self.url();
        let (published, mut dates) = self.date(url.as_deref());
        let byline = self.byline();
        let (sources, section, source_evidence) = self.sources(url.as_deref(), byline.as_deref());
        let weekday = weekday::hint(self.body.kept().map(|at| self.body.pieces[at].text.as_str()));
        dates.extend(weekday.map(|(_, words)| Candidate {
            kind: "weekday".to_owned(),
            place: "text".to_owned(),
            text: words.to_owned(),
            rejected: Some("a weekday tests a date and makes none".to_owned()),
        }));
        let weekday_hint = weekday.map(|(day, _)| day);
        let moment = |key| self.moment(key).map(|written| civil_seconds(written.start));
        let (modified, crawled) = (moment(Key::Modified), moment(Key::Crawled));
        let embargo = self.embargo()?;
        let place = self
            .value(Key::Place)
            .or_else(|| self.dateline.as_ref()?.place.clone())
            .or_else(|| self.top.byline.as_ref()?.place.clone());
        let stated = self.keys.get(Key::Lang).map(|said| (said.place.clone(), said.text.clone()));
        let mut notes = self.notes;
        if let (Some(hint), Some(published)) = (weekday_hint, &published) {
            notes.extend(weekday::note(hint, published));
        }
        let (body, removed) = self.body.finish();
        let (lang, lang_evidence) = lang::decide(
            self.headline.as_deref().unwrap_or(""),
            &body,
            stated.as_ref().map(|(place, text)| (place.as_str(), text.as_str())),
        );
        Ok(Article {
            id: ArticleId::of_record(own_id.as_deref(), self.raw.as_bytes()),
            own_id,
            headline: self.headline,
            deck: self.deck,
            body,
            byline,
            place,
            section,
            url,
            lang,
            sources,
            published,
            weekday_hint,
            modified,
            crawled,
            embargo,
            version: self.version,
            origin: Origin {
                path: self.context.logical.clone(),
                offset: self.offset,
                format: self.context.format.to_owned(),
            },
            removed,
            evidence: Evidence { date: dates, source: source_evidence, lang: lang_evidence },
            notes,
        })
    }

    /// A short value as one line.
    fn value(&self, key: Key) -> Option<String> {
        let line = clean_line(self.keys.text(key)?).into_owned();
        (!line.is_empty() && line.chars().count() <= LONGEST_VALUE).then_some(line)
    }

    fn url(&self) -> Option<String> {
        // No address holds space or control characters (RFC 3986, section 2).
        let space = |c: char| c.is_whitespace() || c.is_control();
        let whole = |url: &&str| !url.is_empty() && !url.contains(space);
        let stated = self.keys.text(Key::Url).map(str::trim).filter(whole);
        stated.or_else(|| self.end.link.as_deref().filter(whole)).map(str::to_owned)
    }

    fn moment(&self, key: Key) -> Option<Written> {
        dates::parse(self.keys.text(key)?, self.context.day_order).ok()
    }

    fn byline(&self) -> Option<String> {
        let line = |byline: &Byline| {
            (byline.agency.as_deref() != Some(&byline.names)).then(|| byline.names.clone())
        };
        self.keys
            .text(Key::Author)
            .and_then(byline::value)
            .or_else(|| self.top.byline.as_ref().and_then(line))
            .or_else(|| self.dateline.as_ref()?.byline.clone())
            .or_else(|| byline::reporters(self.end.reporting.as_deref()?))
    }

    fn sources(
        &self,
        url: Option<&str>,
        byline: Option<&str>,
    ) -> (Vec<Source>, Option<String>, Vec<Candidate>) {
        let aliases = &self.aliases;
        let mut sources = Sources::default();
        for said in self.keys.all(Key::Source).filter(|said| said.tier == Tier::Set) {
            sources.credit("override", &said.place, &said.text, credit::value(&said.text, aliases));
        }
        if let Some((text, chain)) = &self.end.credit {
            sources.credit("credit", "last line", text, chain.clone());
        }
        if let Some((text, chain)) = &self.top.credit {
            sources.credit("credit", "line at the top", text, chain.clone());
        }
        if let Some(name) = self.dateline.as_ref().and_then(|line| line.agency.as_deref()) {
            for found in credit::value(name, aliases) {
                sources.agency("dateline", "dateline", found);
            }
        }
        let is_agency =
            |name: &&str| aliases.find(name).is_some_and(|entry| entry.kind == Kind::Agency);
        let printed = self.top.byline.as_ref().and_then(|line| line.agency.as_deref());
        if let Some(name) = printed.or(byline.filter(is_agency)) {
            for found in credit::value(name, aliases) {
                sources.agency("byline", "byline", found);
            }
        }
        if let Some((name, _)) = &self.headline_source {
            // "Ferries stop - Reuters": who is named behind the headline wrote it.
            for found in credit::value(name, aliases) {
                sources.agency("headline", "headline", found);
            }
        }
        for said in self.keys.all(Key::Source).filter(|said| said.tier != Tier::Set) {
            let from_feed = said.place == FEED_TITLE;
            let name = if from_feed { of_title(&said.text, aliases) } else { &said.text };
            let chain = credit::value(name, aliases);
            match self.context.format {
                "markdown-list" => sources.reporter(&said.place, &said.text, chain),
                _ => sources.metadata(&said.place, &said.text, chain, aliases),
            }
        }
        // What a reference stands for may be a control character.
        let decoded = self.value(Key::Section).map(|text| entities::decode(&text).into_owned());
        let section = decoded.map(|text| clean_line(&text).into_owned()).filter(|t| !t.is_empty());
        if let Some(name) = section.as_deref().filter(|name| aliases.find(name).is_some()) {
            for found in credit::value(name, aliases) {
                sources.fallback("category", "category", name, found);
            }
        }
        if let Some(host) = url.and_then(urls::host) {
            let found = credit::by_host(&host, &host, aliases);
            let guess = self.page.is_some() && !found.known;
            sources.address(&host, found, aliases, guess);
        }
        let section = section.filter(|text| !sources.names(text));
        let (list, evidence) = sources.finish();
        (list, section, evidence)
    }
}

#[path = "draft_dates.rs"]
mod draft_dates;

#[path = "draft_empty.rs"]
mod draft_empty;
