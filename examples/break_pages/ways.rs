//! Ways to break a page. Each takes the bytes of a page and makes others of them.

/// Numbers that look like chance and are the same in every run (SplitMix64, Steele and others, 2014).
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end.max(1) as u64) as usize
    }
}

type Way = fn(&[u8], &mut Chance) -> Vec<u8>;

/// All ways, with their names.
pub const WAYS: [(&str, Way); 52] = [
    ("cut", |page, chance| page[..chance.below(page.len())].to_vec()),
    ("cut in a tag", |page, chance| {
        let tags: Vec<usize> = places(page, b'<');
        page[..tags.get(chance.below(tags.len())).map_or(0, |at| at + 3).min(page.len())].to_vec()
    }),
    ("begin cut off", |page, chance| page[chance.below(page.len())..].to_vec()),
    ("middle cut out", |page, chance| {
        let at = chance.below(page.len());
        let to = at + chance.below(page.len() - at);
        [&page[..at], &page[to..]].concat()
    }),
    ("tags doubled", |page, _| tags(page, |tag, out| out.extend([tag, tag].concat()))),
    ("end tags dropped", |page, _| {
        tags(page, |tag, out| {
            if !tag.starts_with(b"</") {
                out.extend(tag)
            }
        })
    }),
    ("some end tags dropped", |page, chance| {
        tags(page, |tag, out| {
            if !(tag.starts_with(b"</") && chance.below(3) == 0) {
                out.extend(tag);
            }
        })
    }),
    ("begin tags dropped", |page, _| {
        tags(page, |tag, out| {
            if tag.starts_with(b"</") {
                out.extend(tag)
            }
        })
    }),
    ("tags swapped", |page, chance| {
        let mut kept: Vec<Vec<u8>> = Vec::new();
        tags(page, |tag, out| {
            kept.push(tag.to_vec());
            out.extend(&kept[chance.below(kept.len())]);
        })
    }),
    ("100 deep", |page, _| nested(page, "<div>", 100)),
    ("400 deep", |page, _| nested(page, "<div>", 400)),
    ("499 deep", |_, _| nested(b"<p>Deep.</p>", "<div>", 499)),
    ("501 deep", |page, _| nested(page, "<div>", 501)),
    ("5000 deep", |page, _| nested(page, "<div>", 5000)),
    ("100000 deep", |page, _| nested(page, "<div>", 100_000)),
    ("deep marks", |page, _| nested(page, "<b><i><u><em>", 90)),
    ("deep spans", |page, _| nested(page, "<span>", 400)),
    ("deep lists", |page, _| nested(page, "<ul><li>", 150)),
    ("deep quotes", |page, _| nested(page, "<blockquote>", 400)),
    ("deep closed", |page, _| nested(page, "<div/>", 100_000)),
    ("hidden in a comment", |page, _| nested(page, &format!("<!-->{}", "<g>".repeat(100)), 100)),
    ("tables in tables", |page, _| nested(page, "<table><tr><td>", 100)),
    ("text in tables", |page, _| nested(page, "<table>x<b>y", 40)),
    ("templates", |page, _| nested(page, "<template>", 300)),
    ("drawings", |page, _| nested(page, "<svg><g>", 150)),
    ("drawings with styles", |page, _| {
        nested(page, &format!("<svg><style>{}", "<g>".repeat(5000)), 1)
    }),
    ("formulas", |page, _| nested(page, "<math><mrow>", 150)),
    ("bits flipped", |page, chance| flipped(page, 1000, chance)),
    ("many bits flipped", |page, chance| flipped(page, 20, chance)),
    ("broken UTF-8", |page, chance| {
        let mut page = page.to_vec();
        for _ in 0..page.len() / 200 {
            let at = chance.below(page.len());
            page[at] |= 0x80;
        }
        page
    }),
    ("zero bytes", |page, chance| {
        let mut page = page.to_vec();
        for _ in 0..page.len() / 300 {
            page.insert(chance.below(page.len()), 0);
        }
        page
    }),
    ("a long attribute", |page, _| {
        inside(page, &format!("<p title=\"{}\">", "a ".repeat(1_000_000)))
    }),
    ("999 attributes", |page, _| inside(page, &format!("<p {}>", numbered(999, "a", "=1 ")))),
    ("100000 attributes", |page, _| {
        inside(page, &format!("<p {}>", numbered(100_000, "a", "=1 ")))
    }),
    ("4999 metas", |_, _| nested(b"<p>x</p>", "<meta name=author content=Roe>", 4999)),
    ("100000 metas", |page, _| nested(page, "<meta name=author content=Roe>", 100_000)),
    ("20 MB", |page, _| page.iter().copied().cycle().take(20_000_000).collect()),
    ("1 MB of paragraphs", |page, _| {
        inside(page, &"<p>The ferry ran, it said.</p>".repeat(35_000))
    }),
    ("4 MB of paragraphs", |page, _| {
        inside(page, &"<p>The ferry ran, it said.</p>".repeat(130_000))
    }),
    ("4 MB of text", |page, _| inside(page, &"The ferry ran, it said. ".repeat(160_000))),
    ("4 MB of entities", |page, _| inside(page, &"&amp;&#x41;&nbsp;&bogus;&lt".repeat(150_000))),
    ("4 MB of breaks", |page, _| inside(page, &"ran<br>".repeat(550_000))),
    ("links", |page, _| inside(page, &"<a href='/x'>the ferry</a> ".repeat(50_000))),
    ("open links", |page, _| inside(page, &"<a href='/x'>the ferry ".repeat(20_000))),
    ("asides", |page, _| inside(page, &"<nav>x</nav><time>2 May 2019</time>\n".repeat(50_000))),
    ("headings", |page, _| inside(page, &"<h1 class=author>Ferry</h1>".repeat(50_000))),
    ("list items", |page, _| inside(page, &"<li>the ferry".repeat(100_000))),
    ("cells", |page, _| inside(page, &format!("<table>{}", "<tr><td>x<td>y".repeat(50_000)))),
    ("open script", |page, _| inside(page, "<script><!--<script>")),
    ("open comment", |page, _| inside(page, "<!-- <![CDATA[ <style>")),
    ("JSON-LD", |page, _| {
        let list = format!("{}{}", "[".repeat(100), "{\"@type\":\"Article\"},".repeat(100_000));
        inside(page, &format!("<script type='application/ld+json'>{list}</script>"))
    }),
    ("the page 20 times", |page, _| page.repeat((4_500_000 / page.len().max(1)).clamp(1, 20))),
];

