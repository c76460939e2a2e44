//! The language of a headline or a message of a line or two, told by words.
//!
//! A detector of letters is not sure of ten words, and the commonest words of prose are rare in
//! headlines. Here the words that headlines are made of are counted as well. An answer needs two of
//! them and twice as many as any other language has.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::common_words;

/// Longest text that is judged so, in bytes.
pub const LONGEST: usize = 320;

/// Words beside those of [`common_words`], by language.
const WORDS: [(&str, &str); 11] = [
    (
        "en",
        "after over new says say how why what your you more up out than first year years \
         police court man woman men women may could would can about into against deal news \
         all us we our one two three four five top best back off down before under world day \
         days week time get gets make makes no if when where these those her him she them do \
         does did been had or so should during between amid near plan plans talks vote house \
         state states government president minister chief people city home school health \
         business market markets shares stock stocks profit sales price prices bank oil tax \
         case trial death dies dead killed kills attack attacks war fire crash storm win wins \
         loses lost game games team league cup season star show music film former next last \
         still just here there only now today will won't don't can't it's i'm he's what's \
         here's need needs want wants help helps take takes call calls look looks face faces \
         set hit hits rise rises fall falls cut cuts big high low open close end ends start \
         starts early late latest live long life little good bad free full great old young \
         black white power money work workers job jobs growth record report reports results \
         quarter inc company companies million billion per cent percent review guide watch \
         read see know think things way ways through while because since until across again \
         around behind inside despite without within also another every some any many most \
         other then too very",
    ),
    (
        "de",
        "einen einem einer eines zum zur über unter vor bei bis durch gegen ohne um noch nur \
         mehr neue neuer neues neuen wie was wer warum wo wenn so oder aber doch wir ihr ihre \
         sein seine haben sind war kann will soll muss gibt geht kommt macht sieht alles alle \
         wieder immer jetzt heute jahr jahre jahren tag tage welt land stadt regierung \
         polizei gericht mann frau kinder menschen deutschland deutsche deutschen österreich \
         österreichs erste ersten zwei drei millionen euro prozent vom beim ins ans zwischen \
         seit während dass",
    ),
    (
        "fr",
        "ne pas leur leurs nous vous ils elles cette ces cet son sa ses mais ou où comment \
         pourquoi après avant contre entre sans sous vers chez fait faire être été avoir peut \
         veut doit deux trois premier première ans jour monde pays président gouvernement \
         ministre police justice france paris nouveau nouvelle selon toujours encore aussi \
         comme lors depuis face mort",
    ),
    (
        "es",
        "sin sobre entre hasta desde contra tras ante según hay ser son está están fue han \
         era muy ya pero si qué cómo por cuándo quién dónde sus les nos mi tu este esta estos \
         estas años año día días mundo país gobierno presidente millones primer primera dos \
         tres nuevo nueva nuevos casa vida",
    ),
    (
        "it",
        "sul sulla sui nella nelle dal dalla dalle ai agli alle anche come ma se perché cosa \
         chi dove quando ecco dopo prima contro senza tra fra sua suo suoi loro essere stato \
         stata anni anno giorno mondo governo presidente nuovo nuova due tre ancora oggi",
    ),
    (
        "pt",
        "nos nas pelos pelas sobre entre até desde contra sem após mas ou são está ser tem \
         foi seu sua seus suas este esta anos ano dia mundo país governo presidente novo nova \
         dois três milhões diz vai pode quer",
    ),
    (
        "nl",
        "dit deze onder over uit tegen zonder maar nog wel geen meer nieuwe nieuw jaar jaren \
         na tot tussen wordt worden kan moet gaat komt doet heeft hebben was waren zijn wat \
         wie waarom hoe waar politie minister kabinet nederland nederlandse mensen man vrouw \
         eerste twee drie miljoen",
    ),
    (
        "pl",
        "nie na to się jest do za od po dla przez przed nad pod bez jak co czy już tylko tak \
         ale jego jej ich są był była było będzie może ma mają roku lat rok dni dzień nowy \
         nowa nowe nowych pierwszy dwa trzy tys mln zł policja sąd rząd prezydent minister \
         polska polski polskie w z i a o u ze we",
    ),
    (
        "sv",
        "är på för att och som med det den ett av till från har inte om efter över mot vid \
         under ska kan blir nya nytt år två sverige svenska polisen",
    ),
    (
        "sw",
        "mpya kuhusu kwenye ili bado huu hivyo yao wao kwanza mmoja mbili nini gani jinsi \
         rais serikali nchi nchini dunia afrika virusi dhidi ndani juu zaidi mwaka mchezaji \
         timu yapata soka ligi picha habari wanawake mtoto mkuu kenya tanzania uganda vyenye \
         vipi nani alivyo anasema asema kila wiki tetesi wengi",
    ),
    (
        "ha",
        "yadda abin kasar najeriya mutane aka wasu yan hukumar gwamnan gwamnati yau bayan \
         shekara saboda har zai suka fara mutum kotu jihar ranar kai sabon duniya sanda ake \
         babu akwai me ina kuwa haka ƴan yaƙi ɗan ciki abubuwan matar mata yara labarai",
    ),
];
/// Words of Nigerian Pidgin that English does not have.
const PIDGIN: [&str; 14] = [
    "dey", "wey", "dem", "tok", "wetin", "pipo", "dis", "dat", "sey", "afta", "na", "di", "abi",
    "wia",
];

