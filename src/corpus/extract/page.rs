//! Chooses between the statements of a web page: headline, author, site, and the rest as keys.

use super::aliases::AliasTable;
use super::fold::fold;
use super::keys::{Key, Keys};
use super::page_author;
use super::urls;
use crate::corpus::format::html::page::{Page, Stated};

/// Labels of the kind of a page before its headline.
const LABELS: [&str; 7] = ["视频", "图", "组图", "图文", "動画", "VIDEO", "Video"];

/// Adds what a page says to the keys of its record, the best statement of each kind.
pub fn state(page: &Page, keys: &mut Keys, aliases: &AliasTable) {
    if let Some(url) = &page.url {
        keys.state(Key::Url, "page address", url);
    }
    if let Some(lang) = &page.lang {
        keys.state(Key::Lang, "html lang", lang);
    }
    let host = keys.text(Key::Url).and_then(urls::host).unwrap_or_default();
    let sites: Vec<&Stated> =
        page.sites.iter().filter(|site| site_name(&site.text).is_some()).collect();
    let names = |text: &str| {
        let text = plain(text);
        !text.is_empty()
            && (sites.iter().any(|site| plain(&site.text) == text)
                || is_host(&text, &host)
                || aliases.find(text.trim()).is_some())
    };
    let heading = page.heading.iter();
    let titles = heading.chain(&page.titles);
    // A label such as `[视频]` goes later, together with the same line in the text.
    let headline = titles.map(|said| (said, cut_site(&said.text, &names)));
    if let Some((said, line)) = headline.into_iter().find(|(_, line)| !line.is_empty()) {
        keys.state(Key::Headline, &said.place, &line);
    }
    let own = |name: &str| names(name) || holds_host(&plain(name), &host);
    if let Some((said, names)) = page_author::choose(&page.authors, &own) {
        keys.state(Key::Author, &said.place, &names);
    }
    if let Some(site) = sites.first() {
        keys.state(Key::Source, &site.place, site_name(&site.text).unwrap_or(&site.text));
    }
    for (key, said) in [(Key::Section, &page.section), (Key::Deck, &page.description)] {
        if let Some(said) = said {
            keys.state(key, &said.place, unlabelled(&said.text));
        }
    }
    for dated in &page.dates {
        if dated.level == crate::corpus::format::html::page::Level::Modified {
            keys.state(Key::Modified, &dated.said.place, &dated.said.text);
        }
    }
}

/// Letters and digits of a name, folded.
fn plain(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Tells whether a folded name is that of a host: `theguardian` of `theguardian.com`.
fn is_host(name: &str, host: &str) -> bool {
    let bare: String = host.chars().filter(|c| c.is_alphanumeric()).collect();
    let first = host.rsplit_once('.').map_or(host, |(rest, _)| rest);
    let first: String =
        first.rsplit('.').next().unwrap_or("").chars().filter(|c| c.is_alphanumeric()).collect();
    !bare.is_empty() && (name == bare || name == first)
}

/// Tells whether a folded name of several words holds that of the host: `casaeditorialdorfbote`.
fn holds_host(name: &str, host: &str) -> bool {
    let first = host.rsplit_once('.').map_or(host, |(rest, _)| rest);
    let first = first.rsplit('.').next().unwrap_or("");
    let first: String = first.chars().filter(|c| c.is_alphanumeric()).collect();
    first.len() >= 6 && name.contains(&first)
}

/// Cleans the name of a site; `None` where it is no name.
fn site_name(text: &str) -> Option<&str> {
    let name = text.trim().trim_start_matches('@');
    let chars = name.chars().count();
    let address = name.contains("://") || name.starts_with('/');
    ((2..=80).contains(&chars) && !address && name.contains(char::is_alphabetic)).then_some(name)
}

/// Takes `[视频]` and its kin off a headline.
fn unlabelled(line: &str) -> &str {
    let line = line.trim();
    let inner =
        [('[', ']'), ('【', '】'), ('(', ')'), ('（', '）')].iter().find_map(|(open, close)| {
            let (label, rest) = line.strip_prefix(*open)?.split_once(*close)?;
            (LABELS.contains(&label.trim()) && !rest.trim().is_empty()).then_some(rest.trim())
        });
    inner.unwrap_or(line)
}

/// Cuts ` - Site` and `Site: ` off a title, as often as they stand there.
fn cut_site(line: &str, names: &impl Fn(&str) -> bool) -> String {
    const MARKS: [&str; 11] =
        [" - ", " | ", " – ", " — ", " :: ", " » ", " « ", " · ", " • ", "_", " / "];
    let mut line = line.trim();
    for _ in 0..3 {
        let before = line.len();
        for mark in MARKS {
            if let Some((title, tail)) = line.rsplit_once(mark)
                && names(tail)
                && !title.trim().is_empty()
            {
                line = title.trim();
            } else if let Some((head, title)) = line.split_once(mark)
                && names(head)
                && !title.trim().is_empty()
            {
                line = title.trim();
            }
        }
        if line.len() == before {
            break;
        }
    }
    line.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_lose_the_site_and_labels() {
        let names = |text: &str| matches!(plain(text).as_str(), "dorfbote" | "news");
        assert_eq!(cut_site("Ferries - old ones | News | Dorfbote", &names), "Ferries - old ones");
        assert_eq!(cut_site("Dorfbote", &names), "Dorfbote");
        assert_eq!(unlabelled("[视频]渡轮继续运营"), "渡轮继续运营");
        assert_eq!(unlabelled("[渡轮]继续运营"), "[渡轮]继续运营");
        assert!(is_host("dorfbote", "dorfbote.example") && !is_host("", ""));
    }
}
