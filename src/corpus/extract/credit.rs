//! Credits: lines and values that name who made an article and who passed it on.
//!
//! `Asia News Network (ANN)/China Daily` is a chain: the last name wrote it, those before passed it
//! on. A line is a credit only where its form leaves no doubt: a label (`来源：`), names of which the
//! table knows enough, or a link whose text is the name of its own site.

use super::aliases::AliasTable;
use super::body::{clean_line, ends_sentence};
use super::fold::{fold, same};
use super::urls;
use crate::article::{Role, Source};

/// Longest credit line, in characters.
const LONGEST: usize = 100;
/// Longest name in it.
const LONGEST_NAME: usize = 50;
const MOST_WORDS: usize = 7;

/// Reads a line that may be a credit: origin first, then those who passed it on.
pub fn line(text: &str, link: Option<&str>, aliases: &AliasTable) -> Option<Vec<Source>> {
    line_or_category(text, link, None, aliases)
}

/// As [`line`]; a link whose text is the record's own category names its source as well.
pub fn line_or_category(
    text: &str,
    link: Option<&str>,
    category: Option<&str>,
    aliases: &AliasTable,
) -> Option<Vec<Source>> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LONGEST {
        return None;
    }
    if let Some(rest) = labelled(text) {
        let rest = rest.trim_end_matches(['.', '。', ')', '）']).trim();
        let parts = split(rest);
        return (is_name(rest) || parts.iter().all(|part| is_name(part.text)))
            .then(|| chain(&parts, aliases));
    }
    let bare = unwrap(text);
    if bare.is_empty() || (ends_sentence(bare) && aliases.find(bare).is_none()) {
        return None;
    }
    // A lower-case acronym or name is a word of the text: "now", "ap".
    let printed_as_name = bare.chars().any(|c| c.is_uppercase() || !c.is_ascii()) || link.is_some();
    if aliases.find(bare).is_some() && printed_as_name {
        return Some(vec![source(bare, bare, Role::Origin, aliases)]);
    }
    let parts = split(bare);
    let known = parts.iter().filter(|part| is_known(part.text, aliases)).count();
    let firm = parts.iter().all(|part| part.firm);
    let names = parts.iter().all(|part| is_name(part.text));
    if printed_as_name && names && known > 0 && (known == parts.len() || (firm && parts.len() > 1))
    {
        return Some(chain(&parts, aliases));
    }
    let host = link.and_then(urls::host)?;
    if aliases.find_domain(&host).is_some() && is_name(bare) && belongs(bare, &host, aliases) {
        return Some(vec![by_host(bare, &host, aliases)]);
    }
    if category.is_some_and(|category| same(category, bare)) && is_name(bare) {
        return Some(vec![source(bare, bare, Role::Origin, aliases)]);
    }
    (is_name(bare) && is_part_of_host(bare, &host))
        .then(|| vec![source(bare, bare, Role::Origin, aliases)])
}

/// Reads a value that is said to be a source: a name, a chain or a host.
pub fn value(text: &str, aliases: &AliasTable) -> Vec<Source> {
    // A cell or a quoted value may hold line breaks and tabs; a name is one line.
    let line = clean_line(text);
    let text = line.trim();
    if text.is_empty() {
        return Vec::new();
    }
    if aliases.find(text).is_some() {
        return vec![source(text, text, Role::Origin, aliases)];
    }
    if let Some(host) = as_host(text) {
        return vec![by_host(text, &host, aliases)];
    }
    let parts = split(text);
    if parts.len() > 1 && parts.iter().any(|part| part.firm && is_known(part.text, aliases)) {
        return chain(&parts, aliases);
    }
    vec![source(text, text, Role::Origin, aliases)]
}

/// Returns the source whose site a host is, or the host itself where it is unknown.
pub fn by_host(raw: &str, host: &str, aliases: &AliasTable) -> Source {
    match aliases.find_domain(host) {
        Some(entry) => {
            let mut found = source(&entry.name, raw, Role::Origin, aliases);
            found.known = true;
            found
        }
        None => Source {
            name: host.to_owned(),
            role: Role::Origin,
            raw: raw.to_owned(),
            aliases: Vec::new(),
            known: false,
        },
    }
}

