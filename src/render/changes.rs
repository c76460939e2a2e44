//! What differs between two generations, for people: a line for each article, then a line that counts.
//!
//! A line stays one line however wide the terminal is, so that it can be searched and cut; only
//! headlines are shortened.

use std::fmt::Write as _;

use crate::engine::changes::{Brief, Change, Tally};
use crate::engine::{GenerationId, Manifest};
use crate::render::copies::short;
use crate::render::terminal::{grouped, paint, style};
use crate::render::wrap::columns;
use crate::render::{dates, sanitize};

/// Columns for a headline.
const HEADLINE: usize = 60;

/// Columns for a date: a day.
const DATE: usize = 10;

/// What may differ in an article that only stands elsewhere.
const OF_PLACE: [&str; 3] = ["path", "locations", "evidence"];

/// Tells whether a change is a move: the article stands elsewhere and is otherwise as it was.
pub fn is_move(change: &Change) -> bool {
    matches!(change, Change::Changed { old, new, fields }
        if old.path != new.path && fields.iter().all(|field| OF_PLACE.contains(&field.as_str())))
}

/// Renders changes for people.
#[derive(Debug, Clone, Copy)]
pub struct ChangesPage {
    /// Whether to use colours.
    pub color: bool,
}

impl ChangesPage {
    /// Returns the line that says what is compared.
    pub fn head(&self, old: &Manifest, new: &Manifest) -> String {
        let named = |manifest: &Manifest| {
            let GenerationId(id) = &manifest.generation;
            format!("{} ({} articles)", sanitize::plain(id), grouped(manifest.articles))
        };
        let mut out = String::new();
        let line = format!("from {} to {}", named(old), named(new));
        paint(&line, style::NOTE, self.color, &mut out);
        out.push('\n');
        out
    }

    /// Returns the line of an article: `+` for one that came, `-` for one that went, `>` for one that moved,
    /// `~` for one that changed otherwise; then date, headline, path, the beginning of its id and the
    /// names of what differs.
    pub fn line(&self, change: &Change) -> String {
        let (sign, code, shown) = match change {
            Change::Came(new) => ("+", style::ADDED, new),
            Change::Went(old) => ("-", style::MARK, old),
            Change::Changed { new, .. } if is_move(change) => (">", style::GREY, new),
            Change::Changed { new, .. } => ("~", style::NOTE, new),
        };
        let mut out = String::new();
        paint(sign, code, self.color, &mut out);
        let date = dates::human(shown.date.as_ref());
        let _ = write!(out, " {date:DATE$}  {}  ", headline(shown, embargo(change)));
        if let Change::Changed { old, .. } = change
            && old.path != shown.path
        {
            let _ = write!(out, "{} → ", sanitize::plain(&old.path));
        }
        let _ = write!(out, "{}  {}", sanitize::plain(&shown.path), short(shown.id));
        if let Change::Changed { fields, .. } = change {
            let names = if fields.is_empty() { "record".to_owned() } else { fields.join(", ") };
            let _ = write!(out, "  ({})", sanitize::plain(&names));
        }
        out.push('\n');
        out
    }

    /// Returns the line that counts; `moved` is how many of what changed only moved.
    pub fn summary(&self, tally: &Tally, moved: u64) -> String {
        let Tally { came, went, changed, same } = *tally;
        if came + went + changed == 0 {
            return format!("nothing differs; {} the same\n", grouped(same));
        }
        format!(
            "{} came, {} went, {} changed, {} moved, {} the same\n",
            grouped(came),
            grouped(went),
            grouped(changed.saturating_sub(moved)),
            grouped(moved),
            grouped(same)
        )
    }
}

/// Until when a change is not to be shown.
pub(super) fn embargo(change: &Change) -> Option<i64> {
    match change {
        Change::Came(brief) | Change::Went(brief) => brief.embargo,
        Change::Changed { old, new, .. } => old.embargo.max(new.embargo),
    }
}

/// A headline, harmless and not too long.
fn headline(brief: &Brief, embargo: Option<i64>) -> String {
    if let Some(until) = embargo {
        return format!("(under embargo until {})", dates::instant(until));
    }
    let clean = sanitize::plain(brief.headline.as_deref().unwrap_or(""));
    if clean.is_empty() {
        return "(no headline)".to_owned();
    }
    if columns(&clean) <= HEADLINE {
        return clean.into_owned();
    }
    let mut cut = String::new();
    let mut room = HEADLINE - 1;
    for c in clean.chars() {
        let mut bytes = [0; 4];
        let width = columns(c.encode_utf8(&mut bytes));
        if width > room {
            break;
        }
        room -= width;
        cut.push(c);
    }
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples;

    fn brief() -> Brief {
        Brief::of(&samples::stored(), i64::MAX)
    }

    fn line(change: &Change) -> String {
        ChangesPage { color: false }.line(change)
    }

    #[test]
    fn each_change_has_its_sign() {
        let new = brief();
        let old = Brief { path: "corpus/old \u{1b}[2Jname".into(), ..new.clone() };
        assert!(line(&Change::Came(new.clone())).starts_with("+ 2024-08-21  "));
        assert!(line(&Change::Went(new.clone())).starts_with("- "));
        let change = |old: &Brief, fields: &[&str]| Change::Changed {
            old: old.clone(),
            new: new.clone(),
            fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        };
        let moved = line(&change(&old, &["path", "locations"]));
        assert!(moved.starts_with("> ") && moved.contains("corpus/old [2Jname → "), "{moved}");
        assert!(moved.ends_with("  (path, locations)\n"), "{moved}");
        assert!(line(&change(&old, &["path", "date"])).starts_with("~ "));
        assert!(line(&change(&new, &["locations"])).starts_with("~ "));
        assert!(line(&change(&new, &[])).ends_with("  (record)\n"));
    }

    #[test]
    fn headlines_are_harmless_short_and_kept_back() {
        let mut brief = brief();
        brief.headline = Some(format!("\u{1b}[31m{}\u{202e}\nend", "北京 ".repeat(40)));
        let shown = line(&Change::Came(brief.clone()));
        assert!(!shown.trim_end().contains(['\u{1b}', '\u{202e}', '\n']), "{shown:?}");
        assert!(shown.contains('…') && columns(&headline(&brief, None)) <= HEADLINE);
        brief.embargo = Some(0);
        let shown = line(&Change::Came(brief.clone()));
        assert!(shown.contains("(under embargo until 1970-01-01T00:00:00Z)"), "{shown}");
        let old = Brief { embargo: None, ..brief.clone() };
        let shown = line(&Change::Changed { old: brief, new: old, fields: vec!["body".into()] });
        assert!(!shown.contains('北'), "{shown}");
    }

    #[test]
    fn the_summary_counts() {
        let page = ChangesPage { color: false };
        let tally = Tally { came: 1_200, went: 0, changed: 3, same: 5 };
        let told = "1,200 came, 0 went, 2 changed, 1 moved, 5 the same\n";
        assert_eq!(page.summary(&tally, 1), told);
        let none = Tally { same: 7, ..Tally::default() };
        assert_eq!(page.summary(&none, 0), "nothing differs; 7 the same\n");
    }
}
