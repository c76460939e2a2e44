use super::*;

fn parse(text: &str) -> Result<Tree, Fault> {
    Tree::parse(text, &HashSet::from(["lol".to_owned()]))
}

fn code(text: &str) -> &'static str {
    parse(text).err().map_or("read", |(code, _)| code)
}

#[test]
fn elements_are_found_by_their_local_names() {
    let tree =
        parse("<?xml version='1.0'?><a:Item x:Lang='de'><T>1</T> & <t>2 &lt; &#8211;</t></a:Item>")
            .unwrap();
    let root = tree.root().unwrap();
    assert_eq!((root.prefix(), root.name(), root.attribute("lang")), ("a", "item", Some("de")));
    let texts: Vec<String> = root.children().map(Element::text).collect();
    assert_eq!(texts, ["1", "2 < –"]);
    assert_eq!(root.text(), "1 & 2 < –");
    assert_eq!(root.line().as_deref(), Some("1 & 2 < –"));
}

#[test]
fn tags_that_do_not_match_close_with_their_parent() {
    let tree = parse("<i><d>one <b>bold <img src=x><br> two</i2></d><e>three</e></i>").unwrap();
    let root = tree.root().unwrap();
    let names: Vec<&str> = root.children().map(Element::name).collect();
    assert_eq!(names, ["d", "e"]);
    assert_eq!(root.child("d").unwrap().text(), "one bold  two");
    assert_eq!(root.find("b").unwrap().text(), "bold  two");
    let tree = parse("<i><d>cut").unwrap();
    assert_eq!(tree.root().unwrap().text(), "cut");
}

#[test]
fn a_walk_ends_what_it_begins() {
    let tree = parse("<i>0<a>1<b>2</b></a><c>3</c>4</i>").unwrap();
    let mut steps = String::new();
    tree.root().unwrap().walk(&mut |step| {
        match step {
            Step::Begin(element) => {
                steps += &format!("<{}>", element.name());
                return element.name() != "b";
            }
            Step::Text(text) => steps += text,
            Step::End(element) => steps += &format!("</{}>", element.name()),
        }
        true
    });
    assert_eq!(steps, "0<a>1<b></a><c>3</c>4");
}

#[test]
fn what_may_harm_is_refused_with_a_code() {
    assert_eq!(code("<a>&lol; &unknown; &amp;</a>"), "xml-entity");
    assert_eq!(parse("<a>&unknown;</a>").unwrap().root().unwrap().text(), "&unknown;");
    assert_eq!(code(&"<a>".repeat(100_000)), "too-deep");
    assert_eq!(code(&format!("<x>{}</x>", "<a/>".repeat(250_000))), "too-large");
    assert_eq!(code("<a><![CDATA[ x"), "bad-xml");
    assert_eq!(code("<a b='"), "bad-xml");
    assert_eq!(code("text"), "bad-xml");
    assert_eq!(code(&format!("<x>{}</x>", "<br>".repeat(1000))), "read");
}

#[test]
fn attributes_count_like_elements() {
    let many = |tags: usize| format!("<x>{}</x>", "<a b c d e f g h i j/>".repeat(tags));
    assert_eq!(code(&many(5_000)), "read");
    assert_eq!(code(&many(50_000)), "too-large");
}

#[test]
fn blanks_between_breaks_take_linear_time() {
    let blank = " ".repeat(200);
    let tree = parse(&format!("<x>{}end</x>", format!("<br/>{blank}").repeat(50_000))).unwrap();
    let began = std::time::Instant::now();
    assert_eq!(text::paragraphs(tree.root().unwrap()), "end");
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}