/// What stands after `Source:` and its kin, also inside brackets. `Sources:` lists where the figures of
/// a chart or the facts of a story are from, not who made it.
pub fn labelled(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(['(', '（', '[', '【', '—', '–', '-', ' ']);
    // "SOURCE Dorf Ferries Ltd" ends the releases of some wires.
    if let Some(name) =
        text.strip_prefix("SOURCE ").filter(|name| name.starts_with(char::is_uppercase))
    {
        return Some(name.trim());
    }
    let at = text.find([':', '：'])?;
    let label = fold(&text[..at]);
    let known = matches!(
        label.as_str(),
        "source"
            | "credit"
            | "news source"
            | "来源"
            | "來源"
            | "稿源"
            | "消息来源"
            | "新闻来源"
            | "文章来源"
            | "источник"
            | "quelle"
            | "fonte"
            | "fuente"
            | "出典"
            | "출처"
    );
    let rest = before_day(text[at..].trim_start_matches([':', '：']).trim());
    (known && !rest.is_empty()).then_some(rest)
}

/// Chinese pages print the day right behind the name: `来源：渡轮网2023年04月11日 19:41`.
fn before_day(text: &str) -> &str {
    let wide = text.starts_with(|c: char| ('\u{2E80}'..'\u{A000}').contains(&c));
    let Some(at) = text.find(|c: char| c.is_ascii_digit()).filter(|_| wide) else { return text };
    let digits = text[at..].bytes().take_while(u8::is_ascii_digit).count();
    let is_year = digits == 4 && text[at + 4..].starts_with(['年', '-', '/', '.']);
    let name = text[..at].trim_end();
    if !is_year || name.is_empty() {
        return text;
    }
    let label = ["更新时间：", "发布时间：", "时间：", "日期："];
    label.iter().find_map(|label| name.strip_suffix(label)).unwrap_or(name).trim_end()
}

struct Part<'t> {
    text: &'t str,
    /// Divided from its neighbours by a mark that only chains use (`/`, `|`, `via`).
    firm: bool,
    /// Stands after "via": it passed the text on.
    via: bool,
}

fn split(text: &str) -> Vec<Part<'_>> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut firm_before = true;
    let mut via_before = false;
    let mut from = 0;
    let mut at = 0;
    let bytes = text.as_bytes();
    while at < text.len() {
        let rest = &text[at..];
        let spaced = at > 0 && bytes[at - 1] == b' ';
        let c = rest.chars().next().unwrap_or(' ');
        let (len, firm, via) = match c {
            '/' | '|' | '／' | '｜' => (c.len_utf8(), true, false),
            ',' | '，' | '、' | '–' | '—' | ';' => (c.len_utf8(), false, false),
            '-' if spaced && rest.starts_with("- ") => (1, false, false),
            'v' | 'V'
                if spaced && rest.get(..4).is_some_and(|w| w.eq_ignore_ascii_case("via ")) =>
            {
                (4, true, true)
            }
            _ => {
                at += c.len_utf8();
                continue;
            }
        };
        parts.push(Part {
            text: text[from..at].trim(),
            firm: firm && firm_before,
            via: via_before,
        });
        firm_before = firm;
        via_before = via;
        at += len;
        from = at;
    }
    parts.push(Part { text: text[from..].trim(), firm: firm_before, via: via_before });
    parts.retain(|part| !part.text.is_empty());
    parts
}

