//! Credits: chains, labels, links, and lines that name nobody.

use super::*;

fn read(text: &str) -> Option<Vec<(String, Role, bool)>> {
    let sources = line(text, None, &AliasTable::shipped())?;
    Some(sources.into_iter().map(|s| (s.name, s.role, s.known)).collect())
}

#[test]
fn the_day_behind_a_name_is_no_part_of_it() {
    for line in ["来源：渡轮网2023年04月11日 19:41", "来源：渡轮网 2024-07-18 19:46 内容简介"]
    {
        assert_eq!(labelled(line), Some("渡轮网"), "{line}");
    }
    assert_eq!(labelled("Source: Radio 2000-1"), Some("Radio 2000-1"));
}

#[test]
fn chains_name_the_origin_last() {
    let sources =
        line("Asia News Network (ANN)/China Daily", None, &AliasTable::shipped()).unwrap();
    assert_eq!((sources[0].name.as_str(), sources[0].role), ("China Daily", Role::Origin));
    assert_eq!((sources[1].name.as_str(), sources[1].role), ("Asia News Network", Role::Via));
    assert_eq!(sources[1].raw, "Asia News Network (ANN)");
    assert!(
        sources[1].aliases.contains(&"ANN".to_owned())
            && sources[0].aliases.contains(&"中国日报".to_owned())
    );
    assert_eq!(read("AFP via Yahoo News").unwrap()[0].0, "Agence France-Presse");
    assert_eq!(
        read("ANN/Dorfbote").unwrap(),
        [("Dorfbote".into(), Role::Origin, false), ("Asia News Network".into(), Role::Via, true)]
    );
}

#[test]
fn single_names_and_labels() {
    for text in [
        "Reuters",
        "(Reuters)",
        "— AFP",
        "/ТАСС/",
        "（新华社）",
        "来源：新华社",
        "Источник: РИА Новости",
        "(Source: China Daily)",
        "REUTERS",
        "AP",
    ] {
        let sources = read(text).unwrap_or_else(|| panic!("{text}"));
        assert!(sources[0].2, "{text}");
    }
    assert_eq!(read("Source: Dorfbote").unwrap(), [("Dorfbote".into(), Role::Origin, false)]);
    assert!(!read("来源：某某晚报").unwrap()[0].2);
}

#[test]
fn other_short_lines_are_no_credits() {
    for text in [
        "More From Business Insider",
        "The ferries run.",
        "Harbour/Town Council",
        "According to Xinhua",
        "Sources: Dorf Boats websites, Fähren AG, AP archives",
        "now",
        "ap",
        "Ferries, buses and Reuters",
        "Source: people who know the matter said it would be years before it ends",
        "",
        "新春大吉。",
        "博客 | 麥燕庭",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn a_link_names_its_own_site() {
    let table = AliasTable::shipped();
    let read = |text: &str, url: &str| {
        line(text, Some(url), &table).map(|s| (s[0].name.clone(), s[0].known))
    };
    assert_eq!(read("Reuters", "https://www.tradingview.com/x"), Some(("Reuters".into(), true)));
    assert_eq!(read("qq", "https://new.qq.com/rain/a/1"), Some(("Tencent News".into(), true)));
    assert_eq!(
        read("dorfbote", "https://www.dorfbote.example/1"),
        Some(("dorfbote".into(), false))
    );
    assert_eq!(read("read more here", "https://www.dorfbote.example/1"), None);
    let now = line_or_category("now", Some("https://news.now.com/1"), Some("now"), &table);
    assert_eq!(now.unwrap()[0].name, "Now News");
    let url = Some("https://sky.n.example/1");
    let named = line_or_category("wirebote", url, Some("wirebote"), &table).unwrap();
    assert!(!named[0].known);
    assert_eq!(read("Next story", "https://www.reuters.com/1"), None);
}

#[test]
fn values_may_be_hosts() {
    let table = AliasTable::shipped();
    let abc = by_host("abcnews.go.com", "abcnews.go.com", &table);
    assert!(abc.name == "ABC News (US)" && !abc.aliases.contains(&"US".to_owned()));
    assert_eq!(value("finance.yahoo.com", &table)[0].name, "Yahoo Finance");
    assert_eq!(value("https://www.dorf.example/x", &table)[0].name, "dorf.example");
    assert_eq!(value("Москвач • Новости", &table)[0].name, "Москвач • Новости");
    assert_eq!(value("ANN/China Daily", &table).len(), 2);
    assert!(value(" ", &table).is_empty());
}
