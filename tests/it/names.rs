//! Names in any script: `name:` with the real program, from the files to the marks.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use serde_json::Value;

use crate::newsroom::{Newsroom, texts};

/// Articles of our own, one file each; most speak of one man in one spelling.
const NEWS: &[(&str, &str)] = &[
    ("en.txt", "Premier in the capital\n\nOn Monday Mishustin opened a bridge over the river.\n"),
    (
        "de.txt",
        "Regierungschef eröffnet Brücke\n\nAm Montag hat Mischustin eine Brücke eröffnet.\n",
    ),
    (
        "fr.txt",
        "Un pont ouvert\n\nLundi, le premier ministre Mikhaïl Michoustine a ouvert un pont.\n",
    ),
    ("ru.txt", "Открыт новый мост\n\nВ понедельник Михаил Мишустин открыл мост через реку.\n"),
    (
        "case.txt",
        "Мост открыт\n\nО мосте доложили Мишустину, и вместе с Мишустиным его осмотрели.\n",
    ),
    ("caps.txt", "МИШУСТИН ОТКРЫЛ МОСТ\n\nПремьер приехал утром и уехал вечером.\n"),
    ("zh.txt", "大桥通车\n\n总理米舒斯京星期一出席了大桥通车仪式。\n"),
    ("list.txt", "Список гостей\n\nВ списке стоят Мишустин Михаил и еще девять человек.\n"),
    ("son.txt", "A namesake\n\nThe painter Lukašenko met the painter Lukashenko in Riga.\n"),
    ("wolves.txt", "Лес зимой\n\nВ лесу видели волков, и лесник пересчитал волков дважды.\n"),
    ("volkov.txt", "Лесник уходит\n\nЛесник Волков уходит, и место Волкова займет другой.\n"),
    ("may.txt", "Spring\n\nIt may rain, and mishustin is no word of this language.\n"),
    ("cui.txt", "北京新闻\n\n昨天北京下雨。\n"),
    ("pek.txt", "Wetter\n\nIn Peking hat es geregnet.\n"),
];

/// Those that have the man, however they spell him.
const HIS: [&str; 8] = ["caps", "case", "de", "en", "fr", "list", "ru", "zh"];

fn room() -> &'static Newsroom {
    static ROOM: OnceLock<Newsroom> = OnceLock::new();
    ROOM.get_or_init(|| Newsroom::with(NEWS))
}

/// The names of the files that a query finds, sorted.
fn found(room: &Newsroom, query: &str) -> Vec<String> {
    let paths = room.paths(query).into_iter();
    let stems =
        paths.map(|path| Path::new(&path).file_stem().unwrap().to_string_lossy().into_owned());
    stems.collect::<BTreeSet<_>>().into_iter().collect()
}

/// The texts that are marked in one file.
fn marked(query: &str, file: &str) -> Vec<String> {
    let page = room().json(&["--limit", "50"], query);
    let hits = page["hits"].as_array().unwrap();
    let hit = hits.iter().find(|hit| hit["path"].as_str().unwrap().contains(file)).unwrap();
    let mut marks = Vec::new();
    for (text, ranges) in [
        (&hit["headline"], &hit["headline_highlights"]),
        (&hit["snippet"]["text"], &hit["snippet"]["highlights"]),
    ] {
        let text = text.as_str().unwrap_or_default();
        for range in ranges.as_array().into_iter().flatten() {
            let at = |end: usize| range[end].as_u64().unwrap() as usize;
            marks.push(text[at(0)..at(1)].to_owned());
        }
    }
    marks
}

#[test]
fn every_spelling_finds_the_same_articles() {
    for name in ["Мишустин", "Mishustin", "Mischustin", "Michoustine", "Мишустина", "米舒斯京"]
    {
        assert_eq!(found(room(), &format!("name:{name}")), HIS, "{name}");
    }
}

