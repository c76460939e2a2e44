use super::*;

/// A story as text: name, number, minute; or an order to take one back.
enum Sent {
    Story(&'static str, u32, i64),
    Kill(Option<u32>, Option<i64>),
}
use Sent::{Kill, Story};

fn state(number: Option<u32>, changed: Option<i64>) -> ItemVersion {
    ItemVersion::new("wire.example", "item", number, changed)
}

fn id(name: &str) -> ArticleId {
    ArticleId::of_record(None, name.as_bytes())
}

fn held(name: &str, number: u32, changed: i64) -> Held {
    let facts = Facts { format: "nitf".into(), offset: 3, ..Facts::default() };
    let version = state(Some(number), Some(changed));
    Held { id: id(name), version, facts, file: name.into() }
}

/// Reads what was sent in this order; returns who is in the index, and what the others are told.
fn read(sent: &[&Sent]) -> (Vec<ArticleId>, Vec<(String, String)>) {
    let (mut versions, mut index) = (Versions::default(), Vec::new());
    for one in sent {
        let change = match one {
            Story(name, number, minute) => {
                let change = versions.article(held(name, *number, *minute));
                index.extend(change.add.then(|| id(name)));
                change
            }
            Kill(number, minute) => versions.order(state(*number, *minute), "kill", 9),
        };
        if let Some(gone) = change.take_out {
            let at = index.iter().position(|id| *id == gone).expect("it was added before");
            index.remove(at);
        }
    }
    let settled = versions.settle();
    let articles: Vec<ArticleId> = settled.articles.iter().map(|held| held.id).collect();
    assert_eq!(index, articles, "what is counted is what is in the index");
    let told = settled.superseded.into_iter().map(|(_, reject)| (reject.path, reject.reason));
    (articles, told.collect())
}

/// Reads in every order and returns the one answer.
fn in_any_order(sent: &[Sent]) -> (Vec<ArticleId>, Vec<(String, String)>) {
    let mut orders: Vec<Vec<&Sent>> = vec![Vec::new()];
    for one in sent {
        let longer = orders.iter().flat_map(|order| {
            (0..=order.len()).map(|at| {
                let mut order = order.clone();
                order.insert(at, one);
                order
            })
        });
        orders = longer.collect();
    }
    let mut answers: Vec<_> = orders.iter().map(|order| read(order)).collect();
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    answers.remove(0)
}

#[test]
fn the_newest_is_the_article_in_any_order() {
    let sent = [Story("a", 1, 70), Story("b", 3, 50), Story("c", 2, 60)];
    let (articles, told) = in_any_order(&sent);
    assert_eq!(articles, [id("b")]);
    let reason = "an older version of the item in b at offset 3";
    assert_eq!(told, [("a".into(), reason.into()), ("c".into(), reason.into())]);
    let twins = [Story("a", 0, 5), Story("b", 0, 5), Story("c", 0, 4)];
    assert_eq!(in_any_order(&twins).0, [id("a").max(id("b"))]);
}

#[test]
fn a_kill_takes_out_what_was_before_it_in_any_order() {
    let sent = [Story("a", 1, 10), Story("b", 2, 20), Kill(Some(3), Some(30))];
    let (articles, told) = in_any_order(&sent);
    assert_eq!(articles, []);
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|(_, why)| why.contains("kill at offset 9")), "{told:?}");
    let again = [Story("a", 1, 10), Kill(Some(2), Some(20)), Story("b", 3, 30)];
    assert_eq!(in_any_order(&again).0, [id("b")]);
    let untimed = [Kill(None, Some(5)), Story("a", 1, 10), Kill(None, None)];
    assert_eq!(in_any_order(&untimed).0, []);
    let late = [Kill(None, Some(5)), Story("a", 1, 10), Story("b", 1, 4)];
    assert_eq!(in_any_order(&late).0, [id("a")]);
}
