use super::*;
use crate::render::samples;
use crate::render::wrap::columns;

fn page(
    width: usize,
    color: bool,
    hits: &[Hit],
    likeness: &[Option<Likeness>],
    total: u64,
) -> String {
    let asked = samples::stored();
    let copies = Copies::new(&asked, hits, likeness, total);
    let mut out = Vec::new();
    CopiesPage { width, color }.write(&copies, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn again() -> Hit {
    let mut hit = samples::hit();
    hit.id = samples::other().id;
    hit.headline = Some("Ferry approved".into());
    hit.sources = samples::other().sources;
    hit.date = None;
    hit.path = "sample/again.txt".into();
    hit
}

#[test]
fn members_are_told_with_what_sets_them_apart() {
    let near = Likeness::Share { both: 88, either: 101 };
    let hits = [samples::hit(), again(), again()];
    let text = page(80, false, &hits, &[Some(Likeness::SameWords), Some(near)], 1_200);
    assert_eq!(
        text,
        "\
1,200 articles of one text · text id 010101010101
Harbour council backs the new ferry

* Harbour Post via Coast Wire · 2024-08-21 · 0123456789ab
  the article asked for
  sample/ferry.txt

  Ferry News · undated · 89abcdef0123 · 87 % alike
  Ferry approved
  sample/again.txt

  Ferry News · undated · 89abcdef0123 · –
  Ferry approved
  sample/again.txt

1,197 more: search 'copies:0123456789abcdef0123456789abcdef' --collapse off
--sort oldest --offset 3
"
    );
    let colours = page(80, true, &hits, &[], 3);
    assert!(colours.contains("\x1b[1mHarbour council") && colours.contains("\x1b[2msample/"));
}

#[test]
fn an_article_alone_is_told_in_a_line() {
    let text = page(80, false, &[samples::hit()], &[], 1);
    assert_eq!(text, "no other article has the text of 0123456789ab\n");
}

#[test]
fn hostile_text_fits_and_steers_nothing() {
    for width in [24, 50, 90] {
        let text = page(width, false, &[samples::hit(), samples::hostile()], &[], 2);
        assert!(!text.chars().any(|c| c != '\n' && sanitize::is_harmful(c)), "{text:?}");
        assert!(text.lines().all(|line| columns(line) <= width), "{width}: {text}");
    }
}
