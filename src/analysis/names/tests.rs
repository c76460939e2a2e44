//! Keys against two tables: names in many spellings, which must meet, and strangers, which must not.

use std::collections::{HashMap, HashSet};

use proptest::prelude::*;

use super::*;
use crate::analysis::fold::fold;

const SPELLINGS: &str = include_str!("../data/name_spellings.txt");
const STRANGERS: &str = include_str!("../data/name_strangers.txt");

/// A name in Cyrillic, and its romanisations.
fn names() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    let lines = SPELLINGS.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let (name, spellings) = line.split_once('\t').unwrap();
        (name, spellings.split(' ').collect())
    })
}

/// The strangers, line by line, none of them a word of the other table.
fn strangers() -> Vec<Vec<String>> {
    let known: HashSet<&str> =
        names().flat_map(|(name, mut of)| [of.split_off(0), vec![name]].concat()).collect();
    let mut seen = HashSet::new();
    let lines = STRANGERS.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .map(|line| {
            let (first, second) = line.split_once('×').unwrap_or((line, ""));
            let ends: Vec<&str> = second.split_whitespace().collect();
            let ends = if ends.is_empty() { vec![""] } else { ends };
            let all = first
                .split_whitespace()
                .flat_map(|first| ends.iter().map(move |end| format!("{first}{end}")));
            all.filter(|word| !known.contains(word.as_str()) && seen.insert(word.clone())).collect()
        })
        .collect()
}

fn meet(a: &str, b: &str) -> bool {
    let known = keys(a);
    keys(b).iter().any(|key| known.contains(key))
}

#[test]
fn nearly_all_spellings_meet_their_name() {
    let (mut pairs, mut missed) = (0, Vec::new());
    for (name, spellings) in names() {
        assert!((1..=4).contains(&spellings.len()), "{name}");
        for spelling in spellings {
            pairs += 1;
            if !meet(name, spelling) {
                missed.push((name, spelling));
            }
        }
    }
    assert!(names().count() >= 300 && pairs >= 900, "{pairs}");
    assert!(missed.len() * 100 <= pairs * 3, "{} of {pairs}: {missed:?}", missed.len());
}

#[test]
fn strangers_do_not_meet_the_names() {
    let mut known: HashMap<String, &str> = HashMap::new();
    for (name, spellings) in names() {
        for word in spellings.into_iter().chain([name]) {
            known.extend(keys(word).into_iter().map(|key| (key, word)));
        }
    }
    let strangers: Vec<String> = strangers().into_iter().flatten().collect();
    let met: Vec<(&String, &&str)> = strangers
        .iter()
        .filter_map(|word| Some((word, keys(word).iter().find_map(|key| known.get(key))?)))
        .collect();
    assert!(strangers.len() >= 5000, "{}", strangers.len());
    assert!(met.len() * 1000 <= strangers.len() * 2, "{met:?}");
}

#[test]
fn strangers_of_one_language_do_not_meet_each_other() {
    let (mut all, mut met) = (0, Vec::new());
    let lines = strangers();
    for line in &lines {
        let mut known: HashMap<String, Vec<&String>> = HashMap::new();
        for word in line {
            all += 1;
            for key in keys(word) {
                let same = known.entry(key).or_default();
                met.extend(same.iter().map(|other| (*other, word)));
                same.push(word);
            }
        }
    }
    assert!(met.len() * 200 <= all, "{} of {all}: {met:?}", met.len());
}