/// Orders a chain: the origin first, then its distributors in the order in which they passed it on.
fn chain(parts: &[Part<'_>], aliases: &AliasTable) -> Vec<Source> {
    let forward = parts.iter().any(|part| part.via);
    let ordered: Vec<&str> = match forward {
        // "A via B": A wrote it.
        true => parts.iter().map(|part| part.text).collect(),
        false => parts.iter().rev().map(|part| part.text).collect(),
    };
    let mut sources: Vec<Source> = Vec::new();
    for text in ordered {
        let role = if sources.is_empty() { Role::Origin } else { Role::Via };
        let next = source(text, text, role, aliases);
        if !sources.iter().any(|other| other.name == next.name) {
            sources.push(next);
        }
    }
    sources
}

/// Makes a source of a name as printed, with an acronym in brackets taken as an alias.
fn source(name: &str, raw: &str, role: Role, aliases: &AliasTable) -> Source {
    let (plain, acronym) = acronym(name);
    let entry =
        aliases.find(name).or_else(|| aliases.find(plain)).or_else(|| aliases.find(acronym?));
    let mut all: Vec<String> = entry.map(|entry| entry.aliases.clone()).unwrap_or_default();
    let canonical = entry.map_or(plain, |entry| entry.name.as_str()).to_owned();
    // The country in "ABC News (US)" is part of our own name for it, no acronym.
    let ours = canonical == name;
    for extra in acronym.into_iter().chain([plain]).filter(|_| !ours) {
        if !same(extra, &canonical) && !all.iter().any(|known| same(known, extra)) {
            all.push(extra.to_owned());
        }
    }
    Source { name: canonical, role, raw: raw.to_owned(), aliases: all, known: entry.is_some() }
}

/// Splits `Asia News Network (ANN)`.
fn acronym(name: &str) -> (&str, Option<&str>) {
    let Some((plain, rest)) = name.split_once(['(', '（']) else { return (name, None) };
    let inner = rest.trim_end_matches([')', '）', ' ']);
    let short = (2..=8).contains(&inner.chars().count()) && !inner.contains(char::is_whitespace);
    if plain.trim().is_empty() || !short {
        return (name, None);
    }
    (plain.trim(), Some(inner))
}

fn is_known(part: &str, aliases: &AliasTable) -> bool {
    let (plain, acronym) = acronym(part);
    aliases.find(part).is_some()
        || aliases.find(plain).is_some()
        || acronym.is_some_and(|a| aliases.find(a).is_some())
}

/// Tells whether a text can be the name of an outlet: short, few words, begins like a name.
fn is_name(text: &str) -> bool {
    let starts = text.chars().next().is_some_and(|c| {
        c.is_uppercase() || c.is_ascii_digit() || (c.is_alphabetic() && !c.is_lowercase())
    });
    let webby = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    text.chars().count() <= LONGEST_NAME
        && text.split_whitespace().count() <= MOST_WORDS
        && (starts || webby)
        && !text.contains(['?', '!', '"', '“', '。', '：'])
}

/// `(Reuters)`, `— AFP`, `/TASS/`, `［新华社］`.
fn unwrap(text: &str) -> &str {
    let text = text.trim_start_matches(['—', '–', '-', '―', '~', ' ', '*']).trim();
    for (open, close) in [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】'), ('/', '/')] {
        if let Some(inner) = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) {
            return inner.trim();
        }
    }
    text
}

/// `finance.yahoo.com` or an address.
fn as_host(text: &str) -> Option<String> {
    if text.contains("://") {
        return urls::host(text);
    }
    let labels: Vec<&str> = text.split('.').collect();
    let plain = |label: &&str| {
        !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let top = labels.last()?;
    let host = labels.len() >= 2
        && labels.iter().all(plain)
        && (2..=6).contains(&top.len())
        && top.bytes().all(|b| b.is_ascii_lowercase());
    host.then(|| text.strip_prefix("www.").unwrap_or(text).to_ascii_lowercase())
}

fn belongs(name: &str, host: &str, aliases: &AliasTable) -> bool {
    is_part_of_host(name, host)
        || aliases.find_domain(host).is_some_and(|entry| fold(&entry.name).starts_with(&fold(name)))
}

/// `cabotwealth` in `www.cabotwealth.com`, `business-standard` in `business-standard.com`.
fn is_part_of_host(name: &str, host: &str) -> bool {
    let squeeze = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    let name = squeeze(name);
    name.chars().count() >= 2 && squeeze(host).contains(&name)
}

#[cfg(test)]
#[path = "credit_tests.rs"]
mod tests;
