//! Questions with known answers, asked of a new generation before it goes live.
//!
//! Some are the operator's own. The others are headlines of articles that the live generation holds and
//! the new one should, spread evenly over the ids: each must still be found by its words.

use std::time::{Duration, Instant};

use crate::article::ArticleId;
use crate::engine::{Engine, EngineError, SearchRequest};

/// Headlines that are asked for.
const HEADLINES: usize = 16;

/// Words of a headline that are asked for.
const WORDS: usize = 8;

/// Most articles that a headline may find: it has to stand on the first page of the new generation, too.
const MOST_HITS: u64 = 50;

/// Rounds in which both generations are timed, in turns.
const ROUNDS: usize = 20;

/// Fewest samples of which a 95th percentile is told.
const FEWEST_SAMPLES: usize = 40;

/// Turns a typed query into a request; `None` where it cannot be read.
pub type Reading<'a> = &'a dyn Fn(&str) -> Option<SearchRequest>;

/// What the canaries came to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Asked {
    /// How many found something.
    pub found: usize,
    /// Those that found nothing, as they are typed.
    pub lost: Vec<String>,
    /// The 95th percentile of their times in the live and in the new generation.
    pub p95: Option<(Duration, Duration)>,
}

impl Asked {
    /// How many were asked.
    pub fn all(&self) -> usize {
        self.found + self.lost.len()
    }
}

/// Asks the operator's `queries`, and headlines of the live generation. With `timed` both generations are
/// timed.
pub fn ask(
    queries: &[String],
    live: Option<&dyn Engine>,
    new: &dyn Engine,
    now: i64,
    timed: bool,
    read: Reading<'_>,
) -> Result<Asked, EngineError> {
    let mut asked = Asked::default();
    let mut requests = Vec::new();
    for query in queries {
        let request = read(query);
        let found = match &request {
            Some(request) => new.search(request)?.total.articles > 0,
            None => false,
        };
        if found {
            asked.found += 1
        } else {
            asked.lost.push(query.clone())
        }
        requests.extend(request);
    }
    let Some(live) = live else { return Ok(asked) };
    for number in 0..HEADLINES {
        // A live generation that cannot answer is what this night may be there to replace.
        let Ok(Some(headline)) = headline(live, number, now, read) else { continue };
        let Headline { id, query, request } = headline;
        // What left the corpus need not be found.
        if new.article(&id.to_string(), now).is_err() {
            continue;
        }
        if new.search(&request)?.hits.iter().any(|hit| hit.id == id) {
            asked.found += 1;
        } else {
            asked.lost.push(query);
        }
        requests.push(request);
    }
    if timed {
        asked.p95 = time(&requests, live, new).unwrap_or_default();
    }
    Ok(asked)
}

/// A headline that is asked for, and whose it is.
struct Headline {
    id: ArticleId,
    query: String,
    request: SearchRequest,
}

/// Makes the question for one article of the live generation: the one whose id follows the `number`-th
/// part of all ids. Only where the live generation itself answers it.
fn headline(
    live: &dyn Engine,
    number: usize,
    now: i64,
    read: Reading<'_>,
) -> Result<Option<Headline>, EngineError> {
    let after = ArticleId([(number * 256 / HEADLINES) as u8; 16]);
    let Some(stored) = live.scan(Some(after), 1)?.pop() else { return Ok(None) };
    let article = stored.article;
    let Some(query) = article.headline.as_deref().and_then(quoted) else { return Ok(None) };
    if article.embargo.is_some_and(|until| until > now) {
        return Ok(None);
    }
    let Some(request) = read(&query) else { return Ok(None) };
    let hits = live.search(&request)?;
    let rare = hits.total.articles <= MOST_HITS;
    let known = rare && hits.hits.iter().any(|hit| hit.id == article.id);
    Ok(known.then_some(Headline { id: article.id, query, request }))
}

/// Asks for the first words of a headline, as printed. Only plain words: others may be read otherwise.
fn quoted(headline: &str) -> Option<String> {
    let plain = |word: &&str| word.chars().all(char::is_alphanumeric);
    let words: Vec<&str> = headline.split(' ').take_while(plain).take(WORDS).collect();
    let long = words.iter().map(|word| word.chars().count()).sum::<usize>() >= 8;
    long.then(|| format!("headline:\"{}\"", words.join(" ")))
}

fn time(
    requests: &[SearchRequest],
    live: &dyn Engine,
    new: &dyn Engine,
) -> Result<Option<(Duration, Duration)>, EngineError> {
    let (mut before, mut now) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        for request in requests {
            for (engine, times) in [(live, &mut before), (new, &mut now)] {
                let began = Instant::now();
                engine.search(request)?;
                times.push(began.elapsed());
            }
        }
    }
    if before.len() < FEWEST_SAMPLES {
        return Ok(None);
    }
    let p95 = |times: &mut Vec<Duration>| {
        times.sort_unstable();
        times[(times.len() * 95).div_ceil(100) - 1]
    };
    Ok(Some((p95(&mut before), p95(&mut now))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headlines_are_asked_for_by_plain_words() {
        let long = "Ferry line opens in the harbour town of the north again";
        let asked = quoted(long).unwrap();
        assert_eq!(asked, "headline:\"Ferry line opens in the harbour town of\"");
        assert_eq!(quoted("Ferry opens: more \"to come\"").as_deref(), None);
        assert_eq!(quoted("Паром снова ходит").unwrap(), "headline:\"Паром снова ходит\"");
        assert_eq!(quoted("Rain"), None);
    }
}
