use super::*;

fn corpus(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn entry(dir: &tempfile::TempDir, name: &str) -> FileEntry {
    FileEntry {
        path: dir.path().join(name),
        logical: format!("news/{name}"),
        root: dir.path().to_owned(),
        bytes: 0,
        mtime: 0,
        mtime_ns: 0,
    }
}

#[test]
fn the_nearest_statement_wins_key_by_key() {
    let dir = corpus(&[
        (
            "corpus.toml",
            "day_order = 'day-first'\nfilename_date = '{year}'\n[[set]]\nsource = 'Far'\n\
             lang = 'en'\n[map]\nheadline = 'h'\nbody = 'b'\n[csv]\ndelimiter = ';'\nheader = true\n",
        ),
        (
            "a/b/corpus.toml",
            "filename_date = '{year}-{month}'\n[[set]]\nsource = 'Near'\n[[set]]\nglob = 'x*'\n\
             source = 'Nearest'\nencoding = 'cp1251'\n[map]\nbody = 'text'\n[csv]\nheader = false\n",
        ),
        ("a/b/x-2024-08.txt", ""),
        ("a/b/x-2024-08.meta.toml", "section = 'World'\n"),
        ("a/b/y.txt.meta.toml", "source = 'Beside'\n"),
    ]);
    let folders = Folders::default();
    let settings = folders.settings(&entry(&dir, "a/b/x-2024-08.txt")).unwrap();
    assert_eq!(settings.set["source"], "Nearest");
    assert_eq!((&settings.set["lang"], &settings.set["section"]), (&"en".into(), &"World".into()));
    assert_eq!((settings.map["headline"].as_str(), settings.map["body"].as_str()), ("h", "text"));
    assert_eq!((settings.csv.delimiter, settings.csv.header), (Some(b';'), Some(false)));
    assert_eq!(settings.file_date, Some(("2024-08".to_owned(), "2024-08".to_owned())));
    assert_eq!(settings.day_order, Some(DayOrder::DayFirst));
    assert_eq!(settings.hints.stated.unwrap().name(), "windows-1251");
    let other = folders.settings(&entry(&dir, "a/b/y.txt")).unwrap();
    assert_eq!((&other.set["source"], other.hints.stated), (&"Beside".into(), None));
    let top = folders.settings(&entry(&dir, "z.txt")).unwrap();
    assert_eq!(top.set["source"], "Far");
}

#[test]
fn a_broken_file_is_named() {
    let dir = corpus(&[
        ("a/corpus.toml", "x = 1\n"),
        ("a/b/t.txt", ""),
        ("u.txt", ""),
        ("u.meta.toml", "="),
    ]);
    let folders = Folders::default();
    let error = folders.settings(&entry(&dir, "a/b/t.txt")).unwrap_err();
    assert!(error.to_string().starts_with("news/a/corpus.toml line 1: \"x\" is not a key"));
    let error = folders.settings(&entry(&dir, "u.txt")).unwrap_err();
    assert!(error.to_string().starts_with("news/u.meta.toml line 1"));
    let long = "n".repeat(300);
    assert!(folders.settings(&entry(&dir, &long)).is_ok());
}

#[test]
fn pairs_find_their_partners() {
    let dir = corpus(&[
        ("corpus.toml", "pair = ['*_titles/*.txt', '*/*.txt']\n"),
        ("Real_titles/1.txt", "H"),
        ("Real/1.txt", "B"),
        ("Real/2.txt", "B"),
        ("Real/a/3.txt", "B"),
    ]);
    let folders = Folders::default();
    let pair = |name: &str| folders.settings(&entry(&dir, name)).unwrap().pair;
    assert_eq!(pair("Real_titles/1.txt"), Pair::HeadlineOf(dir.path().join("Real/1.txt")));
    assert_eq!(pair("Real/1.txt"), Pair::BodyOf(dir.path().join("Real_titles/1.txt")));
    assert_eq!(pair("Real/2.txt"), Pair::Alone);
    assert_eq!(pair("Real/a/3.txt"), Pair::None);
}

#[test]
fn names_are_dates_where_the_whole_folder_agrees() {
    let names = ["a-2024-08-19.txt", "b-2024-08-20.txt", "2024-08-21.txt", "2024-08-22.txt"];
    let mut files: Vec<(String, &str)> =
        names.iter().map(|name| (format!("days/{name}"), "")).collect();
    files.extend([("days/c 2024-08-23.txt".into(), ""), ("days/README.md".into(), "")]);
    let refs: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let dir = corpus(&refs);
    let agreed = |name: &str| {
        let settings = Folders::default().settings(&entry(&dir, name)).unwrap();
        settings.agreed_date.map(|(iso, _)| iso)
    };
    assert_eq!(agreed("days/b-2024-08-20.txt").as_deref(), Some("2024-08-20"));
    fs::write(dir.path().join("days/notes.txt"), "").unwrap();
    assert_eq!(agreed("days/b-2024-08-20.txt"), None);
}

#[test]
fn a_stated_pattern_is_the_only_one() {
    let names: Vec<String> = (1..8).map(|day| format!("2024-08-0{day} v2023.txt")).collect();
    let mut files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    files.push(("corpus.toml", "filename_date = 'v{year}'\n"));
    let dir = corpus(&files);
    let settings = Folders::default().settings(&entry(&dir, &names[0])).unwrap();
    assert_eq!(settings.file_date, Some(("2023".to_owned(), "v2023".to_owned())));
    assert_eq!(settings.agreed_date, None);
}
