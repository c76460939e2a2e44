//! Named values of a record: which key means which field.
//!
//! Takes what the sidecar or configuration states, the record's own names (mapped by
//! `corpus.toml` first, then by the names understood here) and defaults, in that order of trust. It reads
//! values as text and judges none of them.

use std::collections::BTreeMap;

use serde_json::Value;

/// What a named value stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    Id,
    Headline,
    Deck,
    Body,
    /// When it was published.
    Date,
    /// When the record was made: a publication date only where nothing better is given.
    Created,
    Modified,
    Crawled,
    Embargo,
    Source,
    Author,
    Url,
    Lang,
    Section,
    Place,
}

/// Who states a value, most trusted first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// A sidecar, `[[set]]` or the command line.
    Set,
    /// The record itself.
    Record,
    /// `[[default]]` of a `corpus.toml`.
    Default,
}

/// A named value as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub key: Key,
    pub tier: Tier,
    /// Order among the names of one key; smaller is the better name.
    pub order: u8,
    /// The name under which it stood.
    pub place: String,
    pub text: String,
}

/// All values of a record that are understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys {
    said: Vec<Said>,
}

impl Keys {
    /// Reads a record's named values together with what is stated from outside.
    pub fn read(
        fields: &[(String, Value)],
        set: &BTreeMap<String, Value>,
        default: &BTreeMap<String, Value>,
        map: &BTreeMap<String, String>,
    ) -> Keys {
        let mut keys = Keys::default();
        for (name, value) in set {
            keys.value(name, name, value, Tier::Set, None);
        }
        for (field, path) in map {
            if let Some(value) = lookup(fields, path) {
                // A mapping is stated on purpose: it comes before every name understood by itself.
                keys.value(field, path, value, Tier::Record, Some(0));
            }
        }
        for (name, value) in fields {
            if !map.values().any(|mapped| mapped == name) {
                keys.value(name, name, value, Tier::Record, None);
            }
        }
        for (name, value) in default {
            keys.value(name, name, value, Tier::Default, None);
        }
        keys.sort();
        keys
    }

    /// Adds a value found in the text itself, such as a `Title:` line. `false` if the name is not
    /// understood.
    pub fn add(&mut self, name: &str, text: &str) -> bool {
        let known = key_of(name);
        if let Some((key, order)) = known {
            let (place, text) = (name.to_owned(), text.to_owned());
            self.said.push(Said { key, tier: Tier::Record, order, place, text });
            self.sort();
        }
        known.is_some()
    }

    /// Adds a statement of the record itself, with the place where it stood.
    pub fn state(&mut self, key: Key, place: &str, text: &str) {
        let (place, text) = (place.to_owned(), text.to_owned());
        if !text.trim().is_empty() {
            self.said.push(Said { key, tier: Tier::Record, order: 1, place, text });
            self.sort();
        }
    }

    /// Returns the best value of a key.
    pub fn get(&self, key: Key) -> Option<&Said> {
        self.all(key).next()
    }

    /// Returns the text of the best value of a key.
    pub fn text(&self, key: Key) -> Option<&str> {
        self.get(key).map(|said| said.text.as_str())
    }

    /// Returns all values of a key, best first.
    pub fn all(&self, key: Key) -> impl Iterator<Item = &Said> {
        self.said.iter().filter(move |said| said.key == key)
    }

    /// Takes the text of the best value of a key out; long bodies are moved, not copied.
    pub fn take(&mut self, key: Key) -> Option<String> {
        let at = self.said.iter().position(|said| said.key == key)?;
        Some(self.said.remove(at).text)
    }

    fn sort(&mut self) {
        self.said.sort_by_key(|said| (said.key, said.tier, said.order));
    }

    fn value(&mut self, name: &str, place: &str, value: &Value, tier: Tier, order: Option<u8>) {
        let Some((key, own_order)) = key_of(name) else { return };
        let order = order.unwrap_or(own_order + 1);
        let mut push = |text: String| {
            if !text.trim().is_empty() {
                self.said.push(Said { key, tier, order, place: place.to_owned(), text });
            }
        };
        match (key, value) {
            // Several sources are several names; of several sections or dates the first is meant.
            (Key::Source, Value::Array(list)) => list.iter().for_each(|one| push(plain(one, ", "))),
            (Key::Section | Key::Date | Key::Lang, Value::Array(list)) => {
                push(list.first().map(|one| plain(one, ", ")).unwrap_or_default());
            }
            (Key::Body, value) => push(plain(value, "\n\n")),
            (_, value) => push(plain(value, ", ")),
        }
    }
}

