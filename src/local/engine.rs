//! One sealed generation, open for reading.

use std::collections::HashMap;
use std::ops::Bound;
use std::sync::OnceLock;

use tantivy::query::EnableScoring;
use tantivy::{DocAddress, DocSet, Index, IndexReader, ReloadPolicy, Searcher, TERMINATED, Term};

use crate::analysis::StemSet;
use crate::article::ArticleId;
use crate::engine::{
    EngineError, Explained, GenerationId, Hits, Manifest, SearchRequest, Stored, TermCount, Terms,
};
use crate::local::columns::AllColumns;
use crate::local::copies::Copies;
use crate::local::generations::Layout;
use crate::local::lease::{self, Lease};
use crate::local::name_index::NameIndex;
use crate::local::occurrences::AllOccurrences;
use crate::local::piece::term_query;
use crate::local::readonly::ReadOnly;
use crate::local::schema as s;
use crate::local::texts::Texts;
use crate::local::{damaged, explain, faults, hits, internal, keys, manifests, search, writer};

/// Documents that tantivy keeps unpacked: a page of hits needs no more.
const STORE_CACHE: usize = 16;

/// Candidates that an ambiguous id names.
const MOST_CANDIDATES: usize = 10;

/// A generation that answers.
pub struct LocalEngine {
    /// Keeps the generation from being pruned.
    _lease: Lease,
    layout: Layout,
    manifest: Manifest,
    stems: StemSet,
    directory: ReadOnly,
    searcher: Searcher,
    /// How often stems stand in the index; opened when a query first weighs words.
    occurrences: OnceLock<AllOccurrences>,
    columns: AllColumns,
    /// Further places of records, by id; read when they are first asked for.
    places: OnceLock<HashMap<ArticleId, Vec<String>>>,
    /// Absent where no article has copies.
    texts: Option<Texts>,
    names: OnceLock<Vec<NameIndex>>,
}

impl LocalEngine {
    /// Opens a sealed generation.
    pub fn open(layout: Layout, id: GenerationId) -> Result<LocalEngine, EngineError> {
        let folder = layout.generation(&id);
        let path = folder.join("manifest.json");
        let (lease, json) = lease::take(&path)?;
        let manifest: Manifest = manifests::read(&json, &path.display().to_string())?;
        let directory =
            ReadOnly::open(&folder.join("tantivy")).map_err(|e| faults::opening(&folder, e))?;
        let mut index = Index::open(directory.clone()).map_err(|e| faults::opening(&folder, e))?;
        index.set_tokenizers(writer::tokenizers(None));
        let reader: IndexReader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(STORE_CACHE)
            .try_into()
            .map_err(|e| faults::opening(&folder, e))?;
        let searcher = reader.searcher();
        let stems = StemSet::parse(&manifest.stemmers)
            .map_err(|e| damaged(&path.display().to_string(), e))?;
        let texts = match manifest.copied {
            0 => None,
            _ => Some(Texts::open(&directory, searcher.segment_readers())?),
        };
        let columns = AllColumns::of(&searcher);
        let places = OnceLock::new();
        let occurrences = OnceLock::new();
        Ok(LocalEngine {
            _lease: lease,
            layout,
            manifest,
            stems,
            directory,
            searcher,
            occurrences,
            columns,
            places,
            texts,
            names: OnceLock::new(),
        })
    }

    /// Returns the columns of this generation.
    pub fn columns(&self) -> &AllColumns {
        &self.columns
    }

    /// Returns which articles share their text; `None` where none do.
    pub fn texts(&self) -> Option<&Texts> {
        self.texts.as_ref()
    }

    /// Returns how often stems stand in the index.
    pub fn occurrences(&self) -> Result<&AllOccurrences, EngineError> {
        if let Some(occurrences) = self.occurrences.get() {
            return Ok(occurrences);
        }
        let occurrences = AllOccurrences::open(&self.directory, &self.searcher)?;
        Ok(self.occurrences.get_or_init(|| occurrences))
    }

    /// Returns which words are read as which names, segment by segment.
    pub fn names(&self) -> Result<&[NameIndex], EngineError> {
        if let Some(names) = self.names.get() {
            return Ok(names);
        }
        let segments = self.searcher.segment_readers().iter();
        let opened: Result<Vec<NameIndex>, EngineError> =
            segments.map(|segment| NameIndex::open(&self.directory, segment)).collect();
        let opened = opened?;
        Ok(self.names.get_or_init(|| opened))
    }

    /// Finds the document of an article.
    pub fn address(&self, id: ArticleId) -> Result<Option<DocAddress>, EngineError> {
        Ok(self.having(&Term::from_field_bytes(s::ID, &id.0))?.first().copied())
    }

