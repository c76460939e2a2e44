//! What an index holds: its fields, sources, languages and sections, with counts (`search fields`).

use std::io::{self, Write};

use serde::Serialize;

use crate::article::Field;
use crate::engine::{Manifest, TermCount};
use crate::render::json::{FORMAT_VERSION, write_line};
use crate::render::sanitize;
use crate::render::terminal::grouped;

/// The fields and values of one generation.
#[derive(Debug, Clone, Copy)]
pub struct Listing<'a> {
    /// What the generation says of itself.
    pub manifest: &'a Manifest,
    /// Most frequent first.
    pub sources: &'a [TermCount],
    /// Most frequent first.
    pub sections: &'a [TermCount],
}

impl Listing<'_> {
    /// Writes the listing for a person.
    pub fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        let manifest = self.manifest;
        let articles = grouped(manifest.articles);
        let undated = grouped(manifest.undated);
        let mut text = format!("{articles} articles, {undated} of them undated\n\nFields\n");
        for field in Field::ALL {
            text.push_str(&format!("  {:<10} {}\n", field.name(), meaning(field)));
        }
        let langs: Vec<(&str, u64)> =
            manifest.langs.iter().map(|(lang, n)| (lang.as_str(), *n)).collect();
        push_values("Languages (lang:)", &langs, &mut text);
        push_values("Sources (source:)", &terms(self.sources), &mut text);
        push_values("Sections (section:)", &terms(self.sections), &mut text);
        out.write_all(text.as_bytes())
    }

    /// Writes the listing as one JSON object.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        #[derive(Serialize)]
        struct Named<'a> {
            name: &'a str,
            articles: u64,
        }
        #[derive(Serialize)]
        struct View<'a> {
            format_version: u32,
            generation: &'a str,
            articles: u64,
            undated: u64,
            fields: Vec<&'static str>,
            langs: Vec<Named<'a>>,
            sources: Vec<Named<'a>>,
            sections: Vec<Named<'a>>,
        }
        let named = |list: &[(&'_ str, u64)]| -> Vec<(String, u64)> {
            list.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect()
        };
        let langs = self.manifest.langs.clone();
        let sources = named(&terms(self.sources));
        let sections = named(&terms(self.sections));
        fn view(list: &[(String, u64)]) -> Vec<Named<'_>> {
            list.iter().map(|(name, articles)| Named { name, articles: *articles }).collect()
        }
        let view = View {
            format_version: FORMAT_VERSION,
            generation: &self.manifest.generation.0,
            articles: self.manifest.articles,
            undated: self.manifest.undated,
            fields: Field::ALL.into_iter().map(Field::name).collect(),
            langs: view(&langs),
            sources: view(&sources),
            sections: view(&sections),
        };
        write_line(&view, out)
    }
}

fn terms(list: &[TermCount]) -> Vec<(&str, u64)> {
    list.iter().map(|term| (term.term.as_str(), term.articles)).collect()
}

fn push_values(title: &str, values: &[(&str, u64)], text: &mut String) {
    if values.is_empty() {
        return;
    }
    text.push_str(&format!("\n{title}\n"));
    for (name, articles) in values {
        text.push_str(&format!("  {:>10}  {}\n", grouped(*articles), sanitize::plain(name)));
    }
}

/// Tells what a field holds, for people.
pub fn meaning(field: Field) -> &'static str {
    match field {
        Field::Headline => "words of the headline",
        Field::Body => "words of deck and body",
        Field::Lead => "words of the first paragraph",
        Field::Byline => "who wrote it",
        Field::Place => "where it was reported from",
        Field::Section => "section of the paper",
        Field::Path => "where the file stands in the corpus",
        Field::Url => "web address",
        Field::Id => "article id, or the corpus's own id",
        Field::Source => "outlet or agency, anywhere in the chain",
        Field::Origin => "outlet or agency that made it",
        Field::Via => "outlet or agency that passed it on",
        Field::Date => "date of publication: date:2024-08, date:2023..2024, date:last-2w, date:*",
        Field::Precision => "dated at least to the year, month, day, minute or second",
        Field::Lang => "language code",
        Field::Words => "length in words: words:>400",
        Field::Copies => "all copies of one text: copies:ID",
        Field::Name => "a name in any script: name:Мишустин",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::GenerationId;
    use crate::engine::manifest::Versions;

    #[test]
    fn a_listing_counts_and_is_clean() {
        let manifest = Manifest {
            format_version: 1,
            generation: GenerationId("000001-x".into()),
            versions: Versions {
                engine: "e".into(),
                schema: 1,
                analysis: 1,
                corpus: 1,
                tables: "t".into(),
            },
            built: 0,
            follow: false,
            base: None,
            roots: vec![],
            articles: 66_030,
            texts: 20,
            copied: 4,
            undated: 12,
            langs: vec![("en".into(), 66_000), ("zh".into(), 30)],
            stemmers: vec![],
            verdicts: vec![],
            words: 1,
            embargo_until: None,
        };
        let sources = [TermCount { term: "Coast\u{1b} Wire".into(), articles: 1_200 }];
        let listing = Listing { manifest: &manifest, sources: &sources, sections: &[] };
        let mut out = Vec::new();
        listing.text(&mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(
            text.starts_with("66,030 articles, 12 of them undated\n\nFields\n  headline   words")
        );
        assert!(text.contains("       1,200  Coast Wire\n"), "{text}");
        assert!(!text.contains("Sections"));
        let mut out = Vec::new();
        listing.json(&mut out).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(value["langs"][1]["articles"], 30);
        assert_eq!(value["sources"][0]["name"], "Coast\u{1b} Wire");
    }
}