#[test]
fn every_case_meets_the_latin_spelling() {
    for (latin, cases) in [
        ("Mishustin", "Мишустин Мишустина Мишустину Мишустином Мишустине Мишустиным Мишустины"),
        ("Putin", "Путина Путину Путиным Путине Путіна Путіну Путіним"),
        ("Ivanov", "Иванова Иванову Ивановым Иванове Ивановых Ивановыми Іванову"),
        ("Ivanova", "Иванова Ивановой Иванову Иванову Іванової Івановій"),
        ("Medvedev", "Медведева Медведеву Медведевым Медведеве"),
        ("Zelensky", "Зеленского Зеленскому Зеленским Зеленском Зеленського Зеленським"),
        ("Tsikhanouskaya", "Ціханоўская Ціханоўскай Ціханоўскую"),
        ("Tikhanovskaya", "Тихановской Тихановскую Тихановская"),
        ("Navalny", "Навального Навальному Навальным Навальном"),
        ("Tolstoy", "Толстого Толстому Толстым Толстом"),
        ("Gorky", "Горького Горькому Горьким"),
        ("Sergei", "Сергея Сергею Сергеем Сергее"),
        ("Nikolai", "Николая Николаю Николаем"),
        ("Dmitry", "Дмитрия Дмитрию Дмитрием Дмитрии"),
        ("Igor", "Игоря Игорю Игорем Игоре"),
        ("Pavel", "Павла Павлу Павлом"),
        ("Elena", "Елены Елене Елену Еленой"),
        ("Natalya", "Натальи Наталье Наталью Натальей"),
        ("Maria", "Мария Марии Марию Марией"),
        ("Moskva", "Москвы Москве Москву Москвой"),
        ("Tsoi", "Цоя Цою Цоем"),
        ("Shevchenko", "Шевченка Шевченку Шевченком Шевченкові"),
        ("Lukashenka", "Лукашэнкі Лукашэнку Лукашэнкам"),
        ("Bykau", "Быкава Быкаву Быкавым"),
        ("Serhii", "Сергія Сергію Сергієм"),
    ] {
        for word in cases.split(' ') {
            assert!(meet(latin, word), "{latin} {word}: {:?} {:?}", keys(latin), keys(word));
        }
    }
}

#[test]
fn readings_are_few_and_can_be_spoken() {
    assert_eq!(keys("Mishustin"), ["miSustin"]);
    assert_eq!(keys("МИШУСТИН"), ["miSustin"]);
    assert_eq!(spoken("miSustin"), "mishustin");
    assert_eq!(spoken("HruScC"), "khrushtsch");
    for word in ["", "a", "习近平", "covid19", "Путинx", "x²", "bbc", "мчс", &"ab".repeat(40)]
    {
        assert!(keys(word).is_empty(), "{word}");
    }
    let words = names().flat_map(|(name, of)| [vec![name], of].concat());
    let counts: Vec<usize> = words.map(|word| keys(word).len()).collect();
    assert!(counts.iter().sum::<usize>() < counts.len() * 2, "{}", counts.len());
}

proptest! {
    #[test]
    fn any_text_has_few_keys_of_plain_sounds(text in "\\PC{0,40}|[a-zäöüßščžńł'’]{0,40}|[а-яёіїєґў]{0,40}") {
        let found = keys(&text);
        prop_assert!(found.len() <= MOST_KEYS);
        let distinct: HashSet<&String> = found.iter().collect();
        prop_assert_eq!(distinct.len(), found.len());
        for key in &found {
            let known = |byte| b"aeioujbvgdzklmnprstfZSCHch".contains(&byte);
            prop_assert!(key.len() >= 2 && key.bytes().all(known), "{}", key);
        }
    }

    #[test]
    fn a_masculine_name_is_met_in_every_case(name in "[а-щ][а-я]{0,7}[аеиоу][бвгдзклмнпрстф]") {
        for ending in ["а", "у", "ом", "е"] {
            prop_assert!(meet(&name, &format!("{name}{ending}")), "{}{}", name, ending);
        }
    }

    #[test]
    fn case_does_not_count(text in "[a-zščž]{2,12}|[а-яёіїєґў]{2,12}") {
        prop_assert_eq!(keys(&text.to_uppercase()), keys(&text));
        // Nor does folding, where no accent speaks.
        let plain = text.chars().all(|c| c.is_ascii() || ('а'..='я').contains(&c));
        prop_assert!(!plain || keys(&fold(&text)) == keys(&text));
    }
}
