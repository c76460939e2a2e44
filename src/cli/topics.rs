//! Files that are measured with: topics, judgements and runs, or a batch of queries, from the disk or from
//! standard input.

use std::io::Read as _;
use std::path::Path;

use news_search::measure::error::ReadError;
use news_search::measure::topics::{self, Part, Topic};

use super::exit::{Exit, Failure};

/// The text of a file, and what it is called in errors.
#[derive(Debug)]
pub struct Source {
    pub name: String,
    pub text: String,
}

impl Source {
    /// Reads a file; `-` is standard input.
    pub fn read(path: &Path) -> Result<Source, Failure> {
        let stdin = path == Path::new("-");
        let name = if stdin { "standard input".to_owned() } else { path.display().to_string() };
        let mut bytes = Vec::new();
        let read = match stdin {
            true => std::io::stdin().lock().read_to_end(&mut bytes).map(|_| ()),
            false => std::fs::read(path).map(|read| bytes = read),
        };
        read.map_err(|error| fault(format!("{name} cannot be read: {error}")))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = valid.iter().filter(|byte| **byte == b'\n').count() + 1;
            fault(format!("{name}:{line}: not valid UTF-8")).help("convert it, with iconv -t utf-8")
        })?;
        Ok(Source { name, text })
    }

    /// Makes the failure of a fault in this file.
    pub fn wrong(&self, error: ReadError) -> Failure {
        let ReadError { line, message, help } = error;
        let message = match line {
            Some(line) => format!("{}:{line}: {message}", self.name),
            None => format!("{}: {message}", self.name),
        };
        fault(message).help(help)
    }
}

fn fault(message: String) -> Failure {
    Failure::new(Exit::Usage, "E005", message)
}

/// A topic as it is asked.
#[derive(Debug)]
pub struct Question {
    pub topic: Topic,
    pub text: String,
}

/// Reads the topics of a file, with the parts of each that are its query.
pub fn questions(source: &Source, parts: &[Part]) -> Result<Vec<Question>, Failure> {
    let topics = topics::read(&source.text).map_err(|error| source.wrong(error))?;
    let texts = topics.into_iter().map(|topic| {
        let text = topic.text(parts).map_err(|error| source.wrong(error))?;
        Ok(Question { topic, text })
    });
    texts.collect()
}
