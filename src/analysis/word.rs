//! Words out of normalised characters: the general way, for any script.
//!
//! UAX 29 on NFKC, tailored for news. A word is a run of letters, digits and marks. Inside it:
//!
//! - an apostrophe between letters stays part of the word (`O'Brien` → obrien); a possessive `'s`
//!   goes (`China’s` → china); Romance elisions make a word of their own (`l’élection` → l,
//!   election);
//! - single letters joined by points are one word, with the final point (`U.S.` → us); any other
//!   point between letters separates;
//! - numbers keep their points ([`super::number`]);
//! - hyphens separate, and two or three parts are also given in one piece (`COVID-19` → covid, 19
//!   and, stacked on covid, covid19), unless all parts are numbers (a score of 3-2 is no 32).
//!
//! Each [`Piece`] is one token to be. Nothing here knows of positions or stems.

use super::fold::fold_char;
use super::number::number;
use super::script::Script;
use super::stem_cache::Traits;
use super::units::{Class, Unit};

/// Longest form of a hyphenated word that is also given in one piece, in bytes.
const MAX_JOINED: usize = 40;

/// Most parts of a hyphenated word that is also given in one piece.
const MAX_PARTS: usize = 3;

/// Words that lose their last vowel before another: French, then Italian, Catalan, Portuguese.
const ELIDED: [&str; 22] = [
    "l", "d", "j", "n", "s", "c", "m", "t", "qu", "jusqu", "lorsqu", "puisqu", "dell", "nell",
    "sull", "dall", "all", "un", "coll", "quell", "degl", "dagl",
];

/// One token to be: byte offsets in the stretch, and where its spellings lie in the buffers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    pub start: u32,
    pub end: u32,
    form: (usize, usize),
    verbatim: (usize, usize),
    pub traits: Traits,
}

/// What stands between two apostrophes.
#[derive(Debug, Clone, Copy)]
struct Section {
    form: usize,
    verbatim: usize,
    /// First unit and the one after the last.
    units: (usize, usize),
    traits: Traits,
}

/// Cuts one hyphen chain at a time; its buffers are reused.
#[derive(Default)]
pub(crate) struct Words {
    form: String,
    verbatim: String,
    sections: Vec<Section>,
    pieces: Vec<Piece>,
}

impl Words {
    /// Returns the folded text of a piece.
    pub fn form(&self, piece: &Piece) -> &str {
        &self.form[piece.form.0..piece.form.1]
    }

    /// Returns the piece as printed.
    pub fn verbatim(&self, piece: &Piece) -> &str {
        &self.verbatim[piece.verbatim.0..piece.verbatim.1]
    }

    /// Reads the words that hang together by hyphens from unit `at` on, and returns the unit after
    /// them. `take` gets them in order; a piece that stands for the whole is marked `true` and
    /// comes right after the first part it spans.
    pub fn chain(
        &mut self,
        units: &[Unit],
        mut at: usize,
        mut take: impl FnMut(&Words, &Piece, bool),
    ) -> usize {
        self.clear();
        let (mut parts, mut single, mut first) = (0, true, 0);
        loop {
            let before = self.pieces.len();
            at = self.part(units, at);
            parts += 1;
            if parts == 1 {
                // An elided article stands outside: the joined word begins after it.
                first = self.pieces.len() - 1;
            } else {
                single &= self.pieces.len() - before == 1;
            }
            if !hyphen_joins(units, at) {
                break;
            }
            at += 1;
            if parts >= MAX_PARTS {
                // Too long to be joined: give away what is read, so that buffers stay small.
                self.pieces.iter().for_each(|piece| take(self, piece, false));
                self.clear();
                single = false;
            }
        }
        let joined = if single && parts > 1 { self.joined(first) } else { None };
        for (number, piece) in self.pieces.iter().enumerate() {
            take(self, piece, false);
            if let Some(joined) = joined.filter(|_| number == first) {
                take(self, &joined, true);
            }
        }
        at
    }

    fn clear(&mut self) {
        self.form.clear();
        self.verbatim.clear();
        self.pieces.clear();
    }

    /// Joins the pieces from `first` on; their spellings lie side by side in the buffers.
    fn joined(&self, first: usize) -> Option<Piece> {
        let (head, tail) = (self.pieces[first], self.pieces.last()?);
        let form = (head.form.0, tail.form.1);
        if form.1 - form.0 > MAX_JOINED {
            return None;
        }
        let mut traits = head.traits;
        self.pieces[first + 1..].iter().for_each(|piece| traits.join(piece.traits));
        let verbatim = (head.verbatim.0, tail.verbatim.1);
        traits.letters.then_some(Piece { start: head.start, end: tail.end, form, verbatim, traits })
    }

