use super::*;

fn said(place: &str, text: &str) -> Stated {
    Stated { place: place.to_owned(), text: text.to_owned() }
}

fn found(place: &str, text: &str) -> String {
    let site = |name: &str| matches!(name, "Dorfbote" | "DB News");
    let stated = [said(place, text)];
    choose(&stated, &site).map_or(String::new(), |(_, names)| names)
}

#[test]
fn names_without_what_stands_around_them() {
    for (text, wanted) in [
        ("Posted by Jane Roe on May 2, 2019", "Jane Roe"),
        ("Posted on May 2, 2019 by Jane Roe", "Jane Roe"),
        ("Von Jane Roe | 2. Mai", "Jane Roe"),
        ("VON JANE ROE am 21. April", "JANE ROE"),
        ("Jane Roe, DB News", "Jane Roe"),
        ("Jane Roe, Staff Writer", "Jane Roe"),
        ("Jane Roe and Ann Poe", "Jane Roe and Ann Poe"),
        ("Jane Roe,Ann Poe", "Jane Roe, Ann Poe"),
        ("Jane Roe @jroe", "Jane Roe"),
        ("Von:\nJane Roe\nStaff", "Jane Roe"),
        ("Autor: Ludwig van der Roe", "Ludwig van der Roe"),
        ("İlker Roe", "İlker Roe"),
    ] {
        assert_eq!(found("class byline", text), wanted, "{text}");
    }
}

#[test]
fn what_names_nobody() {
    for text in [
        "https://n.example/jane",
        "admin",
        "Dorfbote",
        "Foto: Jane Roe",
        "Alle Beiträge",
        "Por",
        "Roe Verlag GmbH",
        "Dorf e. V.",
        "www.n.example",
        "Jane designed",
        "12. Mai",
        "",
        "By",
    ] {
        assert_eq!(found("class author", text), "", "{text}");
    }
}

#[test]
fn handles_only_where_they_are_meant() {
    assert_eq!(found("link to an author", "jroe4"), "jroe4");
    assert_eq!(found("class author", "jroe"), "");
    assert_eq!(found("meta author", "admin"), "");
    assert_eq!(found("line that names the author", "By the way, it rained"), "");
    assert_eq!(found("line that names the author", "By Jane Roe"), "Jane Roe");
    assert_eq!(found("line that names the author", "Text: Roe"), "");
}

#[test]
fn a_fuller_list_of_the_same_people_wins() {
    let all = [said("json-ld Article", "Jane Roe"), said("meta author", "Jane Roe,Ann Poe")];
    let none = |_: &str| false;
    assert_eq!(choose(&all, &none).unwrap().1, "Jane Roe, Ann Poe");
    let other = [said("json-ld Article", "Jane Roe"), said("meta author", "Jo, Ann Poe")];
    assert_eq!(choose(&other, &none).unwrap().1, "Jane Roe");
    let handle = [said("meta author", "jane_roe"), said("class author", "Jane Roe")];
    assert_eq!(choose(&handle, &none).unwrap().1, "Jane Roe");
}
