//! One pass over the corpus in its order: what is read goes into the new generation, what is the same is
//! counted from the ledger and stays in it.
//!
//! Both come to the same decisions in the same order, so that a night that reads a hundredth of the
//! corpus ends with what a build from nothing would hold. An article is in the index from the first file
//! that has it, and of an item the newest state; where last night's choice falls away, the next one may
//! stand in a file that did not change. Such files are read in a second pass.

use std::collections::{BTreeMap, HashSet};

use crate::article::{ArticleId, ItemVersion, Verdict};
use crate::corpus::read::Reader;
use crate::corpus::{FileEntry, Reject};
use crate::engine::ledger::{FileFacts, Ledger, Record, Refusal};
use crate::engine::{Build, Encoded, EncoderMaker};
use crate::ingest::IngestError;
use crate::ingest::plan::{Fate, Plan, Planned};
use crate::ingest::report::{Event, Observer};
use crate::ingest::tally::Tally;
use crate::ingest::workers::{Item, Read, Workers, read_all};

/// Gathers the articles of a generation.
pub struct Gather<'a> {
    /// What is being made.
    build: &'a mut dyn Build,
    /// What is counted.
    tally: &'a mut Tally,
    /// What was read.
    ledger: Ledger,
    /// Whether the generation starts with the articles of the one before.
    on_base: bool,
    /// The instant the build counts as begun, Unix seconds.
    now: i64,
    /// Articles that have to be read from files that are the same, by the place of the file.
    wanted: BTreeMap<usize, HashSet<ArticleId>>,
}

/// How it is done.
pub struct Means<'a> {
    /// Reads files.
    pub reader: &'a Reader,
    /// Threads that read.
    pub threads: usize,
    /// Bytes of finished articles that may wait.
    pub most_queued: usize,
    /// Who hears of it.
    pub observer: &'a dyn Observer,
}

impl Means<'_> {
    fn workers<'m>(&'m self, fresh: &'m EncoderMaker) -> Workers<'m> {
        Workers {
            reader: self.reader,
            encoders: (0..self.threads.max(1)).map(|_| fresh()).collect(),
            fresh: fresh.as_ref(),
            most_queued: self.most_queued,
        }
    }
}