    /// Reads up to the next hyphen, space or sign: at least one piece.
    fn part(&mut self, units: &[Unit], mut at: usize) -> usize {
        self.sections.clear();
        loop {
            let (form, verbatim) = (self.form.len(), self.verbatim.len());
            let (end, traits) = self.section(units, at);
            self.sections.push(Section { form, verbatim, units: (at, end), traits });
            at = end;
            if !apostrophe_joins(units, at) {
                break;
            }
            at += 1;
        }
        let mut first = 0;
        while first + 1 < self.sections.len() && self.elides(units, first) {
            self.piece(units, first, first + 1);
            first += 1;
        }
        let mut last = self.sections.len();
        let tail = self.sections[last - 1];
        let possessive = self.verbatim[tail.verbatim..].eq_ignore_ascii_case("s");
        if last - first >= 2 && possessive {
            last -= 1;
            self.form.truncate(tail.form);
            self.verbatim.truncate(tail.verbatim);
        }
        self.piece(units, first, last);
        at
    }

    /// Tells whether a section is an elided article before a word of two letters or more.
    fn elides(&self, units: &[Unit], section: usize) -> bool {
        let (left, right) = (self.sections[section], self.sections[section + 1]);
        let letters = units[right.units.0..right.units.1].iter();
        letters.filter(|u| u.class == Class::Letter).take(2).count() == 2
            && ELIDED.contains(&&self.form[left.form..right.form])
    }

    fn piece(&mut self, units: &[Unit], first: usize, last: usize) {
        let (head, tail) = (self.sections[first], self.sections[last - 1]);
        let after = self.sections.get(last).copied();
        // A truncated possessive begins where the buffers now end.
        let form_end = after.map_or(self.form.len(), |s| s.form);
        let verbatim_end = after.map_or(self.verbatim.len(), |s| s.verbatim);
        let mut traits = head.traits;
        self.sections[first + 1..last].iter().for_each(|section| traits.join(section.traits));
        self.pieces.push(Piece {
            start: units[head.units.0].start,
            end: units[tail.units.1 - 1].end,
            form: (head.form, form_end),
            verbatim: (head.verbatim, verbatim_end),
            traits,
        });
    }

    /// Reads letters, digits and marks, or one acronym; returns the unit after them.
    fn section(&mut self, units: &[Unit], mut at: usize) -> (usize, Traits) {
        let mut traits = Traits::default();
        if let Some(end) = acronym_end(units, at) {
            for unit in units[at..end].iter().filter(|u| u.c != '.') {
                self.take(unit, &mut traits);
            }
            return (end, traits);
        }
        while let Some(unit) = units.get(at) {
            match unit.class {
                Class::Letter | Class::Mark => self.take(unit, &mut traits),
                Class::Digit => {
                    traits.digits = true;
                    at = number(units, at, |c| {
                        fold_char(c, &mut self.form);
                        self.verbatim.push(c);
                    });
                    continue;
                }
                Class::Other if gershayim_joins(units, at) => {}
                _ => break,
            }
            at += 1;
        }
        (at, traits)
    }

    fn take(&mut self, unit: &Unit, traits: &mut Traits) {
        if unit.class == Class::Letter {
            traits.letter(Script::of(unit.c));
        }
        fold_char(unit.c, &mut self.form);
        self.verbatim.push(unit.c);
    }
}

fn is_word(unit: Option<&Unit>) -> bool {
    unit.is_some_and(|u| matches!(u.class, Class::Letter | Class::Digit))
}

fn hyphen_joins(units: &[Unit], at: usize) -> bool {
    units.get(at).is_some_and(|u| matches!(u.c, '-' | '\u{2010}')) && is_word(units.get(at + 1))
}

fn apostrophe_joins(units: &[Unit], at: usize) -> bool {
    units.get(at).is_some_and(|u| u.c == '\'')
        && units.get(at + 1).is_some_and(|u| u.class == Class::Letter)
}

/// Hebrew acronyms carry a quotation mark before their last letter (UAX 29, rules 7b and 7c).
fn gershayim_joins(units: &[Unit], at: usize) -> bool {
    let hebrew = |unit: Option<&Unit>| {
        unit.is_some_and(|u| matches!(u.c, '\u{5D0}'..='\u{5F2}' | '\u{5B0}'..='\u{5C7}'))
    };
    matches!(units[at].c, '"' | '\u{5F4}' | '\u{201D}')
        && at > 0
        && hebrew(units.get(at - 1))
        && hebrew(units.get(at + 1))
}

/// Returns the unit after an acronym (`U.S.`, `U.S.A`, `e.g.`) that begins at `at`.
fn acronym_end(units: &[Unit], at: usize) -> Option<usize> {
    let (mut letters, mut next, mut end) = (0, at, at);
    while units.get(next).is_some_and(|u| u.class == Class::Letter) {
        next += 1;
        while units.get(next).is_some_and(|u| u.class == Class::Mark) {
            next += 1;
        }
        if units.get(next).is_some_and(|u| u.c == '.') {
            next += 1;
            letters += 1;
            end = next;
            continue;
        }
        if letters > 0 && !is_word(units.get(next)) {
            letters += 1;
            end = next;
        }
        break;
    }
    (letters >= 2).then_some(end)
}