fn places(page: &[u8], byte: u8) -> Vec<usize> {
    (0..page.len()).filter(|at| page[*at] == byte).collect()
}

/// Puts markup as often before the page's body.
fn nested(page: &[u8], markup: &str, times: usize) -> Vec<u8> {
    inside(page, &markup.repeat(times))
}

/// Puts markup behind the tag of the body, or before everything.
fn inside(page: &[u8], markup: &str) -> Vec<u8> {
    let body = page.windows(5).position(|five| five.eq_ignore_ascii_case(b"<body"));
    let end = body.and_then(|at| Some(at + 1 + page[at..].iter().position(|b| *b == b'>')?));
    let (head, rest) = page.split_at(end.unwrap_or(0));
    let head = if end.is_none() { b"<!doctype html><body>" } else { head };
    [head, markup.as_bytes(), rest].concat()
}

/// Makes the page anew, its tags by a rule and its text as it is.
fn tags(page: &[u8], mut rule: impl FnMut(&[u8], &mut Vec<u8>)) -> Vec<u8> {
    let mut out = Vec::with_capacity(page.len());
    let mut rest = page;
    while let Some(open) = rest.iter().position(|b| *b == b'<') {
        out.extend(&rest[..open]);
        let end =
            rest[open..].iter().position(|b| *b == b'>').map_or(rest.len(), |end| open + end + 1);
        rule(&rest[open..end], &mut out);
        rest = &rest[end..];
    }
    out.extend(rest);
    out
}

fn flipped(page: &[u8], every: usize, chance: &mut Chance) -> Vec<u8> {
    let mut page = page.to_vec();
    for _ in 0..page.len() / every {
        let at = chance.below(page.len());
        page[at] ^= 1 << chance.below(8);
    }
    page
}

fn numbered(times: usize, before: &str, behind: &str) -> String {
    (0..times).map(|n| format!("{before}{n}{behind}")).collect()
}
