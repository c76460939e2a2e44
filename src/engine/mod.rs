//! The waist: what it means to search and to build, whatever does it.
//!
//! [`Engine`] answers from one sealed generation; [`Store`] keeps generations; a [`Build`] makes a
//! new one. Requests stand in [`request`], how they are ranked in [`ranking`], answers in [`hits`], what a generation says of itself in
//! [`manifest`], what can go wrong in [`error`]. No type of any search library appears here.

pub mod changes;
pub mod error;
pub mod explained;
pub mod hits;
pub mod ledger;
pub mod manifest;
pub mod ranking;
pub mod request;
pub mod steps;

use std::ops::Bound;

use crate::article::{Article, ArticleId, Published};

pub use error::EngineError;
pub use explained::{Explained, Explanation};
pub use hits::{Hit, Hits};
pub use manifest::{GenerationId, Manifest};
pub use ranking::Ranking;
pub use request::SearchRequest;

/// Answers questions from one generation. Opening is cheap; a generation never changes.
pub trait Engine: Send + Sync {
    /// Answers a request. Nothing found is an answer, not an error.
    fn search(&self, request: &SearchRequest) -> Result<Hits, EngineError>;

    /// Returns the article with this id, an unambiguous prefix of it (four digits at least), or the
    /// article's own id. An ambiguous one is an error that lists the candidates. Copies that are under an
    /// embargo at `now` (Unix seconds) are not counted.
    fn article(&self, id: &str, now: i64) -> Result<Stored, EngineError>;

    /// Tells why an article has the score it has for a request; the page that it asks for does not matter.
    fn explain(&self, id: &str, request: &SearchRequest) -> Result<Explained, EngineError>;

    /// Lists the values of a column or the words of the text, in order, with how many articles have
    /// each; at most `limit`.
    fn terms(
        &self,
        of: Terms,
        range: (Bound<&str>, Bound<&str>),
        limit: usize,
    ) -> Result<Vec<TermCount>, EngineError>;

    /// Returns up to `limit` articles in the order of their ids, after `after`.
    fn scan(&self, after: Option<ArticleId>, limit: usize) -> Result<Vec<Stored>, EngineError>;

    /// Returns what this generation says of itself.
    fn manifest(&self) -> &Manifest;

    /// Moves to the live generation if it is another one, and tells whether it did.
    fn refresh(&mut self) -> Result<bool, EngineError>;
}

/// An article as a generation keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// The article, evidence included.
    pub article: Article,
    /// Every place in the corpus where this record stands; the first is `article.origin.path`.
    pub locations: Vec<String>,
    /// The smallest id among the copies of this text (itself, if it has none).
    pub text: ArticleId,
    /// How many other articles carry the same text; `None` from [`Engine::scan`].
    pub copies: Option<u32>,
    /// For an undated article the date that its copies have, where they agree on one; `None` from
    /// [`Engine::scan`].
    pub inferred: Option<Published>,
}

/// What [`Engine::terms`] lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Terms {
    /// Folded words of headline and body.
    Forms,
    /// Canonical names of outlets and agencies.
    Sources,
    /// Language codes.
    Langs,
    /// Sections as printed.
    Sections,
    /// Places as printed.
    Places,
}

/// A term and how many articles have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermCount {
    /// The value or word.
    pub term: String,
    /// How many articles have it.
    pub articles: u64,
}

/// Keeps generations: begins, publishes, opens and prunes them. Times are Unix seconds.
pub trait Store: Send + Sync {
    /// Takes the writer's lock for as long as the guard lives; `EngineError::Busy` names the holder.
    fn lock(&self, now: i64) -> Result<Box<dyn WriterLock>, EngineError>;

    /// Starts a generation, from nothing or from a sealed one. `memory` bounds in bytes what the build
    /// itself takes for articles under way.
    fn begin(
        &self,
        base: Base,
        now: i64,
        memory: u64,
        lock: &dyn WriterLock,
    ) -> Result<Box<dyn Build>, EngineError>;

