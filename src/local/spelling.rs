//! How a word is printed, beside its folded form: what `=Premier` looks for.
//!
//! Nearly every word that folding changes has a capital first letter or is all in capitals. Both are
//! one term each, stacked on the word's position, and not a term for every such word: a third of the
//! dictionary of forms would be capitals. `=Premier` is the form *premier* where it is in title
//! case. What is printed otherwise (*eMail*, *Café*) stands as it is behind a mark.

use tantivy::Term;
use tantivy::schema::Field;

use crate::local::schema as s;

/// How a printed word differs from its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling<'a> {
    /// The first letter is a capital, and nothing else differs.
    Title,
    /// All letters are capitals; two at least, for one alone is [`Spelling::Title`].
    Capitals,
    /// Anything else.
    Other(&'a str),
}

impl<'a> Spelling<'a> {
    /// Tells how a word is printed; `printed` differs from `form`. Only one printed word of a form is
    /// `Title`, only one is `Capitals`.
    pub fn of(form: &str, printed: &'a str) -> Spelling<'a> {
        if form.is_ascii() && printed.is_ascii() && form.len() == printed.len() {
            let (form, bytes) = (form.as_bytes(), printed.as_bytes());
            let Some((first, rest)) = form.split_first() else { return Spelling::Other(printed) };
            return if bytes[0] == first.to_ascii_uppercase() && bytes[1..] == *rest {
                Spelling::Title
            } else if form.iter().map(u8::to_ascii_uppercase).eq(bytes.iter().copied()) {
                Spelling::Capitals
            } else {
                Spelling::Other(printed)
            };
        }
        let mut rest = form.chars();
        let first = rest.next().map(char::to_uppercase);
        if first.into_iter().flatten().chain(rest).eq(printed.chars()) {
            Spelling::Title
        } else if form.chars().flat_map(char::to_uppercase).eq(printed.chars()) {
            Spelling::Capitals
        } else {
            Spelling::Other(printed)
        }
    }

    /// Returns the term that stands beside the form, without its mark [`s::VERBATIM_MARK`].
    pub fn text(self) -> &'a str {
        match self {
            Spelling::Title => s::TITLE,
            Spelling::Capitals => s::CAPITALS,
            Spelling::Other(printed) => printed,
        }
    }
}

/// A term that may have to be printed in some way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alternative {
    /// The term.
    pub term: Term,
    /// A term that must stand at the same position.
    pub with: Option<Term>,
}

impl Alternative {
    /// A term, however it is printed.
    pub fn plain(term: Term) -> Alternative {
        Alternative { term, with: None }
    }

    /// A form in a field of forms, printed as `printed`, which differs from it.
    pub fn printed(field: Field, form: &str, printed: &str) -> Alternative {
        let spelling = Spelling::of(form, printed);
        let mark = format!("{}{}", s::VERBATIM_MARK, spelling.text());
        let mark = Term::from_field_text(field, &mark);
        match spelling {
            Spelling::Other(_) => Alternative::plain(mark),
            _ => Alternative { term: Term::from_field_text(field, form), with: Some(mark) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_are_told_and_nothing_is_told_twice() {
        use Spelling::{Capitals, Other, Title};
        for (form, printed, expected) in [
            ("premier", "Premier", Title),
            ("us", "US", Capitals),
            ("a", "A", Title),
            ("5g", "5G", Capitals),
            ("email", "eMail", Other("eMail")),
            ("mcdonald", "McDonald", Other("McDonald")),
            ("cafe", "Café", Other("Café")),
            ("cafe", "café", Other("café")),
            ("мишустин", "Мишустин", Title),
            ("тасс", "ТАСС", Capitals),
            ("йод", "Йод", Title),
            ("strasse", "Straße", Other("Straße")),
            ("istanbul", "İstanbul", Other("İstanbul")),
        ] {
            assert_eq!(Spelling::of(form, printed), expected, "{form} {printed}");
        }
    }
}
