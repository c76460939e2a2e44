//! The language of an article: its script first, then a detector that must be sure.
//!
//! Han alone is Chinese, kana Japanese, Hangul Korean, and so on. Latin, Cyrillic and Arabic text
//! goes to `whatlang`, whose answer is only taken if common words of that language occur as often as
//! they do in prose; Swahili, Hausa and Nigerian Pidgin, which it does not know, are told by their
//! common words alone. Anything else is `und`.

use whatlang::Script;

use super::lang_codes::{code_of, two_letters};
use super::{common_words, cyrillic, short_text};
use crate::article::{Candidate, Lang};

/// How much text is looked at, in bytes.
const REACH: usize = 3000;
/// Fewest letters that speak for a language.
const FEWEST: usize = 25;
/// Fewest signs where one sign is a word.
const FEWEST_SIGNS: usize = 8;

/// Decides the language of a text. `stated` is what metadata or configuration says: (place, value).
pub fn decide(headline: &str, body: &str, stated: Option<(&str, &str)>) -> (Lang, Vec<Candidate>) {
    let mut end = REACH.min(body.len());
    while !body.is_char_boundary(end) {
        end -= 1;
    }
    let mut sample = format!("{headline}\n{}", &body[..end]);
    if sample.contains("://") || sample.contains("www.") {
        // Addresses are in no language.
        let mut words: Vec<&str> = sample.split_whitespace().collect();
        words.retain(|word| !word.contains("://") && !word.starts_with("www."));
        sample = words.join(" ");
    }
    let scripts = Scripts::count(&sample);
    let mut evidence = Vec::new();
    let mut note = |kind: &str, place: &str, text: &str, rejected: Option<&str>| {
        evidence.push(Candidate {
            kind: kind.to_owned(),
            place: place.to_owned(),
            text: text.to_owned(),
            rejected: rejected.map(str::to_owned),
        });
    };
    if let Some((place, value)) = stated {
        match Lang::parse(value).map(two_letters) {
            Some(lang) if lang == Lang::UND => {
                note("metadata", place, value, Some("says undetermined"))
            }
            Some(lang) if scripts.fit(lang) => {
                note("metadata", place, value, None);
                return (lang, evidence);
            }
            Some(_) => note("metadata", place, value, Some("the text is in another script")),
            None => note("metadata", place, value, Some("not a language code")),
        }
    }
    if let Some(lang) = scripts.telling() {
        note("script", "text", lang, None);
        return (Lang::parse(lang).unwrap_or(Lang::UND), evidence);
    }
    if scripts.alphabetic() < FEWEST {
        note("detector", "text", "und", Some("too few letters"));
        return (Lang::UND, evidence);
    }
    let (lang, rejected) = match scripts.cyrillic * 2 > scripts.alphabetic() {
        true => match cyrillic::told_by_letters(&sample) {
            Some(lang) => (lang, None),
            None => match detect(&sample) {
                (lang, None) if !cyrillic::may_be(lang, &sample) => {
                    (lang, Some("letters of that language are missing"))
                }
                found => found,
            },
        },
        false => match short_text::language(&sample) {
            Some(lang) => (lang, None),
            None => detect(&sample),
        },
    };
    note("detector", "text", lang, rejected);
    match rejected {
        None => (Lang::parse(lang).unwrap_or(Lang::UND), evidence),
        Some(_) => (Lang::UND, evidence),
    }
}

