//! Tells the authors of a web page from what else stands where authors stand.
//!
//! A statement of the page goes in, names come out, or nothing: the name of the site, a role, a date,
//! "All posts" and a photographer are no authors. What is stated to machines or linked to an author's
//! page may be a handle (`jroe4`); what only its class or line calls an author must look like a name.

use crate::corpus::format::html::page::Stated;

/// Words before names.
const BEFORE: [&str; 40] = [
    "by",
    "von",
    "par",
    "por",
    "door",
    "di",
    "posted by",
    "written by",
    "author",
    "authors",
    "autor",
    "autorin",
    "autoren",
    "autora",
    "auteur",
    "auteure",
    "auteurs",
    "geschrieben von",
    "verfasst von",
    "veröffentlicht von",
    "erstellt von",
    "publié par",
    "publicado por",
    "published by",
    "submitted by",
    "text",
    "texte",
    "texto",
    "text von",
    "text & fotos",
    "text und fotos",
    "about",
    "über",
    "article by",
    "ein beitrag von",
    "beitrag von",
    "view all posts by",
    "alle beiträge von",
    "zeige alle beiträge von",
    "autor/in",
];

/// Words that begin a line about when and by whom it was published.
const POSTED: [&str; 9] = [
    "posted",
    "published",
    "veröffentlicht",
    "publiziert",
    "geschrieben",
    "publié",
    "publicado",
    "submitted",
    "erstellt",
];

/// What stands where authors stand and names nobody.
const NOBODY: [&str; 32] = [
    "posted",
    "posted on",
    "publiziert am",
    "veröffentlicht am",
    "name",
    "agencies",
    "published",
    "admin",
    "administrator",
    "redaktion",
    "editor",
    "staff",
    "webmaster",
    "unknown",
    "guest",
    "gast",
    "user",
    "root",
    "alle beiträge",
    "all posts",
    "weitere artikel",
    "more posts",
    "mehr",
    "more",
    "profil",
    "profile",
    "follow",
    "website",
    "anonymous",
    "super user",
    "n/a",
    "share",
];

/// Tells whether a text in lower case names nobody; what stands before names is no name either.
fn nobody(text: &str) -> bool {
    NOBODY.contains(&text) || BEFORE.contains(&text)
}

/// Words of a part that tells what somebody does.
const ROLES: [&str; 26] = [
    "staff",
    "writer",
    "editor",
    "reporter",
    "correspondent",
    "contributor",
    "columnist",
    "freelance",
    "journalist",
    "journalistin",
    "redakteur",
    "redakteurin",
    "redaktor",
    "redaktorin",
    "korrespondent",
    "korrespondentin",
    "chefredakteur",
    "leiter",
    "leiterin",
    "projektleiterin",
    "director",
    "producer",
    "fellow",
    "phd",
    "md",
    "esq",
];

/// What a picture's credit begins with.
const PICTURES: [&str; 7] = ["foto", "photo", "bild", "image", "illustration", "grafik", "video"];

/// Legal forms, in the last word of the name of a company.
const FORMS: [&str; 10] = ["gmbh", "ag", "ltd", "inc", "llc", "e.v", "v", "corp", "plc", "kg"];

/// Small words within names.
const SMALL: [&str; 22] = [
    "de", "da", "do", "dos", "di", "del", "della", "van", "von", "der", "den", "ter", "bin", "ibn",
    "al", "el", "la", "le", "zu", "af", "y", "e",
];

/// Chooses the authors among a page's statements.
pub fn choose<'p>(
    stated: &'p [Stated],
    is_site: &impl Fn(&str) -> bool,
) -> Option<(&'p Stated, String)> {
    let found = || stated.iter().filter_map(|said| Some((said, read(said, is_site)?)));
    let is_handle = |names: &str| !names.contains(char::is_uppercase) && names.is_ascii();
    // A handle is taken where nobody has a name.
    let first = found().find(|(_, names)| !is_handle(names)).or_else(|| found().next())?;
    let people = |names: &str| names.split(", ").map(str::to_lowercase).collect::<Vec<_>>();
    let few = people(&first.1);
    // JSON-LD often names the first of several; another element then names them all.
    let longer = found().filter(|(said, _)| is_explicit(said)).find(|(_, names)| {
        let many = people(names);
        many.len() > few.len() && many.len() <= 8 && few.iter().all(|name| many.contains(name))
    });
    Some(longer.unwrap_or(first))
}

/// Words of links beside an author's name.
const LINKS: [&str; 10] = [
    "view",
    "archive",
    "posts",
    "author",
    "articles",
    "follow",
    "more",
    "beiträge",
    "artikel",
    "profile",
];

/// Whether a statement is made to machines or by a link to an author's page.
fn is_explicit(said: &Stated) -> bool {
    ["json-ld", "meta", "link"].iter().any(|place| said.place.starts_with(place))
}

/// Reads one statement, the first of its lines that names somebody.
fn read(said: &Stated, is_site: &impl Fn(&str) -> bool) -> Option<String> {
    let strict = said.place.starts_with("line");
    said.text.lines().find_map(|line| names(line, is_explicit(said), strict, is_site))
}

