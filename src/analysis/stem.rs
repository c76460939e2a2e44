//! Which stemmer a word is put under.
//!
//! Snowball stemmers for eighteen languages (crate `frostem`, pinned). A stem is always computed
//! from the *form*, so that accents never matter: `électeurs` and `electeurs` meet. For Russian the
//! form keeps й, so its endings are seen whole; Turkish, whose endings hold ı and ş, is stemmed less
//! thoroughly than from the printed word, alike in index and query. Words with digits and words of
//! mixed scripts are never stemmed.

use frostem::Algorithm;

use super::script::Script;
use crate::article::Lang;

/// A Snowball stemmer, named for its language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[expect(missing_docs, reason = "the names are those of languages")]
pub enum Stemmer {
    Arabic,
    Danish,
    Dutch,
    English,
    Finnish,
    French,
    German,
    Greek,
    Hungarian,
    Italian,
    Norwegian,
    Portuguese,
    Romanian,
    Russian,
    Spanish,
    Swedish,
    Tamil,
    Turkish,
}

impl Stemmer {
    /// All stemmers, by name.
    pub const ALL: [Stemmer; 18] = [
        Stemmer::Arabic,
        Stemmer::Danish,
        Stemmer::Dutch,
        Stemmer::English,
        Stemmer::Finnish,
        Stemmer::French,
        Stemmer::German,
        Stemmer::Greek,
        Stemmer::Hungarian,
        Stemmer::Italian,
        Stemmer::Norwegian,
        Stemmer::Portuguese,
        Stemmer::Romanian,
        Stemmer::Russian,
        Stemmer::Spanish,
        Stemmer::Swedish,
        Stemmer::Tamil,
        Stemmer::Turkish,
    ];

    /// Returns the ISO 639-1 code of the language.
    pub fn code(self) -> &'static str {
        match self {
            Stemmer::Arabic => "ar",
            Stemmer::Danish => "da",
            Stemmer::Dutch => "nl",
            Stemmer::English => "en",
            Stemmer::Finnish => "fi",
            Stemmer::French => "fr",
            Stemmer::German => "de",
            Stemmer::Greek => "el",
            Stemmer::Hungarian => "hu",
            Stemmer::Italian => "it",
            Stemmer::Norwegian => "no",
            Stemmer::Portuguese => "pt",
            Stemmer::Romanian => "ro",
            Stemmer::Russian => "ru",
            Stemmer::Spanish => "es",
            Stemmer::Swedish => "sv",
            Stemmer::Tamil => "ta",
            Stemmer::Turkish => "tr",
        }
    }

    /// Returns the stemmer of a language; both written Norwegians have one. `None` without one.
    pub fn for_lang(lang: Lang) -> Option<Stemmer> {
        let code = match lang.code() {
            "nb" | "nn" => "no",
            code => code,
        };
        Stemmer::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Returns the script whose words it reads.
    pub fn script(self) -> Script {
        match self {
            Stemmer::Arabic => Script::Arabic,
            Stemmer::Greek => Script::Greek,
            Stemmer::Russian => Script::Cyrillic,
            Stemmer::Tamil => Script::Tamil,
            _ => Script::Latin,
        }
    }

    pub(super) fn algorithm(self) -> Algorithm {
        match self {
            Stemmer::Arabic => Algorithm::Arabic,
            Stemmer::Danish => Algorithm::Danish,
            Stemmer::Dutch => Algorithm::Dutch,
            Stemmer::English => Algorithm::English,
            Stemmer::Finnish => Algorithm::Finnish,
            Stemmer::French => Algorithm::French,
            Stemmer::German => Algorithm::German,
            Stemmer::Greek => Algorithm::Greek,
            Stemmer::Hungarian => Algorithm::Hungarian,
            Stemmer::Italian => Algorithm::Italian,
            Stemmer::Norwegian => Algorithm::Norwegian,
            Stemmer::Portuguese => Algorithm::Portuguese,
            Stemmer::Romanian => Algorithm::Romanian,
            Stemmer::Russian => Algorithm::Russian,
            Stemmer::Spanish => Algorithm::Spanish,
            Stemmer::Swedish => Algorithm::Swedish,
            Stemmer::Tamil => Algorithm::Tamil,
            Stemmer::Turkish => Algorithm::Turkish,
        }
    }
}

/// The stemmer of each script; `None` leaves its words as they are.
///
/// As [`StemPlan::default`] it is what articles of unknown language get, and what words in a
/// foreign script get: Latin is read as English, Cyrillic as Russian.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StemPlan {
    by_script: [Option<Stemmer>; 5],
}

impl Default for StemPlan {
    fn default() -> StemPlan {
        StemPlan::NONE
            .with(Script::Latin, Some(Stemmer::English))
            .with(Script::Cyrillic, Some(Stemmer::Russian))
            .with(Script::Greek, Some(Stemmer::Greek))
            .with(Script::Arabic, Some(Stemmer::Arabic))
            .with(Script::Tamil, Some(Stemmer::Tamil))
    }
}