/// Reads a value as text; lists are joined, of an object its name or text is taken.
fn plain(value: &Value, joint: &str) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(list) => {
            let parts: Vec<String> = list
                .iter()
                .map(|one| plain_object(one).unwrap_or_default())
                .filter(|t| !t.is_empty())
                .collect();
            parts.join(joint)
        }
        Value::Object(_) => plain_object(value).unwrap_or_default(),
        Value::Null | Value::Bool(_) => String::new(),
    }
}

/// One level of object or scalar; deeper structures are not text.
fn plain_object(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(object) => {
            ["name", "title", "text", "#text", "@value", "value", "content", "label", "id"]
                .iter()
                .find_map(|key| object.get(*key)?.as_str())
                .map(|text| text.trim().to_owned())
        }
        _ => None,
    }
}

/// Tells whether a record has the key of a headline and nothing in it, and under the names that are
/// not understood nothing that could be a text. Then no `[map]` would find one.
pub fn is_blank(fields: &[(String, Value)]) -> bool {
    let nothing = |value: &Value| plain(value, " ").trim().is_empty();
    let scant = |value: &Value| {
        matches!(value, Value::Null | Value::Bool(_) | Value::Number(_))
            || plain(value, " ").len() <= 80
    };
    fields.iter().any(|(name, value)| {
        key_of(name).is_some_and(|(key, _)| key == Key::Headline) && nothing(value)
    }) && fields.iter().all(|(name, value)| key_of(name).is_some() || scant(value))
}