/// Detects among alphabetic languages: the best guess, and why it is not taken.
fn detect(sample: &str) -> (&'static str, Option<&'static str>) {
    let shares = common_words::shares(sample);
    // Languages the detector does not know win by their own words where these are more than those
    // of the detected one.
    let tie = shares.of("sw") == shares.of("ha");
    let enough = |own: f64| !tie && own >= 0.12 && shares.tokens(own) >= 2.0;
    let local = shares.best_of(&["sw", "ha"]).filter(|(_, own)| enough(*own));
    if let Some((name, own)) = shares.best_of(&["pcm"])
        && own >= 0.07
        && shares.tokens(own) >= 3.0
        && shares.of("en").is_some_and(|english| english >= own / 3.0)
        && shares
            .best_of(&["fr", "es", "pt", "it", "nl", "sw", "ha"])
            .is_none_or(|(_, other)| own > other * 0.9)
    {
        return (name, None);
    }
    // Where common words speak clearly the detector, the costliest part of reading, is not asked.
    if let Some(winner) = shares.clear_winner()
        && shares.of(winner).is_some_and(|share| shares.tokens(share) >= 12.0)
        && local.is_none()
    {
        return (winner, None);
    }
    let Some(info) = whatlang::detect(sample) else { return ("und", Some("no language detected")) };
    let code = code_of(info.lang());
    let share = shares.of(code);
    if let Some((name, own)) = local
        && share.is_none_or(|share| own > share * 1.15)
    {
        return (name, None);
    }
    match share {
        Some(share)
            if share >= common_words::LEAST && (info.confidence() >= 0.5 || share >= 0.25) =>
        {
            (code, None)
        }
        Some(share) if share >= common_words::LEAST => (code, Some("detector not sure")),
        Some(_) => {
            // The detector may have taken a close neighbour; common words decide if they are clear.
            match shares.clear_winner() {
                Some(winner) => (winner, None),
                None => (code, Some("common words of that language are missing")),
            }
        }
        None => match shares.clear_winner() {
            Some(winner) => (winner, None),
            None if info.confidence() >= 0.9 && info.script() != Script::Latin => (code, None),
            None => (code, Some("detector not sure")),
        },
    }
}

