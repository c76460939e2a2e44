//! Tokens to units: what texts are compared by.

use crate::analysis::{Analyzer, StemPlan, Token, TokenKind};

/// Returns the unit that a token stands for: its folded word; of a pair of an unspaced script its
/// first character, so that every character comes once; nothing for a joined word, whose parts are
/// units already.
pub fn unit<'a>(token: &Token<'a>) -> Option<&'a str> {
    match token.kind {
        TokenKind::Word | TokenKind::Last => Some(token.form),
        TokenKind::Pair => {
            let first = token.form.chars().next()?;
            Some(&token.form[..first.len_utf8()])
        }
        TokenKind::Joined => None,
    }
}

/// Gives the units of a body to `take`, as they are in the index: paragraph by paragraph.
pub fn units(analyzer: &mut Analyzer, body: &str, take: &mut dyn FnMut(&str)) {
    for paragraph in body.split('\n') {
        analyzer.text(paragraph, StemPlan::NONE, &mut |token| {
            if let Some(unit) = unit(token) {
                take(unit);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_words_and_characters() {
        let mut units = Vec::new();
        Analyzer::new().text("The COVID-19 wave: 北京大学 said", StemPlan::NONE, &mut |token| {
            units.extend(unit(token).map(str::to_owned));
        });
        assert_eq!(units, ["the", "covid", "19", "wave", "北", "京", "大", "学", "said"]);
    }
}
