//! Generations on disk: the writer's lock, the pointer to the live one, leftovers, pruning.
//!
//! ```text
//! INDEX/CURRENT                    id of the live generation
//! INDEX/LOCK                       held by the one writer; says who and since when
//! INDEX/CACHEDIR.TAG               tells others that all of this can be made again
//! INDEX/generations/<id>/          one whole build; ARCHITECTURE.md lists its files
//! INDEX/generations/<id>.partial/  a build under way, or the leftover of one that was stopped
//! ```

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::engine::steps::step;
use crate::engine::{EngineError, GenerationId, WriterLock};
use crate::local::{faults, lease};

/// What marks a folder whose files can be made again (<https://bford.info/cachedir/>).
const TAG: &[u8] = b"Signature: 8a477f597d28d172789f06886806bc55\n\
    # An index of search, made from a corpus. It is no article, and needs no backup.\n";

/// Most bytes of the name of a generation; ours have half as many.
const LONGEST_ID: usize = 64;

/// Ends the name of a folder that is not sealed.
const PARTIAL: &str = ".partial";

/// Makes an I/O error that names what was being done and where.
pub fn io(what: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> EngineError {
    let path = path.to_path_buf();
    move |source| EngineError::Io { what, path, source }
}

/// The paths of an index folder.
#[derive(Debug, Clone)]
pub struct Layout {
    dir: PathBuf,
}

impl Layout {
    /// Speaks of the index in this folder, which need not exist.
    pub fn new(dir: PathBuf) -> Layout {
        Layout { dir }
    }

    /// Returns the index folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Returns the folder of a sealed generation.
    pub fn generation(&self, id: &GenerationId) -> PathBuf {
        self.dir.join("generations").join(&id.0)
    }

    /// Returns the folder of a generation in the making.
    pub fn partial(&self, id: &GenerationId) -> PathBuf {
        self.dir.join("generations").join(format!("{}{PARTIAL}", id.0))
    }

    /// Reads the pointer to the live generation. `None` if nothing was ever published.
    pub fn current(&self) -> Result<Option<GenerationId>, EngineError> {
        let path = self.dir.join("CURRENT");
        let Some(text) = faults::text(&path)? else { return Ok(None) };
        let id = text.trim_end();
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        if id.is_empty() || id.len() > LONGEST_ID || !id.bytes().all(plain) {
            return Err(EngineError::Damaged {
                file: path.display().to_string(),
                why: "it does not name a generation".into(),
            });
        }
        Ok(Some(GenerationId(id.to_owned())))
    }

    /// Points to another generation: temporary file, fsync, rename, fsync of the folder.
    pub fn set_current(&self, id: &GenerationId) -> Result<(), EngineError> {
        let temporary = self.dir.join("CURRENT.new");
        step("write the pointer");
        let mut file = File::create(&temporary).map_err(io("cannot write", &temporary))?;
        writeln!(file, "{id}").map_err(io("cannot write", &temporary))?;
        readable_by_all(&temporary, 0o644)?;
        step("sync the pointer");
        file.sync_all().map_err(io("cannot write", &temporary))?;
        let path = self.dir.join("CURRENT");
        step("move the pointer");
        fs::rename(&temporary, &path).map_err(io("cannot replace", &path))?;
        sync_dir(&self.dir)
    }

    /// Lists the sealed generations, oldest first.
    pub fn sealed(&self) -> Result<Vec<GenerationId>, EngineError> {
        let mut ids: Vec<GenerationId> = self
            .folders()?
            .into_iter()
            .filter(|name| !name.ends_with(PARTIAL))
            .map(GenerationId)
            .collect();
        ids.sort();
        Ok(ids)
    }

    /// Lists the names under `generations`.
    fn folders(&self) -> Result<Vec<String>, EngineError> {
        let folder = self.dir.join("generations");
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(io("cannot read", &folder)(e)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(io("cannot read", &folder))?;
            if let Ok(name) = entry.file_name().into_string() {
                names.push(name);
            }
        }
        Ok(names)
    }

    /// Names the next generation: a counter above every one seen, the time, a tail that differs
    /// between processes.
    pub fn next_id(&self, now: i64) -> Result<GenerationId, EngineError> {
        let counter = |name: &str| name.split('-').next()?.parse::<u64>().ok();
        let last = self.folders()?.iter().filter_map(|name| counter(name)).max().unwrap_or(0);
        let stamp = jiff::Timestamp::from_second(now).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        let tail = blake3::hash(format!("{now} {} {last}", std::process::id()).as_bytes());
        Ok(GenerationId(format!(
            "{:06}-{}-{}",
            last + 1,
            stamp.strftime("%Y%m%dT%H%M%SZ"),
            &tail.to_hex()[..4]
        )))
    }

    /// Removes what broken builds left.
    pub fn clear_leftovers(&self) -> Result<(), EngineError> {
        for name in self.folders()?.iter().filter(|name| name.ends_with(PARTIAL)) {
            let folder = self.dir.join("generations").join(name);
            step("clear a leftover");
            fs::remove_dir_all(&folder).map_err(io("cannot remove", &folder))?;
        }
        let temporary = self.dir.join("CURRENT.new");
        match fs::remove_file(&temporary) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                Err(io("cannot remove", &temporary)(e))
            }
            _ => Ok(()),
        }
    }

    /// Removes all but `keep` sealed generations: the live one and the newest of the others stay, and so
    /// does what somebody reads. Returns what went.
    pub fn prune(&self, keep: usize) -> Result<Vec<GenerationId>, EngineError> {
        let live = self.current()?;
        let mut others = self.sealed()?;
        let all = others.len();
        others.retain(|id| Some(id) != live.as_ref());
        // The live one is one of those that are kept.
        let kept = keep.max(1) - (all - others.len());
        let old = others.len().saturating_sub(kept);
        let mut gone = Vec::new();
        for id in others.into_iter().take(old) {
            let Some(_alone) = lease::alone(&self.generation(&id).join("manifest.json")) else {
                continue;
            };
            self.remove(&id)?;
            gone.push(id);
        }
        Ok(gone)
    }

    /// Removes a sealed generation.
    pub fn remove(&self, id: &GenerationId) -> Result<(), EngineError> {
        let folder = self.generation(id);
        // Renamed first: a removal that is stopped half-way must not look like a generation.
        let doomed = self.partial(id);
        step("take a generation away");
        fs::rename(&folder, &doomed).map_err(io("cannot remove", &folder))?;
        step("remove a generation");
        fs::remove_dir_all(&doomed).map_err(io("cannot remove", &doomed))
    }

    /// Marks the folder, so that a corpus around it is read without it, and backups pass it over.
    fn tag(&self) -> Result<(), EngineError> {
        let path = self.dir.join("CACHEDIR.TAG");
        match OpenOptions::new().create_new(true).write(true).open(&path) {
            Ok(mut file) => {
                file.write_all(TAG).map_err(io("cannot write", &path))?;
                readable_by_all(&path, 0o644)
            }
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
            Err(e) => Err(io("cannot write", &path)(e)),
        }
    }

    /// Takes the writer's lock.
    pub fn lock(&self, now: i64) -> Result<Lock, EngineError> {
        make_folder(&self.dir)?;
        let path = self.dir.join("LOCK");
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(io("cannot write", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // What cannot be read cannot be told; the lock is taken all the same.
                let _ = file.read_to_string(&mut holder);
                let holder = holder.trim();
                let holder = if holder.is_empty() { "unknown" } else { holder };
                return Err(EngineError::Busy { holder: holder.to_owned() });
            }
            Err(TryLockError::Error(e)) => return Err(io("cannot lock", &path)(e)),
        }
        self.tag()?;
        let since = jiff::Timestamp::from_second(now).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        let text = format!("pid {}, since {since}\n", std::process::id());
        file.set_len(0).map_err(io("cannot write", &path))?;
        file.rewind().map_err(io("cannot write", &path))?;
        file.write_all(text.as_bytes()).map_err(io("cannot write", &path))?;
        Ok(Lock { _file: file })
    }
}

