//! Cyrillic languages by the letters that only some of them have.
//!
//! A detector needs some sentences to tell Russian from Bulgarian; `ы` needs one word.

/// Returns the language that the letters of a text tell, if they do.
pub fn told_by_letters(text: &str) -> Option<&'static str> {
    let mut counts = [0_usize; MARKS.len()];
    let mut letters = 0;
    for c in
        text.chars().flat_map(char::to_lowercase).filter(|c| ('\u{430}'..='\u{52F}').contains(c))
    {
        letters += 1;
        if let Some(at) = MARKS.iter().position(|marks| marks.contains(c)) {
            counts[at] += 1;
        }
    }
    // A name in another language has a letter or two; a text has them in every sentence.
    let many = |at: usize| counts[at] * 80 >= letters && counts[at] > 0;
    let [russian, ukrainian, belarusian, serbian, macedonian, kazakh, other] =
        [0, 1, 2, 3, 4, 5, 6].map(many);
    match () {
        () if letters == 0 => None,
        () if kazakh => Some("kk"),
        // Tatar, Kyrgyz, Tajik, Mongolian and others share their letters.
        () if other => None,
        () if belarusian => Some("be"),
        () if macedonian => Some("mk"),
        () if serbian => Some("sr"),
        () if ukrainian && !russian => Some("uk"),
        () if russian && !ukrainian => Some("ru"),
        () if counts[1..].iter().all(|&count| count == 0) && russian_by_habit(text, letters) => {
            Some("ru")
        }
        () => None,
    }
}

/// Tells Russian in a text without any telling letter, by what its neighbours cannot have. South
/// Slavic languages have no cases of adjectives, no verbs in `-ся` and `ь` before `о` only. Ukrainian has
/// an `і`, `ї` or `є` in every fourteen letters, and none of the words below.
fn russian_by_habit(text: &str, letters: usize) -> bool {
    const WORDS: [&str; 9] = ["и", "из", "что", "от", "как", "или", "его", "с", "со"];
    const ENDINGS: [&str; 16] = [
        "ная", "ами", "ями", "ого", "его", "ому", "ская", "ской", "ную", "ется", "ются", "ится",
        "лся", "лось", "ием", "иях",
    ];
    let lower = text.to_lowercase();
    let words = || lower.split(|c: char| !c.is_alphabetic());
    let soft =
        lower.match_indices('ь').any(|(at, sign)| !lower[at + sign.len()..].starts_with('о'));
    let ends =
        |word: &str| ENDINGS.iter().any(|end| word.ends_with(end) && word.len() > end.len() + 4);
    (soft || words().any(ends)) && (letters >= 45 || words().any(|word| WORDS.contains(&word)))
}

/// Tells whether a text may be in a language, by the letters that this one cannot do without.
pub fn may_be(lang: &str, text: &str) -> bool {
    let own = match lang {
        "uk" => MARKS[1],
        "be" => MARKS[2],
        "sr" => MARKS[3],
        "mk" => MARKS[4],
        "bg" => "ъ",
        _ => return true,
    };
    text.chars().flat_map(char::to_lowercase).any(|c| own.contains(c))
}

/// Letters that only some languages have: Russian (and Belarusian), Ukrainian (and others with
/// `і`), Belarusian, Serbian, Macedonian, Kazakh; last those of languages that are not told apart.
const MARKS: [&str; 7] = ["ыэё", "їєґі", "ў", "јљњћђџ", "ѓќѕ", "ұ", "әөүңғқҳҷһҗ"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_tell() {
        assert_eq!(told_by_letters("Биологи впервые проследили охоту птиц"), Some("ru"));
        assert_eq!(told_by_letters("Міська рада вирішила, що пороми їздитимуть"), Some("uk"));
        assert_eq!(
            told_by_letters("Гарадскі савет вырашыў, што паромы будуць хадзіць"),
            Some("be")
        );
        assert_eq!(told_by_letters("Градско веће је одлучило да трајекти љети вози"), Some("sr"));
        assert_eq!(told_by_letters("Советът реши, че фериботите остават"), None);
        assert_eq!(told_by_letters("no Cyrillic"), None);
        assert_eq!(
            told_by_letters("Паром не пошел в порт из-за метели, весь день стоял"),
            Some("ru")
        );
        assert_eq!(
            told_by_letters("Зал старого порта оказался загоном для скота, а не клубом"),
            Some("ru")
        );
        let rare = "Городские паромы опоздали из-за метели, сообщает порт. Рейсы отменили, но капитан говорит, что перевозчик заплатит пассажирам. Людей просят подождать";
        assert_eq!(told_by_letters(rare), Some("ru"));
        assert_eq!(
            told_by_letters("На причале крупнейшего порта нашли мотор старого парома"),
            Some("ru")
        );
        assert_eq!(told_by_letters("Бюджетът расте, фериботите и актьорите остават"), None);
        assert!(!may_be("uk", "На пароме заменили мотор") && may_be("uk", "Пороми їдуть"));
        assert!(!may_be("bg", "Фериботите остават") && may_be("bg", "Съветът реши"));
        assert!(!may_be("sr", "Совет") && may_be("ru", "Совет") && may_be("en", ""));
    }
}
