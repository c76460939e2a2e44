//! Bytes that are on no disk: a download, a message, a piece of a stream.

use std::io::Cursor;
use std::path::PathBuf;

use crate::corpus::content::{Content, Kept, Within};
use crate::corpus::open::faulty;
use crate::corpus::read::Reader;
use crate::corpus::settings::FileSettings;
use crate::corpus::tell::Teller;
use crate::corpus::unpack::{Budget, unpack};
use crate::corpus::{FileEntry, Outcome};

impl Reader {
    /// Reads bytes as if they were a file of this name, and calls `each` with its outcomes, in order,
    /// until it returns `false`. `arrived` is the instant after which no date of publication may lie,
    /// in Unix seconds.
    ///
    /// The name decides where the content leaves a doubt, and is the path in what is told; nothing is
    /// opened under it. So no `corpus.toml` and no sidecar holds: only what the options of the reader
    /// state. Bounds are those of a file. A panic of `each` goes on to the caller; any other becomes
    /// a reject.
    ///
    /// ```
    /// use news_search::corpus::Outcome;
    /// use news_search::corpus::read::{ReadOptions, Reader};
    ///
    /// let bytes = b"Ferry sails\n\nThe ferry sails again.\n".to_vec();
    /// let mut headlines = Vec::new();
    /// Reader::new(ReadOptions::default()).read_bytes("ferry.txt", bytes, 0, &mut |outcome| {
    ///     if let Outcome::Article(article) = outcome {
    ///         headlines.extend(article.headline);
    ///     }
    ///     true
    /// });
    /// assert_eq!(headlines, ["Ferry sails"]);
    /// ```
    pub fn read_bytes(
        &self,
        name: &str,
        bytes: Vec<u8>,
        arrived: i64,
        each: &mut dyn FnMut(Outcome) -> bool,
    ) {
        let size = bytes.len() as u64;
        let entry = FileEntry {
            path: PathBuf::from(name),
            logical: name.to_owned(),
            root: PathBuf::new(),
            bytes: size,
            mtime: arrived,
            mtime_ns: arrived.saturating_mul(1_000_000_000),
        };
        let mut teller = Teller::new(each);
        teller.guard(&entry, 0, |teller| {
            let mut settings = FileSettings::default();
            self.complete(&mut settings);
            let budget = Budget::new(size, self.options.expansion);
            let unpacked =
                unpack(Cursor::new(bytes), size, &budget, 0).map_err(|error| faulty(0, &error))?;
            let within = Within::default();
            let (notes, headline, kept) = (Vec::new(), None, Kept::InMemory);
            let content = Content { settings, unpacked, budget, notes, headline, within, kept };
            self.read_content(&entry, &entry, content, teller)
        });
    }
}