/// Held while one writer works. The system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl WriterLock for Lock {}

/// Makes the names in a folder survive a power cut.
pub fn sync_dir(dir: &Path) -> Result<(), EngineError> {
    let file = File::open(dir).map_err(io("cannot open", dir))?;
    step("sync a folder");
    file.sync_all().map_err(io("cannot sync", dir))
}

/// Writes a file whole and syncs it.
pub fn write_synced(path: &Path, bytes: &[u8]) -> Result<(), EngineError> {
    step("write a file");
    let mut file = File::create(path).map_err(io("cannot write", path))?;
    file.write_all(bytes).map_err(io("cannot write", path))?;
    step("sync a file");
    file.sync_all().map_err(io("cannot sync", path))
}

/// Makes a folder that everybody can look into, as into the generations below it. One that is there
/// keeps its mode.
pub fn make_folder(path: &Path) -> Result<(), EngineError> {
    if path.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(path).map_err(io("cannot create", path))?;
    readable_by_all(path, 0o755)
}

/// Sets the mode of a file or folder, so that other users can read it.
#[cfg(unix)]
pub fn readable_by_all(path: &Path, mode: u32) -> Result<(), EngineError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::Permissions::from_mode(mode);
    fs::set_permissions(path, mode).map_err(io("cannot change the mode of", path))
}

/// Nothing to do where there are no modes.
#[cfg(not(unix))]
pub fn readable_by_all(_: &Path, _: u32) -> Result<(), EngineError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pointer_and_the_counter_advance() {
        let dir = tempfile::tempdir().unwrap();
        let layout = Layout::new(dir.path().join("index"));
        assert_eq!(layout.current().unwrap(), None);
        let lock = layout.lock(0).unwrap();
        assert!(
            matches!(layout.lock(0), Err(EngineError::Busy { holder }) if holder.contains("pid"))
        );
        for _ in 0..4 {
            let id = layout.next_id(1_730_599_200).unwrap();
            assert!(id.0.contains("-20241103T020000Z-"), "{id}");
            fs::create_dir_all(layout.generation(&id)).unwrap();
            layout.set_current(&id).unwrap();
            assert_eq!(layout.current().unwrap(), Some(id));
        }
        fs::create_dir_all(layout.partial(&GenerationId("000009-x".into()))).unwrap();
        layout.clear_leftovers().unwrap();
        assert_eq!(layout.sealed().unwrap().len(), 4);
        assert_eq!(layout.prune(3).unwrap().len(), 1);
        assert_eq!(layout.sealed().unwrap().len(), 3);
        drop(lock);
        layout.lock(1).unwrap();
    }

    #[test]
    fn a_pointer_out_of_the_index_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("CURRENT"), "../../etc\n").unwrap();
        let layout = Layout::new(dir.path().to_path_buf());
        assert!(matches!(layout.current(), Err(EngineError::Damaged { .. })));
    }
}
