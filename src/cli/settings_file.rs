//! Reads a `search.toml`. Paths in it are relative to its folder; a key that is not known is an
//! error with its line and the nearest name there is.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use news_search::ingest::gates::Limits;

use super::exit::{Exit, Failure};
use super::settings::Layer;
use super::{nearest, values};

#[path = "settings_ranking.rs"]
pub mod ranking;

/// Every key, in the order of `search.example.toml`.
pub const KEYS: [&str; 36] = [
    "index",
    "corpus",
    "limit",
    "offset",
    "sort",
    "recency",
    "expand",
    "since",
    "until",
    "source",
    "lang",
    "match",
    "bag",
    "collapse",
    "format",
    "fields",
    "snippet",
    "timeout",
    "zone",
    "color",
    "syntax",
    "strict",
    "quiet",
    "pager",
    "threads",
    "keep",
    "follow",
    "aliases",
    "names",
    "memory",
    "canaries",
    "hook-before",
    "hook-after",
    "gates",
    "ranking",
    "queries",
];

/// Every key of the table `gates`.
const GATES: [&str; 5] = ["shrink", "rejects", "undated", "latency", "fewest"];

/// Reads a file; `None` if there is none.
pub fn read(file: &Path) -> Result<Option<Layer>, Failure> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => return Ok(None),
        Err(error) => return Err(wrong(file, None, &format!("cannot be read: {error}"))),
    };
    parse(&text, file).map(Some)
}

/// Reads the text of a file.
pub fn parse(text: &str, file: &Path) -> Result<Layer, Failure> {
    let reader = Reader { text, file };
    let table = DeTable::parse(text).map_err(|error| {
        let line = error.span().map(|span| reader.line(&span));
        wrong(file, line, error.message())
    })?;
    let mut layer = Layer::default();
    for (key, value) in table.get_ref() {
        reader.key(key, value, &mut layer)?;
    }
    Ok(layer)
}

fn wrong(file: &Path, line: Option<usize>, why: &str) -> Failure {
    let place = match line {
        Some(line) => format!("{}:{line}", file.display()),
        None => file.display().to_string(),
    };
    Failure::new(Exit::Usage, "E002", format!("{place}: {why}"))
}

type Key<'a> = Spanned<std::borrow::Cow<'a, str>>;
type Value<'a> = Spanned<DeValue<'a>>;

struct Reader<'a> {
    text: &'a str,
    file: &'a Path,
}