impl StemPlan {
    /// No stemming at all.
    pub const NONE: StemPlan = StemPlan { by_script: [None; 5] };

    /// Returns the plan with another stemmer for one script. A stemmer that does not read the
    /// script is taken as none.
    pub fn with(mut self, script: Script, stemmer: Option<Stemmer>) -> StemPlan {
        self.by_script[script as usize] = stemmer.filter(|s| s.script() == script);
        self
    }

    /// Returns the plan for an article: the language's own stemmer for its own script, the given
    /// defaults for other scripts. A known language without a stemmer (Swahili, Ukrainian, Polish)
    /// gets none for its script, because another language's endings are not its own; `und` gets the
    /// defaults throughout.
    pub fn for_lang(lang: Lang, defaults: StemPlan) -> StemPlan {
        if let Some(stemmer) = Stemmer::for_lang(lang) {
            return defaults.with(stemmer.script(), Some(stemmer));
        }
        own_scripts(lang).iter().fold(defaults, |plan, script| plan.with(*script, None))
    }

    /// Returns the stemmer for words of a script.
    #[inline]
    pub fn stemmer(&self, script: Script) -> Option<Stemmer> {
        self.by_script[script as usize]
    }
}

/// Returns the scripts, among those with stemmers, in which a language without a stemmer is
/// written. A code that is not listed is taken as Latin: so are most of the world's languages.
fn own_scripts(lang: Lang) -> &'static [Script] {
    match lang.code() {
        "und" | "mul" | "zxx" => &[],
        "uk" | "be" | "bg" | "mk" | "mn" | "ky" | "tg" | "tt" | "ba" | "cv" | "os" | "ce"
        | "ab" | "av" | "kv" | "sah" | "udm" | "mhr" | "rue" | "bua" | "tyv" => &[Script::Cyrillic],
        "sr" | "kk" | "uz" | "az" | "tk" | "sh" | "bs" | "cnr" | "mo" => {
            &[Script::Latin, Script::Cyrillic]
        }
        "fa" | "ur" | "ps" | "sd" | "ug" | "ckb" | "arz" | "apc" | "ary" | "acm" | "azb"
        | "bal" | "ks" | "skr" | "prs" | "pnb" => &[Script::Arabic],
        "ku" => &[Script::Latin, Script::Arabic],
        "zh" | "yue" | "wuu" | "nan" | "ja" | "ko" | "th" | "lo" | "km" | "my" | "bo" | "dz"
        | "hi" | "mr" | "ne" | "sa" | "bn" | "as" | "pa" | "gu" | "or" | "te" | "kn" | "ml"
        | "si" | "mai" | "bho" | "am" | "ti" | "ka" | "hy" | "he" | "yi" | "dv" | "sat" | "mni"
        | "kok" | "doi" | "shn" => &[],
        _ => &[Script::Latin],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(code: &str) -> StemPlan {
        StemPlan::for_lang(Lang::parse(code).unwrap(), StemPlan::default())
    }

    #[test]
    fn an_article_is_stemmed_by_its_language_and_the_rest_by_script() {
        assert_eq!(plan("fr").stemmer(Script::Latin), Some(Stemmer::French));
        assert_eq!(plan("fr").stemmer(Script::Cyrillic), Some(Stemmer::Russian));
        assert_eq!(plan("ru").stemmer(Script::Latin), Some(Stemmer::English));
        assert_eq!(plan("nb").stemmer(Script::Latin), Some(Stemmer::Norwegian));
        assert_eq!(plan("und"), StemPlan::default());
        assert_eq!(plan("zh"), StemPlan::default());
    }

    #[test]
    fn a_known_language_without_stemmer_keeps_its_words() {
        for code in ["sw", "pl", "pcm", "ha"] {
            assert_eq!(plan(code).stemmer(Script::Latin), None, "{code}");
            assert_eq!(plan(code).stemmer(Script::Cyrillic), Some(Stemmer::Russian));
        }
        assert_eq!(plan("uk").stemmer(Script::Cyrillic), None);
        assert_eq!(plan("uk").stemmer(Script::Latin), Some(Stemmer::English));
        assert_eq!(plan("fa").stemmer(Script::Arabic), None);
        assert_eq!(plan("sr").stemmer(Script::Latin), None);
        assert_eq!(plan("sr").stemmer(Script::Cyrillic), None);
    }

    #[test]
    fn defaults_can_be_configured() {
        let german = StemPlan::default().with(Script::Latin, Some(Stemmer::German));
        assert_eq!(
            StemPlan::for_lang(Lang::UND, german).stemmer(Script::Latin),
            Some(Stemmer::German)
        );
        let odd = StemPlan::default().with(Script::Greek, Some(Stemmer::German));
        assert_eq!(odd.stemmer(Script::Greek), None);
    }

    #[test]
    fn codes_and_stemmers_are_a_bijection() {
        for stemmer in Stemmer::ALL {
            assert_eq!(Stemmer::for_lang(Lang::parse(stemmer.code()).unwrap()), Some(stemmer));
        }
    }
}
