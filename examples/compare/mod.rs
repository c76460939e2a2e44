//! Copies found by `dedupe` against copies found by comparing each text with each.
//!
//! The two ways share the analyzer and nothing else.

pub mod brute;
pub mod edits;

use std::collections::HashMap;
use std::convert::Infallible;
use std::path::Path;
use std::time::{Duration, Instant};

use news_search::analysis::{Analyzer, ArticleSink, BoundKind, Part, StemPlan, Token, article};
use news_search::article::Article;
use news_search::corpus::Outcome;
use news_search::corpus::read::{ReadOptions, Reader};
use news_search::corpus::walk::{name_roots, walk};
use news_search::dedupe::{self, Sketch, Sketcher};

/// Reads the articles under a path, the first `most` in the order of the files, and sorts them by id.
pub fn read(path: &Path, most: usize) -> Vec<Article> {
    let reader = Reader::new(ReadOptions::default());
    let mut files = Vec::new();
    walk(&name_roots(&[path.to_owned()]), false, &mut |found| files.extend(found.ok()));
    let mut articles: Vec<Article> = Vec::new();
    for file in files {
        if articles.len() < most {
            reader.read_file(&file, &mut |outcome| {
                if let Outcome::Article(article) = outcome {
                    articles.push(*article);
                }
                articles.len() < most
            });
        }
    }
    articles.sort_by_key(|article| article.id);
    // A record that stands twice is one article.
    articles.dedup_by_key(|article| article.id);
    articles
}

/// Gives the tokens of a body to a sketcher, as the index does.
struct Bodies<'a>(&'a mut Sketcher);

impl ArticleSink for Bodies<'_> {
    fn token(&mut self, part: Part, token: &Token<'_>) {
        if part == Part::Body {
            self.0.token(token);
        }
    }

    fn bound(&mut self, _: u32, _: BoundKind) {}
}

/// Groups by the library: sketches, candidates, shingles.
pub fn ours(articles: &[Article]) -> Vec<Vec<u32>> {
    let (mut analyzer, mut sketcher) = (Analyzer::new(), Sketcher::default());
    let mut sketches: Vec<Sketch> = Vec::with_capacity(articles.len());
    for one in articles {
        let mut sink = Bodies(&mut sketcher);
        article::article(&mut analyzer, one, StemPlan::NONE, &mut sink);
        sketches.push(sketcher.finish(one.headline.as_deref()));
    }
    let mut read =
        |n: u32| Ok::<_, Infallible>(dedupe::of_body(&mut analyzer, &articles[n as usize].body));
    let Ok(groups) = dedupe::groups(&sketches, &mut dedupe::Compared::default(), &mut read);
    groups
}

/// What both ways found.
pub struct Verdict {
    /// Groups of the library.
    pub groups: Vec<Vec<u32>>,
    /// Pairs that are copies by themselves, and which of them are not in one group of ours.
    pub alike: usize,
    pub missed: Vec<(u32, u32)>,
    /// Pairs in one group: by comparing each with each, by the library, by both.
    pub wanted: usize,
    pub found: usize,
    pub right: usize,
    /// Pairs in one group of ours that are copies by themselves and not through others alone.
    pub direct: usize,
    pub time: Duration,
    pub brute_time: Duration,
}

impl Verdict {
    /// Share of the pairs that are copies that stand in one group of ours.
    pub fn recall_alike(&self) -> f64 {
        share(self.alike - self.missed.len(), self.alike)
    }

    /// Share of the pairs that belong to one group that stand in one group of ours.
    pub fn recall(&self) -> f64 {
        share(self.right, self.wanted)
    }

    /// Share of our pairs that belong to one group.
    pub fn precision(&self) -> f64 {
        share(self.right, self.found)
    }

    /// Share of our pairs that are copies by themselves.
    pub fn directness(&self) -> f64 {
        share(self.direct, self.found)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// Groups the articles both ways and compares.
pub fn compare(articles: &[Article]) -> Verdict {
    let started = Instant::now();
    let groups = ours(articles);
    let time = started.elapsed();
    let started = Instant::now();
    let pairs = brute::pairs(articles);
    let wanted = brute::components(articles.len(), &pairs);
    let brute_time = started.elapsed();

    // Which group each article is in; those without copies are alone.
    let mut group: Vec<usize> = (0..articles.len()).map(|n| groups.len() + n).collect();
    for (number, members) in groups.iter().enumerate() {
        members.iter().for_each(|member| group[*member as usize] = number);
    }
    let together = |(a, b): &&(u32, u32)| group[*a as usize] == group[*b as usize];
    let missed: Vec<(u32, u32)> = pairs.iter().filter(|pair| !together(pair)).copied().collect();
    let both: Vec<(usize, usize)> = group.iter().copied().zip(wanted.iter().copied()).collect();
    Verdict {
        alike: pairs.len(),
        direct: pairs.len() - missed.len(),
        missed,
        wanted: pairs_within(&wanted),
        found: pairs_within(&group),
        right: pairs_within(&both),
        groups,
        time,
        brute_time,
    }
}

/// Counts the pairs that have one label.
fn pairs_within<L: std::hash::Hash + Eq>(labels: &[L]) -> usize {
    let mut sizes: HashMap<&L, usize> = HashMap::new();
    labels.iter().for_each(|label| *sizes.entry(label).or_default() += 1);
    sizes.values().map(|size| size * (size - 1) / 2).sum()
}
