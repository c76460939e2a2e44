//! The directory that a build writes through: every write, sync and removal is announced, so that tests
//! can crash between any two of them.

use std::io;
use std::path::Path;
use std::sync::Arc;

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
};
use tantivy::{Directory, TantivyError};

use crate::engine::steps::step;

/// The folder `tantivy` of a generation in the making.
#[derive(Debug, Clone)]
pub struct Stepped(MmapDirectory);

impl Stepped {
    /// Opens the folder.
    pub fn open(dir: &Path) -> Result<Stepped, TantivyError> {
        Ok(Stepped(MmapDirectory::open(dir)?))
    }
}

impl Directory for Stepped {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.0.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        step("remove an index file");
        self.0.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.0.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        step("write an index file");
        self.0.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.0.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        step("replace an index file");
        self.0.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        step("sync the index files");
        self.0.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.0.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.0.watch(callback)
    }
}
