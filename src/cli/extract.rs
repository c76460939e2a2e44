//! `search extract PATH…`: what the index would read, as JSON lines; indexes nothing.

use std::io::{BufWriter, Write};

use news_search::article::Verdict;
use news_search::corpus::walk::{is_rule, name_roots, walk};
use news_search::corpus::{Outcome, Reject};
use news_search::render::json::write_line;
use news_search::render::record::{ExtractView, RejectView};

use super::args::ExtractArgs;
use super::exit::{Exit, Failure};
use super::output::{forgive, raw_stdout};
use super::report::several;
use super::settings::{Layer, Settings};
use super::values::Format;
use super::{index, open};

/// Prints a line for every record: an article, or why there is none. Exits 1 if there is no article.
pub fn run(args: ExtractArgs) -> Result<Exit, Failure> {
    if !matches!(args.format, None | Some(Format::Jsonl)) {
        return Err(Failure::usage("search extract writes jsonl"));
    }
    for path in &args.paths {
        if let Err(error) = std::fs::metadata(path) {
            return Err(Failure::usage(format!("cannot read {}: {error}", path.display())));
        }
    }
    let layer = Layer {
        follow: args.follow.then_some(true),
        quiet: args.quiet.then_some(true),
        ..Layer::default()
    };
    let settings = Settings::read(layer, args.config.as_deref())?;
    let roots = name_roots(&index::absolute(&args.paths)?);
    let mut files = Vec::new();
    walk(&roots, settings.options().follow == Some(true), &mut |file| files.push(file));
    let reader = open::reading(&settings)?.reader;
    let mut out = BufWriter::with_capacity(256 * 1024, raw_stdout());
    let (mut articles, mut others) = (0_u64, 0_u64);
    for file in files {
        let mut written = Ok(());
        match file {
            Err(reject) => {
                others += 1;
                let rule = is_rule(&reject.code);
                let verdict = if rule { Verdict::Skipped } else { Verdict::Rejected };
                written = line(&reject, verdict, &mut out);
            }
            Ok(entry) => reader.read_file(&entry, &mut |outcome| {
                written = match outcome {
                    Outcome::Article(article) => {
                        articles += 1;
                        let mut view = ExtractView::of(&article);
                        if args.evidence {
                            view = view.with_evidence(&article, entry.mtime);
                        }
                        write_line(&view, &mut out)
                    }
                    Outcome::Skipped(reject) | Outcome::Withdrawn(reject, _) => {
                        others += 1;
                        line(&reject, Verdict::Skipped, &mut out)
                    }
                    Outcome::Rejected(reject) => {
                        others += 1;
                        line(&reject, Verdict::Rejected, &mut out)
                    }
                };
                written.is_ok()
            }),
        }
        if !forgive(written)? {
            return Ok(Exit::Done);
        }
    }
    forgive(out.flush())?;
    if !settings.is_quiet() {
        say!("{}, {others} skipped or rejected", several(articles, "article"));
    }
    Ok(if articles > 0 { Exit::Done } else { Exit::NoHits })
}

fn line(reject: &Reject, verdict: Verdict, out: &mut dyn Write) -> std::io::Result<()> {
    let Reject { path, offset, code, reason } = reject;
    write_line(&RejectView { path, offset: *offset, verdict, code, reason }, out)
}
