//! The values that options and settings take, read the same way wherever they stand.

use std::time::Duration;

use clap::ValueEnum;
use news_search::engine::request::{Collapse, Match, Recency, Sort};
use news_search::ingest::LEAST_MEMORY;
use news_search::ingest::gates::GateName;
use news_search::measure::compare::Missing;
use news_search::measure::topics::Part;
use news_search::query::parse;
use news_search::render::table::Column;

/// `--sort`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SortBy {
    /// Best first
    Relevance,
    /// Newest first, undated last
    Newest,
    /// Oldest first, undated last
    Oldest,
}

impl SortBy {
    pub fn of_engine(self) -> Sort {
        match self {
            SortBy::Relevance => Sort::Relevance,
            SortBy::Newest => Sort::Newest,
            SortBy::Oldest => Sort::Oldest,
        }
    }
}

/// `--match`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Matching {
    /// Every word; if nothing has them all, most of them
    All,
    /// As many words as anything has, at least half
    Most,
    /// At least one word
    Any,
}

impl Matching {
    pub fn of_engine(self) -> Match {
        match self {
            Matching::All => Match::All,
            Matching::Most => Match::Most,
            Matching::Any => Match::Any,
        }
    }
}

/// `--collapse`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Collapsing {
    /// Copies of one text are one hit that counts them
    Text,
    /// Every article is a hit
    Off,
}

impl Collapsing {
    pub fn of_engine(self) -> Collapse {
        match self {
            Collapsing::Text => Collapse::Text,
            Collapsing::Off => Collapse::Off,
        }
    }
}

/// `--format` of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// One object
    Json,
    /// One hit a line
    Jsonl,
    /// Comma-separated, with a header
    Csv,
    /// Tab-separated, with a header
    Tsv,
    /// A Markdown list with links
    Md,
    /// A TREC run
    Trec,
}

/// `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

/// `--syntax`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Syntax {
    /// The language of this program
    Own,
    /// Terms and connectors of Nexis
    Nexis,
}

/// `search eval --missing`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Absent {
    /// Nothing in every metric, as with trec_eval -c
    Zero,
    /// It is left out, as by trec_eval without -c
    Skip,
}

impl Absent {
    pub fn of_measure(self) -> Missing {
        match self {
            Absent::Zero => Missing::Zero,
            Absent::Skip => Missing::Skip,
        }
    }
}

impl Syntax {
    pub fn of_query(self) -> parse::Syntax {
        match self {
            Syntax::Own => parse::Syntax::Own,
            Syntax::Nexis => parse::Syntax::Nexis,
        }
    }
}

/// Reads a value of a closed list, in any case.
pub fn choice<T: ValueEnum>(text: &str) -> Result<T, String> {
    T::from_str(text, true).map_err(|_| {
        let names: Vec<String> = T::value_variants()
            .iter()
            .filter_map(|value| Some(value.to_possible_value()?.get_name().to_owned()))
            .collect();
        format!("{text:?} is none of {}", names.join(", "))
    })
}

/// Days after which recency halves a score, and what old articles keep of it at least.
const SOFT: Recency = Recency::HalfLife { days: 365.0, floor: 0.5 };
const STRONG: Recency = Recency::HalfLife { days: 30.0, floor: 0.1 };
/// The floor of a half-life given by hand.
const FLOOR: f32 = 0.1;

/// Reads `--recency`: `off`, `soft` (halves in a year), `strong` (in 30 days), `half-life=30d`.
pub fn recency(text: &str) -> Result<Recency, String> {
    match text {
        "off" => Ok(Recency::Off),
        "soft" => Ok(SOFT),
        "strong" => Ok(STRONG),
        _ => {
            let wrong = || format!("{text:?} is none of off, soft, strong, half-life=30d");
            let life = text.strip_prefix("half-life=").ok_or_else(wrong)?;
            let days = duration(life).map_err(|_| wrong())?.as_secs_f64() / 86_400.0;
            if days <= 0.0 {
                return Err("a half-life is longer than nothing".to_owned());
            }
            Ok(Recency::HalfLife { days, floor: FLOOR })
        }
    }
}

/// Reads a length of time: `500ms`, `2s`, `1.5m`, `12h`, `30d`, `2w`, `1y`; a bare number is seconds.
pub fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text:?} is not a length of time such as 500ms, 2s or 30d");
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let number: f64 = number.parse().map_err(|_| wrong())?;
    let unit = match unit {
        "ms" => 1e-3,
        "" | "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3_600.0,
        "d" => 86_400.0,
        "w" => 7.0 * 86_400.0,
        "y" => 365.25 * 86_400.0,
        _ => return Err(wrong()),
    };
    Duration::try_from_secs_f64(number * unit).map_err(|_| wrong())
}

