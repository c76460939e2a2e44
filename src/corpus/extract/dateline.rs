//! Datelines: place, day and agency before the first sentence.
//!
//! Reads `MOSCOW, Aug. 21 (Xinhua) --`, `LONDON (Reuters) -`, `(Bloomberg) --`, `BERLIN —`,
//! `МОСКВА, 21 авг — РИА Новости.`, `МОСКВА, 21 августа. /ТАСС/.`, `新华社北京8月21日电`. The dateline
//! stays in the text; only what it says is taken. A pair of brackets with an unknown name and no
//! place before it is not a dateline.

use super::aliases::{AliasTable, Kind};
use super::chinese;
use super::dates::{self, Unread, Written};
use super::place::{is_upper_place, title_case};

/// How far into a paragraph a dateline may reach, in characters.
const REACH: usize = 110;

/// What a dateline says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dateline {
    /// The dateline as it stood.
    pub text: String,
    pub place: Option<String>,
    /// The agency's name as it stood.
    pub agency: Option<String>,
    /// The writer, where the dateline begins with "By".
    pub byline: Option<String>,
    /// The day as it stood and how it reads.
    pub day: Option<(String, Result<Written, Unread>)>,
}

/// Reads the dateline that a paragraph begins with.
pub fn read(paragraph: &str, aliases: &AliasTable) -> Option<Dateline> {
    let reach = paragraph.char_indices().nth(REACH).map_or(paragraph.len(), |(at, _)| at);
    let head = &paragraph[..reach];
    chinese::dateline(head, aliases)
        .or_else(|| slashes(head, aliases))
        .or_else(|| dashed(head, aliases))
}

/// `МОСКВА, 21 августа. /ТАСС/.`
fn slashes(head: &str, aliases: &AliasTable) -> Option<Dateline> {
    let open = head.find('/')?;
    let close = open + 1 + head[open + 1..].find('/')?;
    let agency = head[open + 1..close].trim();
    aliases.find(agency)?;
    let (place, day) = place_and_day(head[..open].trim_end_matches([' ', '.', ',']), true)?;
    let (text, agency) = (head[..=close].to_owned(), Some(agency.to_owned()));
    Some(Dateline { text, place, agency, day, byline: None })
}

/// Everything that ends in a dash.
fn dashed(head: &str, aliases: &AliasTable) -> Option<Dateline> {
    let (at, len) = dash(head)?;
    let line = head[..at].trim();
    let text = head[..at + len].trim_end().to_owned();
    // "(Bloomberg) --", "PLACE, day (Agency) --"; the brackets stand first or last.
    if let Some(open) = line.rfind('(')
        && let Some(inner) = line[open + 1..].strip_suffix(')')
    {
        let before = line[..open].trim().trim_end_matches(',');
        let known = aliases.find(inner).is_some();
        if before.is_empty() {
            return match known {
                true => {
                    Some(Dateline { text, agency: Some(inner.to_owned()), ..Dateline::default() })
                }
                // "(WASHINGTON) —"
                false => is_upper_place(inner).then(|| Dateline {
                    text,
                    place: Some(title_case(inner)),
                    ..Dateline::default()
                }),
            };
        }
        let agency = known.then(|| inner.to_owned());
        if let Some(name) = before.strip_prefix("By ").filter(|_| known) {
            let (byline, place) = after_byline(name)?;
            return Some(Dateline { text, place, agency, day: None, byline: Some(byline) });
        }
        let (place, day) = place_and_day(before, known)?;
        // An unknown name in brackets; in capitals it would be a ticker: "NVIDIA (NVDA) –".
        let outlet = inner.chars().any(char::is_lowercase) && inner.chars().count() <= 30;
        return (known || outlet).then_some(Dateline { text, place, agency, day, byline: None });
    }
    // "МОСКВА, 21 авг — РИА Новости.": the agency stands after the dash.
    let after = head[at + len..].trim_start();
    let known = |name: &&str| !name.is_empty() && aliases.find(name).is_some();
    let agency = after
        .split_once(['.', ','])
        .map(|(name, _)| name.trim())
        .filter(known)
        // "HONG KONG, Oct 17 - (Reuter) Rates rose": in brackets after the dash.
        .or_else(|| Some(after.strip_prefix('(')?.split_once(')')?.0.trim()).filter(known));
    // "REUTERS - The": an agency alone.
    let is_agency = aliases.find(line).is_some_and(|entry| entry.kind == Kind::Agency);
    if is_agency && line.chars().count() > 3 {
        return Some(Dateline { text, agency: Some(line.to_owned()), ..Dateline::default() });
    }
    let (place, day) = place_and_day(line, agency.is_some())?;
    // A place in capitals alone: enough letters that it is no acronym, and no outlet's name.
    let alone = (is_upper_place(line) || is_town_of_state(line))
        && !is_label(line)
        && aliases.find(line).is_none()
        && same_script(line, after);
    // "DORFBANK -- the lender -- said": a name and what explains it, not a sentence.
    let prose = after.starts_with(char::is_lowercase);
    // A flash in capitals names its company before the dash: "DORF FERRIES LTD - TO BUY BOATS".
    let flash = !after.chars().any(char::is_lowercase) && after.chars().any(char::is_uppercase);
    let agency = agency.map(str::to_owned);
    let sure = agency.is_some() || day.is_some() || (alone && !flash && !prose);
    sure.then_some(Dateline { text, place, agency, day, byline: None })
}