fn names(
    line: &str,
    explicit: bool,
    strict: bool,
    is_site: &impl Fn(&str) -> bool,
) -> Option<String> {
    let mut text = line.trim();
    let small = text.to_lowercase();
    if PICTURES.iter().any(|word| small.starts_with(word)) {
        return None;
    }
    if POSTED.iter().any(|word| small.starts_with(word))
        && let Some(at) =
            [" by ", " von ", " par ", " por "].iter().filter_map(|by| text.find(by)).min()
    {
        text = text[at..].trim_start();
    }
    for _ in 0..2 {
        text = without_before(text);
    }
    let handle = explicit && !text.contains(char::is_whitespace);
    let stop = |c: char| {
        matches!(c, '|' | '•' | '·' | '(' | '<' | '–' | '—') || (c.is_ascii_digit() && !handle)
    };
    text = text[..text.find(stop).unwrap_or(text.len())].trim();
    for word in [" on ", " am ", " - ", " vom ", " für ", " in ", " um "] {
        text = text.split(word).next().unwrap_or(text);
    }
    let whole = trimmed(text);
    let mut cut = false;
    let mut people: Vec<&str> = Vec::new();
    for part in parts(whole) {
        let name = trimmed(part);
        match is_name(name, explicit, strict) && !is_site(name) {
            true => people.push(name),
            false => cut = true,
        }
        cut |= name.len() < part.trim().len();
    }
    if people.is_empty() || (strict && cut) {
        return None;
    }
    Some(if cut || whole.contains([';', ',']) { people.join(", ") } else { whole.to_owned() })
}

/// Takes `By ` or `Author: ` off the begin of a line.
fn without_before(text: &str) -> &str {
    let rest = |word: &&str| {
        let mut chars = text.char_indices();
        // Compared character by character: the lower case of a letter may be longer.
        let same = word
            .chars()
            .all(|w| chars.next().is_some_and(|(_, c)| c == w || c.to_lowercase().eq([w])));
        let rest = same.then_some(chars.as_str())?;
        let cut = rest.trim_start_matches([' ', ':', '：', '\u{a0}']);
        (cut.len() < rest.len() && !cut.is_empty()).then_some(cut)
    };
    BEFORE.iter().filter_map(rest).min_by_key(|rest| rest.len()).unwrap_or(text)
}

/// Parts a list of names.
fn parts(text: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = text.split([',', ';']).collect();
    for word in [" and ", " und ", " et ", " y ", " & ", " AND ", " UND "] {
        parts = parts.into_iter().flat_map(|part| part.split(word)).collect();
    }
    parts.into_iter().filter(|part| !part.trim().is_empty()).take(20).collect()
}

/// Takes handles (`@jroe`), words that belong to what follows, and marks off a name's end.
fn trimmed(text: &str) -> &str {
    let mut text = text.trim();
    loop {
        let before = text.len();
        text = text.trim_end_matches([',', ':', '-', '/', ';', ' ', '\u{a0}']);
        if let Some((rest, last)) = text.rsplit_once(' ')
            && (last.starts_with('@') || matches!(last, "am" | "on" | "um" | "and" | "und"))
        {
            text = rest;
        }
        if text.len() == before {
            return text;
        }
    }
}

fn is_name(name: &str, explicit: bool, strict: bool) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let lower = |word: &&str| word.trim_matches(['.', '(', ')']).to_lowercase();
    let capital = |word: &str| word.chars().next().is_some_and(|c| !c.is_lowercase());
    let role = words.iter().any(|word| {
        let word = lower(word);
        ROLES.contains(&word.as_str()) || LINKS.contains(&word.as_str())
    });
    let company =
        words.len() > 1 && words.last().is_some_and(|w| FORMS.contains(&lower(w).as_str()));
    // `n.example` and `www.n.example` are addresses, `J. Roe` and `fri.juli` are not.
    let host = name.contains("www.")
        || [".com", ".de", ".org", ".net", ".ch", ".at", ".co.uk"]
            .iter()
            .any(|end| name.ends_with(end));
    let cased = match (explicit, strict) {
        (true, _) => words.len() == 1 || words.first().is_some_and(|word| capital(word)),
        (_, false) => {
            words.first().is_some_and(|word| capital(word))
                && words.iter().all(|word| capital(word) || SMALL.contains(word))
        }
        (_, true) => {
            words.len() >= 2
                && words.first().is_some_and(|word| capital(word))
                && words.iter().all(|word| capital(word) || SMALL.contains(word))
                && !name.contains(['?', '!', ':', '"', '“', '„'])
                && !name.ends_with('.')
        }
    };
    (1..=5).contains(&words.len())
        && (2..=60).contains(&name.chars().count())
        && cased
        && !role
        && !company
        && !host
        && !name.contains(['/', '@'])
        && name.contains(char::is_alphabetic)
        && !nobody(&name.to_lowercase())
        && !POSTED.contains(&name.to_lowercase().as_str())
        && !words.last().is_some_and(|word| SMALL.contains(word))
        && !name.ends_with("admin")
}

#[cfg(test)]
#[path = "page_author_tests.rs"]
mod tests;
