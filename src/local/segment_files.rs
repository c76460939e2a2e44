//! Files of ours beside the files of a segment, `tantivy/<segment>.<ending>`: made when a generation that
//! has the segment is first sealed, shared with it by hard links, gone with it.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use tantivy::directory::OwnedBytes;
use tantivy::{Directory, Searcher, SegmentReader, TantivyError};

use crate::engine::EngineError;
use crate::engine::steps::step;
use crate::local::generations::{io, write_synced};
use crate::local::readonly::ReadOnly;
use crate::local::writer::list;
use crate::local::{damaged, faults};

/// Returns the name of the file of a segment.
pub fn name_of(segment: &SegmentReader, ending: &str) -> String {
    format!("{}.{ending}", segment.segment_id().uuid_string())
}

/// Opens the file of a segment. It is mapped, not read.
///
/// # Errors
/// `Damaged` with the name of the file, if it is missing or cannot be read.
pub fn open(
    directory: &ReadOnly,
    segment: &SegmentReader,
    ending: &str,
) -> Result<OwnedBytes, EngineError> {
    let name = name_of(segment, ending);
    let handle = directory
        .get_file_handle(Path::new(&name))
        .map_err(|error| faults::opening(Path::new(&name), TantivyError::OpenReadError(error)))?;
    handle.read_bytes(0..handle.len()).map_err(|error| damaged(&name, error))
}

/// Makes the files of segments that have none, and removes those whose segments went. `folder` is that of
/// the index.
pub fn seal(
    folder: &Path,
    searcher: &Searcher,
    ending: &str,
    of_segment: impl Fn(&SegmentReader) -> Result<Vec<u8>, EngineError>,
) -> Result<(), EngineError> {
    let mut living = HashSet::new();
    for segment in searcher.segment_readers() {
        let path = folder.join(name_of(segment, ending));
        if !path.exists() {
            write_synced(&path, &of_segment(segment)?)?;
        }
        living.insert(path);
    }
    for path in list(folder)? {
        if path.extension().is_some_and(|of| of == ending) && !living.contains(&path) {
            step("remove a file beside a segment");
            fs::remove_file(&path).map_err(io("cannot remove", &path))?;
        }
    }
    Ok(())
}