    /// Opens a generation for reading: the live one, or that one.
    fn open(&self, generation: Option<&GenerationId>) -> Result<Box<dyn Engine>, EngineError>;

    /// Checks every file of a sealed generation against its checksums and the articles against the
    /// manifest; the error names the file.
    fn verify(&self, generation: &GenerationId) -> Result<(), EngineError>;

    /// Checks what a build on a sealed generation would take over from it as it is, beside the index
    /// itself: that is checked with the new one, or before it is merged.
    fn check_base(&self, generation: &GenerationId) -> Result<(), EngineError>;

    /// Returns the live generation, if there is one.
    fn current(&self) -> Result<Option<GenerationId>, EngineError>;

    /// Reads what can be read of the live generation, whatever its version, or of the newest one if what is
    /// live cannot be told; `None` where nothing can.
    fn past(&self) -> Option<manifest::Past>;

    /// Lists the sealed generations, oldest first.
    fn generations(&self) -> Result<Vec<GenerationId>, EngineError>;

    /// Reads what a sealed generation was made from.
    fn ledger(&self, generation: &GenerationId) -> Result<ledger::Ledger, EngineError>;

    /// Adds a line to the log of runs.
    fn log(&self, line: &str) -> Result<(), EngineError>;

    /// Reads the lines of the log, oldest first. What a crash cut short stands among them.
    fn log_lines(&self) -> Result<Vec<String>, EngineError>;

    /// Reads the credits that a sealed generation's alias table did not know, with their articles, most
    /// frequent first.
    fn credits(&self, generation: &GenerationId) -> Result<Vec<(String, u64)>, EngineError>;

    /// Makes a sealed generation the live one, in one atomic step that survives a power cut.
    fn publish(&self, generation: &GenerationId, lock: &dyn WriterLock) -> Result<(), EngineError>;

    /// Removes leftovers of broken builds and all but `keep` generations: the live one and the newest of
    /// the others stay, and so does what somebody reads.
    fn prune(&self, keep: usize, lock: &dyn WriterLock) -> Result<Vec<GenerationId>, EngineError>;

    /// Removes what a refused build left: its folder, and the generation that it sealed, unless that
    /// is the live one.
    fn discard(
        &self,
        sealed: Option<&GenerationId>,
        lock: &dyn WriterLock,
    ) -> Result<(), EngineError>;
}

/// Held while one writer works; dropping it lets the next one in.
pub trait WriterLock: Send + Sync {}

/// What a new generation starts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    /// Nothing: a full build.
    Empty,
    /// A sealed generation, by hard links to its files.
    From(GenerationId),
}

/// A generation in the making. Nothing of it can be seen before it is published.
pub trait Build: Send {
    /// Makes an encoder for one worker thread: analysis is the costly part and runs there.
    fn encoder(&self) -> Box<dyn Encoder> {
        self.encoder_maker()()
    }

    /// Returns what makes encoders, to be called on any thread.
    fn encoder_maker(&self) -> EncoderMaker;

    /// Adds an encoded article. Its id must be new to base and build, or deleted in it. Blocks while too
    /// many bytes wait to be indexed.
    fn add(&mut self, article: Encoded) -> Result<(), EngineError>;

    /// Removes an article that the base has or that was added to this build.
    fn delete(&mut self, id: ArticleId) -> Result<(), EngineError>;

    /// Finishes: merges, writes the manifest, syncs everything to disk. Not yet published.
    fn seal(self: Box<Self>, draft: manifest::Draft) -> Result<GenerationId, EngineError>;
}

/// Makes encoders.
pub type EncoderMaker = Box<dyn Fn() -> Box<dyn Encoder> + Send + Sync>;

/// Turns articles into what a build takes, on a worker's own thread.
pub trait Encoder: Send {
    /// Analyses one article.
    fn encode(&mut self, article: &Article) -> Encoded;
}

/// An article ready to be added to the build whose encoder made it.
pub struct Encoded {
    /// Which article it is.
    pub id: ArticleId,
    /// About how much memory it holds, in bytes.
    pub bytes: usize,
    /// What the engine made of it.
    pub payload: Box<dyn std::any::Any + Send>,
}
