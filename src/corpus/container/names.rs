//! Names of members of archives: what may be part of a path, and what is left alone by its name.

use crate::corpus::container::Entry;
use crate::corpus::format::reader::Flaw;
use crate::corpus::walk::name_rule;

/// The longest name of a member, in bytes; POSIX systems have no longer paths.
const LONGEST: usize = 4096;

/// Checks a member's name and what the rules of names say: the name, or the verdict. `offset` is the
/// member's place in the archive.
pub fn check(raw: &str, offset: u64) -> Result<String, Entry> {
    let refused = |why: &str| {
        let shown: String = raw.chars().take(80).collect();
        let reason = format!("the member {shown:?} {why}");
        Err(Entry::Rejected(String::new(), Flaw::new(offset, "bad-name", reason)))
    };
    let drive = raw.as_bytes().get(1) == Some(&b':') && raw.as_bytes()[0].is_ascii_alphabetic();
    if raw.starts_with('/') || drive {
        return refused("has an absolute name, which archives must not have");
    }
    if raw.len() > LONGEST || raw.contains('\0') {
        return refused("has a name that no file can have");
    }
    let parts: Vec<&str> = raw.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    if parts.contains(&"..") {
        return refused("leads out of the archive by its name");
    }
    let Some((file, folders)) = parts.split_last() else {
        return refused("has no name");
    };
    let name = parts.join("/");
    if let Some(hidden) = folders.iter().find(|folder| folder.starts_with('.')) {
        let reason = format!("stands in {hidden}; hidden files and folders are left alone");
        return Err(Entry::Skipped(name, Flaw::new(offset, "hidden", reason)));
    }
    match name_rule(file) {
        Some((code @ ("config" | "sidecar"), _)) => {
            let reason = "settings inside of an archive are not used; put them beside it";
            Err(Entry::Skipped(name, Flaw::new(offset, code, reason)))
        }
        Some((code, reason)) => Err(Entry::Skipped(name, Flaw::new(offset, code, reason))),
        None => Ok(name),
    }
}

/// Skips a member that is a link.
pub fn link(name: String, offset: u64) -> Entry {
    let reason = "links inside of archives are not followed";
    Entry::Skipped(name, Flaw::new(offset, "link", reason))
}

/// Skips a member that is neither a file nor a folder.
pub fn special(name: String, offset: u64) -> Entry {
    let reason = "neither a file nor a folder (a pipe, a device, or a label of the archive)";
    Entry::Skipped(name, Flaw::new(offset, "special", reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str) -> String {
        match check(name, 7) {
            Ok(name) => name,
            Err(Entry::Skipped(name, flaw)) => format!("{name}: {}", flaw.code),
            Err(Entry::Rejected(name, flaw)) => format!("{name}! {}", flaw.code),
            Err(Entry::Member(_)) => "a member".to_owned(),
        }
    }

    #[test]
    fn names_stay_inside() {
        let cases = [
            ("a/b.txt", "a/b.txt"),
            ("./a//b.txt", "a/b.txt"),
            ("../../x", "! bad-name"),
            ("a/../x", "! bad-name"),
            ("/etc/passwd", "! bad-name"),
            ("C:/x", "! bad-name"),
            ("", "! bad-name"),
            ("a\0b", "! bad-name"),
            ("a/README.md", "a/README.md: readme"),
            (".git/x", ".git/x: hidden"),
            ("__MACOSX/._a.txt", "__MACOSX/._a.txt: hidden"),
            ("x/corpus.toml", "x/corpus.toml: config"),
            ("a..txt", "a..txt"),
        ];
        for (raw, expected) in cases {
            assert_eq!(told(raw), expected, "{raw:?}");
        }
        assert_eq!(told(&"a".repeat(5000)), "! bad-name");
    }
}