    /// Returns the searcher over this generation.
    pub fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    /// Returns the stemmers under which query words are read.
    pub fn stems(&self) -> &StemSet {
        &self.stems
    }

    /// Returns the paths of the index.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Returns the manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Tells whether any article is under an embargo at an instant (Unix seconds).
    pub fn has_embargoes(&self, now: i64) -> bool {
        self.manifest.embargo_until.is_some_and(|until| until > now)
    }

    /// Finds the one article that an id, a prefix of one or an own id names.
    fn locate(&self, id: &str) -> Result<DocAddress, EngineError> {
        let own = crate::analysis::fold::fold(id);
        let mut found = self.having(&Term::from_field_text(s::OWN_ID, &own))?;
        if let Some((low, high)) = keys::id_range(id) {
            found.extend(self.in_range(&low, &high)?);
        }
        found.sort();
        found.dedup();
        match found.as_slice() {
            [] => Err(EngineError::NoArticle { id: id.to_owned() }),
            [one] => Ok(*one),
            many => {
                let mut candidates = Vec::new();
                for address in many.iter().take(MOST_CANDIDATES) {
                    let head = self.head(*address)?;
                    // What may not be shown yet is not named either; here is no clock to ask.
                    let embargo = self.manifest.embargo_until.is_some()
                        && hits::article(&self.searcher, *address)?.article.embargo.is_some();
                    let headline = head.headline.filter(|_| !embargo).unwrap_or_default();
                    let headline: String = headline.chars().take(60).collect();
                    candidates.push(format!("{} ({headline})", head.id));
                }
                if many.len() > MOST_CANDIDATES {
                    candidates.push(format!("{} more", many.len() - MOST_CANDIDATES));
                }
                Err(EngineError::AmbiguousId { id: id.to_owned(), candidates })
            }
        }
    }

    /// Reads an article, and the id of its text.
    fn stored(&self, at: DocAddress) -> Result<Stored, EngineError> {
        let mut stored = hits::article(&self.searcher, at)?;
        let group = self.texts.as_ref().and_then(|texts| texts.group(at.segment_ord, at.doc_id));
        let first =
            group.zip(self.texts.as_ref()).and_then(|(group, texts)| texts.members(group).next());
        if let Some(first) = first.filter(|first| *first != at) {
            stored.text = self.head(first)?.id;
        }
        Ok(stored)
    }

    fn head(&self, address: DocAddress) -> Result<crate::local::stored::Head, EngineError> {
        let document = hits::fetch(&self.searcher, address)?;
        crate::local::stored::Head::read(&document).map_err(|why| damaged("a stored article", why))
    }

    /// Lists the documents that have a term.
    fn having(&self, term: &Term) -> Result<Vec<DocAddress>, EngineError> {
        let query = term_query(term.clone(), 1.0);
        let scoring = EnableScoring::disabled_from_searcher(&self.searcher);
        let weight = query.weight(scoring)?;
        let mut found = Vec::new();
        for (number, segment) in self.searcher.segment_readers().iter().enumerate() {
            let mut scorer = weight.scorer(segment, 1.0)?;
            let mut doc = scorer.doc();
            while doc != TERMINATED {
                if !segment.is_deleted(doc) {
                    found.push(DocAddress::new(number as u32, doc));
                }
                doc = scorer.advance();
            }
        }
        Ok(found)
    }

    /// Lists the documents whose ids lie in a range, a few more than would be shown.
    fn in_range(&self, low: &[u8], high: &[u8]) -> Result<Vec<DocAddress>, EngineError> {
        let mut ids = Vec::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(s::ID)?;
            let stream = index.terms().range().ge(low).le(high).into_stream();
            let mut stream = stream.map_err(faults::reading)?;
            while ids.len() <= MOST_CANDIDATES
                && let Some((id, _)) = stream.next()
            {
                ids.push(id.to_vec());
            }
        }
        let mut found = Vec::new();
        for id in ids {
            found.extend(self.having(&Term::from_field_bytes(s::ID, &id))?);
        }
        Ok(found)
    }

    /// Adds the further places of records.
    fn locations(&self, stored: &mut [Stored]) -> Result<(), EngineError> {
        let places = self.places()?;
        for stored in stored {
            stored.locations.extend(places.get(&stored.article.id).into_iter().flatten().cloned());
        }
        Ok(())
    }

    /// Reads the side file of places, once.
    fn places(&self) -> Result<&HashMap<ArticleId, Vec<String>>, EngineError> {
        if let Some(places) = self.places.get() {
            return Ok(places);
        }
        #[derive(serde::Deserialize)]
        struct Line {
            id: ArticleId,
            paths: Vec<String>,
        }
        let path = self.layout.generation(&self.manifest.generation).join("locations.jsonl");
        let text = faults::text_of_generation(&path)?;
        let mut places = HashMap::new();
        for line in text.lines() {
            let line: Line =
                serde_json::from_str(line).map_err(|e| damaged(&path.display().to_string(), e))?;
            places.insert(line.id, line.paths);
        }
        Ok(self.places.get_or_init(|| places))
    }

    fn text_terms(
        &self,
        range: (Bound<&str>, Bound<&str>),
        limit: usize,
    ) -> Result<Vec<TermCount>, EngineError> {
        let mut counts = std::collections::BTreeMap::<String, u64>::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(s::FORM)?;
            let dictionary = index.terms();
            let stream = match range.0 {
                Bound::Included(low) => dictionary.range().ge(low),
                Bound::Excluded(low) => dictionary.range().gt(low),
                Bound::Unbounded => dictionary.range().ge("\u{2}"),
            };
            let stream = match range.1 {
                Bound::Included(high) => stream.le(high),
                Bound::Excluded(high) => stream.lt(high),
                Bound::Unbounded => stream,
            };
            let mut stream = stream.into_stream().map_err(faults::reading)?;
            let mut taken = 0;
            while taken < limit
                && let Some((word, info)) = stream.next()
            {
                taken += 1;
                let word = String::from_utf8_lossy(word).into_owned();
                *counts.entry(word).or_default() += u64::from(info.doc_freq);
            }
        }
        let terms = counts.into_iter().map(|(term, articles)| TermCount { term, articles });
        Ok(terms.take(limit).collect())
    }
}

