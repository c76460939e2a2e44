//! Shows a build under way on standard error: a bar on a terminal, a line now and then elsewhere,
//! nothing if silence was asked for.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use news_search::ingest::report::{Event, Observer};
use news_search::render::terminal::grouped;

use super::environment;
use super::report::several;

/// Time between two plain lines.
const PAUSE: Duration = Duration::from_secs(5);

/// Watches a build.
pub struct Progress {
    mode: Mode,
    planned: AtomicU64,
    done: AtomicU64,
}

enum Mode {
    Silent,
    Bar(ProgressBar),
    Lines(Mutex<Instant>),
}

impl Progress {
    /// Makes the watcher that fits where standard error goes.
    pub fn new(quiet: bool) -> Progress {
        let mode = if quiet {
            Mode::Silent
        } else if environment::stderr_is_terminal() {
            Mode::Bar(ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()))
        } else {
            Mode::Lines(Mutex::new(Instant::now()))
        };
        Progress { mode, planned: AtomicU64::new(0), done: AtomicU64::new(0) }
    }

    fn stage(&self, text: &str) {
        match &self.mode {
            Mode::Silent => {}
            Mode::Bar(bar) => bar.set_message(text.to_owned()),
            Mode::Lines(_) => say!("{text}"),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Mode::Bar(bar) = &self.mode {
            bar.finish_and_clear();
        }
    }
}

impl Observer for Progress {
    fn event(&self, event: Event<'_>) {
        match event {
            Event::Planned { files, bytes } => {
                self.planned.store(files, Ordering::Relaxed);
                let text = format!("reading {}", several(files, "file"));
                if let Mode::Bar(bar) = &self.mode {
                    bar.set_length(bytes);
                    let template = "{msg} {bar:24} {percent:>3} %, {eta} left";
                    if let Ok(style) = ProgressStyle::with_template(template) {
                        bar.set_style(style);
                    }
                }
                self.stage(&text);
            }
            Event::File { bytes } => {
                let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
                match &self.mode {
                    Mode::Silent => {}
                    Mode::Bar(bar) => bar.inc(bytes),
                    // Whoever finds the lock taken has nothing to add.
                    Mode::Lines(last) => {
                        if let Ok(mut last) = last.try_lock()
                            && last.elapsed() >= PAUSE
                        {
                            *last = Instant::now();
                            let planned = self.planned.load(Ordering::Relaxed);
                            say!("read {} of {} files", grouped(done), grouped(planned));
                        }
                    }
                }
            }
            Event::Sealing => self.stage("writing the index"),
            Event::Verifying => self.stage("checking the index"),
            Event::Published { generation } => {
                if let Mode::Lines(_) = &self.mode {
                    say!("published generation {generation}");
                }
            }
        }
    }
}
