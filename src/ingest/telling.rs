//! How a [`Report`] is filled: with nothing, with what was counted, or with what the live generation says.

use std::collections::HashSet;

use crate::article::Verdict;
use crate::engine::Manifest;
use crate::ingest::plan::Plan;
use crate::ingest::report::{Outcome, Report};
use crate::ingest::tally::Tally;

impl Report {
    /// A report of nothing yet, of a run that began at `began` (Unix seconds). `full` says why everything
    /// is read, where it is; `live` is what is live.
    pub(super) fn begun(
        began: i64,
        plan: &Plan,
        full: Option<String>,
        live: Option<&Manifest>,
    ) -> Report {
        Report {
            outcome: Outcome::Refused,
            began,
            generation: live.map(|live| live.generation.clone()),
            live: live.map(Into::into),
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
            new_credits: Vec::new(),
            headline_only: 0,
            placeholders: 0,
            reasons: Default::default(),
            stages: Vec::new(),
        }
    }

    /// Tells what was counted. `before` are the unknown credits of last night.
    pub(super) fn count(&mut self, tally: &Tally, before: &[(String, u64)]) {
        self.unknown_credits = tally.unknown();
        let known: HashSet<&str> = before.iter().map(|(name, _)| name.as_str()).collect();
        let new = self.unknown_credits.iter().filter(|(name, _)| !known.contains(name.as_str()));
        self.new_credits = new.cloned().collect();
        self.articles = tally.articles;
        self.undated = tally.undated();
        self.sourced = tally.sourced;
        self.headline_only = tally.headline_only;
        self.placeholders = tally.placeholders;
        self.verdicts.clone_from(&tally.verdicts);
        self.provenance.clone_from(&tally.provenance);
        self.formats.clone_from(&tally.formats);
        self.reasons.clone_from(&tally.reasons);
    }

    /// Tells of a night in which nothing changed what the live generation says of itself.
    pub(super) fn unchanged(&mut self, live: &Manifest, credits: &[(String, u64)]) {
        self.unknown_credits = credits.to_vec();
        self.articles = live.articles;
        self.texts = live.texts;
        self.copied = live.copied;
        self.undated = live.undated;
        self.verdicts.insert(Verdict::Same, live.articles);
        for verdict in [Verdict::Duplicate, Verdict::Skipped, Verdict::Rejected] {
            let told = live.verdicts.iter().find(|(name, _)| name == verdict.name());
            if let Some((_, number)) = told.filter(|(_, number)| *number > 0) {
                self.verdicts.insert(verdict, *number);
            }
        }
    }
}