/// Splits `Jane Doe SYDNEY` into writer and place.
fn after_byline(text: &str) -> Option<(String, Option<String>)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut names = words.iter().position(|word| is_upper_place(word)).unwrap_or(words.len());
    // Too short for a place of their own, they begin one: "NEW YORK", "SAN DIEGO".
    let begins = |word: &str| {
        matches!(
            word,
            "NEW"
                | "SAN"
                | "LOS"
                | "LAS"
                | "RIO"
                | "TEL"
                | "ABU"
                | "EL"
                | "LA"
                | "ST."
                | "FT."
                | "DES"
        )
    };
    while names < words.len() && names > 1 && begins(words[names - 1]) {
        names -= 1;
    }
    let place = words[names..].join(" ");
    let plain = (1..=8).contains(&names) && (place.is_empty() || is_upper_place(&place));
    plain.then(|| (words[..names].join(" "), (!place.is_empty()).then(|| title_case(&place))))
}

/// `DORF, Fla.`: a place in capitals and a state that is shortened with a stop.
fn is_town_of_state(line: &str) -> bool {
    let Some((town, state)) = line.split_once(", ") else { return false };
    let company = ["inc.", "corp.", "ltd.", "co.", "cos.", "llc.", "no.", "jr.", "sr."];
    let short = state.ends_with('.') && state.chars().count() <= 6 && !state.contains(' ');
    is_upper_place(town)
        && short
        && state.starts_with(char::is_uppercase)
        && !company.contains(&state.to_lowercase().as_str())
}

/// `FILE PHOTO —`, `BREAKING —`, `DORF TOWER —`: a label or a building, no town.
fn is_label(line: &str) -> bool {
    const WORDS: [&str; 32] = [
        "PHOTO",
        "PHOTOS",
        "VIDEO",
        "WATCH",
        "LIVE",
        "BREAKING",
        "EXCLUSIVE",
        "UPDATE",
        "UPDATED",
        "CORRECTED",
        "CORRECTION",
        "ANALYSIS",
        "OPINION",
        "EDITORIAL",
        "COMMENT",
        "REVIEW",
        "INTERVIEW",
        "REPORT",
        "NEWS",
        "ALERT",
        "NOTE",
        "STORY",
        "SPECIAL",
        "SPOILER",
        "FACTBOX",
        "TIMELINE",
        "HIGHLIGHTS",
        "TOWER",
        "STADIUM",
        "ARENA",
        "HOTEL",
        "BUILDING",
    ];
    line.split(|c: char| !c.is_alphabetic()).any(|word| WORDS.contains(&word))
}

/// A Latin product name before a dash in a Russian text is no place.
fn same_script(place: &str, after: &str) -> bool {
    let cyrillic = |text: &str| {
        let first = text.chars().find(|c| c.is_alphabetic());
        first.is_some_and(|c| ('\u{400}'..='\u{52F}').contains(&c))
    };
    cyrillic(place) == cyrillic(after)
}

/// Finds the dash that ends a dateline: `--`, or a dash with space on a side, or an em dash.
fn dash(head: &str) -> Option<(usize, usize)> {
    for (at, c) in head.char_indices() {
        let before = head[..at].chars().next_back().unwrap_or(' ');
        let rest = &head[at..];
        match c {
            '-' if rest.starts_with("--") => return Some((at, 2)),
            '-' | '–'
                if before.is_whitespace()
                    && rest[c.len_utf8()..].starts_with(char::is_whitespace) =>
            {
                return Some((at, c.len_utf8()));
            }
            '—' | '―' => return Some((at, c.len_utf8())),
            // Sentences do not end inside a dateline, but "Aug." and "N.C." do have stops.
            '!' | '?' | '"' | '“' | ':' | ';' => return None,
            _ => {}
        }
    }
    None
}

type PlaceAndDay = (Option<String>, Option<(String, Result<Written, Unread>)>);

/// Reads `NEW YORK, June 19`, `RALEIGH, N.C.`, `Москва, 21 августа 2024`. `sure` says that an agency
/// stands beside it, so that the place need not be in capitals.
fn place_and_day(text: &str, sure: bool) -> Option<PlaceAndDay> {
    let parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() || parts.len() > 4 {
        return None;
    }
    // The day is the last part, or the last two ("Aug. 21, 2024"); "MOSCOW Aug. 21" has no comma.
    let mut day = None;
    let mut places = parts.len();
    for count in [2, 1] {
        if day.is_none() && parts.len() > count {
            let text = parts[parts.len() - count..].join(", ");
            let reading = dates::parse(&text, None);
            if is_day(&reading) {
                places = parts.len() - count;
                day = Some((text, reading));
            }
        }
    }
    let mut names: Vec<&str> = parts[..places].to_vec();
    let comma = day.is_some();
    if day.is_none()
        && let Some(last) = names.last_mut()
    {
        let cut = last.match_indices(' ').find_map(|(at, _)| {
            let reading = dates::parse(&last[at..], None);
            is_day(&reading).then_some((at, reading))
        });
        if let Some((at, reading)) = cut {
            day = Some((last[at..].trim().to_owned(), reading));
            *last = &last[..at];
        }
    }
    let name = names.join(", ");
    let capitals = is_upper_place(names.first()?);
    // Without a comma or an agency, "Concert on 11 August – …" is a sentence.
    let title = (sure || comma)
        && names.iter().all(|part| super::place::is_title_place(part))
        && names.first()?.chars().count() <= 40;
    (capitals || title).then(|| (Some(title_case(&name)), day))
}

