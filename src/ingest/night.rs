//! One night: plan, gather, seal, verify, gates, publish. See [`run`].

use std::time::{Duration, Instant};

use crate::article::Verdict;
use crate::corpus::VERSION;
use crate::corpus::read::Reader;
use crate::engine::ledger::Ledger;
use crate::engine::manifest::{Draft, NamedRoot};
use crate::engine::{Base, Engine, GenerationId, Manifest, Store, WriterLock};
use crate::ingest::canaries::{self, Reading};
use crate::ingest::gates::{self, GateName};
use crate::ingest::gather::{Gather, Means};
use crate::ingest::plan::{LastNight, Plan, plan};
use crate::ingest::previous::Previous;
use crate::ingest::report::{Event, Gate, Observer, Outcome, Report};
use crate::ingest::tally::Tally;
use crate::ingest::{BuildOptions, IngestError, roots};

/// Share of the corpus's bytes, or of the articles, that may change before everything is read anew: then
/// deleting and merging would cost more than they spare.
const MUCH: f64 = 0.5;

/// Bytes of all memory of which one is for finished articles that wait for their turn.
const QUEUED: u64 = 32;

/// Brings the index up to date with the corpus. Reads what changed since the live generation, or
/// everything where there is none that can be built on, and publishes what passes every check. Whatever
/// happens, the live generation stays as it is until then.
///
/// # Errors
/// An engine that fails, another writer at work, a corpus that changes while it is read. A gate that
/// stops the night is no error: the report tells.
pub fn run(
    store: &dyn Store,
    options: &BuildOptions,
    reader: &Reader,
    read_query: Reading<'_>,
    observer: &dyn Observer,
) -> Result<Report, IngestError> {
    let lock: Box<dyn WriterLock> = match options.dry {
        // A look changes nothing, not even who holds the lock.
        true => Box::new(NoLock),
        false => store.lock(options.now)?,
    };
    let mut sealed = None;
    let night = Night {
        store,
        options,
        reader,
        read_query,
        observer,
        lock: lock.as_ref(),
        clock: Stages::new(),
    };
    let report = night.run(&mut sealed);
    if !options.dry
        && !matches!(&report, Ok(Report { outcome: Outcome::Published | Outcome::Unchanged, .. }))
    {
        // Why nothing was published is what has to be told. What cannot be removed now goes with
        // the next build.
        let _ = store.discard(sealed.as_ref(), lock.as_ref());
    }
    report
}

/// What a night holds that only looks.
struct NoLock;

impl WriterLock for NoLock {}

struct Night<'a> {
    store: &'a dyn Store,
    options: &'a BuildOptions,
    reader: &'a Reader,
    read_query: Reading<'a>,
    observer: &'a dyn Observer,
    lock: &'a dyn WriterLock,
    clock: Stages,
}

/// What the night before left.
struct Live {
    id: GenerationId,
    engine: Box<dyn Engine>,
    credits: Vec<(String, u64)>,
}

