//! Records without a text of their own: what a placeholder leaves of them, and how that is told.

use super::Draft;
use crate::corpus::PLACEHOLDER;
use crate::corpus::extract::body::Piece;
use crate::corpus::extract::placeholder;
use crate::corpus::format::reader::Flaw;

impl Draft<'_> {
    /// Takes out a text that stands where an article should be, and a deck that says the same. A
    /// headline that is one goes only where there is no text either.
    pub(super) fn take_placeholder(&mut self) {
        self.placeholder = placeholder::take(&mut self.body);
        let deck = self.deck.as_deref().and_then(|deck| placeholder::text(&[deck]));
        if deck.is_some() {
            self.placeholder = self.placeholder.or(deck);
            let taken = self.deck.take().map(|deck| Piece::taken(deck, PLACEHOLDER));
            self.body.pieces.splice(0..0, taken);
        }
        if self.body.first().is_none()
            && self.deck.is_none()
            && let Some(rule) = self.headline.as_deref().and_then(placeholder::headline)
        {
            self.placeholder = Some(rule);
            self.headline = None;
        }
    }

    /// Remarks that a headline or deck stands without a text, and why.
    pub(super) fn no_text(&self) -> Option<String> {
        self.body.first().is_none().then(|| match self.placeholder {
            Some(rule) => format!("no text of its own: a placeholder was taken out (rule {rule})"),
            None => "no text of its own: the record gives none".to_owned(),
        })
    }

    /// Says why a record without headline and text is no article.
    pub(super) fn nothing(&self) -> Flaw {
        if let Some(rule) = self.placeholder {
            let reason = format!(
                "a placeholder (rule {rule}), with neither a headline nor a text of its own; if it \
                 is an article, state its headline in a sidecar"
            );
            return Flaw::by_rule(self.offset, PLACEHOLDER, reason);
        }
        if self.blank {
            let reason = "its headline and text were left blank";
            return Flaw::by_rule(self.offset, PLACEHOLDER, reason);
        }
        let reason = "neither a headline nor text was found; name the keys in [map] of corpus.toml";
        Flaw::new(self.offset, "no-text", reason)
    }
}
