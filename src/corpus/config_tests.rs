use super::*;

fn error(text: &str) -> String {
    parse_folder(text, "news/corpus.toml").unwrap_err().to_string()
}

#[test]
fn everything_can_be_stated() {
    let config = parse_folder(
        "filename_date = ['{year}-{month}-{day}', '{year}{month}{day}']\n\
         day_order = 'day-first'\n\
         pair = ['heads/*.txt', 'texts/*.txt']\n\
         [[set]]\nglob = 'wire/*'\nsource = ['ANN', 'China Daily']\ndate = 2024-08-21\nid = 7\n\
         [[default]]\nlang = 'en'\nencoding = 'windows-1252'\n\
         [map]\nheadline = 'meta.title'\n\
         [csv]\ndelimiter = ';'\nquote = ''\nheader = false\ncolumns = ['section', 'text']\n",
        "corpus.toml",
    )
    .unwrap();
    let set: Vec<_> =
        config.set[0].fields().map(|(name, value)| (name, value.to_string())).collect();
    assert_eq!(
        set,
        [
            ("date", "\"2024-08-21\"".to_owned()),
            ("source", "[\"ANN\",\"China Daily\"]".to_owned()),
            ("id", "\"7\"".to_owned()),
        ]
    );
    assert!(config.set[0].speaks_of("wire/a.txt") && !config.set[0].speaks_of("b/a.txt"));
    assert!(config.default[0].speaks_of("anything"));
    assert_eq!(config.default[0].encoding.as_ref().unwrap().0.name(), "windows-1252");
    assert_eq!(config.filename_date.unwrap().0.len(), 2);
    let mut csv = CsvSettings { delimiter: Some(b'|'), ..CsvSettings::default() };
    config.csv.complete(&mut csv);
    assert_eq!((csv.delimiter, csv.quote, csv.header), (Some(b'|'), Some(None), Some(false)));
    let pairs = config.pair.unwrap().0;
    assert_eq!(pairs[0].0.captures("heads/7.txt").unwrap(), ["7"]);
    assert_eq!(pairs[0].0.captures("x/heads/7.txt"), None);
    let many = parse_folder("pair = [['a/*', 'b/*'], ['c/*', 'd/*']]", "x").unwrap();
    assert_eq!(many.pair.unwrap().0.len(), 2);
}

#[test]
fn errors_name_file_line_and_nearest_key() {
    let misspelt = error("[[set]]\nglob = '*'\nhedline = 'x'\n");
    assert_eq!(
        misspelt,
        "news/corpus.toml line 3: \"hedline\" is not a key; did you mean \"headline\"?"
    );
    assert!(error("[mapp]\n").contains("did you mean \"map\"?"));
    assert!(error("\n[map]\nheadlin = 'x'\n").contains("line 3: \"headlin\" is not a field; did"));
    assert!(error("[[set]]\nencoding = 'klingon'\n").contains("line 2: \"klingon\""));
    assert!(error("[csv]\ndelimiter = ';;'\n").contains("line 2: \";;\" must be one character"));
    assert!(error("filename_date = '{jahr}'\n").contains("line 1: filename_date: {jahr}"));
    assert!(error("pair = ['a/*']\n").contains("pair needs two globs"));
    assert!(error("[[set]]\ndate = true\n").contains("line 2: a text, a date"));
    assert!(error("day_order = 'sideways'\n").contains("line 1"));
    assert!(error("a = \n").contains("line 1"));
    assert!(parse_sidecar("glob = '*'\n", "x").is_err());
    assert!(parse_sidecar("headline = 'x'\nsource = 'y'\n", "x").is_ok());
}
