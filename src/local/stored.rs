//! What the document store keeps of an article: a head for pages of hits, the body, and the rest.
//!
//! Three stored values, so that a page of hits parses only a short head. Heads and rests are JSON
//! with short keys; empty values are left out.

use serde::{Deserialize, Serialize};
use tantivy::TantivyDocument;
use tantivy::schema::{Field, Value as _};

use crate::article::published::{Precision, Provenance};
use crate::article::{Article, ArticleId, Candidate, Evidence, Lang, Origin, Published, Removed};
use crate::article::{ItemVersion, Role, Source};
use crate::local::phrasebook::Said;
use crate::local::schema::{HEAD, ID, REST, TEXT};

/// The part of an article that a page of hits shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Head {
    /// Names the article.
    #[serde(skip, default = "no_id")]
    pub id: ArticleId,
    /// The id the corpus itself gives.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub own_id: Option<String>,
    /// The headline.
    #[serde(rename = "h", default, skip_serializing_if = "Option::is_none")]
    pub headline: Option<String>,
    /// The standfirst.
    #[serde(rename = "k", default, skip_serializing_if = "Option::is_none")]
    pub deck: Option<String>,
    /// start, precision, provenance, seconds to the end, offset; the last two where they say something.
    #[serde(rename = "d", default, skip_serializing_if = "Vec::is_empty")]
    date: Vec<i64>,
    /// name, role (0 origin, 1 via), raw (empty if equal to the name), known.
    #[serde(rename = "s", default, skip_serializing_if = "Vec::is_empty")]
    sources: Vec<(String, u8, String, bool)>,
    /// Who wrote it.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub byline: Option<String>,
    /// Where it was reported from.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The section.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Its address.
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its language.
    #[serde(rename = "l")]
    pub lang: Lang,
    /// Where it stands in the corpus.
    #[serde(rename = "f")]
    pub path: String,
    /// Its length in words.
    #[serde(rename = "w")]
    pub words: u32,
}

/// What only `show` needs.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Rest {
    /// offset, format.
    #[serde(rename = "o")]
    origin: (u64, String),
    #[serde(rename = "w", default, skip_serializing_if = "Option::is_none")]
    weekday_hint: Option<u8>,
    #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
    modified: Option<i64>,
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    crawled: Option<i64>,
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    embargo: Option<i64>,
    #[serde(rename = "v", default, skip_serializing_if = "Option::is_none")]
    version: Option<ItemVersion>,
    /// rule, at, text.
    #[serde(rename = "r", default, skip_serializing_if = "Vec::is_empty")]
    removed: Vec<(String, usize, String)>,
    #[serde(rename = "d", default, skip_serializing_if = "Vec::is_empty")]
    date: Vec<Spoken>,
    #[serde(rename = "s", default, skip_serializing_if = "Vec::is_empty")]
    source: Vec<Spoken>,
    #[serde(rename = "l", default, skip_serializing_if = "Vec::is_empty")]
    lang: Vec<Spoken>,
    #[serde(rename = "n", default, skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
}

/// A candidate without its keys: kind, place, text, why it was turned down.
type Spoken = (Said, Said, String, Option<Said>);

impl Head {
    /// Takes the head of an article of so many words.
    fn of(article: &Article, words: u32) -> Head {
        Head {
            id: article.id,
            own_id: article.own_id.clone(),
            headline: article.headline.clone(),
            deck: article.deck.clone(),
            date: article.published.as_ref().map_or(Vec::new(), pack_date),
            sources: article.sources.iter().map(pack_source).collect(),
            byline: article.byline.clone(),
            place: article.place.clone(),
            section: article.section.clone(),
            url: article.url.clone(),
            lang: article.lang,
            path: article.origin.path.clone(),
            words,
        }
    }

    /// Returns the date.
    pub fn published(&self) -> Option<Published> {
        let &[start, precision, provenance, ref more @ ..] = self.date.as_slice() else {
            return None;
        };
        Some(Published {
            start,
            end: start.checked_add(more.first().copied().unwrap_or(0))?,
            precision: *Precision::ALL.get(usize::try_from(precision).ok()?)?,
            provenance: *Provenance::ALL.get(usize::try_from(provenance).ok()?)?,
            offset: more.get(1).and_then(|offset| i32::try_from(*offset).ok()),
        })
    }

    /// Returns the sources, without their aliases.
    pub fn sources(&self) -> Vec<Source> {
        self.sources
            .iter()
            .map(|(name, role, raw, known)| Source {
                name: name.clone(),
                role: if *role == 0 { Role::Origin } else { Role::Via },
                raw: if raw.is_empty() { name.clone() } else { raw.clone() },
                aliases: Vec::new(),
                known: *known,
            })
            .collect()
    }

    /// Reads the head of a stored document.
    pub fn read(document: &TantivyDocument) -> Result<Head, String> {
        let json = text_of(document, HEAD).ok_or("a stored article has no head")?;
        let head: Head = serde_json::from_str(json)
            .map_err(|e| format!("a stored head is not readable: {e}"))?;
        let id = document.get_first(ID).and_then(|id| id.as_bytes());
        let id = id.and_then(|id| id.try_into().ok()).ok_or("a stored article has no id")?;
        Ok(Head { id: ArticleId(id), ..head })
    }
}

/// Returns a stored text.
pub fn text_of(document: &TantivyDocument, field: Field) -> Option<&str> {
    document.get_first(field)?.as_str()
}