#[test]
fn what_stands_there_is_marked() {
    assert_eq!(marked("name:Mishustin", "ru.txt"), ["Мишустин"]);
    assert_eq!(marked("name:Мишустин", "de.txt"), ["Mischustin"]);
    assert_eq!(marked("name:Mishustin", "case.txt"), ["Мишустину", "Мишустиным"]);
    assert_eq!(marked("name:Mishustin", "caps.txt"), ["МИШУСТИН"]);
    assert_eq!(marked("name:Mishustin", "zh.txt"), ["米舒斯京"]);
    assert_eq!(marked("name:Лукашенко", "son.txt"), ["Lukašenko", "Lukashenko"]);
}

#[test]
fn plain_words_are_never_read_as_names() {
    assert_eq!(found(room(), "Mischustin"), ["de"]);
    assert_eq!(found(room(), "Mishustin"), ["en", "may"]);
    assert_eq!(found(room(), "\"Mishustin\""), ["en", "may"]);
    assert_eq!(found(room(), "headline:Mishustin"), [""; 0]);
}

#[test]
fn a_capital_asks_for_a_capital() {
    assert_eq!(found(room(), "name:Волков"), ["volkov"]);
    assert_eq!(found(room(), "name:волков"), ["volkov", "wolves"]);
    assert_eq!(found(room(), "name:Volkov"), ["volkov"]);
    assert_eq!(found(room(), "name:May"), [""; 0]);
    let with_any_case = [&HIS[..6], &["may"], &HIS[6..]].concat();
    assert_eq!(found(room(), "name:mishustin"), with_any_case);
}

#[test]
fn names_of_several_words_are_phrases_either_way_round() {
    assert_eq!(found(room(), "name:\"Mikhail Mishustin\""), ["fr", "list", "ru"]);
    assert_eq!(found(room(), "name:\"Мишустин Михаил\""), ["fr", "list", "ru"]);
    assert_eq!(marked("name:\"Mikhail Mishustin\"", "list.txt"), ["Мишустин Михаил"]);
    assert_eq!(found(room(), "name:\"Boris Mishustin\""), [""; 0]);
}

#[test]
fn renderings_come_from_the_groups() {
    assert_eq!(found(room(), "name:Beijing"), ["cui", "pek"]);
    assert_eq!(found(room(), "name:北京"), ["cui", "pek"]);
    let room = Newsroom::with(&[
        ("zh.txt", "新闻\n\n昨天艾达到了。\n"),
        ("en.txt", "News\n\nYesterday Ada Quill arrived.\n"),
    ]);
    assert_eq!(found(&room, "name:\"Ada Quill\""), ["en"]);
    room.write("names.toml", "[[name]]\nspellings = ['Ada Quill', '艾达']\n");
    room.write("search.toml", "names = 'names.toml'\n");
    assert_eq!(found(&room, "name:\"Ada Quill\""), ["en", "zh"]);
    assert!(room.ask(&["--parse"], "name:艾达").code(0).out.contains("; also Ada Quill"));
    room.write("names.toml", "[[name]]\nspellings = ['Ada Quill']\n");
    room.ask(&[], "name:Ada").code(2).says("names.toml").says("two spellings").calm();
    // Who asks for no name need not mend it.
    room.ask(&[], "Ada").code(0);
}

#[test]
fn names_stand_wherever_words_do() {
    assert_eq!(found(room(), "name:Mishustin bridge"), ["en"]);
    assert_eq!(found(room(), "name:Mishustin -name:Michail"), ["caps", "case", "de", "en", "zh"]);
    assert_eq!(found(room(), "name:Mishustin OR name:Volkov").len(), HIS.len() + 1);
    assert_eq!(found(room(), "name:(Mishustin OR Volkov)").len(), HIS.len() + 1);
    assert_eq!(found(room(), "ANY/2(name:Mishustin мост понедельник)"), ["caps", "case", "ru"]);
    room().ask(&[], "name:nobodyatall").code(1).calm();
    room().ask(&[], "headline:(name:Mishustin)").code(2).says("error[Q118]").calm();
}

