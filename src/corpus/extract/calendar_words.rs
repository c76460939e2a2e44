//! Names of months and weekdays, and the small words that stand between them.
//!
//! Months: English, Russian, Ukrainian, German, French, Spanish, Portuguese, Italian, Dutch, Polish,
//! full and short, all folded (`super::fold`). Weekdays: the same without Dutch and Portuguese.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

/// Returns the month of a folded name, 1–12.
pub fn month(word: &str) -> Option<i8> {
    static NUMBERS: LazyLock<FxHashMap<&str, i8>> = LazyLock::new(|| numbered(&MONTHS));
    NUMBERS.get(word).copied()
}

/// Returns the weekday of a folded name: Monday 1 to Sunday 7.
pub fn weekday(word: &str) -> Option<u8> {
    static NUMBERS: LazyLock<FxHashMap<&str, i8>> = LazyLock::new(|| numbered(&WEEKDAYS));
    NUMBERS.get(word).map(|number| number.unsigned_abs())
}

/// Tells whether a printed word may fold to the name of a weekday; a `false` is certain. Nearly
/// every word is told by its first two letters, without folding it.
pub fn may_be_weekday(printed: &str) -> bool {
    static BEGINNINGS: LazyLock<FxHashSet<(char, char)>> = LazyLock::new(|| {
        let names = WEEKDAYS.iter().flat_map(|row| row.split(' '));
        names.filter_map(beginning).collect()
    });
    // Accents may fold away.
    let accented = |c: char| !c.is_ascii() && c < '\u{370}';
    beginning(printed).is_some_and(|(first, second)| {
        accented(first) || accented(second) || BEGINNINGS.contains(&(first, second))
    })
}

fn beginning(word: &str) -> Option<(char, char)> {
    let mut small = word.chars().flat_map(char::to_lowercase);
    Some((small.next()?, small.next()?))
}

/// Numbers rows of names from 1; a name that two rows have counts for the first.
fn numbered(rows: &[&'static str]) -> FxHashMap<&'static str, i8> {
    let mut numbers = FxHashMap::default();
    for (row, number) in rows.iter().zip(1..) {
        for name in row.split(' ') {
            numbers.entry(name).or_insert(number);
        }
    }
    numbers
}

/// Returns the weekday of the Chinese or Japanese character after 星期 or before 曜日.
pub fn weekday_sign(c: char) -> Option<u8> {
    Some(match c {
        '一' | '月' => 1,
        '二' | '火' => 2,
        '三' | '水' => 3,
        '四' | '木' => 4,
        '五' | '金' => 5,
        '六' | '土' => 6,
        '日' | '天' => 7,
        _ => return None,
    })
}

/// Tells whether a folded word only stands between the parts of a date.
pub fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "at" | "on"
            | "the"
            | "of"
            | "de"
            | "del"
            | "der"
            | "den"
            | "am"
            | "um"
            | "uhr"
            | "le"
            | "du"
            | "el"
            | "il"
            | "em"
            | "do"
            | "da"
            | "г"
            | "года"
            | "год"
            | "року"
            | "р"
            | "r"
            | "roku"
            | "в"
            | "о"
            | "à"
            | "a"
            | "alle"
            | "kl"
            | "ore"
            | "às"
            | "as"
            | "las"
            | "los"
            | "godz"
            | "час"
            | "time"
    )
}

/// Offset from UTC, in seconds, of a zone's abbreviation that means one zone only in news.
pub fn zone(word: &str) -> Option<i32> {
    let hours = match word {
        "z" | "gmt" | "utc" | "ut" | "wet" => 0,
        "edt" => -4,
        "est" => -5,
        "cdt" => -5,
        "mst" => -7,
        "mdt" => -6,
        "pst" => -8,
        "pdt" => -7,
        "cet" | "mez" => 1,
        "cest" | "mesz" | "eet" => 2,
        "eest" | "msk" | "мск" => 3,
        "jst" | "kst" => 9,
        "hkt" | "sgt" | "awst" => 8,
        _ => return None,
    };
    Some(hours * 3600)
}

