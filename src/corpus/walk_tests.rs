use super::*;

fn list(roots: &[Root], follow: bool) -> Vec<String> {
    let mut seen = Vec::new();
    walk(roots, follow, &mut |outcome| {
        seen.push(match outcome {
            Ok(entry) => entry.logical,
            Err(reject) => format!("{} {}", reject.path, reject.code),
        });
    });
    seen
}

fn folder(files: &[&str]) -> (tempfile::TempDir, Vec<Root>) {
    let dir = tempfile::tempdir().unwrap();
    for file in files {
        let path = dir.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "x").unwrap();
    }
    let roots = vec![Root { name: "news".to_owned(), path: dir.path().to_owned() }];
    (dir, roots)
}

#[test]
fn every_file_is_accounted_for_in_one_order() {
    let (_dir, roots) = folder(&[
        "b/2.txt",
        "b/1.txt",
        "a.txt",
        "a.meta.toml",
        "corpus.toml",
        ".git/x",
        "README.md",
        "b/LICENSE.txt",
        "b/license-fees-rise.txt",
        "copying",
        "CHANGES.txt",
        "changes.txt",
    ]);
    assert_eq!(
        list(&roots, false),
        [
            "news/.git hidden",
            "news/CHANGES.txt changes",
            "news/README.md readme",
            "news/a.meta.toml sidecar",
            "news/a.txt",
            "news/b/1.txt",
            "news/b/2.txt",
            "news/b/LICENSE.txt licence",
            "news/b/license-fees-rise.txt",
            "news/changes.txt",
            "news/copying licence",
            "news/corpus.toml config",
        ]
    );
}

#[test]
fn a_folder_marked_as_a_cache_is_left_alone_unless_it_is_named() {
    let (dir, roots) = folder(&["a.txt", "index/CURRENT", "other/b.txt", "other/CACHEDIR.TAG"]);
    let tag = "Signature: 8a477f597d28d172789f06886806bc55\n# made by a test\n";
    fs::write(dir.path().join("index/CACHEDIR.TAG"), tag).unwrap();
    assert_eq!(
        list(&roots, false),
        ["news/a.txt", "news/index cache", "news/other/CACHEDIR.TAG", "news/other/b.txt"]
    );
    let named = name_roots(&[dir.path().join("index")]);
    assert_eq!(list(&named, false), ["index/CACHEDIR.TAG", "index/CURRENT"]);
}

#[test]
fn a_root_may_be_a_file_or_missing() {
    let (dir, _) = folder(&["one.txt"]);
    let roots = name_roots(&[dir.path().join("one.txt"), dir.path().join("gone")]);
    assert_eq!(list(&roots, false), ["one.txt", "gone unreadable"]);
    let mut entry = None;
    walk(&roots[..1], false, &mut |found| entry = found.ok());
    let entry = entry.unwrap();
    assert_eq!((entry.root.as_path(), entry.bytes), (dir.path(), 1));
    assert!(entry.mtime > 1_600_000_000);
    assert!(is_rule("hidden") && !is_rule("unreadable") && !is_rule("loop"));
}

#[test]
fn names_of_roots_are_unique() {
    let paths = ["a/news", "b/news", ".", "news-2", "c/news"].map(PathBuf::from);
    let names: Vec<String> = name_roots(&paths).into_iter().map(|root| root.name).collect();
    assert_eq!(names, ["news", "news-2", "corpus", "news-2-2", "news-3"]);
}

#[cfg(unix)]
#[test]
fn links_pipes_and_odd_names_do_no_harm() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    let (dir, roots) = folder(&["real/a.txt"]);
    let outside = folder(&["o.txt"]);
    symlink(dir.path(), dir.path().join("real/up")).unwrap();
    symlink(outside.0.path(), dir.path().join("out")).unwrap();
    symlink(outside.0.path(), dir.path().join("out2")).unwrap();
    symlink("nowhere", dir.path().join("broken")).unwrap();
    fs::write(dir.path().join(OsStr::from_bytes(b"caf\xe9.txt")), "x").unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(dir.path().join("sock")).unwrap();
    assert_eq!(
        list(&roots, false),
        [
            "news/broken link",
            "news/caf\u{fffd}.txt",
            "news/out link",
            "news/out2 link",
            "news/real/a.txt",
            "news/real/up link",
            "news/sock special",
        ]
    );
    assert_eq!(
        list(&roots, true),
        [
            "news/broken unreadable",
            "news/caf\u{fffd}.txt",
            "news/out/o.txt",
            "news/out2 link",
            "news/real/a.txt",
            "news/real/up loop",
            "news/sock special",
        ]
    );
}