/// Finds `a.b.0.c` in the fields; a field whose own name has the dots comes first.
fn lookup<'v>(fields: &'v [(String, Value)], path: &str) -> Option<&'v Value> {
    if let Some((_, value)) = fields.iter().find(|(name, _)| name == path) {
        return Some(value);
    }
    let mut steps = path.split('.');
    let first = steps.next()?;
    let mut value = fields.iter().find(|(name, _)| name == first).map(|(_, value)| value)?;
    for step in steps {
        value = match value {
            Value::Object(object) => object.get(step)?,
            Value::Array(list) => list.get(step.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(value)
}

/// Tells what a name stands for, in any case and with or without `_`, `-`, `:` and spaces, and how
/// good a name it is.
pub fn key_of(name: &str) -> Option<(Key, u8)> {
    if name.len() > 40 {
        return None;
    }
    let name: String = name
        .chars()
        .filter(|c| !matches!(c, '_' | '-' | ' ' | ':' | '.' | '@'))
        .flat_map(char::to_lowercase)
        .collect();
    Some(match name.as_str() {
        "ownid" => (Key::Id, 0),
        "id" => (Key::Id, 1),
        "articleid" | "itemid" | "docid" | "newsid" | "storyid" | "messageid" | "newid" => {
            (Key::Id, 2)
        }
        "guid" | "uuid" | "uri" | "docno" => (Key::Id, 3),
        "headline" => (Key::Headline, 0),
        "title" | "标题" | "標題" | "заголовок" | "titel" | "titre" | "タイトル" => {
            (Key::Headline, 1)
        }
        "ogtitle" | "headlinemain" | "hl1" => (Key::Headline, 2),
        "deck" | "standfirst" | "subheadline" | "subtitle" | "dek" | "kicker" => (Key::Deck, 0),
        "summary" | "abstract" | "摘要" | "内容摘要" | "內容摘要" => (Key::Deck, 1),
        "description" | "ogdescription" | "teaser" | "excerpt" => (Key::Deck, 2),
        "body" | "articlebody" | "正文" | "текст" => (Key::Body, 0),
        "maintext" | "fulltext" | "contenttext" | "story" => (Key::Body, 1),
        "text" => (Key::Body, 2),
        "content" | "contenthtml" | "contentencoded" | "bodyhtml" => (Key::Body, 3),
        "published" | "datepublished" | "datepublish" | "publishedat" | "publishdate"
        | "publisheddate" => (Key::Date, 0),
        "pubdate"
        | "publicationdate"
        | "articlepublishedtime"
        | "publishedtime"
        | "firstpublished"
        | "发布时间"
        | "發布時間"
        | "發佈時間" => (Key::Date, 1),
        "date" | "日期" | "дата" | "datum" | "dcdate" | "issued" | "时间" | "時間" => {
            (Key::Date, 2)
        }
        "datetime" | "timestamp" | "time" | "dateissue" => (Key::Date, 3),
        "created" | "createdat" | "datecreated" | "creationdate" => (Key::Created, 0),
        // An entry of a feed that says nothing else about its time.
        "entryupdated" => (Key::Created, 1),
        "modified" | "datemodified" | "datemodify" | "modifiedat" => (Key::Modified, 0),
        "lastupdated"
        | "lastmodified"
        | "lastmodifiedat"
        | "updated"
        | "updatedat"
        | "dateupdated"
        | "articlemodifiedtime"
        | "lastmod" => (Key::Modified, 1),
        "crawled" | "datedownload" | "crawledat" | "crawldate" | "scrapedat" | "fetchedat"
        | "downloaded" | "retrieved" => (Key::Crawled, 0),
        "embargo" | "embargoed" | "embargountil" => (Key::Embargo, 0),
        "source" | "来源" | "來源" | "источник" | "quelle" | "出典" => {
            (Key::Source, 0)
        }
        "agency" | "sourcename" | "outlet" | "newspaper" | "publication" | "credit" => {
            (Key::Source, 1)
        }
        "sitename" | "ogsitename" | "publisher" | "dcsource" | "provider" | "newsoutlet" => {
            (Key::Source, 2)
        }
        "channel" | "feedtitle" | "feed" => (Key::Source, 3),
        "sourcedomain" | "domain" | "host" | "site" => (Key::Source, 4),
        "byline" | "作者" | "автор" | "記者" | "记者" => (Key::Author, 0),
        "author" | "authors" | "creator" | "dccreator" | "writer" | "reporter" | "von"
        | "auteur" => (Key::Author, 1),
        "url" | "originalurl" | "canonicalurl" | "permalink" | "ссылка" | "链接" => {
            (Key::Url, if name == "originalurl" || name == "canonicalurl" { 0 } else { 1 })
        }
        "link" | "ogurl" | "weburl" | "articleurl" => (Key::Url, 2),
        "lang" | "language" | "inlanguage" | "语言" | "язык" => (Key::Lang, 0),
        "section" | "rubric" | "рубрика" | "栏目" | "ressort" | "articlesection" => {
            (Key::Section, 0)
        }
        "category" | "categories" | "topic" => (Key::Section, 1),
        "place" | "location" | "dateline" | "city" | "地点" => (Key::Place, 0),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(fields: Value, set: Value, default: Value, map: &[(&str, &str)]) -> Keys {
        let object = |value: Value| value.as_object().unwrap().clone();
        let fields: Vec<_> = object(fields).into_iter().collect();
        let set = object(set).into_iter().collect();
        let default = object(default).into_iter().collect();
        let map = map.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        Keys::read(&fields, &set, &default, &map)
    }

    #[test]
    fn names_of_many_corpora_are_understood() {
        let fields = json!({"Title": "T", "maintext": "B", "date_publish": "2019-01-02", "date_download": "x",
            "authors": ["A", {"name": "B"}], "source": {"id": "r", "name": "Reuters"}, "categories": ["One", "Two"],
            "message_id": 17, "language": "en", "unknown": "?"});
        let keys = read(fields, json!({}), json!({}), &[]);
        let text = |key| keys.text(key).unwrap_or("-");
        assert_eq!(
            [
                Key::Headline,
                Key::Body,
                Key::Date,
                Key::Crawled,
                Key::Author,
                Key::Source,
                Key::Section,
                Key::Id
            ]
            .map(text),
            ["T", "B", "2019-01-02", "x", "A, B", "Reuters", "One", "17"]
        );
        assert_eq!(key_of("发布时间"), Some((Key::Date, 1)));
        assert_eq!(key_of("Источник"), Some((Key::Source, 0)));
        assert_eq!(key_of("Mr Smith said"), None);
    }

    #[test]
    fn stated_values_win_and_defaults_fill() {
        let keys = read(
            json!({"source": "Record", "title": "From record"}),
            json!({"source": "Stated"}),
            json!({"headline": "Default", "section": "World"}),
            &[],
        );
        assert_eq!(keys.text(Key::Source), Some("Stated"));
        assert_eq!(keys.all(Key::Source).count(), 2);
        assert_eq!(keys.text(Key::Headline), Some("From record"));
        assert_eq!(keys.text(Key::Section), Some("World"));
    }

    #[test]
    fn mappings_reach_into_objects_and_lists() {
        let fields = json!({"meta": {"heads": ["First", "Second"]}, "a.b": "flat", "title": "Other", "txt": "Body"});
        let keys = read(
            fields,
            json!({}),
            json!({}),
            &[
                ("headline", "meta.heads.1"),
                ("body", "txt"),
                ("id", "a.b"),
                ("place", "meta.none.x"),
            ],
        );
        assert_eq!(keys.text(Key::Headline), Some("Second"));
        assert_eq!(keys.text(Key::Body), Some("Body"));
        assert_eq!(keys.text(Key::Id), Some("flat"));
        assert_eq!(keys.text(Key::Place), None);
    }

    #[test]
    fn empty_values_say_nothing() {
        let keys = read(
            json!({"title": null, "author": [], "text": " ", "date": false}),
            json!({}),
            json!({}),
            &[],
        );
        assert_eq!(keys, Keys::default());
    }
}
