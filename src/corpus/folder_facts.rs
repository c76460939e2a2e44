//! What the names in a folder tell of the settings of its files, so that nobody lists it twice.
//!
//! Takes the names, from the walk or by a listing of its own; tells whether a `corpus.toml` or sidecars
//! can be among them, and the dates on which they agree.

use std::fs;
use std::path::Path;

use crate::corpus::folder_dates::Agreed;
use crate::corpus::walk::name_rule;

/// What the names in a folder tell. A `false` is certain; what a `true` is about may still be no file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FolderFacts {
    /// There may be a `corpus.toml`.
    pub config: bool,
    /// There may be sidecars.
    pub sidecars: bool,
    /// The form of date that every name holds. Names that the walk leaves alone (hidden files, a
    /// README) have no say, nor have folders.
    pub agreed: Option<Agreed>,
}

impl FolderFacts {
    /// Works out what names tell, given without those of folders.
    pub fn of_names<N: AsRef<str>>(names: impl Iterator<Item = N> + Clone) -> FolderFacts {
        let (mut config, mut sidecars) = (false, false);
        for name in names.clone() {
            // On some systems `Corpus.toml` is opened as `corpus.toml`.
            config |= name.as_ref().eq_ignore_ascii_case("corpus.toml");
            sidecars |= ends_as_sidecar(name.as_ref().as_bytes());
        }
        let articles = names.filter(|name| name_rule(name.as_ref()).is_none());
        FolderFacts { config, sidecars, agreed: Agreed::of_names(articles) }
    }

    /// Lists a folder. Of one that cannot be listed anything may be, and its names agree on nothing.
    pub fn of_folder(folder: &Path) -> FolderFacts {
        let names = || -> std::io::Result<Vec<String>> {
            let mut names = Vec::new();
            for entry in fs::read_dir(folder)? {
                let entry = entry?;
                if !entry.file_type()?.is_dir() {
                    names.push(entry.file_name().to_string_lossy().into_owned());
                }
            }
            Ok(names)
        };
        match names() {
            Ok(names) => FolderFacts::of_names(names.iter()),
            Err(_) => FolderFacts { config: true, sidecars: true, agreed: None },
        }
    }
}

fn ends_as_sidecar(name: &[u8]) -> bool {
    const END: &[u8] = b".meta.toml";
    name.len() >= END.len() && name[name.len() - END.len()..].eq_ignore_ascii_case(END)
}
