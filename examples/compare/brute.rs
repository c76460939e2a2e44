//! Copies by comparing each text with each, on strings.
//!
//! Written from the definition alone, without the code of `dedupe`: units are strings, a shingle is
//! five of them joined, sets hold the strings' numbers. For every text, an inverted index counts how
//! many shingles it has in common with *each* earlier one, so every pair's Jaccard index is exact and
//! nothing is sampled or left out; pairs that are not counted have no shingle in common.

use std::collections::{BTreeSet, HashMap};

use news_search::analysis::{Analyzer, StemPlan, TokenKind, fold::fold};
use news_search::article::Article;

/// Returns the units of a text: folded words, and the characters of scripts without spaces.
pub fn units(analyzer: &mut Analyzer, text: &str) -> Vec<String> {
    let mut units = Vec::new();
    for paragraph in text.split("\n\n") {
        analyzer.text(paragraph, StemPlan::NONE, &mut |token| match token.kind {
            TokenKind::Joined => {}
            TokenKind::Word => units.push(token.form.to_owned()),
            // A pair and the next one share a character.
            TokenKind::Pair | TokenKind::Last => {
                units.push(token.form.chars().take(1).collect());
            }
        });
    }
    units
}

/// Returns all pairs of articles that are copies, the smaller number first, in ascending order.
pub fn pairs(articles: &[Article]) -> Vec<(u32, u32)> {
    let mut analyzer = Analyzer::new();
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut having: Vec<Vec<u32>> = Vec::new();
    let mut sizes: Vec<u64> = Vec::new();
    let mut short: HashMap<(Vec<String>, String), Vec<u32>> = HashMap::new();
    let mut common: Vec<u64> = vec![0; articles.len()];
    let mut pairs = Vec::new();
    for (number, article) in articles.iter().enumerate() {
        let number = number as u32;
        let units = units(&mut analyzer, &article.body);
        if units.len() < 30 {
            sizes.push(0);
            if !units.is_empty() {
                let headline = fold(article.headline.as_deref().unwrap_or(""));
                let equal = short.entry((units, headline.to_string())).or_default();
                pairs.extend(equal.iter().map(|other| (*other, number)));
                equal.push(number);
            }
            continue;
        }
        let mut shingles = BTreeSet::new();
        for five in units.windows(5) {
            let next = numbers.len() as u32;
            shingles.insert(*numbers.entry(five.join("\0")).or_insert(next));
        }
        having.resize(numbers.len(), Vec::new());
        let mut met = Vec::new();
        for shingle in &shingles {
            for other in &having[*shingle as usize] {
                if common[*other as usize] == 0 {
                    met.push(*other);
                }
                common[*other as usize] += 1;
            }
            having[*shingle as usize].push(number);
        }
        for other in met {
            let both = std::mem::take(&mut common[other as usize]);
            let either = shingles.len() as u64 + sizes[other as usize] - both;
            if 10 * both >= 8 * either {
                pairs.push((other, number));
            }
        }
        sizes.push(shingles.len() as u64);
    }
    pairs.sort_unstable();
    pairs
}

/// Labels every article with the smallest number that it is connected with.
pub fn components(articles: usize, pairs: &[(u32, u32)]) -> Vec<usize> {
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); articles];
    for (a, b) in pairs {
        next[*a as usize].push(*b as usize);
        next[*b as usize].push(*a as usize);
    }
    let mut labels = vec![usize::MAX; articles];
    for first in 0..articles {
        let mut open = vec![first];
        while let Some(at) = open.pop() {
            if labels[at] == usize::MAX {
                labels[at] = first;
                open.extend(&next[at]);
            }
        }
    }
    labels
}
