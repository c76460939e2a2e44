//! Names of places as datelines print them.

/// Words inside a place name that stay small.
const SMALL: &[&str] = &[
    "am", "an", "der", "de", "del", "di", "do", "da", "la", "le", "les", "on", "upon", "sur",
    "und", "and", "of", "the", "на",
];

/// Tells whether a text is a place in capitals: at least four letters, at most five words, no digits.
pub fn is_upper_place(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let words = text.split_whitespace().count();
    letters >= 4
        && (1..=5).contains(&words)
        && text.chars().all(|c| {
            (c.is_alphabetic() && !c.is_lowercase())
                || matches!(c, ' ' | '.' | '-' | '\'' | '’' | '/')
        })
        && text.chars().any(char::is_uppercase)
}

/// Tells whether a text looks like a place in mixed case: up to five words that begin with capitals,
/// with small words only between them.
pub fn is_title_place(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    (1..=5).contains(&words.len())
        && words.iter().enumerate().all(|(at, word)| {
            let mut chars = word.chars();
            let first = chars.next().is_some_and(char::is_uppercase);
            let rest = chars.all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’'));
            (first && rest) || (at > 0 && at + 1 < words.len() && SMALL.contains(word))
        })
}

/// Writes a place in capitals as it is spelled in text: `NEW YORK` as `New York`, `N.C.` unchanged.
pub fn title_case(place: &str) -> String {
    let words = place.split(' ').count();
    let mut titled = String::with_capacity(place.len());
    for (at, word) in place.split(' ').enumerate() {
        if at > 0 {
            titled.push(' ');
        }
        let mut start = 0;
        for (part, piece) in word.split(['-', '/']).enumerate() {
            if part > 0 {
                titled.push_str(&word[start - 1..start]);
            }
            let fresh = start > 0 && word.as_bytes()[start - 1] == b'/';
            start += piece.len() + 1;
            let lower = piece.to_lowercase();
            let inner = at + part > 0 && !fresh;
            let shouted = piece.chars().all(|c| !c.is_lowercase());
            let letters = piece.chars().filter(|c| c.is_alphabetic()).count();
            let initials = piece.contains('.')
                && piece.chars().count() <= 5
                && !matches!(piece, "ST." | "FT." | "MT.");
            // "Washington DC", "New York, NY"
            let state = inner && letters == 2 && !piece.contains('.');
            // "Toronto, ON": the last word is no small word.
            let last = at + 1 == words && place.contains(", ");
            let state = state && (last || !SMALL.contains(&lower.as_str()));
            if !shouted || initials || state {
                titled.push_str(piece);
            } else if inner && SMALL.contains(&lower.as_str()) {
                titled.push_str(&lower);
            } else {
                let mut chars = lower.chars();
                titled.extend(chars.next().into_iter().flat_map(char::to_uppercase));
                titled.push_str(chars.as_str());
            }
        }
    }
    titled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_become_names() {
        for (from, to) in [
            ("NEW YORK", "New York"),
            ("ROSTOV-ON-DON", "Rostov-on-Don"),
            ("РОСТОВ-НА-ДОНУ", "Ростов-на-Дону"),
            ("WASHINGTON, D.C.", "Washington, D.C."),
            ("FRANKFURT AM MAIN", "Frankfurt am Main"),
            ("Riyadh", "Riyadh"),
            ("CHICAGO/NEW YORK", "Chicago/New York"),
            ("ST. LOUIS", "St. Louis"),
            ("WASHINGTON DC", "Washington DC"),
            ("TORONTO, ON", "Toronto, ON"),
            ("北京", "北京"),
        ] {
            assert_eq!(title_case(from), to);
        }
    }

    #[test]
    fn shapes() {
        assert!(
            is_upper_place("SÃO PAULO")
                && is_upper_place("МОСКВА")
                && !is_upper_place("IBM")
                && !is_upper_place("Moscow")
        );
        assert!(
            is_title_place("Frankfurt am Main")
                && !is_title_place("The ferries")
                && !is_title_place("GOOG2")
        );
    }
}
