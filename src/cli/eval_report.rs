//! What `search eval` writes: the figures of each side, their differences, and every topic where asked for.

use std::io;

use news_search::measure::compare::{Comparison, Row};
use news_search::measure::scores::{Metric, Scores};
use news_search::render::grid::{Grid, Head, Kind};
use news_search::render::json::{FORMAT_VERSION, write_line};
use news_search::render::sanitize;
use news_search::render::table::Separator;
use news_search::render::terminal::grouped;
use serde_json::{Map, Value, json};

use super::args_measuring::EvalArgs;
use super::environment;
use super::eval::Topics;
use super::values::{Absent, Format};

/// One of what is compared.
#[derive(Debug)]
pub struct Side {
    pub name: String,
    /// The generation that answered; `None` for a run.
    pub generation: Option<String>,
}

/// The figures and all that they depend on.
pub struct Report<'a> {
    pub comparison: Comparison,
    pub sides: Vec<Side>,
    pub notes: Vec<String>,
    pub asked: Option<&'a Topics>,
    pub args: &'a EvalArgs,
}

impl Report<'_> {
    /// Writes it in one of the formats.
    pub fn write(&self, format: Format, out: &mut Vec<u8>) -> io::Result<()> {
        let people = matches!(format, Format::Text | Format::Md);
        let every = self.args.per_topic.then(|| self.every_topic(people));
        match format {
            Format::Json => write_line(&self.json(), out),
            Format::Csv | Format::Tsv => {
                let separator =
                    if format == Format::Csv { Separator::Comma } else { Separator::Tab };
                every.unwrap_or_else(|| self.summary(people)).separated(separator, out)
            }
            Format::Md => {
                if let Some(every) = every {
                    every.markdown(out)?;
                    out.push(b'\n');
                }
                self.summary(people).markdown(out)
            }
            _ => {
                let width = environment::size().0;
                if let Some(every) = every {
                    every.text(width, out)?;
                    out.push(b'\n');
                }
                self.summary(people).text(width, out)?;
                out.extend_from_slice(format!("\n{}\n", self.last_line()).as_bytes());
                Ok(())
            }
        }
    }

    /// Says on standard error what has to be known before the figures are believed.
    pub fn tell(&self, format: Format) {
        if format != Format::Json && !self.args.places.quiet {
            for note in &self.notes {
                say!("note: {}", sanitize::plain(note));
            }
        }
    }

    fn last_line(&self) -> String {
        let relevant: usize = self.comparison.topics.iter().map(|row| row.relevant).sum();
        let (topics, relevant) = (self.comparison.topics.len() as u64, relevant as u64);
        let mut line = format!(
            "{} topics, {} relevant documents · {} hits a topic",
            grouped(topics),
            grouped(relevant),
            grouped(self.args.depth.into())
        );
        if self.sides.len() > 1 {
            let flips = grouped(self.args.flips.into());
            line.push_str(&format!(" · p of a paired randomisation test, {flips} flips"));
        }
        line
    }

    /// A row for each metric and side.
    fn summary(&self, people: bool) -> Grid {
        let number = |label, name| Head { label, name, kind: Kind::Number };
        let name = |label| Head { label, name: label, kind: Kind::Name };
        let several = self.sides.len() > 1;
        let mut heads = vec![name("metric")];
        if several {
            heads.push(name("setting"));
        }
        heads.push(number("value", "value"));
        if several {
            heads.extend([number("difference", "difference"), number("p", "p")]);
        }
        let mut grid = Grid::new(&heads);
        for metric in Metric::ALL {
            for (at, side) in self.sides.iter().enumerate() {
                let mut row = vec![label(metric, people).to_owned()];
                let value = figure(self.comparison.mean(at, metric), people);
                if !several {
                    row.push(value);
                } else if at == 0 {
                    row.extend([side.name.clone(), value, String::new(), String::new()]);
                } else {
                    let (flips, seed) = (self.args.flips, self.args.seed);
                    let found = self.comparison.difference(at, metric, flips, seed);
                    let difference = match people {
                        true => format!("{:+.4}", found.value),
                        false => figure(found.value, false),
                    };
                    row.extend([side.name.clone(), value, difference, format!("{:.5}", found.p)]);
                }
                grid.rows.push(row);
            }
        }
        for (depth, name) in [(10, "unjudged@10"), (100, "unjudged@100")] {
            for (at, side) in self.sides.iter().enumerate() {
                let (ten, hundred) = self.comparison.unjudged_hits(at);
                let value = format!("{:.2}", if depth == 10 { ten } else { hundred });
                let name = if people { name.to_owned() } else { name.replace('@', "_") };
                grid.rows.push(match several {
                    true => vec![name, side.name.clone(), value, String::new(), String::new()],
                    false => vec![name, value],
                });
            }
        }
        grid
    }

    /// A row for each topic and side, and the means in the end.
    fn every_topic(&self, people: bool) -> Grid {
        let number = |label, name| Head { label, name, kind: Kind::Number };
        let mut heads = vec![Head { label: "topic", name: "qid", kind: Kind::Name }];
        if self.sides.len() > 1 {
            heads.push(Head { label: "setting", name: "setting", kind: Kind::Name });
        }
        heads.push(number("relevant", "relevant"));
        heads.extend(Metric::ALL.map(|metric| {
            // Of one topic it is no mean.
            let label = match metric {
                Metric::Map => "AP",
                Metric::Mrr => "RR",
                metric => metric.label(),
            };
            number(label, metric.name())
        }));
        heads.push(number("unjudged@10", "unjudged_10"));
        heads.push(number("unjudged@100", "unjudged_100"));
        if self.asked.is_some() {
            heads.push(Head { label: "query", name: "query", kind: Kind::Text });
        }
        let mut grid = Grid::new(&heads);
        let mut push = |topic: &str, at: usize, cells: Vec<String>, query: &str| {
            let mut row = vec![topic.to_owned()];
            if self.sides.len() > 1 {
                row.push(self.sides[at].name.clone());
            }
            row.extend(cells);
            row.extend(self.asked.map(|_| query.to_owned()));
            grid.rows.push(row);
        };
        for row in &self.comparison.topics {
            for (at, scores) in row.scores.iter().enumerate() {
                let mut cells = vec![row.relevant.to_string()];
                cells.extend(scores.values.map(|value| figure(value, people)));
                cells.extend([scores.unjudged10.to_string(), scores.unjudged100.to_string()]);
                push(&row.topic, at, cells, self.query(row).unwrap_or_default());
            }
        }
        for at in 0..self.sides.len() {
            let relevant: usize = self.comparison.topics.iter().map(|row| row.relevant).sum();
            let (ten, hundred) = self.comparison.unjudged_hits(at);
            let mut cells = vec![relevant.to_string()];
            cells
                .extend(Metric::ALL.map(|metric| figure(self.comparison.mean(at, metric), people)));
            cells.extend([format!("{ten:.2}"), format!("{hundred:.2}")]);
            push("all", at, cells, "");
        }
        grid
    }

    fn query(&self, row: &Row) -> Option<&str> {
        let mut questions = self.asked?.questions.iter();
        questions.find(|asked| asked.topic.id == row.topic).map(|asked| asked.text.as_str())
    }

    fn json(&self) -> Value {
        let (comparison, args) = (&self.comparison, self.args);
        let values = |value: &dyn Fn(Metric) -> Value| {
            let pairs = Metric::ALL.map(|metric| (metric.name().to_owned(), value(metric)));
            Value::Object(pairs.into_iter().collect::<Map<_, _>>())
        };
        let sides = self.sides.iter().enumerate().map(|(at, side)| {
            let (ten, hundred) = comparison.unjudged_hits(at);
            let differences = values(&|metric| {
                let found = comparison.difference(at, metric, args.flips, args.seed);
                json!({ "difference": found.value, "p": found.p })
            });
            json!({
                "name": side.name,
                "generation": side.generation,
                "scores": values(&|metric| comparison.mean(at, metric).into()),
                "unjudged_10": ten,
                "unjudged_100": hundred,
                "unanswered": comparison.unanswered(at).collect::<Vec<_>>(),
                "against_first": if at == 0 { Value::Null } else { differences },
            })
        });
        let of_side = |scores: &Scores| {
            json!({
                "scores": values(&|metric| scores.value(metric).into()),
                "unjudged_10": scores.unjudged10,
                "unjudged_100": scores.unjudged100,
                "found": scores.found,
                "relevant_found": scores.relevant_found,
            })
        };
        let topics = comparison.topics.iter().map(|row| {
            json!({
                "qid": row.topic,
                "query": self.query(row),
                "relevant": row.relevant,
                "settings": row.scores.iter().map(of_side).collect::<Vec<_>>(),
            })
        });
        let parts: Vec<&str> = args.topic_fields.iter().map(|part| part.name()).collect();
        let mut report = json!({
            "format_version": FORMAT_VERSION,
            "topics": comparison.topics.len(),
            "relevant": comparison.topics.iter().map(|row| row.relevant).sum::<usize>(),
            "depth": args.depth,
            "topic_fields": parts,
            "bag": args.syntax.is_none(),
            "missing": if args.missing == Absent::Zero { "zero" } else { "skip" },
            "flips": args.flips,
            "seed": args.seed,
            "settings": sides.collect::<Vec<_>>(),
            "notes": self.notes,
        });
        if args.per_topic {
            report["per_topic"] = topics.collect::<Vec<_>>().into();
        }
        report
    }
}

fn label(metric: Metric, people: bool) -> &'static str {
    if people { metric.label() } else { metric.name() }
}

/// Four places, as trec_eval has them; six for programs.
fn figure(value: f64, people: bool) -> String {
    if people { format!("{value:.4}") } else { format!("{value:.6}") }
}