/// Every word with the languages it belongs to: bit *i* is the *i*-th of
/// [`common_words::WORDS`].
static LANGUAGES: LazyLock<FxHashMap<&'static str, u32>> = LazyLock::new(|| {
    let mut languages: FxHashMap<&'static str, u32> = FxHashMap::default();
    for (at, (code, words)) in common_words::WORDS.iter().enumerate() {
        let more = WORDS.iter().filter(|(other, _)| other == code);
        let more = more.flat_map(|(_, words)| words.split_ascii_whitespace());
        for word in words.iter().copied().chain(more) {
            *languages.entry(word).or_default() |= 1 << at;
        }
    }
    languages
});

/// Tells the language of a short text in Latin letters; `None` if its words leave a doubt.
pub fn language(text: &str) -> Option<&'static str> {
    if text.len() > LONGEST {
        return None;
    }
    let mut counts = [0_u32; common_words::WORDS.len()];
    let (mut tokens, mut pidgin) = (0_u32, false);
    for token in text.split(|c: char| !c.is_alphabetic() && c != '\'' && c != '’') {
        let token = token.trim_matches(['\'', '’']).to_lowercase().replace('’', "'");
        if token.is_empty() {
            continue;
        }
        tokens += 1;
        pidgin |= PIDGIN.contains(&token.as_str());
        let mut languages = LANGUAGES.get(token.as_str()).copied().unwrap_or(0);
        while languages != 0 {
            counts[languages.trailing_zeros() as usize] += 1;
            languages &= languages - 1;
        }
    }
    let best = (0..counts.len()).max_by_key(|&at| counts[at])?;
    let others = (0..counts.len()).filter(|&at| at != best);
    let second = others.map(|at| counts[at]).max()?;
    let most = counts[best];
    let clear = most >= 2 * second || (most >= 5 && most + 1 >= 2 * second);
    let dense = second < most && most * 2 >= tokens;
    let code = common_words::WORDS[best].0;
    let mixed = code == "en" && pidgin;
    (most >= 2 && (clear || dense) && !mixed).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headlines_are_told() {
        for (text, code) in [
            ("Mayor picks old hand to lead the harbour office", "en"),
            ("How two ferries could change the town", "en"),
            ("Stadt will neue Fähren, aber keine Brücke", "de"),
            ("Pourquoi le bac reste à quai après la tempête", "fr"),
            ("Sąd: nie będzie nowych promów w tym roku", "pl"),
            ("Rais asema vivuko vipya kuhusu bandari ni vya watu", "sw"),
        ] {
            assert_eq!(language(text), Some(code), "{text}");
        }
    }

    #[test]
    fn doubt_stays_doubt() {
        for text in [
            "Dorfbote Fähren Dorf",
            "Ferries dey run for the harbour after storm",
            "Visa Inc",
            "",
            "Паромы ходят",
        ] {
            assert_eq!(language(text), None, "{text}");
        }
        assert_eq!(language(&"the harbour of the town ".repeat(20)), None);
    }
}