/// Reads a size: `512MiB`, `1GiB`, `2G`, `800MB`; a bare number is bytes, a bare letter a power of 1024.
pub fn size(text: &str) -> Result<u64, String> {
    let wrong = || format!("{text:?} is not a size such as 512MiB or 2GiB");
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let number: f64 = number.parse().map_err(|_| wrong())?;
    let unit: f64 = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 1.0,
        "k" | "kib" => 1024.0,
        "m" | "mib" => 1048576.0,
        "g" | "gib" => 1073741824.0,
        "kb" => 1e3,
        "mb" => 1e6,
        "gb" => 1e9,
        _ => return Err(wrong()),
    };
    Ok((number * unit) as u64)
}

/// Reads `--memory`: a size, not less than a build can do with.
pub fn memory(text: &str) -> Result<u64, String> {
    let size = size(text)?;
    if size < LEAST_MEMORY {
        let least = LEAST_MEMORY >> 20;
        return Err(format!("{text} is too little, a build takes {least}MiB at least"));
    }
    Ok(size)
}

/// Reads `--accept`: the name of a gate.
pub fn gate(text: &str) -> Result<GateName, String> {
    let named = GateName::ALL.into_iter().find(|gate| gate.name() == text);
    named.ok_or_else(|| {
        let names = GateName::ALL.map(GateName::name);
        format!("{text:?} is no gate; there are {}", names.join(", "))
    })
}

/// Reads `--fields`: names of columns with commas between.
pub fn columns(text: &str) -> Result<Vec<Column>, String> {
    let names = || Column::ALL.map(Column::name);
    text.split(',')
        .map(str::trim)
        .map(|name| {
            Column::from_name(name).ok_or_else(|| match super::nearest(name, names().into_iter()) {
                Some(near) => format!("no field {name:?}; did you mean {near:?}"),
                None => format!("no field {name:?}; there are {}", names().join(", ")),
            })
        })
        .collect()
}

/// Reads `--topic-fields`: names of parts of a topic with commas between.
pub fn parts(text: &str) -> Result<Vec<Part>, String> {
    let one = |name: &str| {
        let named = Part::ALL.into_iter().find(|part| part.name().eq_ignore_ascii_case(name));
        named.ok_or_else(|| format!("{name:?} is none of {}", Part::ALL.map(Part::name).join(", ")))
    };
    text.split(',').map(str::trim).map(one).collect()
}

/// Reads a language code.
pub fn lang(text: &str) -> Result<String, String> {
    match news_search::article::Lang::parse(text) {
        Some(lang) => Ok(lang.to_string()),
        None => Err(format!("{text:?} is not a language code such as \"en\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time() {
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("2"), Ok(Duration::from_secs(2)));
        assert_eq!(duration("1.5h"), Ok(Duration::from_secs(5_400)));
        for wrong in ["", "s", "-2s", "2 s", "1e9", "99999999999999999999y", "..", "2fortnights"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(size("1GiB"), Ok(1 << 30));
        assert_eq!(size("1.5g"), Ok(3 << 29));
        assert_eq!(size("800MB"), Ok(800_000_000));
        assert_eq!(size("77"), Ok(77));
        for wrong in ["", "g", "-1", "1 g", "1tb2"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
        assert!(memory("20M").unwrap_err().contains("256MiB"));
        assert!(gate("shrunk").unwrap_err().contains("shrink"));
    }

    #[test]
    fn recency_has_names_and_numbers() {
        assert_eq!(recency("off"), Ok(Recency::Off));
        assert_eq!(recency("half-life=30d"), Ok(Recency::HalfLife { days: 30.0, floor: FLOOR }));
        assert!(recency("half-life=0d").is_err());
        assert!(recency("hard").unwrap_err().contains("half-life=30d"));
    }

    #[test]
    fn columns_are_listed_or_corrected() {
        assert_eq!(columns("headline, date"), Ok(vec![Column::Headline, Column::Date]));
        assert_eq!(
            columns("headlnie").unwrap_err(),
            "no field \"headlnie\"; did you mean \"headline\""
        );
        assert!(columns("zebra").unwrap_err().contains("there are rank, id"));
    }

    #[test]
    fn parts_of_topics_are_listed() {
        assert_eq!(parts("Title, desc"), Ok(vec![Part::Title, Part::Desc]));
        assert_eq!(parts("text").unwrap_err(), "\"text\" is none of title, desc, narr");
    }

    #[test]
    fn choices_name_what_there_is() {
        assert_eq!(choice::<SortBy>("NEWEST"), Ok(SortBy::Newest));
        assert_eq!(choice::<Matching>("some").unwrap_err(), "\"some\" is none of all, most, any");
    }
}