/// Tells whether a word names a zone that cannot be told from others of that name.
pub fn is_unclear_zone(word: &str) -> bool {
    matches!(
        word,
        "et" | "ct"
            | "mt"
            | "pt"
            | "cst"
            | "ist"
            | "bst"
            | "ast"
            | "aest"
            | "aedt"
            | "北京时间"
            | "北京時間"
            | "local"
    )
}

const MONTHS: [&str; 12] = [
    "january jan января январь янв січня січень januar janner jan janvier janv enero ene janeiro gennaio gen januari stycznia styczen sty",
    "february feb febr февраля февраль фев февр лютого лютии februar fevrier fevr febrero fevereiro fev febbraio februari lutego luty lut",
    "march mar марта март мар березня березень marz maerz mrz mars marzo marco maart mrt marca marzec",
    "april apr апреля апрель апр квітня квітень avril avr abril abr aprile kwietnia kwiecien kwi",
    "may мая маи травня травень mai mayo maio maggio mag mei maja maj",
    "june jun июня июнь июн червня червень juni juin junio junho giugno giu czerwca czerwiec cze",
    "july jul июля июль июл липня липень juli juillet juil julio julho luglio lug lipca lipiec lip",
    "august aug августа август авг серпня серпень aout agosto ago augustus sierpnia sierpien sie",
    "september sept sep сентября сентябрь сен сент вересня вересень septembre septiembre setiembre setembro set settembre septembre wrzesnia wrzesien wrz",
    "october oct октября октябрь окт жовтня жовтень oktober okt octobre octubre outubro out ottobre ott pazdziernika pazdziernik paz",
    "november nov ноября ноябрь ноя нояб листопада листопад novembre noviembre novembro listopada listopad lis",
    "december dec декабря декабрь дек грудня грудень dezember dez decembre diciembre dic dezembro dicembre grudnia grudzien gru",
];

const WEEKDAYS: [&str; 7] = [
    "monday mon понедельник понедельника пн понеділок montag mo lundi lun lunes lunedi poniedzialek",
    "tuesday tue tues вторник вторника вт вівторок dienstag di mardi martes martedi wtorek",
    "wednesday wed среда среду среды ср середа середу mittwoch mi mercredi mer miercoles mercoledi sroda srode",
    "thursday thu thur thurs четверг четверга чт четвер donnerstag jeudi jueves giovedi czwartek",
    "friday fri пятница пятницу пятницы пт п'ятниця freitag vendredi viernes venerdi piatek",
    "saturday sat суббота субботу субботы сб субота суботу samstag sonnabend samedi sabado sabato sobota sobote",
    "sunday sun воскресенье воскресенья вс неділя неділю sonntag dimanche domingo domenica niedziela niedziele",
];

#[cfg(test)]
mod tests {
    use super::super::fold::fold;
    use super::*;

    #[test]
    fn names_are_found_folded() {
        for (name, number) in [
            ("Aug.", 8),
            ("августа", 8),
            ("März", 3),
            ("août", 8),
            ("décembre", 12),
            ("мая", 5),
            ("Sept", 9),
            ("września", 9),
        ] {
            assert_eq!(month(&fold(name)), Some(number), "{name}");
        }
        assert_eq!(weekday(&fold("Wednesday")), Some(3));
        assert_eq!(weekday(&fold("среду")), Some(3));
        assert_eq!(month("monday"), None);
    }

    #[test]
    fn no_weekday_is_told_to_be_none() {
        for name in WEEKDAYS.iter().flat_map(|row| row.split(' ')) {
            assert!(may_be_weekday(name) && may_be_weekday(&name.to_uppercase()), "{name}");
        }
        for name in ["Sábado", "miércoles", "Poniedziałek", "Środa", "lunedì"] {
            assert!(weekday(&fold(name)).is_some() && may_be_weekday(name), "{name}");
        }
        assert!(!may_be_weekday("harbour") && !may_be_weekday("x") && !may_be_weekday(""));
    }

    #[test]
    fn tables_are_folded_and_no_month_has_anothers_name() {
        let mut seen = std::collections::HashMap::new();
        for (at, names) in MONTHS.iter().enumerate() {
            for name in names.split(' ') {
                assert_eq!(fold(name), name);
                assert_eq!(*seen.entry(name).or_insert(at), at, "{name}");
            }
        }
    }
}
