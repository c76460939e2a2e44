//! Trees of every shape that the parser can make: printed and read, they are the same.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::SBoxedStrategy;
use proptest::string::string_regex;

use super::now;
use crate::article::{Field, Precision};
use crate::query::ast::{
    DateRange, DateRelation, KeyValue, Near, Node, Pattern, PhraseWord, Scope,
};
use crate::query::dates::resolve;
use crate::query::parse::{ParseOptions, parse};
use crate::query::print::print;

/// Texts with a letter or digit and every sign that the language gives a meaning to. Made once:
/// strategies of patterns are costly to make, and trees need many.
fn text() -> SBoxedStrategy<String> {
    static TEXT: LazyLock<SBoxedStrategy<String>> = LazyLock::new(texts);
    TEXT.clone()
}

fn texts() -> SBoxedStrategy<String> {
    let odd = "[aB7жé習'.,:;!?*~^()\\[\\]\"“«\\\\/=@&#$%+|<>{} _-]{0,6}";
    let strings = |pattern| string_regex(pattern).unwrap();
    let whole = [
        "AND",
        "OR",
        "NOT",
        "NEAR/3",
        "PRE",
        "ANY/2",
        "ANY",
        "FIRST",
        "http://x.com/a?b",
        "www.x",
        "headline:x",
        "date~2024",
        "text:a",
        "a:b",
        "C:\\x",
        "2:1",
        "won?",
        "near",
        "or",
        "w/5",
    ];
    prop_oneof![
        3 => strings("[a-zж習]{1,6}"),
        3 => (strings(odd), strings("[aZ5я]"), strings(odd))
            .prop_map(|(a, b, c)| format!("{a}{b}{c}")),
        1 => prop::sample::select(whole.to_vec()).prop_map(str::to_owned),
    ]
    .sboxed()
}

fn scope() -> impl Strategy<Value = Scope> {
    prop_oneof![
        4 => Just(Scope::Text),
        1 => prop::sample::select(vec![Scope::Headline, Scope::Body, Scope::Lead, Scope::Byline,
            Scope::Place, Scope::Section, Scope::Path, Scope::Url]),
    ]
}

fn phrase_word() -> impl Strategy<Value = PhraseWord> {
    (text(), 0..3).prop_map(|(text, kind)| PhraseWord { text, exact: kind == 1, prefix: kind == 2 })
}

fn phrase_part() -> impl Strategy<Value = Vec<PhraseWord>> {
    let distinct = |words: Vec<PhraseWord>| {
        let mut kept: Vec<PhraseWord> = Vec::new();
        for word in words {
            // OR itself cannot be an alternative.
            if !kept.contains(&word) && (kept.is_empty() || word.text != "OR") {
                kept.push(word);
            }
        }
        if kept.len() > 1 && kept[0].text == "OR" {
            kept.remove(0);
        }
        kept
    };
    prop_oneof![3 => vec(phrase_word(), 1), 1 => vec(phrase_word(), 1..4)].prop_map(distinct)
}

fn pattern() -> impl Strategy<Value = Pattern> {
    let plain = |text: String| text.replace(['*', '?'], "");
    prop_oneof![
        text().prop_map(Pattern::Prefix),
        // A word keeps one letter at least.
        (text(), 1..=2_u8).prop_map(|(text, distance)| {
            let short = text.chars().filter(|c| c.is_alphanumeric()).count() <= distance.into();
            Pattern::Fuzzy { text: if short { text + "abc" } else { text }, distance }
        }),
        (text(), text(), "[?*]?", "[?]|[*][.a?]").prop_map(move |(a, b, lead, mark)| {
            let text = format!("{lead}{}{mark}{}", plain(a), plain(b));
            Pattern::Wildcard(text.replace("**", "*"))
        }),
        text().prop_map(|text| {
            let text = text.replace([' ', '\\'], "").replace('/', "\\\\/");
            Pattern::Regex(text)
        }),
    ]
}