impl Reader<'_> {
    fn key(&self, key: &Key<'_>, value: &Value<'_>, layer: &mut Layer) -> Result<(), Failure> {
        let name: &str = key.get_ref();
        match name {
            "index" => layer.index = Some(self.path(name, value)?),
            "corpus" => layer.corpus = Some(self.list(name, value, &|item| self.path(name, item))?),
            "limit" => layer.limit = Some(self.number(name, value)?),
            "offset" => layer.offset = Some(self.number(name, value)?),
            "sort" => layer.sort = Some(self.read(name, value, values::choice)?),
            "recency" => layer.recency = Some(self.read(name, value, values::recency)?),
            "expand" => layer.expand = Some(self.truth(name, value)?),
            "since" => layer.since = Some(self.string(name, value)?),
            "until" => layer.until = Some(self.string(name, value)?),
            "source" => {
                layer.source = Some(self.list(name, value, &|item| self.string(name, item))?);
            }
            "lang" => layer.lang = Some(self.read(name, value, values::lang)?),
            "match" => layer.matching = Some(self.read(name, value, values::choice)?),
            "bag" => layer.bag = Some(self.truth(name, value)?),
            "collapse" => layer.collapse = Some(self.read(name, value, values::choice)?),
            "format" => layer.format = Some(self.read(name, value, values::choice)?),
            "fields" => {
                let names = self.list(name, value, &|item| self.string(name, item))?;
                let columns = values::columns(&names.join(","));
                layer.fields = Some(columns.map_err(|why| self.wrong(value.span(), &why))?);
            }
            "snippet" => layer.snippet = Some(self.truth(name, value)?),
            "timeout" => layer.timeout = Some(self.read(name, value, values::duration)?),
            "zone" => layer.zone = Some(self.string(name, value)?),
            "color" => layer.color = Some(self.read(name, value, values::choice)?),
            "syntax" => layer.syntax = Some(self.read(name, value, values::choice)?),
            "strict" => layer.strict = Some(self.truth(name, value)?),
            "quiet" => layer.quiet = Some(self.truth(name, value)?),
            "pager" => layer.pager = Some(self.truth(name, value)?),
            "threads" => layer.threads = Some(self.number(name, value)?),
            "keep" => layer.keep = Some(self.number(name, value)?),
            "follow" => layer.follow = Some(self.truth(name, value)?),
            "aliases" => layer.aliases = Some(self.path(name, value)?),
            "names" => layer.names = Some(self.path(name, value)?),
            "memory" => layer.memory = Some(self.read(name, value, values::memory)?),
            "canaries" => {
                layer.canaries = Some(self.list(name, value, &|item| self.string(name, item))?);
            }
            "hook-before" => layer.hook_before = Some(self.string(name, value)?),
            "hook-after" => layer.hook_after = Some(self.string(name, value)?),
            "gates" => layer.gates = Some(self.gates(value)?),
            "ranking" => layer.ranking = Some(self.ranking(value)?),
            "queries" => layer.queries = Some(self.queries(value)?),
            _ => {
                return Err(self.unknown(key, name, &KEYS));
            }
        }
        Ok(())
    }

    fn string(&self, name: &str, value: &Value<'_>) -> Result<String, Failure> {
        let text = value.get_ref().as_str();
        text.map(str::to_owned).ok_or_else(|| self.mismatch(name, value, "a text in quotes"))
    }

    fn path(&self, name: &str, value: &Value<'_>) -> Result<PathBuf, Failure> {
        let path = PathBuf::from(self.string(name, value)?);
        Ok(match self.file.parent() {
            Some(folder) if path.is_relative() => folder.join(path),
            _ => path,
        })
    }

    /// A list, or one item alone.
    fn list<T>(
        &self,
        name: &str,
        value: &Value<'_>,
        item: &dyn Fn(&Value<'_>) -> Result<T, Failure>,
    ) -> Result<Vec<T>, Failure> {
        match value.get_ref() {
            DeValue::Array(items) => items.iter().map(item).collect(),
            DeValue::String(_) => Ok(vec![item(value)?]),
            _ => Err(self.mismatch(name, value, "a text in quotes or a list of them")),
        }
    }

    fn truth(&self, name: &str, value: &Value<'_>) -> Result<bool, Failure> {
        value.get_ref().as_bool().ok_or_else(|| self.mismatch(name, value, "true or false"))
    }

    fn number(&self, name: &str, value: &Value<'_>) -> Result<usize, Failure> {
        let number = value
            .get_ref()
            .as_integer()
            .and_then(|number| usize::from_str_radix(number.as_str(), number.radix()).ok());
        number.ok_or_else(|| self.mismatch(name, value, "a whole number"))
    }

    fn read<T>(
        &self,
        name: &str,
        value: &Value<'_>,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, Failure> {
        let text = self.string(name, value)?;
        read(&text).map_err(|why| self.wrong(value.span(), &format!("{name}: {why}")))
    }

    fn queries(&self, value: &Value<'_>) -> Result<BTreeMap<String, String>, Failure> {
        let table = value.get_ref().as_table();
        let table = table.ok_or_else(|| self.mismatch("queries", value, "a table of queries"))?;
        let saved = table.iter().map(|(name, query)| {
            let name: &str = name.get_ref();
            Ok((name.to_owned(), self.string(&format!("queries.{name}"), query)?))
        });
        saved.collect()
    }

    fn gates(&self, value: &Value<'_>) -> Result<Limits, Failure> {
        let table = value.get_ref().as_table();
        let table = table.ok_or_else(|| self.mismatch("gates", value, "a table of limits"))?;
        let mut limits = Limits::default();
        for (key, value) in table {
            let name: &str = key.get_ref();
            let full = format!("gates.{name}");
            match name {
                "shrink" => limits.shrink = self.share(&full, value)?,
                "rejects" => limits.rejects = self.share(&full, value)?,
                "undated" => limits.undated = self.share(&full, value)?,
                "latency" => limits.latency = Some(self.share(&full, value)?),
                "fewest" => limits.fewest = self.number(&full, value)? as u64,
                _ => {
                    return Err(self.unknown(key, &full, &GATES));
                }
            }
        }
        Ok(limits)
    }

    /// A number of per cent or points, with or without a fraction.
    fn share(&self, name: &str, value: &Value<'_>) -> Result<f64, Failure> {
        let number = match value.get_ref() {
            DeValue::Float(number) => number.as_str().parse::<f64>().ok(),
            DeValue::Integer(number) => number.as_str().parse::<f64>().ok(),
            _ => None,
        };
        number
            .filter(|number| number.is_finite() && *number >= 0.0)
            .ok_or_else(|| self.mismatch(name, value, "a number of 0 or more"))
    }

    /// A key that is not there, with the nearest one that is.
    fn unknown(&self, key: &Key<'_>, full: &str, keys: &[&'static str]) -> Failure {
        let name: &str = key.get_ref();
        let why = match nearest(name, keys.iter().copied()) {
            Some(near) => format!("unknown key {full:?}; did you mean {near:?}"),
            None => format!("unknown key {full:?}; there are {}", keys.join(", ")),
        };
        self.wrong(key.span(), &why)
    }

    fn mismatch(&self, name: &str, value: &Value<'_>, wanted: &str) -> Failure {
        let found = value.get_ref().type_str();
        let article = if found.starts_with(['a', 'i']) { "an" } else { "a" };
        self.wrong(value.span(), &format!("{name} must be {wanted}, not {article} {found}"))
    }

    fn wrong(&self, span: Range<usize>, why: &str) -> Failure {
        wrong(self.file, Some(self.line(&span)), why)
    }

    fn line(&self, span: &Range<usize>) -> usize {
        let before = self.text.as_bytes().get(..span.start).unwrap_or_default();
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::values::{Format, SortBy};
    use super::*;

    fn error(text: &str) -> String {
        parse(text, Path::new("/news/search.toml")).unwrap_err().message
    }

    #[test]
    fn options_are_read_and_paths_are_its_own() {
        let text = "index = \"idx\"\ncorpus = [\"a\", \"/b\"]\nlimit = 20\nsort = \"newest\"\n\
                    fields = [\"date\", \"id\"]\n[queries]\nrail = 'headline:rail*'\n";
        let layer = parse(text, Path::new("/news/search.toml")).unwrap();
        assert_eq!(layer.index, Some("/news/idx".into()));
        assert_eq!(layer.corpus, Some(vec!["/news/a".into(), "/b".into()]));
        assert_eq!((layer.limit, layer.sort), (Some(20), Some(SortBy::Newest)));
        assert_eq!(layer.queries.unwrap()["rail"], "headline:rail*");
        assert_eq!(layer.fields.unwrap().len(), 2);
        assert_eq!(parse("", Path::new("x")).unwrap().format, None::<Format>);
    }

    #[test]
    fn errors_name_file_line_and_remedy() {
        assert_eq!(
            error("limit = 3\n\nlimt = 4\n"),
            "/news/search.toml:3: unknown key \"limt\"; did you mean \"limit\""
        );
        assert!(error("zebra = 1").contains("there are index, corpus"));
        assert_eq!(
            error("\nlimit = \"many\""),
            "/news/search.toml:2: limit must be a whole number, not a string"
        );
        assert!(
            error("sort = \"best\"")
                .ends_with("sort: \"best\" is none of relevance, newest, oldest")
        );
        assert!(error("limit = -1").contains("whole number"));
        assert!(error("a = = 1").starts_with("/news/search.toml:1: "));
    }

    #[test]
    fn the_example_tells_every_key_and_no_other() {
        let example = include_str!("../../search.example.toml");
        // Every key stands there as a comment; taken out of the comment it must be read.
        let set: String = example
            .lines()
            .map(|line| line.strip_prefix("#: ").unwrap_or(line))
            .flat_map(|line| [line, "\n"])
            .collect();
        parse(&set, Path::new("search.example.toml")).unwrap();
        let table = DeTable::parse(&set).unwrap();
        let mut told: Vec<String> =
            table.get_ref().keys().map(|key| key.get_ref().to_string()).collect();
        let keys = |name: &str| {
            let table = table.get_ref()[name].get_ref().as_table().unwrap();
            table.keys().map(|key| key.get_ref().to_string()).collect::<BTreeSet<_>>()
        };
        assert_eq!(keys("ranking"), ranking::KEYS.map(str::to_owned).into());
        assert_eq!(keys("gates"), GATES.map(str::to_owned).into());
        told.sort();
        let mut known = KEYS.map(str::to_owned);
        known.sort();
        assert_eq!(told, known);
        let unset = parse(example, Path::new("search.example.toml")).unwrap();
        assert!(unset.limit.is_none(), "the example as it stands must change nothing");
    }
}