impl Night<'_> {
    fn run(mut self, sealed: &mut Option<GenerationId>) -> Result<Report, IngestError> {
        let options = self.options;
        let (live, previous, mut full) = self.last_night();
        let built = live.as_ref().map_or(0, |live| live.engine.manifest().built);
        let gone = options.accepted.contains(&GateName::Corpus);
        let last = LastNight { previous: &previous, built, usable: full.is_none(), gone };
        let mut plan = plan(&options.roots, options.follow, self.reader, &last, options.checksum);
        let mut gate = roots::look(&options.roots, &plan, &previous);
        gate.accepted = gate.fired && options.accepted.contains(&gate.name);
        // What cannot be looked into can only be kept.
        let kept = plan.counts().unreadable > 0;
        if full.is_none() && !kept && is_much(&plan, &previous) {
            full = Some("more than half of the corpus changed".to_owned());
        }
        let mut listed = Vec::new();
        if options.dry {
            plan.find_moved(previous.ledger().files());
            listed = plan.list(previous.ledger().files());
        }
        let counts = plan.counts();
        let idle = full.is_none() && plan.is_idle();
        if full.is_some() {
            plan.read_all();
        }
        self.clock.end("plan");
        let mut report = self.report(&plan, full.clone(), live.as_ref());
        report.plan = counts;
        report.listed = listed;
        report.gates.push(gate.clone());
        if options.dry || gate.stops() || idle {
            report.outcome = match (options.dry, gate.stops()) {
                (true, _) => Outcome::Planned,
                (_, true) => Outcome::Refused,
                _ => {
                    // What an earlier night left goes even where there is nothing to do.
                    self.store.prune(options.keep.max(1), self.lock)?;
                    Outcome::Unchanged
                }
            };
            if let Some(live) = live.as_ref().filter(|_| idle) {
                unchanged(&mut report, live.engine.manifest());
            }
            report.stages = self.clock.stages;
            return Ok(report);
        }
        let bytes = plan.counts().bytes;
        let files = plan.files.iter().filter(|file| file.is_read()).count() as u64;
        self.observer.event(Event::Planned { files, bytes });
        let base = match (&live, &full) {
            (Some(live), None) => Base::From(live.id.clone()),
            _ => Base::Empty,
        };
        let mut tally = Tally::new(previous);
        plan.left.iter().for_each(|reject| tally.left_alone(reject));
        let first = live.is_none();
        let draft = self.gather(&plan, base, &mut tally, first, &mut report, sealed)?;
        if !draft {
            report.outcome = Outcome::Refused;
            report.stages = self.clock.stages;
            return Ok(report);
        }
        let Some(generation) = sealed.clone() else { return Ok(report) };
        self.check(&generation, live.as_ref(), &tally, &mut report)?;
        if report.stopped_by().is_some() {
            report.outcome = Outcome::Refused;
            report.stages = self.clock.stages;
            return Ok(report);
        }
        drop(live);
        self.store.publish(&generation, self.lock)?;
        self.observer.event(Event::Published { generation: &generation });
        self.store.prune(options.keep.max(1), self.lock)?;
        self.clock.end("publish");
        report.outcome = Outcome::Published;
        report.generation = Some(generation);
        report.stages = self.clock.stages;
        Ok(report)
    }

    /// Opens the live generation, and tells why it cannot be built on where it cannot.
    fn last_night(&self) -> (Option<Live>, Previous, Option<String>) {
        let options = self.options;
        let none = |why: &str| (None, Previous::default(), Some(why.to_owned()));
        let id = match self.store.current() {
            Ok(Some(id)) => id,
            Ok(None) => return none("there was no index"),
            Err(_) => return none("the old index cannot be read"),
        };
        // A damaged or foreign index is what a build from nothing is for.
        let Ok(engine) = self.store.open(Some(&id)) else {
            return none("the old index is damaged, or of another version");
        };
        let ledger = self.store.ledger(&id);
        let (Ok(credits), Some(previous)) =
            (self.store.credits(&id), ledger.ok().and_then(|ledger| Previous::new(ledger).ok()))
        else {
            // Its articles can still be counted and asked for: the gates compare with them.
            let live = Live { id, engine, credits: Vec::new() };
            let why = "the ledger of the old index cannot be read".to_owned();
            return (Some(live), Previous::default(), Some(why));
        };
        let manifest = engine.manifest();
        let roots: Vec<NamedRoot> = options.roots.iter().map(named).collect();
        let why = if options.anew {
            Some("it was asked for")
        } else if self.store.check_base(&id).is_err() {
            Some("the old index is damaged")
        } else if manifest.versions.corpus != VERSION || manifest.versions.tables != options.tables
        {
            Some("the program, its tables or the user's own changed")
        } else if manifest.roots != roots || manifest.follow != options.follow {
            Some("the corpus is another one")
        } else {
            None
        };
        let full = why.map(str::to_owned);
        (Some(Live { id, engine, credits }), previous, full)
    }

    /// Reads, and seals what was read. Returns whether there is something to publish.
    fn gather(
        &mut self,
        plan: &Plan,
        base: Base,
        tally: &mut Tally,
        first: bool,
        report: &mut Report,
        sealed: &mut Option<GenerationId>,
    ) -> Result<bool, IngestError> {
        let options = self.options;
        let on_base = base != Base::Empty;
        let mut build = self.store.begin(base, options.now, options.memory, self.lock)?;
        let means = Means {
            reader: self.reader,
            threads: options.threads,
            most_queued: (options.memory / QUEUED) as usize,
            observer: self.observer,
        };
        let ledger = Gather::new(build.as_mut(), tally, on_base).run(plan, &means)?;
        self.clock.end("read");
        let mut gate = roots::look_again(&options.roots, plan);
        if !gate.fired && tally.articles == 0 {
            gate = Gate::new(GateName::Corpus, true, "no article was found in any file".to_owned());
        }
        let empty = first && tally.articles == 0;
        gate.accepted = gate.fired && options.accepted.contains(&gate.name) && !empty;
        if gate.fired {
            report.gates[0] = gate.clone();
        }
        count(report, tally);
        if gate.stops() {
            return Ok(false);
        }
        self.observer.event(Event::Sealing);
        *sealed = Some(build.seal(self.draft(tally, ledger))?);
        self.clock.end("seal");
        Ok(true)
    }

    fn draft(&self, tally: &mut Tally, ledger: Ledger) -> Draft {
        let options = self.options;
        let verdicts = Verdict::ALL.iter().map(|verdict| {
            let count = tally.verdicts.get(verdict).copied().unwrap_or(0);
            (verdict.name().to_owned(), count)
        });
        Draft {
            roots: options.roots.iter().map(named).collect(),
            follow: options.follow,
            corpus_version: VERSION,
            tables: options.tables.clone(),
            verdicts: verdicts.collect(),
            rejects: std::mem::take(&mut tally.rejects),
            locations: tally.locations(),
            credits: tally.unknown(),
            ledger,
        }
    }

    /// Verifies the new generation and asks the gates.
    fn check(
        &mut self,
        generation: &GenerationId,
        live: Option<&Live>,
        tally: &Tally,
        report: &mut Report,
    ) -> Result<(), IngestError> {
        let options = self.options;
        self.observer.event(Event::Verifying);
        let whole = self.store.verify(generation).map_err(|error| error.to_string());
        self.clock.end("verify");
        let accepted = |gate: Gate| {
            let accepted = gate.fired && options.accepted.contains(&gate.name);
            Gate { accepted, ..gate }
        };
        let whole = accepted(match whole {
            Ok(()) => {
                let told = "every file, count and sampled article is as it was read";
                Gate::new(GateName::Verify, false, told.to_owned())
            }
            Err(why) => Gate::new(GateName::Verify, true, why),
        });
        if whole.stops() {
            report.gates.push(whole);
            return Ok(());
        }
        let opened = self.store.open(Some(generation)).map_err(|error| error.to_string());
        let new = match opened {
            Ok(new) if new.manifest().articles == tally.articles => new,
            // There is nothing to accept in an index that cannot be used.
            opened => {
                let held =
                    opened.map(|new| format!("it holds {} articles", new.manifest().articles));
                let held = held.unwrap_or_else(|why| why);
                let told = format!("{} articles were read; {held}", tally.articles);
                report.gates.push(Gate::new(GateName::Verify, true, told));
                return Ok(());
            }
        };
        let manifest = new.manifest();
        (report.texts, report.copied) = (manifest.texts, manifest.copied);
        let before = live.map_or(0, |live| live.engine.manifest().copied);
        report.new_copies = manifest.copied.saturating_sub(before);
        if let Some(live) = live {
            report.gates.extend(gates::compare(live.engine.manifest(), manifest, &options.limits));
        }
        let asked = canaries::ask(
            &options.canaries,
            live.map(|live| live.engine.as_ref()),
            new.as_ref(),
            options.now,
            options.limits.latency.is_some(),
            self.read_query,
        );
        report.gates.push(whole);
        match asked {
            Ok(asked) => {
                report.gates.push(gates::canaries(&asked, live.is_none()));
                report.gates.extend(gates::latency(&asked, &options.limits));
            }
            Err(error) => {
                report.gates.push(Gate::new(GateName::Verify, true, error.to_string()));
            }
        }
        report.gates = std::mem::take(&mut report.gates).into_iter().map(accepted).collect();
        report.gates.sort_by_key(|gate| gate.name);
        self.clock.end("gates");
        Ok(())
    }

    /// A report of nothing yet.
    fn report(&self, plan: &Plan, full: Option<String>, live: Option<&Live>) -> Report {
        Report {
            outcome: Outcome::Refused,
            began: self.options.now,
            generation: live.map(|live| live.id.clone()),
            full,
            plan: plan.counts(),
            listed: Vec::new(),
            gates: Vec::new(),
            files: plan.files.len() as u64,
            verdicts: Default::default(),
            articles: 0,
            texts: 0,
            copied: 0,
            new_copies: 0,
            formats: Default::default(),
            undated: 0,
            provenance: Default::default(),
            sourced: 0,
            unknown_credits: Vec::new(),
            new_credits: live.map_or(Vec::new(), |live| live.credits.clone()),
            headline_only: 0,
            placeholders: 0,
            reasons: Default::default(),
            stages: Vec::new(),
        }
    }
}

