use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use super::*;
use crate::corpus::walk::{name_roots, walk_folders};

type Prints = BTreeMap<String, Option<Fingerprint>>;

struct Corpus {
    dir: tempfile::TempDir,
}

impl Corpus {
    fn new(files: &[(&str, &str)]) -> Corpus {
        let corpus = Corpus { dir: tempfile::tempdir().unwrap() };
        files.iter().for_each(|(path, text)| corpus.write(path, text));
        corpus
    }

    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).unwrap();
    }

    /// Changes the date of a file by nanoseconds, and nothing else.
    fn touch(&self, path: &str, nanoseconds: u64) {
        let file = fs::File::options().write(true).open(self.path(path)).unwrap();
        let before = file.metadata().unwrap().modified().unwrap();
        file.set_modified(before + Duration::from_nanos(nanoseconds)).unwrap();
    }

    /// The fingerprints of all files. All ways of asking must say the same.
    fn prints(&self) -> Prints {
        let roots = name_roots(&[self.dir.path().to_owned()]);
        let (told, alone, single) = (Folders::default(), Folders::default(), Folders::default());
        let mut files = Vec::new();
        walk_folders(&roots, false, &mut |found| files.extend(found.ok()), &mut |path, facts| {
            told.know(path, facts)
        });
        let prints = told.fingerprints(&files);
        assert_eq!(prints, alone.fingerprints(&files), "told and listed");
        let singly: Vec<_> = files.iter().map(|file| single.fingerprint(file).ok()).collect();
        assert_eq!(prints, singly, "all and one by one");
        let readable = files.iter().map(|file| told.settings(file).is_ok());
        assert!(readable.eq(prints.iter().map(Option::is_some)), "None where settings are broken");
        let below = |file: FileEntry| {
            file.path.strip_prefix(self.dir.path()).unwrap().display().to_string()
        };
        files.into_iter().map(below).zip(prints).collect()
    }
}

/// The files that are in both with another fingerprint.
fn changed(before: &Prints, after: &Prints) -> Vec<String> {
    let other = |(path, print): &(&String, &Option<Fingerprint>)| {
        after.get(*path).is_some_and(|now| now != *print)
    };
    before.iter().filter(other).map(|(path, _)| path.clone()).collect()
}

