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

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_listed_is_told_by_its_own_path() {
    let (dir, _) = folder(&["a.txt", "deep/er/b.txt", "z.txt"]);
    // A root whose path is so long that the system takes it, and those of its folders no more.
    let name = dir.path().file_name().unwrap().to_string_lossy().into_owned();
    let mut path = dir.path().display().to_string();
    while path.len() + name.len() + 4 < 4093 {
        path.push_str(&format!("/../{name}"));
    }
    path.push_str(&"/.".repeat((4094 - path.len()) / 2));
    let roots = [Root { name: "news".to_owned(), path: path.into() }];
    let mut told = Vec::new();
    walk(&roots, false, &mut |found| told.extend(found.err()));
    let told: Vec<_> = told.iter().map(|reject| (&*reject.path, &*reject.code)).collect();
    assert!(told.contains(&("news/deep", "unreadable")), "{told:?}");
}

#[test]
fn folders_tell_what_their_names_tell() {
    let (_dir, roots) = folder(&["a/1.txt", "a/1.meta.toml", "b/corpus.toml", "b/c/2.txt", ".d/x"]);
    let mut told = Vec::new();
    walk_folders(&roots, false, &mut |_| {}, &mut |path, facts| {
        let path = path.strip_prefix(&roots[0].path).unwrap().display().to_string();
        told.push((path, facts.config, facts.sidecars));
    });
    let expected =
        [("", false, false), ("a", false, true), ("b", true, false), ("b/c", false, false)];
    assert_eq!(told, expected.map(|(path, config, sidecars)| (path.to_owned(), config, sidecars)));
}

/// Walks a root in the plain way.
fn plainly(root: &Root) -> Vec<Result<FileEntry, (String, String)>> {
    let mut told = Vec::new();
    walk_links(root, false, &mut |found| {
        told.push(found.map_err(|reject| (reject.path, reject.code)));
    });
    told
}

/// Holds the walk against the plain one, with and without helpers and with a bound that stops them often.
fn assert_plain(roots: &[Root]) {
    let expected: Vec<_> = roots.iter().flat_map(plainly).collect();
    for help in [(0, 1), (3, 1), (3, 100), (5, AHEAD)] {
        let mut told = Vec::new();
        let each = &mut |found: Result<FileEntry, Reject>| {
            told.push(found.map_err(|reject| (reject.path, reject.code)));
        };
        walk_with(help, roots, false, each, &mut |_, _| {});
        assert_eq!(told, expected, "helpers and bound: {help:?}");
    }
}

#[test]
fn large_folders_are_told_in_order() {
    let names: Vec<String> = (0..2600)
        .map(|n| match n % 100 {
            7 => format!("d{n}/x.txt"),
            9 => format!("d{n}/e/f/.g"),
            _ => format!("{}.txt", n * 7919 % 10_007),
        })
        .collect();
    let (_dir, roots) = folder(&names.iter().map(String::as_str).collect::<Vec<_>>());
    assert_plain(&roots);
    let expected: Vec<_> = plainly(&roots[0]).into_iter().flatten().collect();
    assert_eq!(expected.len(), 2600 - 26);
}

#[test]
fn a_caller_who_panics_ends_the_walk() {
    let (_dir, roots) = folder(&["a/1.txt", "b/2.txt", "c/3.txt", "d/4.txt", "e/5.txt"]);
    let panicked = std::panic::catch_unwind(|| {
        walk(&roots, false, &mut |found| assert!(found.is_err(), "enough"));
    });
    assert!(panicked.is_err());
}

#[cfg(unix)]
mod trees {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    use proptest::prelude::*;

    use super::*;

    /// Names that files, folders and links may have.
    const NAMES: [&[u8]; 16] = [
        b"a",
        b"b b",
        b"b-b",
        b"..c",
        b".hidden",
        b"corpus.toml",
        CACHE_TAG.as_bytes(),
        b"README.md",
        b"e.meta.toml",
        b"f.txt",
        b"F.txt",
        "\u{e9}t\u{e9}".as_bytes(),
        b"caf\xe9",
        "\u{65e5}\u{672c}.txt".as_bytes(),
        b" ",
        b"tab\tline\n",
    ];

    /// An entry: where it stands, what it is, and where it leads if it is a link.
    type Planned = (Vec<usize>, u8, Vec<usize>);

    fn path(root: &Path, names: &[usize]) -> PathBuf {
        names.iter().fold(root.to_owned(), |path, at| path.join(OsStr::from_bytes(NAMES[*at])))
    }

    /// Makes what of the plan can be made: where a file stands nothing else can.
    fn make(root: &Path, plan: &[Planned]) {
        for (names, kind, target) in plan {
            let at = path(root, names);
            if fs::create_dir_all(at.parent().unwrap()).is_err() {
                continue;
            }
            let _ = match kind {
                0..=3 => fs::write(&at, "text"),
                4 => fs::write(&at, "Signature: 8a477f597d28d172789f06886806bc55\n"),
                5 | 6 => fs::create_dir(&at),
                7 => symlink(path(root, target), &at),
                8 => symlink("nowhere", &at),
                _ => std::os::unix::net::UnixListener::bind(&at).map(drop),
            };
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn any_tree_is_walked_as_plainly(plan in prop::collection::vec(
            (
                prop::collection::vec(0..NAMES.len(), 1..5),
                0..10_u8,
                prop::collection::vec(0..NAMES.len(), 0..3),
            ),
            0..40,
        )) {
            let dir = tempfile::tempdir().unwrap();
            make(dir.path(), &plan);
            let mut roots = name_roots(&[dir.path().to_owned()]);
            // A root may be any of its entries, links among them.
            roots.extend(plan.first().map(|(names, ..)| Root {
                name: "entry".to_owned(),
                path: path(dir.path(), names),
            }));
            assert_plain(&roots);
        }
    }
}