/// What can stand beside NEAR, in one scope.
fn in_text(scope: Scope) -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        (text(), any::<bool>()).prop_map(move |(text, exact)| Node::Word { scope, text, exact }),
        (vec(phrase_part(), 1..4), prop_oneof![Just(0), 1..=64_u32])
            .prop_map(move |(parts, slop)| Node::Phrase { scope, parts, slop }),
        pattern().prop_map(move |pattern| Node::Pattern { scope, pattern }),
        // A name has no field of its own; outside of one it stands where words do.
        text().prop_map(move |text| match scope {
            Scope::Text => Node::Name { text },
            _ => Node::Word { scope, text, exact: false },
        }),
    ];
    let kind = prop_oneof![
        (1..10_000_u32).prop_map(Near::Pre),
        (1..99_u32).prop_map(Near::Near),
        (1..99_u32).prop_map(Near::NotNear),
        Just(Near::Sentence),
        Just(Near::Paragraph),
    ];
    leaf.prop_recursive(3, 6, 3, move |inner| {
        prop_oneof![
            (kind.clone(), inner.clone(), inner.clone()).prop_map(|(kind, left, right)| {
                Node::Near { kind, left: Box::new(left), right: Box::new(right) }
            }),
            vec(inner, 2..3).prop_map(Node::Or),
        ]
    })
}

/// What can be counted: in one field, or alternatives in several parts of the text.
fn mentions() -> impl Strategy<Value = Node> {
    let parts = vec![Scope::Text, Scope::Headline, Scope::Body, Scope::Lead];
    let part = prop::sample::select(parts);
    let of = prop_oneof![
        scope().prop_flat_map(in_text),
        vec(part.prop_flat_map(in_text), 2..4).prop_map(Node::Or),
    ];
    (of, 1..99_u32).prop_map(|(of, min)| Node::Mentions { min, of: Box::new(of) })
}

/// What can be asked of a window of the body.
fn window() -> impl Strategy<Value = Node> {
    let body = || prop::sample::select(vec![Scope::Text, Scope::Body]);
    let count = (body().prop_flat_map(in_text), 1..99_u32)
        .prop_map(|(of, min)| Node::Mentions { min, of: Box::new(of) });
    let leaf = prop_oneof![4 => body().prop_flat_map(in_text), 1 => count];
    let of = leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 2..4).prop_map(Node::Bag),
            vec(inner.clone(), 2..4).prop_map(Node::And),
            vec(inner.clone(), 2..4).prop_map(Node::Or),
            inner.clone().prop_map(|of| Node::Not(Box::new(of))),
            inner.clone().prop_map(|of| Node::Weight { of: Box::new(of), weight: 2.5 }),
            vec(inner, 1..4).prop_map(|of| Node::Quorum { min: of.len() as u32, of }),
        ]
    });
    (of, 1..10_000_u32).prop_map(|(of, words)| Node::First { words, of: Box::new(of) })
}

fn range() -> impl Strategy<Value = DateRange> {
    let text = prop::sample::select(vec![
        "2024",
        "2024-08",
        "2024-08-21",
        "2020..",
        "..2020",
        "2020-03-04..2021",
        "2024-W01",
        "last-24h",
        "2024-08-21T10:00",
        "1601-01-01T10:00:05..",
        ">2024-08-21T10:00Z",
        "2200",
        "2000-02-29..2000-03",
    ]);
    text.prop_map(|text| resolve(text, now()).unwrap())
}

fn value() -> impl Strategy<Value = Node> {
    let keys = vec![Field::Id, Field::Source, Field::Origin, Field::Via, Field::Copies];
    let exists = vec![
        Field::Headline,
        Field::Body,
        Field::Byline,
        Field::Place,
        Field::Section,
        Field::Path,
        Field::Url,
        Field::Source,
        Field::Origin,
        Field::Via,
        Field::Date,
        Field::Lang,
        Field::Words,
    ];
    prop_oneof![
        (prop::sample::select(keys), text(), any::<bool>()).prop_map(|(field, text, whole)| {
            let value = if whole { KeyValue::Is(text) } else { KeyValue::StartsWith(text) };
            Node::Key { field, value }
        }),
        "[a-z]{2,3}".prop_map(|code| Node::Key { field: Field::Lang, value: KeyValue::Is(code) }),
        text().prop_map(|text| Node::Name { text }),
        prop::sample::select(exists).prop_map(|field| Node::Exists { field }),
        prop::sample::select(Precision::ALL.to_vec())
            .prop_map(|precision| Node::PrecisionAtLeast { precision }),
        (any::<u32>(), any::<u32>(), 0..4).prop_map(|(a, b, kind)| match kind {
            0 => Node::Words { min: Some(a.min(b)), max: Some(a.max(b)) },
            1 => Node::Words { min: Some(a), max: None },
            2 => Node::Words { min: None, max: Some(a) },
            _ => Node::Words { min: Some(a), max: Some(a) },
        }),
        (range(), any::<bool>()).prop_map(|(range, within)| Node::Date {
            relation: if within { DateRelation::Within } else { DateRelation::Overlaps },
            range,
        }),
    ]
}