/// What is done to a corpus, and the files of which something else is stated then.
type Step<'a> = (&'a str, &'a dyn Fn(&Corpus), &'a [&'a str]);

fn check(corpus: &Corpus, steps: &[Step<'_>]) {
    let mut before = corpus.prints();
    for (what, step, expected) in steps {
        step(corpus);
        let after = corpus.prints();
        assert_eq!(changed(&before, &after), *expected, "{what}");
        before = after;
    }
}

#[test]
fn a_fingerprint_changes_with_what_is_stated_and_with_nothing_else() {
    let corpus = Corpus::new(&[
        ("a.txt", ""),
        ("wire/1.txt", ""),
        ("wire/2.txt", ""),
        ("wire/deep/3.txt", ""),
        ("wire/zz.txt", ""),
        ("z.txt", ""),
    ]);
    let first = corpus.prints();
    let wire = &["wire/1.txt", "wire/2.txt", "wire/deep/3.txt", "wire/zz.txt"];
    let all = &[&["a.txt"], &wire[..], &["z.txt"]].concat();
    check(
        &corpus,
        &[
            ("nothing", &|_| {}, &[]),
            ("a new file", &|c| c.write("wire/0.txt", ""), &[]),
            ("a file less", &|c| c.remove("wire/0.txt"), &[]),
            ("a new folder", &|c| c.write("wire/more/0.txt", ""), &[]),
            ("a folder less", &|c| fs::remove_dir_all(c.path("wire/more")).unwrap(), &[]),
            ("another text", &|c| c.write("wire/1.txt", "news"), &[]),
            ("a later date", &|c| c.touch("wire/1.txt", 1), &[]),
            ("a README", &|c| c.write("wire/README", ""), &[]),
            ("a sidecar", &|c| c.write("wire/1.meta.toml", "lang = 'en'"), &["wire/1.txt"]),
            ("its text", &|c| c.write("wire/1.meta.toml", "lang = 'de'"), &["wire/1.txt"]),
            ("its date", &|c| c.touch("wire/1.meta.toml", 5), &[]),
            ("a broken one", &|c| c.write("wire/1.meta.toml", "="), &["wire/1.txt"]),
            ("none", &|c| c.remove("wire/1.meta.toml"), &["wire/1.txt"]),
            ("by whole name", &|c| c.write("wire/2.txt.meta.toml", ""), &["wire/2.txt"]),
            ("a sidecar of none", &|c| c.write("wire/4.meta.toml", ""), &[]),
            ("settings", &|c| c.write("wire/corpus.toml", ""), wire),
            ("their text", &|c| c.write("wire/corpus.toml", "day_order = 'day-first'"), wire),
            ("their date", &|c| c.touch("wire/corpus.toml", 5), &[]),
            ("broken ones", &|c| c.write("wire/corpus.toml", "x = 1"), wire),
            ("nearer ones", &|c| c.write("wire/deep/corpus.toml", ""), &[]),
            ("none", &|c| c.remove("wire/corpus.toml"), wire),
            ("at the root", &|c| c.write("corpus.toml", ""), all),
            (
                "moved",
                &|c| {
                    fs::rename(c.path("wire/deep/corpus.toml"), c.path("wire/corpus.toml")).unwrap()
                },
                wire,
            ),
        ],
    );
    for settings in ["corpus.toml", "wire/corpus.toml", "wire/2.txt.meta.toml"] {
        corpus.remove(settings);
    }
    assert_eq!(changed(&first, &corpus.prints()), [""; 0], "what comes back is the same");
}

#[test]
fn a_fingerprint_changes_with_the_part_in_a_pair() {
    let corpus = Corpus::new(&[
        ("corpus.toml", "pair = ['heads/*.txt', 'bodies/*.txt']\n"),
        ("other.txt", ""),
        ("heads/x.txt", "H"),
        ("bodies/x.txt", "B"),
        ("bodies/y.txt", "B"),
    ]);
    let prints = corpus.prints();
    let distinct: std::collections::BTreeSet<_> = prints.values().collect();
    assert_eq!((prints.len(), distinct.len()), (4, 4), "every part has its own");
    check(
        &corpus,
        &[
            ("an edited body", &|c| c.write("bodies/x.txt", "Body"), &[]),
            ("a longer headline", &|c| c.write("heads/x.txt", "Head"), &["bodies/x.txt"]),
            ("a later headline", &|c| c.touch("heads/x.txt", 1), &["bodies/x.txt"]),
            ("a headline comes", &|c| c.write("heads/y.txt", "H"), &["bodies/y.txt"]),
            ("a headline goes", &|c| c.remove("heads/x.txt"), &["bodies/x.txt"]),
            ("a body goes", &|c| c.remove("bodies/y.txt"), &["heads/y.txt"]),
            ("another file", &|c| c.write("bodies/z.txt", ""), &[]),
        ],
    );
}

#[test]
fn a_fingerprint_changes_with_the_dates_of_the_folder() {
    let names: Vec<String> = (1..6).map(|day| format!("days/2024-08-{day:02}.txt")).collect();
    let mut files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    files.extend([("days/in/1.txt", ""), ("z.txt", "")]);
    let corpus = Corpus::new(&files);
    let days: Vec<&str> = names.iter().map(String::as_str).collect();
    let with_in = [&days[..], &["days/in/1.txt"]].concat();
    check(
        &corpus,
        &[
            ("another day", &|c| c.write("days/2024-08-06.txt", ""), &[]),
            ("a day less", &|c| c.remove("days/2024-08-06.txt"), &[]),
            ("a README", &|c| c.write("days/README.md", ""), &[]),
            ("no day", &|c| c.write("days/notes.txt", ""), &days),
            ("no day more", &|c| c.write("days/other notes.txt", ""), &[]),
            (
                "they are days",
                &|c| ["days/notes.txt", "days/other notes.txt"].iter().for_each(|n| c.remove(n)),
                &days,
            ),
            (
                "a stated date",
                &|c| c.write("days/corpus.toml", "filename_date = '{year}'"),
                &with_in,
            ),
            ("which is the only one", &|c| c.write("days/notes.txt", ""), &[]),
        ],
    );
}