/// Adds the stored values of an article of so many words to a document; returns about how many bytes they take.
pub fn store(article: &Article, words: u32, document: &mut TantivyDocument) -> usize {
    let rest = Rest {
        origin: (article.origin.offset, article.origin.format.clone()),
        weekday_hint: article.weekday_hint,
        modified: article.modified,
        crawled: article.crawled,
        embargo: article.embargo,
        version: article.version,
        removed: article
            .removed
            .iter()
            .map(|piece| (piece.rule.clone(), piece.at, piece.text.clone()))
            .collect(),
        date: article.evidence.date.iter().map(pack_candidate).collect(),
        source: article.evidence.source.iter().map(pack_candidate).collect(),
        lang: article.evidence.lang.iter().map(pack_candidate).collect(),
        notes: article.notes.clone(),
    };
    // Strings, numbers and lists always serialise.
    let head = serde_json::to_string(&Head::of(article, words)).unwrap_or_default();
    let rest = serde_json::to_string(&rest).unwrap_or_default();
    document.add_text(HEAD, &head);
    document.add_text(TEXT, &article.body);
    document.add_text(REST, &rest);
    head.len() + article.body.len() + rest.len()
}

/// Rebuilds an article from a stored document. The aliases of its sources are not kept: they are
/// found by, never shown, and stand in the alias table.
pub fn read(document: &TantivyDocument) -> Result<Article, String> {
    let head = Head::read(document)?;
    let json = text_of(document, REST).ok_or("a stored article has no rest")?;
    let rest: Rest =
        serde_json::from_str(json).map_err(|e| format!("a stored rest is not readable: {e}"))?;
    Ok(Article {
        id: head.id,
        published: head.published(),
        sources: head.sources(),
        own_id: head.own_id,
        headline: head.headline,
        deck: head.deck,
        body: text_of(document, TEXT).unwrap_or("").to_owned(),
        byline: head.byline,
        place: head.place,
        section: head.section,
        url: head.url,
        lang: head.lang,
        weekday_hint: rest.weekday_hint,
        modified: rest.modified,
        crawled: rest.crawled,
        embargo: rest.embargo,
        version: rest.version,
        origin: Origin { path: head.path, offset: rest.origin.0, format: rest.origin.1 },
        removed: rest
            .removed
            .into_iter()
            .map(|(rule, at, text)| Removed { rule, at, text })
            .collect(),
        evidence: Evidence {
            date: rest.date.into_iter().map(unpack_candidate).collect(),
            source: rest.source.into_iter().map(unpack_candidate).collect(),
            lang: rest.lang.into_iter().map(unpack_candidate).collect(),
        },
        notes: rest.notes,
    })
}

fn position<T: PartialEq>(all: &[T], one: &T) -> u8 {
    all.iter().position(|other| other == one).unwrap_or(0) as u8
}

/// What stands in a head until the stored id is put in.
fn no_id() -> ArticleId {
    ArticleId([0; 16])
}

fn pack_date(date: &Published) -> Vec<i64> {
    let precision = position(&Precision::ALL, &date.precision);
    let provenance = position(&Provenance::ALL, &date.provenance);
    let mut packed = vec![date.start, i64::from(precision), i64::from(provenance)];
    if date.end != date.start || date.offset.is_some() {
        packed.push(date.end - date.start);
    }
    packed.extend(date.offset.map(i64::from));
    packed
}

fn pack_source(source: &Source) -> (String, u8, String, bool) {
    let raw = if source.raw == source.name { String::new() } else { source.raw.clone() };
    (source.name.clone(), u8::from(source.role == Role::Via), raw, source.known)
}

fn pack_candidate(candidate: &Candidate) -> Spoken {
    let Candidate { kind, place, text, rejected } = candidate.clone();
    (Said(kind), Said(place), text, rejected.map(Said))
}

fn unpack_candidate((kind, place, text, rejected): Spoken) -> Candidate {
    Candidate { kind: kind.0, place: place.0, text, rejected: rejected.map(|why| why.0) }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// An article with something in every field.
    pub(crate) fn full_article() -> Article {
        let start = jiff::civil::date(2024, 8, 21).at(0, 0, 0, 0);
        Article {
            id: ArticleId::of_record(Some("x"), b"y"),
            own_id: Some("x".into()),
            headline: Some("Talks in Moscow".into()),
            deck: Some("Premiers meet".into()),
            body: "First paragraph.\n\nSecond one.".into(),
            byline: Some("A Writer".into()),
            place: Some("Moscow".into()),
            section: Some("World".into()),
            url: Some("https://example.com/a".into()),
            lang: Lang::parse("en").unwrap(),
            sources: vec![Source {
                name: "China Daily".into(),
                role: Role::Origin,
                raw: "CHINA DAILY".into(),
                aliases: vec!["中国日报".into()],
                known: true,
            }],
            published: Published::from_start(start, Precision::Day, Provenance::Metadata, Some(60)),
            weekday_hint: Some(3),
            modified: Some(5),
            crawled: Some(6),
            embargo: Some(7),
            version: Some(ItemVersion::new("wire.example", "x", Some(2), None)),
            origin: Origin { path: "corpus/a.txt".into(), offset: 9, format: "text".into() },
            removed: vec![Removed { rule: "credit".into(), at: 16, text: "CHINA DAILY".into() }],
            evidence: Evidence {
                date: vec![Candidate {
                    kind: "metadata".into(),
                    place: "date".into(),
                    text: "2024-08-21".into(),
                    rejected: None,
                }],
                ..Evidence::default()
            },
            notes: vec!["a note".into()],
        }
    }

    #[test]
    fn an_article_survives_the_store() {
        let mut article = full_article();
        let mut document = TantivyDocument::new();
        document.add_bytes(ID, &article.id.0);
        store(&article, article.words(), &mut document);
        article.sources[0].aliases.clear();
        assert_eq!(read(&document).unwrap(), article);
    }
}