fn node() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        1 => Just(Node::All),
        8 => scope().prop_flat_map(in_text),
        4 => value(),
        1 => mentions(),
        1 => window(),
    ];
    leaf.prop_recursive(5, 24, 4, |inner| {
        let weights = prop_oneof![Just(1.0_f32), Just(100.0), 0.0001..100.0_f32];
        prop_oneof![
            vec(inner.clone(), 2..4).prop_map(Node::Bag),
            vec(inner.clone(), 2..4).prop_map(Node::And),
            vec(inner.clone(), 2..4).prop_map(Node::Or),
            inner.clone().prop_map(|of| Node::Not(Box::new(of))),
            (inner.clone(), weights)
                .prop_map(|(of, weight)| Node::Weight { of: Box::new(of), weight }),
            (vec(inner, 1..4), 1..4_u32)
                .prop_map(|(of, min)| { Node::Quorum { min: min.min(of.len() as u32), of } }),
        ]
    })
}

/// Takes away what the parser never makes: AND in AND, OR in OR, NOT of NOT.
fn normal(node: Node) -> Node {
    let all = |of: Vec<Node>| of.into_iter().map(normal).collect::<Vec<_>>();
    match node {
        Node::Bag(of) => Node::Bag(all(of)),
        Node::And(of) => Node::And(
            all(of)
                .into_iter()
                .flat_map(|node| match node {
                    Node::And(of) => of,
                    other => vec![other],
                })
                .collect(),
        ),
        Node::Or(of) => Node::Or(
            all(of)
                .into_iter()
                .flat_map(|node| match node {
                    Node::Or(of) => of,
                    other => vec![other],
                })
                .collect(),
        ),
        Node::Not(of) => match normal(*of) {
            Node::Not(inner) => *inner,
            other => Node::Not(Box::new(other)),
        },
        Node::Weight { of, weight } => Node::Weight { of: Box::new(normal(*of)), weight },
        Node::Quorum { min, of } => Node::Quorum { min, of: all(of) },
        Node::Mentions { min, of } => Node::Mentions { min, of: Box::new(normal(*of)) },
        Node::First { words, of } => Node::First { words, of: Box::new(normal(*of)) },
        Node::Near { kind, left, right } => {
            Node::Near { kind, left: Box::new(normal(*left)), right: Box::new(normal(*right)) }
        }
        leaf => leaf,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_reads_the_same(tree in node()) {
        let tree = normal(tree);
        let printed = print(&tree);
        let mut leaves = 0;
        tree.walk(&mut |node| {
            leaves += usize::from(!matches!(
                node,
                Node::Bag(_) | Node::And(_) | Node::Or(_) | Node::Not(_) | Node::Weight { .. }
                    | Node::Near { .. } | Node::Quorum { .. } | Node::Mentions { .. } | Node::First { .. }
            ));
        });
        prop_assume!(leaves <= 64 && printed.len() <= 4_096);
        let (now, saved) = (now(), BTreeMap::new());
        let options = ParseOptions { now, strict: true, bag: false, saved: &saved };
        match parse(&printed, &options) {
            Ok(parsed) => prop_assert_eq!(parsed.query, tree, "{}", printed),
            Err(error) => prop_assert!(false, "{}", error.render(&printed)),
        }
    }
}