/// The doors of [`crate::engine::Engine`]; [`super::guard`] stands before them.
impl LocalEngine {
    /// Answers a request.
    pub fn search(&self, request: &SearchRequest) -> Result<Hits, EngineError> {
        search::search(self, request)
    }

    /// Reads one article whole.
    pub fn article(&self, id: &str, now: i64) -> Result<Stored, EngineError> {
        let at = self.locate(id)?;
        let mut stored = self.stored(at)?;
        stored.copies = Some(0);
        if let Some(texts) = &self.texts {
            Copies::new(self, texts, now).complete_stored(&mut stored, at)?;
        }
        self.locations(std::slice::from_mut(&mut stored))?;
        Ok(stored)
    }

    /// Explains a score.
    pub fn explain(&self, id: &str, request: &SearchRequest) -> Result<Explained, EngineError> {
        explain::explain(self, self.locate(id)?, request)
    }

    /// Lists values and how many articles have them.
    pub fn terms(
        &self,
        of: Terms,
        range: (Bound<&str>, Bound<&str>),
        limit: usize,
    ) -> Result<Vec<TermCount>, EngineError> {
        let columns: &[&str] = match of {
            Terms::Forms => return self.text_terms(range, limit),
            Terms::Sources => &[s::ORIGIN_NAME, s::VIA_NAME],
            Terms::Langs => &[s::LANG_CODE],
            Terms::Sections => &[s::SECTION_NAME],
            Terms::Places => &[s::PLACE_NAME],
        };
        let counts = crate::local::facets::all_names(&self.searcher, columns)?;
        let inside = |term: &String| {
            let after = match range.0 {
                Bound::Included(low) => term.as_str() >= low,
                Bound::Excluded(low) => term.as_str() > low,
                Bound::Unbounded => true,
            };
            let before = match range.1 {
                Bound::Included(high) => term.as_str() <= high,
                Bound::Excluded(high) => term.as_str() < high,
                Bound::Unbounded => true,
            };
            after && before
        };
        let terms = counts.into_iter().filter(|(term, _)| inside(term));
        Ok(terms.take(limit).map(|(term, articles)| TermCount { term, articles }).collect())
    }

    /// Lists articles in the order of ids.
    pub fn scan(&self, after: Option<ArticleId>, limit: usize) -> Result<Vec<Stored>, EngineError> {
        let mut ids: Vec<(Vec<u8>, usize)> = Vec::new();
        for (number, segment) in self.searcher.segment_readers().iter().enumerate() {
            let index = segment.inverted_index(s::ID)?;
            let terms = index.terms();
            let stream = match &after {
                Some(after) => terms.range().gt(after.0),
                None => terms.range(),
            };
            let mut stream = stream.into_stream().map_err(|e| internal("reading ids", e))?;
            let mut taken = 0;
            while taken < limit
                && let Some((id, _)) = stream.next()
            {
                ids.push((id.to_vec(), number));
                taken += 1;
            }
        }
        ids.sort();
        ids.dedup_by(|a, b| a.0 == b.0);
        let mut articles = Vec::with_capacity(limit.min(ids.len()));
        for (id, _) in ids.into_iter().take(limit) {
            for address in self.having(&Term::from_field_bytes(s::ID, &id))? {
                articles.push(self.stored(address)?);
            }
        }
        self.locations(&mut articles)?;
        Ok(articles)
    }
}