/// Tells what was counted. Until here `new_credits` holds the credits of last night.
fn count(report: &mut Report, tally: &Tally) {
    let before = std::mem::take(&mut report.new_credits);
    report.unknown_credits = tally.unknown();
    let known: std::collections::HashSet<&str> =
        before.iter().map(|(name, _)| name.as_str()).collect();
    let new = report.unknown_credits.iter().filter(|(name, _)| !known.contains(name.as_str()));
    report.new_credits = new.cloned().collect();
    report.articles = tally.articles;
    report.undated = tally.undated();
    report.sourced = tally.sourced;
    report.headline_only = tally.headline_only;
    report.placeholders = tally.placeholders;
    report.verdicts.clone_from(&tally.verdicts);
    report.provenance.clone_from(&tally.provenance);
    report.formats.clone_from(&tally.formats);
    report.reasons.clone_from(&tally.reasons);
}

/// Tells of a night in which nothing changed what the live generation says of itself.
fn unchanged(report: &mut Report, live: &Manifest) {
    report.new_credits.clear();
    report.articles = live.articles;
    report.texts = live.texts;
    report.copied = live.copied;
    report.undated = live.undated;
    report.verdicts.insert(Verdict::Same, live.articles);
    for verdict in [Verdict::Duplicate, Verdict::Skipped, Verdict::Rejected] {
        let told = live.verdicts.iter().find(|(name, _)| name == verdict.name());
        if let Some((_, number)) = told.filter(|(_, number)| *number > 0) {
            report.verdicts.insert(verdict, *number);
        }
    }
}

/// Tells whether so much changed that everything is better read anew.
fn is_much(plan: &Plan, previous: &Previous) -> bool {
    let files = previous.ledger().files();
    let all: u64 = files.iter().map(|file| file.bytes).sum();
    let gone: u64 = plan.deleted.iter().map(|number| files[*number].bytes).sum();
    let much = MUCH * all as f64;
    plan.counts().bytes as f64 > much || gone as f64 > much
}

fn named(root: &crate::corpus::Root) -> NamedRoot {
    NamedRoot { name: root.name.clone(), path: root.path.display().to_string() }
}

/// Times one stage after another.
struct Stages {
    began: Instant,
    stages: Vec<(&'static str, Duration)>,
}

impl Stages {
    fn new() -> Stages {
        Stages { began: Instant::now(), stages: Vec::new() }
    }

    fn end(&mut self, name: &'static str) {
        self.stages.push((name, self.began.elapsed()));
        self.began = Instant::now();
    }
}