/// Tells whether a text that was read as a date tells a day, with or without a year.
pub fn is_day(reading: &Result<Written, Unread>) -> bool {
    match reading {
        Ok(written) => written.precision >= crate::article::Precision::Day,
        Err(unread) => matches!(unread, Unread::NoYear { .. }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(paragraph: &str) -> (String, String, String) {
        let line = read(paragraph, &AliasTable::shipped())
            .unwrap_or_else(|| panic!("no dateline: {paragraph}"));
        let day = line.day.map_or(String::new(), |(text, _)| text);
        (line.place.unwrap_or_default(), day, line.agency.unwrap_or_default())
    }

    fn case(paragraph: &str, place: &str, day: &str, agency: &str) {
        assert_eq!(parts(paragraph), (place.into(), day.into(), agency.into()), "{paragraph}");
    }

    #[test]
    fn latin_datelines() {
        case("MOSCOW, Aug. 21 (Xinhua) -- The ferries run.", "Moscow", "Aug. 21", "Xinhua");
        case("NEW YORK, June 19 - Shares rose.", "New York", "June 19", "");
        case("LONDON (Reuters) - Shares rose.", "London", "", "Reuters");
        case("(Bloomberg) -- Shares rose.", "", "", "Bloomberg");
        case("RALEIGH, N.C. (AP) — A court said.", "Raleigh, N.C.", "", "AP");
        case("Frankfurt am Main (AFP) - Cars.", "Frankfurt am Main", "", "AFP");
        case("BERLIN—The new boats.", "Berlin", "", "");
        case("(WASHINGTON) — The council said.", "Washington", "", "");
        case("BEIJING, Aug. 21, 2024 (Xinhua) -- The.", "Beijing", "Aug. 21, 2024", "Xinhua");
        case("By Jane Doe SYDNEY (Reuters) - Shares rose.", "Sydney", "", "Reuters");
        case("By Jane Doe NEW YORK/BONN (Reuters) - Shares rose.", "New York/Bonn", "", "Reuters");
        case("By Jane Doe SAN DIEGO (Reuters) - Shares rose.", "San Diego", "", "Reuters");
        case("HONG KONG, Oct 17 - (Reuter) Rates rose.", "Hong Kong", "Oct 17", "Reuter");
        case("REUTERS - Shares rose.", "", "", "REUTERS");
        case("DORF BEACH, Fla. - The boats run.", "Dorf Beach, Fla.", "", "");
        case("DORF, D.C. – The boats run.", "Dorf, D.C.", "", "");
        case("TOKYO, Aug 21 (Kyodo) - The boats.", "Tokyo", "Aug 21", "Kyodo");
    }

    #[test]
    fn russian_and_chinese_datelines() {
        case("МОСКВА, 21 авг — РИА Новости. Паромы ходят.", "Москва", "21 авг", "РИА Новости");
        case("МОСКВА, 21 августа. /ТАСС/. Паромы ходят.", "Москва", "21 августа", "ТАСС");
        case("新华社北京8月21日电（记者王小明）渡轮继续运营。", "北京", "8月21日", "新华社");
        case("中新网8月21日电 渡轮继续运营。", "", "8月21日", "中新网");
        case("【新华社莫斯科8月21日电】渡轮。", "莫斯科", "8月21日", "新华社");
    }

    #[test]
    fn prose_is_no_dateline() {
        let table = AliasTable::shipped();
        for text in [
            "Google (GOOG, GOOGL) wants to make searching easier - again.",
            "(Recasts; adds details) -- The",
            "The ferries - both of them - run.",
            "IBM — the company - said.",
            "FILE PHOTO - The ferry leaves",
            "BREAKING — The ferry leaves",
            "DORF TOWER — The mayor said",
            "DORFBANK -- the lender -- had learned of it",
            "China and Russia signed documents on Wednesday covering areas -- and more.",
            "He said: \"No\" - and left.",
            "新華社報道，總書記電話慰問",
            "眾新聞傍晚電話聯絡",
            "【信報財經新聞】外電報道",
            "RISC-V — это архитектура",
            "NVIDIA (NVDA) — the maker",
            "DORF FERRIES LTD - TO BUY THREE BOATS",
            "DORFBOTE, Inc. - the maker of boats",
            "Übertragung am 11. August – die Fähre fährt.",
            "电影节开幕",
            "",
            "—",
        ] {
            assert_eq!(read(text, &table), None, "{text}");
        }
    }
}
