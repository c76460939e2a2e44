use super::*;

fn brief(name: &str, own_id: Option<&str>, path: &str, offset: u64) -> Brief {
    Brief {
        id: ArticleId::of_record(own_id, name.as_bytes()),
        own_id: own_id.map(str::to_owned),
        headline: Some(name.to_owned()),
        date: None,
        path: path.to_owned(),
        offset,
        embargo: None,
    }
}

/// Names what was paired, what went and what came.
fn told(went: &[Brief], came: &[Brief]) -> (Vec<String>, Vec<String>, Vec<String>) {
    let name = |brief: &Brief| brief.headline.clone().unwrap_or_default();
    let paired = pair(went.to_vec(), came.to_vec());
    (
        paired.pairs.iter().map(|(a, b)| format!("{} {}", name(a), name(b))).collect(),
        paired.went.iter().map(name).collect(),
        paired.came.iter().map(name).collect(),
    )
}

#[test]
fn the_surest_sign_pairs_first() {
    let went = [
        brief("a1", Some("a"), "x", 0),
        brief("b1", None, "x", 90),
        brief("c1", None, "y", 0),
        brief("d1", None, "z", 0),
        brief("e1", None, "gone", 0),
    ];
    let came = [
        // By its own id in another file, though `b` stands now where it stood.
        brief("a2", Some("a"), "w", 7),
        brief("b2", None, "x", 90),
        // The only one of its file, at another offset.
        brief("c2", None, "y", 14),
        brief("f2", None, "new", 0),
        // One went and two came.
        brief("d2", None, "z", 5),
        brief("d3", None, "z", 9),
    ];
    let (pairs, left, new) = told(&went, &came);
    assert_eq!(pairs, ["a1 a2", "b1 b2", "c1 c2"]);
    assert_eq!(left, ["e1", "d1"]);
    assert_eq!(new, ["f2", "d2", "d3"]);
}

#[test]
fn own_ids_that_differ_are_two_articles() {
    let (pairs, left, new) =
        told(&[brief("a", Some("1"), "x", 0)], &[brief("b", Some("2"), "x", 0)]);
    assert_eq!((pairs.len(), left.len(), new.len()), (0, 1, 1));
    // One that got its own id only now is the one that stood there.
    let (pairs, ..) = told(&[brief("a", None, "x", 0)], &[brief("b", Some("2"), "x", 0)]);
    assert_eq!(pairs, ["a b"]);
}

#[test]
fn an_own_id_that_stands_twice_is_paired_in_its_file_first() {
    let went = [brief("a1", Some("1"), "a", 0), brief("b1", Some("1"), "b", 0)];
    let came = [brief("b2", Some("1"), "b", 0), brief("c2", Some("1"), "c", 0)];
    assert_eq!(told(&went, &came).0, ["b1 b2", "a1 c2"]);
    let twins = [brief("s2", Some("1"), "s", 0), brief("t2", Some("1"), "s", 50)];
    let before = [brief("s1", Some("1"), "s", 0), brief("t1", Some("1"), "s", 40)];
    assert_eq!(told(&before, &twins).0, ["s1 s2", "t1 t2"]);
}