impl<'a> Gather<'a> {
    /// Begins with nothing.
    pub fn new(
        build: &'a mut dyn Build,
        tally: &'a mut Tally,
        on_base: bool,
        now: i64,
    ) -> Gather<'a> {
        let (ledger, wanted) = (Ledger::default(), BTreeMap::new());
        Gather { build, tally, ledger, on_base, now, wanted }
    }

    /// Gathers everything. Returns the ledger.
    pub fn run(mut self, plan: &Plan, means: &Means<'_>) -> Result<Ledger, IngestError> {
        let reads: Vec<usize> =
            (0..plan.files.len()).filter(|place| plan.files[*place].is_read()).collect();
        let entries: Vec<&FileEntry> = reads.iter().map(|at| &plan.files[*at].entry).collect();
        let fresh = self.build.encoder_maker();
        let mut next = 0;
        read_all(&entries, means.workers(&fresh), &mut |number, read| {
            let place = reads[number];
            while next < place {
                self.same(plan, next)?;
                next += 1;
            }
            let planned = &plan.files[place];
            match read {
                Read::Item(item) => self.item(item, &planned.entry.logical),
                Read::End(content) => {
                    next = place + 1;
                    self.ledger.end_file(facts_of(planned, content));
                    means.observer.event(Event::File { bytes: planned.entry.bytes });
                    Ok(())
                }
            }
        })?;
        (next..plan.files.len()).try_for_each(|place| self.same(plan, place))?;
        let gone = self.tally.finish();
        self.ledger.set_gone(gone);
        self.read_wanted(plan, means)?;
        if self.on_base {
            let left: Vec<ArticleId> = self.tally.previous.unsettled().collect();
            left.into_iter().try_for_each(|id| self.build.delete(id))?;
        }
        Ok(self.ledger)
    }

    /// Takes a record that was read.
    fn item(&mut self, item: Item, file: &str) -> Result<(), IngestError> {
        match item {
            Item::Article(encoded, facts) => {
                let change = self.tally.article(encoded.id, &facts, file);
                let first_seen = self.tally.previous.first_seen(encoded.id).unwrap_or(self.now);
                self.ledger.record(&Record::Article { id: encoded.id.0, first_seen, facts });
                self.take_out(change.take_out)?;
                if change.add {
                    self.add(encoded)?;
                }
            }
            Item::Withdrawn(reject, order) => {
                let change = self.tally.withdraw(&reject, order);
                self.ledger.record(&Record::Withdrawn(refusal(reject, file), order.into()));
                self.take_out(change.take_out)?;
            }
            Item::Skipped(reject) => {
                self.tally.reject(Verdict::Skipped, &reject);
                self.ledger.record(&Record::Skipped(refusal(reject, file)));
            }
            Item::Rejected(reject) => {
                self.tally.reject(Verdict::Rejected, &reject);
                self.ledger.record(&Record::Rejected(refusal(reject, file)));
            }
        }
        Ok(())
    }

    /// Takes the records of a file that is the same.
    fn same(&mut self, plan: &Plan, place: usize) -> Result<(), IngestError> {
        let planned = &plan.files[place];
        let (Fate::Same(number) | Fate::Unreadable(number)) = planned.fate else { return Ok(()) };
        let path = planned.entry.logical.as_str();
        let before = self.tally.previous.ledger().clone();
        for record in before.records(number) {
            match record? {
                Record::Article { id, facts, .. } => {
                    let id = ArticleId(id);
                    let change = self.tally.article(id, &facts, path);
                    self.take_out(change.take_out)?;
                    if change.add {
                        self.keep(id, number, place);
                    }
                }
                Record::Withdrawn(refusal, order) => {
                    let order = ItemVersion::from(order);
                    let change = self.tally.withdraw(&reject(refusal, path), order);
                    self.take_out(change.take_out)?;
                }
                Record::Skipped(refusal) => {
                    self.tally.reject(Verdict::Skipped, &reject(refusal, path));
                }
                Record::Rejected(refusal) => {
                    self.tally.reject(Verdict::Rejected, &reject(refusal, path));
                }
            }
        }
        self.ledger.carry(&before, number);
        Ok(())
    }

    /// Adds an article that was read, in the place of the one that the base has of it.
    fn add(&mut self, encoded: Encoded) -> Result<(), IngestError> {
        if self.on_base && self.tally.previous.settle(encoded.id) {
            self.build.delete(encoded.id)?;
        }
        Ok(self.build.add(encoded)?)
    }

    /// Keeps an article of the base, if the base has it from this very file; else it has to be read.
    fn keep(&mut self, id: ArticleId, number: usize, place: usize) {
        if self.tally.previous.home(id) == Some(number) {
            self.tally.previous.settle(id);
        } else {
            self.wanted.entry(place).or_default().insert(id);
        }
    }

    /// Takes an article out again that an other state of its item takes the place of.
    fn take_out(&mut self, id: Option<ArticleId>) -> Result<(), IngestError> {
        let Some(id) = id else { return Ok(()) };
        let mut wanted = false;
        self.wanted.retain(|_, ids| {
            wanted |= ids.remove(&id);
            !ids.is_empty()
        });
        if wanted { Ok(()) } else { Ok(self.build.delete(id)?) }
    }

    /// Reads the files that are the same and have to give an article after all.
    fn read_wanted(&mut self, plan: &Plan, means: &Means<'_>) -> Result<(), IngestError> {
        let wanted = std::mem::take(&mut self.wanted);
        let places: Vec<usize> = wanted.keys().copied().collect();
        let mut left: Vec<HashSet<ArticleId>> = wanted.into_values().collect();
        let entries: Vec<&FileEntry> = places.iter().map(|at| &plan.files[*at].entry).collect();
        let fresh = self.build.encoder_maker();
        read_all(&entries, means.workers(&fresh), &mut |number, read| match read {
            Read::Item(Item::Article(encoded, _)) if left[number].remove(&encoded.id) => {
                self.add(encoded)
            }
            Read::Item(_) => Ok(()),
            Read::End(_) if left[number].is_empty() => Ok(()),
            Read::End(_) => Err(IngestError::Restless { path: entries[number].logical.clone() }),
        })
    }
}

fn facts_of(planned: &Planned, content: Option<[u8; 16]>) -> FileFacts {
    let FileEntry { logical, bytes, mtime_ns, .. } = &planned.entry;
    let (path, settings) = (logical.clone(), planned.settings);
    FileFacts { path, bytes: *bytes, mtime_ns: *mtime_ns, settings, content }
}

fn refusal(reject: Reject, file: &str) -> Refusal {
    let Reject { path, offset, code, reason } = reject;
    Refusal { member: (path != file).then_some(path), offset, code, reason }
}

fn reject(refusal: Refusal, file: &str) -> Reject {
    let Refusal { member, offset, code, reason } = refusal;
    Reject { path: member.unwrap_or_else(|| file.to_owned()), offset, code, reason }
}
