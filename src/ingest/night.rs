//! One night: plan, gather, seal, verify, gates, publish. See [`run`].

use std::time::{Duration, Instant};

use crate::article::Verdict;
use crate::corpus::VERSION;
use crate::corpus::read::Reader;
use crate::engine::ledger::Ledger;
use crate::engine::manifest::{Draft, NamedRoot, Past};
use crate::engine::{Base, Engine, GenerationId, Store, WriterLock};
use crate::ingest::canaries::{self, Reading};
use crate::ingest::gates::{self, GateName};
use crate::ingest::gather::{Gather, Means};
use crate::ingest::plan::{LastNight, Plan, plan};
use crate::ingest::previous::Previous;
use crate::ingest::report::{Event, Gate, Holds, Observer, Outcome, Report};
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
        past: store.past(),
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
    /// What the gates compare with; `None` before a first build.
    past: Option<Past>,
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
        let report = self.steps(sealed)?;
        Ok(Report { stages: self.clock.stages, ..report })
    }

    /// One stage after another, as far as the night comes.
    fn steps(&mut self, sealed: &mut Option<GenerationId>) -> Result<Report, IngestError> {
        let options = self.options;
        let (live, mut previous, mut full) = self.last_night();
        let built = live.as_ref().map_or(0, |live| live.engine.manifest().built);
        let gone = options.accepted.contains(&GateName::Corpus);
        let last = LastNight { previous: &previous, built, usable: full.is_none(), gone };
        let mut plan = plan(&options.roots, options.follow, self.reader, &last, options.checksum);
        plan.find_moved(previous.ledger().files());
        let listed = match options.dry {
            true => plan.list(previous.ledger().files()),
            false => Vec::new(),
        };
        let counts = plan.counts();
        let idle = full.is_none() && plan.is_idle();
        let mut unpacked = Ok(());
        if !idle && !options.dry {
            // A night in which nothing changed believes nothing of the old index and need not ask.
            unpacked = previous.unpack();
            let whole =
                || live.as_ref().is_some_and(|live| self.store.check_base(&live.id).is_ok());
            if full.is_none() && (unpacked.is_err() || !whole()) {
                full = Some("the old index is damaged".to_owned());
            }
        }
        // What cannot be looked into can only be kept.
        let much = full.is_none() && counts.unreadable == 0 && is_much(&plan, &previous);
        let mut gate = roots::look(&options.roots, &plan, &previous, full.is_some() || much);
        gate.accepted = gate.fired && options.accepted.contains(&gate.name);
        if much && !gate.stops() {
            full = Some("more than half of the corpus changed".to_owned());
        }
        if unpacked.is_err() {
            previous = Previous::default();
        }
        if full.is_some() {
            plan.read_all();
        }
        self.clock.end("plan");
        let manifest = live.as_ref().map(|live| live.engine.manifest());
        let mut report = Report::begun(options.now, &plan, full.clone(), manifest);
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
            if let Some(live) = live.as_ref().filter(|_| idle && !gate.stops()) {
                report.unchanged(live.engine.manifest(), &live.credits);
            }
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
        let made = self.gather(&plan, base, &mut tally, live.as_ref(), &mut report)?;
        let Some(generation) = made else { return Ok(report) };
        *sealed = Some(generation.clone());
        let holds = self.check(&generation, live.as_ref(), &tally, &mut report)?;
        if report.stopped_by().is_some() {
            return Ok(report);
        }
        drop(live);
        self.store.publish(&generation, self.lock)?;
        self.observer.event(Event::Published { generation: &generation });
        self.store.prune(options.keep.max(1), self.lock)?;
        self.clock.end("publish");
        report.outcome = Outcome::Published;
        report.generation = Some(generation);
        report.live = holds;
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
        let (Ok(credits), Ok(ledger)) = (self.store.credits(&id), ledger) else {
            // Its articles can still be counted and asked for: the gates compare with them.
            let live = Live { id, engine, credits: Vec::new() };
            let why = "the ledger of the old index cannot be read".to_owned();
            return (Some(live), Previous::default(), Some(why));
        };
        let previous = Previous::new(ledger);
        let manifest = engine.manifest();
        let roots: Vec<NamedRoot> = options.roots.iter().map(named).collect();
        let why = if options.anew {
            Some("it was asked for")
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

    /// Reads, and seals what was read. Returns the generation, unless a gate stops the night before.
    fn gather(
        &mut self,
        plan: &Plan,
        base: Base,
        tally: &mut Tally,
        live: Option<&Live>,
        report: &mut Report,
    ) -> Result<Option<GenerationId>, IngestError> {
        let options = self.options;
        let on_base = base != Base::Empty;
        let mut build = self.store.begin(base, options.now, options.memory, self.lock)?;
        let means = Means {
            reader: self.reader,
            threads: options.threads,
            most_queued: (options.memory / QUEUED) as usize,
            observer: self.observer,
        };
        let ledger = Gather::new(build.as_mut(), tally, on_base, options.now).run(plan, &means)?;
        self.clock.end("read");
        let mut gate = roots::look_again(&options.roots, plan);
        if !gate.fired && tally.articles == 0 {
            gate = Gate::new(GateName::Corpus, true, "no article was found in any file".to_owned());
        }
        let empty = live.is_none() && self.past.is_none() && tally.articles == 0;
        gate.accepted = gate.fired && options.accepted.contains(&gate.name) && !empty;
        if gate.fired {
            report.gates[0] = gate.clone();
        }
        report.count(tally, live.map_or(&[], |live| live.credits.as_slice()));
        if gate.stops() {
            return Ok(None);
        }
        self.observer.event(Event::Sealing);
        let generation = build.seal(self.draft(tally, ledger))?;
        self.clock.end("seal");
        Ok(Some(generation))
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

    /// Verifies the new generation and asks the gates. Returns what it holds, if it can be used.
    fn check(
        &mut self,
        generation: &GenerationId,
        live: Option<&Live>,
        tally: &Tally,
        report: &mut Report,
    ) -> Result<Option<Holds>, IngestError> {
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
            return Ok(None);
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
                return Ok(None);
            }
        };
        let manifest = new.manifest();
        (report.texts, report.copied) = (manifest.texts, manifest.copied);
        let before = self.past.as_ref().map_or(0, |past| past.copied);
        report.new_copies = manifest.copied.saturating_sub(before);
        if let Some(past) = &self.past {
            report.gates.extend(gates::compare(past, &manifest.past(), &options.limits));
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
                report.gates.push(gates::canaries(&asked, self.past.is_none()));
                report.gates.extend(gates::latency(&asked, &options.limits));
            }
            Err(error) => {
                report.gates.push(Gate::new(GateName::Verify, true, error.to_string()));
            }
        }
        report.gates = std::mem::take(&mut report.gates).into_iter().map(accepted).collect();
        report.gates.sort_by_key(|gate| gate.name);
        self.clock.end("gates");
        Ok(Some(manifest.into()))
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