/// Counts of letters by script.
#[derive(Debug, Default)]
struct Scripts {
    latin: usize,
    cyrillic: usize,
    arabic: usize,
    han: usize,
    kana: usize,
    /// Scripts that one language of news uses, by its code.
    single: [(&'static str, usize); SINGLE.len()],
    other: usize,
}

/// Scripts that tell the language by themselves: first and last character, code.
const SINGLE: [(u32, u32, &str); 14] = [
    (0xAC00, 0xD7AF, "ko"),
    (0x0E00, 0x0E7F, "th"),
    (0x1200, 0x139F, "am"),
    (0x0370, 0x03FF, "el"),
    (0x10A0, 0x10FF, "ka"),
    (0x0530, 0x058F, "hy"),
    (0x0980, 0x09FF, "bn"),
    (0x0B80, 0x0BFF, "ta"),
    (0x0C00, 0x0C7F, "te"),
    (0x0C80, 0x0CFF, "kn"),
    (0x0D00, 0x0D7F, "ml"),
    (0x0A80, 0x0AFF, "gu"),
    (0x1000, 0x109F, "my"),
    (0x1780, 0x17FF, "km"),
];

impl Scripts {
    fn count(text: &str) -> Scripts {
        let mut scripts = Scripts::default();
        for (slot, (_, _, code)) in scripts.single.iter_mut().zip(SINGLE) {
            slot.0 = code;
        }
        let ascii = text.bytes().filter(u8::is_ascii_alphabetic).count();
        scripts.latin = ascii;
        if ascii == text.len() {
            return scripts;
        }
        for c in text.chars().filter(|c| !c.is_ascii() && c.is_alphabetic()) {
            match c as u32 {
                0x41..=0x24F | 0x1E00..=0x1EFF => scripts.latin += 1,
                0x400..=0x52F => scripts.cyrillic += 1,
                0x600..=0x77F | 0xFB50..=0xFEFC => scripts.arabic += 1,
                0x3040..=0x30FF | 0xFF66..=0xFF9D => scripts.kana += 1,
                0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x323AF => {
                    scripts.han += 1
                }
                code => match SINGLE.iter().position(|(from, to, _)| (*from..=*to).contains(&code))
                {
                    Some(at) => scripts.single[at].1 += 1,
                    None => scripts.other += 1,
                },
            }
        }
        scripts
    }

    fn alphabetic(&self) -> usize {
        self.latin
            + self.cyrillic
            + self.arabic
            + self.other
            + self.single.iter().map(|(_, n)| n).sum::<usize>()
    }

    /// The language that the script alone tells. One Han character says as much as several
    /// letters, so names in Latin letters do not hide a Chinese text.
    fn telling(&self) -> Option<&'static str> {
        let signs = self.han + self.kana;
        let letters = self.latin + self.cyrillic + self.arabic;
        if signs >= FEWEST_SIGNS && signs * 3 >= letters {
            // Japanese prose is never without kana; a Chinese text may quote a Japanese name.
            let japanese = self.kana * 10 >= signs;
            return Some(if japanese { "ja" } else { "zh" });
        }
        let (code, most) = self.single.iter().max_by_key(|(_, n)| *n).copied()?;
        (most >= FEWEST_SIGNS && most * 2 >= letters + self.other).then_some(code)
    }

    /// Tells whether a text in these scripts can be in a language.
    fn fit(&self, lang: Lang) -> bool {
        let letters = self.alphabetic() + (self.han + self.kana) * 3;
        let own = match lang.code() {
            "zh" | "yue" => self.han * 3,
            "ja" => (self.han + self.kana) * 3,
            "ru" | "uk" | "be" | "bg" | "mk" | "kk" | "ky" | "tg" | "mn" => self.cyrillic,
            "ar" | "fa" | "ur" | "ps" | "ug" | "ckb" => self.arabic,
            // Serbian, Uzbek and others are written in two scripts.
            "sr" | "uz" | "az" | "bs" | "ha" => return true,
            "he" | "yi" | "hi" | "mr" | "ne" | "pa" | "si" | "or" | "lo" | "bo" | "dv" => {
                self.other
            }
            "ti" => self.single.iter().find(|(code, _)| *code == "am").map_or(0, |(_, n)| *n),
            code => match self.single.iter().find(|(single, _)| *single == code) {
                Some((_, n)) => *n,
                None => self.latin,
            },
        };
        letters == 0 || own * 3 >= letters
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(text: &str) -> String {
        decide("", text, None).0.code().to_owned()
    }

    #[test]
    fn scripts_tell() {
        assert_eq!(lang("市政府星期三决定渡轮继续运营，居民对 iPhone 表示欢迎。"), "zh");
        assert_eq!(lang("市は水曜日、二隻のフェリーを冬も運航すると決めた。"), "ja");
        assert_eq!(lang("시는 수요일 여객선 두 척을 겨울에도 운항하기로 했다."), "ko");
        assert_eq!(lang("ከተማው ረቡዕ ዕለት ሁለቱን ጀልባዎች ለማቆየት ወሰነ።"), "am");
    }

    #[test]
    fn alphabets_are_detected() {
        assert_eq!(
            lang(
                "The council of the harbour town voted on Wednesday to keep its two ferries running through the winter."
            ),
            "en"
        );
        assert_eq!(
            lang(
                "Городской совет в среду проголосовал за то, чтобы паромы ходили и зимой, сообщили в мэрии."
            ),
            "ru"
        );
        assert_eq!(
            lang(
                "Der Rat der Hafenstadt hat am Mittwoch beschlossen, die beiden Fähren auch im Winter fahren zu lassen."
            ),
            "de"
        );
        assert_eq!(
            lang(
                "Le conseil de la ville a décidé mercredi de maintenir les deux bacs pendant tout l'hiver, a dit le maire."
            ),
            "fr"
        );
        assert_eq!(
            lang(
                "El consejo de la ciudad decidió el miércoles que los dos barcos seguirán en servicio durante el invierno."
            ),
            "es"
        );
    }

    #[test]
    fn unknown_languages_are_not_guessed() {
        assert_eq!(
            lang(
                "Baraza la mji huo liliamua siku ya Jumatano kwamba vivuko viwili vitaendelea na kazi katika majira ya baridi, kwa sababu ya wakazi wa mji."
            ),
            "sw"
        );
        assert_eq!(lang("Zxcv qwer tyui opas dfgh jklz xcvb nmqw erty uiop asdf ghjk lzxc"), "und");
        assert_eq!(lang("OK"), "und");
        assert_eq!(lang("12 345 67 89"), "und");
    }

    #[test]
    fn metadata_wins_if_the_script_fits() {
        let english =
            "The council voted to keep its ferries, and the mayor said that they are old.";
        assert_eq!(decide("", english, Some(("language", "en-GB"))).0.code(), "en");
        assert_eq!(decide("", english, Some(("language", "pcm"))).0.code(), "pcm");
        let (lang, evidence) = decide("", english, Some(("language", "zh-CN")));
        assert_eq!(lang.code(), "en");
        assert!(evidence[0].rejected.as_ref().unwrap().contains("script"));
        assert_eq!(decide("短讯", "", Some(("lang", "zh-CN"))).0.code(), "zh");
        assert_eq!(decide("", english, Some(("language", "eng"))).0.code(), "en");
    }
}
