//! Conditions combine as sets: queries put together at random from a few find what the sets of the
//! few say, in every order and however they are counted.

use std::collections::BTreeSet;

use crate::newsroom::{Newsroom, copy_dir, project};

const LEAVES: &[&str] = &[
    "oil",
    "said",
    "minist*",
    "\"prime minister\"",
    "\"oil prices\"~3",
    "\"the (deal OR talks)\"",
    "headline:talks",
    "lead:trade",
    "mishustn~1",
    "/tr.*/",
    "北京",
    "中",
    "source:reuters",
    "via:ann",
    "lang:ru",
    "date:2024-08-21",
    "date:*",
    "words:>180",
    "precision:minute",
    "byline:*",
];

type Found = BTreeSet<String>;

/// Makes queries at random, with what they find.
struct Maker {
    all: Found,
    leaves: Vec<(String, Found)>,
    state: u64,
}

impl Maker {
    /// Marsaglia, "Xorshift RNGs", 2003.
    fn below(&mut self, limit: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 16) as usize % limit
    }

    fn some(&mut self, depth: usize) -> Vec<(String, Found)> {
        (0..2 + self.below(2)).map(|_| self.query(depth - 1)).collect()
    }

    fn query(&mut self, depth: usize) -> (String, Found) {
        let kind = if depth == 0 { 0 } else { self.below(10) };
        let join = |items: &[(String, Found)], between: &str| {
            let texts: Vec<&str> = items.iter().map(|(text, _)| text.as_str()).collect();
            texts.join(between)
        };
        let at_least = |items: &[(String, Found)], least: usize, all: &Found| -> Found {
            let held = |id: &&String| items.iter().filter(|(_, found)| found.contains(*id)).count();
            all.iter().filter(|id| held(id) >= least).cloned().collect()
        };
        match kind {
            0 | 1 => {
                let at = self.below(self.leaves.len());
                self.leaves[at].clone()
            }
            2..=4 => {
                let items = self.some(depth);
                (format!("({})", join(&items, " AND ")), at_least(&items, items.len(), &self.all))
            }
            5 | 6 => {
                let items = self.some(depth);
                (format!("({})", join(&items, " OR ")), at_least(&items, 1, &self.all))
            }
            7 | 8 => {
                let (text, found) = self.query(depth - 1);
                (format!("(NOT {text})"), self.all.difference(&found).cloned().collect())
            }
            _ => {
                let items = self.some(depth);
                let least = 1 + self.below(items.len());
                let text = format!("ANY/{least}({})^2", join(&items, " "));
                (text, at_least(&items, least, &self.all))
            }
        }
    }
}

#[test]
fn conditions_combine_as_sets() {
    let room = Newsroom::new();
    copy_dir(&project("corpus"), &room.path("corpus"));
    room.run(["index"]).code(0);
    let find = |query: &str, options: &[&str]| -> Vec<String> {
        let mut all = vec!["--format", "jsonl", "--fields", "id", "--no-snippet"];
        all.extend(options);
        let lines = room.ask(&all, query).calm().json_lines();
        lines.iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect()
    };
    let everything: &[&str] = &["--limit", "1000", "--collapse", "off"];
    let set = |query: &str| find(query, everything).into_iter().collect::<Found>();
    let all = set("*");
    assert!(all.len() > 70);
    let leaves: Vec<_> = LEAVES.iter().map(|leaf| ((*leaf).to_owned(), set(leaf))).collect();
    for (leaf, found) in &leaves {
        assert!(!found.is_empty() && found.len() < all.len(), "{leaf} tells nothing apart");
    }
    let mut maker = Maker { all, leaves, state: 0x9e37_79b9_7f4a_7c15 };
    for _ in 0..60 {
        let (query, expected) = maker.query(3);
        for options in [everything, &["--limit", "1000", "--sort", "newest", "--collapse", "off"]] {
            let found = find(&query, options);
            assert_eq!(found.len(), expected.len(), "{query}: some came twice, or are missing");
            assert_eq!(found.into_iter().collect::<Found>(), expected, "{query}");
        }
        let few = find(&query, &["--limit", "3", "--collapse", "off"]);
        assert_eq!(few.len(), expected.len().min(3), "{query}");
        assert!(few.iter().all(|id| expected.contains(id)), "{query}");
        assert_eq!(room.count(&query), expected.len() as u64, "{query}");
    }
}

#[test]
fn an_excluded_phrase_is_asked_in_order() {
    let mut files = Vec::new();
    for number in 0..40 {
        let body = if number % 7 == 6 { "The great storm came." } else { "A calm morning." };
        files.push((format!("{number:02}.txt"), format!("Day {number}\n\n{body}\n")));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    let room = Newsroom::with(&files);
    assert_eq!(room.count("-(\"great storm\" day)"), 35);
    assert_eq!(room.count("day -(day AND \"great storm\" AND came)"), 35);
    assert_eq!(room.count("-(day -(\"great storm\" came))"), 5);
    room.ask(&[], "-(\"great storm\" day)").code(0).calm();
}