#[test]
fn it_is_told_what_a_name_stands_for() {
    let page = room().json(&[], "name:Mischustin bridge");
    let names = page["names"].as_array().unwrap();
    assert_eq!(names[0]["name"], "Mischustin");
    let spellings: BTreeSet<&str> =
        names[0]["spellings"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let all = [
        "Mishustin",
        "Mischustin",
        "Michoustine",
        "Мишустин",
        "Мишустину",
        "Мишустиным",
        "米舒斯京",
    ];
    assert_eq!(spellings, BTreeSet::from(all));
    assert!(room().json(&[], "bridge").get("names").is_none());
    let told = room().ask(&["-v"], "name:Volkov").code(0).err;
    assert!(told.contains("the name Volkov stands for Волков"), "{told}");
    assert!(!room().ask(&[], "name:Volkov").code(0).err.contains("stands for"));
}

#[test]
fn more_spellings_than_are_searched_are_told() {
    // One name with accents in every way.
    let mut text = String::from("Namen\n\n");
    let (e, o) =
        (["e", "é", "è", "ê", "ě", "ę", "ė", "ē"], ["o", "ó", "ò", "ô", "õ", "ö", "ő", "ō"]);
    for first in e {
        for second in o {
            for third in e {
                text += &format!("P{first}tr{second}v{third}n ");
            }
        }
    }
    let room = Newsroom::with(&[("a.txt", &text)]);
    let page = room.json(&[], "name:Petroven");
    let warnings = texts(&page, "path").len();
    assert_eq!(warnings, 1);
    assert_eq!(page["warnings"][0]["code"], "W202", "{page:#}");
}

/// The files of names in the live generation, by segment.
fn names_files(room: &Newsroom) -> Vec<String> {
    let folder = fs::read_dir(room.live().join("tantivy")).unwrap();
    let mut names: Vec<String> =
        folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name.ends_with(".names"));
    names.sort();
    names
}

#[test]
fn by_steps_is_as_at_once() {
    let room = Newsroom::with(&NEWS[..9]);
    let first = names_files(&room);
    assert_eq!(first.len(), 1);
    for (path, text) in &NEWS[9..] {
        room.write(&format!("corpus/{path}"), text);
    }
    room.write("corpus/en.txt", "Premier\n\nOn Tuesday the premier stayed at home.\n");
    fs::remove_file(room.path("corpus/list.txt")).unwrap();
    room.run(["index"]).code(0);
    room.run(["index", "verify"]).code(0);
    let segments = fs::read_dir(room.live().join("tantivy")).unwrap();
    let stores = segments.filter(|entry| {
        entry.as_ref().unwrap().path().extension().is_some_and(|end| end == "store")
    });
    assert_eq!(names_files(&room).len(), stores.count());
    let queries =
        ["name:Mishustin", "name:Volkov", "name:волков", "name:Peking", "name:Lukashenko"];
    let by_steps: Vec<_> = queries.map(|query| found(&room, query)).into();
    assert_eq!(by_steps[0], ["caps", "case", "de", "fr", "ru", "zh"]);
    room.run(["index", "rebuild"]).code(0);
    assert_eq!(names_files(&room).len(), 1);
    let at_once: Vec<_> = queries.map(|query| found(&room, query)).into();
    assert_eq!(by_steps, at_once);
}

#[test]
fn only_a_query_with_a_name_reads_the_names() {
    let room = Newsroom::with(&NEWS[..4]);
    let file = room.live().join("tantivy").join(&names_files(&room)[0]);
    let mut bytes = fs::read(&file).unwrap();
    bytes[8] ^= 3;
    fs::write(&file, bytes).unwrap();
    room.ask(&[], "bridge").code(0).calm();
    room.ask(&[], "name:Mishustin").code(3).says("names").calm();
    room.run(["index", "verify"]).code(1).says("names").calm();
    fs::remove_file(&file).unwrap();
    room.ask(&[], "name:Mishustin").code(3).says("names").calm();
}
