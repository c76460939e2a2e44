//! The manifest of a generation, read from disk.

use std::path::Path;

use crate::engine::{EngineError, Manifest};
use crate::local::{MANIFEST_FORMAT, damaged, faults, versions};

/// Reads the manifest in the folder of a generation.
pub fn of_folder(folder: &Path) -> Result<Manifest, EngineError> {
    let path = folder.join("manifest.json");
    read(&faults::text_of_generation(&path)?, &path.display().to_string())
}

/// Reads a manifest, first its versions: a manifest of another version may look otherwise.
pub fn read(json: &str, file: &str) -> Result<Manifest, EngineError> {
    #[derive(serde::Deserialize)]
    struct Version {
        format_version: u32,
    }
    let version: Version = serde_json::from_str(json).map_err(|e| damaged(file, e))?;
    if version.format_version != MANIFEST_FORMAT {
        return Err(EngineError::OtherVersion {
            found: format!("manifest format {}", version.format_version),
            needed: format!("{MANIFEST_FORMAT}"),
        });
    }
    let manifest: Manifest = serde_json::from_str(json).map_err(|e| damaged(file, e))?;
    let ours = versions();
    let found = &manifest.versions;
    if (&found.engine, found.schema, found.analysis) != (&ours.engine, ours.schema, ours.analysis) {
        let tell = |v: &crate::engine::manifest::Versions| {
            format!("{}, schema {}, analysis {}", v.engine, v.schema, v.analysis)
        };
        return Err(EngineError::OtherVersion { found: tell(found), needed: tell(&ours) });
    }
    Ok(manifest)
}
