//! Datelines and reporters as Chinese papers print them.
//!
//! `新华社北京8月21日电（记者王小明）`, `本报讯（记者 王小明）`, `本报北京8月21日讯`, and lines that
//! only name the reporters: `本报记者王小明发自上海`. A paper that calls itself "this paper" (本报) names no
//! agency.

use super::aliases::AliasTable;
use super::byline::Byline;
use super::dateline::{Dateline, is_day};
use super::dates;

/// How a paper, a broadcaster or a site speaks of itself.
const OURSELVES: [&str; 7] = ["本报", "本報", "本社", "本台", "本网", "本網", "本刊"];
/// Longest dateline up to its last character, in characters.
const LONGEST: usize = 40;
/// What a person is called who reports, the longer before those they end in.
const ROLES: [&str; 16] = [
    "特约通讯员",
    "特約通訊員",
    "特派记者",
    "特派記者",
    "特约记者",
    "特約記者",
    "见习记者",
    "見習記者",
    "实习记者",
    "實習記者",
    "通讯员",
    "通訊員",
    "实习生",
    "實習生",
    "记者",
    "記者",
];

/// What names of papers, agencies and sites end in.
const PAPERS: [&str; 14] = [
    "新闻", "新聞", "日报", "日報", "晚报", "晚報", "时报", "時報", "商报", "商報", "社", "网",
    "網", "台",
];
/// Towns that stand before "reports" (王小明 北京报道), where a name could stand as well.
const CITIES: [&str; 38] = [
    "北京",
    "上海",
    "天津",
    "重庆",
    "广州",
    "深圳",
    "杭州",
    "南京",
    "武汉",
    "成都",
    "西安",
    "沈阳",
    "大连",
    "长春",
    "哈尔滨",
    "济南",
    "青岛",
    "郑州",
    "长沙",
    "合肥",
    "福州",
    "厦门",
    "南昌",
    "南宁",
    "昆明",
    "贵阳",
    "海口",
    "太原",
    "石家庄",
    "兰州",
    "苏州",
    "宁波",
    "香港",
    "澳门",
    "台北",
    "纽约",
    "伦敦",
    "东京",
];

/// Reads `新华社北京8月21日电`, `中新网8月21日电`, `本报讯`, with or without `【】`, and the reporters
/// in brackets behind it.
pub fn dateline(head: &str, aliases: &AliasTable) -> Option<Dateline> {
    // "【Headline】新华社北京8月21日电": a headline in brackets may stand before it.
    let behind = head.strip_prefix('【').and_then(|rest| rest.split_once('】'));
    let start = match behind {
        Some((inner, rest)) if !inner.contains(['电', '電', '讯', '訊']) => rest,
        _ => head.trim_start_matches(['【', '（', '(', '[', ' ', '　']),
    };
    let (end, sign) = start
        .char_indices()
        .take(LONGEST + 1)
        .find(|(_, c)| matches!(c, '电' | '電' | '讯' | '訊'))?;
    let wired = matches!(sign, '电' | '電');
    let line = &start[..end];
    let after = &start[end + sign.len_utf8()..];
    // 电话, 电影, 通讯员 and the like are words of the text.
    let word = after
        .starts_with(|c| "话話影视視子脑腦力台臺梯池动動商讯訊网網器车車员員号號息".contains(c));
    if word || line.contains(['，', '。', '：', '、', '】', '「', '“']) {
        return None;
    }
    let ourselves = OURSELVES.iter().find(|name| line.starts_with(**name));
    let (split, agency) = match ourselves {
        Some(name) => (name.len(), None),
        None => line
            .char_indices()
            .skip(2)
            .take(6)
            .map(|(at, _)| &line[..at])
            .chain([line])
            .filter(|name| aliases.find(name).is_some())
            .last()
            .map(|name| (name.len(), Some(name.to_owned())))?,
    };
    let rest = &line[split..];
    let day_at = rest.find(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c));
    let place = rest[..day_at.unwrap_or(rest.len())].trim_matches(|c: char| !c.is_alphanumeric());
    let day_text = day_at.map(|at| rest[at..].split(['(', '（', ' ']).next().unwrap_or(""));
    let day =
        day_text.map(|text| (text.to_owned(), dates::parse(text, None))).filter(|(_, r)| is_day(r));
    // Without a day only the bare forms are sure: 本报讯, 新华社电.
    if day.is_none() && (day_at.is_some() || ((ourselves.is_some() || !wired) && !rest.is_empty()))
    {
        return None;
    }
    Some(Dateline {
        text: head[..head.len() - after.len()].to_owned(),
        place: is_place(place).then(|| place.to_owned()),
        agency,
        day,
        byline: bracketed(after),
    })
}

/// A town, and no section or paper of the agency.
fn is_place(name: &str) -> bool {
    (2..=8).contains(&name.chars().count()) && !PAPERS.iter().any(|end| name.ends_with(end))
}

/// Splits a headline that carries its dateline: `新华社北京8月21日电题：渡轮与港口`.
pub fn titled(headline: &str, aliases: &AliasTable) -> Option<(Dateline, String)> {
    let line = dateline(headline, aliases)?;
    let title =
        headline[line.text.len()..].strip_prefix('题')?.trim_start_matches(['：', ':', ' ']);
    let title = title.to_owned();
    (!title.is_empty()).then_some((line, title))
}

/// Reads a line that only names reporters: `□本报记者 王小明`, `记者李红、王明`, `本报记者李红发自上海`.
pub fn reporter_line(line: &str) -> Option<Byline> {
    if line.chars().nth(LONGEST).is_some() || !ROLES.iter().any(|role| line.contains(role)) {
        return None;
    }
    let line = line.trim_start_matches(['□', '■', '◎', '●', '○', ' ', '　']);
    let (line, place) = match line.split_once("发自").or_else(|| line.split_once("發自")) {
        Some((line, place)) if (2..=8).contains(&place.chars().count()) => {
            (line, Some(place.to_owned()))
        }
        Some(_) => return None,
        None => (line, None),
    };
    let line = ["摄影报道", "攝影報道", "报道", "報道", "文"]
        .iter()
        .find_map(|end| line.strip_suffix(end))
        .unwrap_or(line);
    let (line, place) = match place {
        Some(_) => (line, place),
        // "王小明 北京报道"
        None => match line.rsplit_once([' ', '　']).filter(|(_, last)| CITIES.contains(last)) {
            Some((line, city)) => (line, Some(city.to_owned())),
            None => (line, None),
        },
    };
    // "村报记者 王小明" names the paper.
    let role = ROLES.iter().filter_map(|role| line.find(role)).min().unwrap_or(0);
    let paper = &line[..role];
    let named = !OURSELVES.contains(&paper) && PAPERS.iter().any(|end| paper.ends_with(end));
    let agency = (named && paper.chars().count() >= 3).then(|| paper.to_owned());
    let from = if agency.is_some() { role } else { 0 };
    Some(Byline { names: names(&line[from..])?, agency, place })
}

/// The reporters in brackets that a text begins with: `（记者王小明 通讯员 李红）`.
fn bracketed(text: &str) -> Option<String> {
    let inner = text.trim_start().strip_prefix(['（', '('])?;
    let end = inner.char_indices().take(LONGEST).find(|(_, c)| matches!(c, '）' | ')'))?.0;
    names(&inner[..end])
}

/// Takes the names out of `记者王小明 通讯员 李红`; `None` if anything else stands there.
fn names(text: &str) -> Option<String> {
    if !ROLES.iter().any(|role| text.contains(role)) {
        return None;
    }
    let mut list = text.to_owned();
    for word in ROLES.iter().chain(&OURSELVES) {
        if list.contains(word) {
            list = list.replace(word, " ");
        }
    }
    let split = |c: char| {
        c.is_whitespace() || matches!(c, '、' | '，' | ',' | '/' | '／' | '：' | ':' | '|' | '｜')
    };
    let names: Vec<&str> = list.split(split).filter(|name| !name.is_empty()).collect();
    let is_han = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
    let is_name = |name: &&str| {
        let chars = name.chars().count();
        (2..=4).contains(&chars) && name.chars().all(is_han)
            || chars <= 14 && name.contains('·') && name.chars().all(|c| is_han(c) || c == '·')
    };
    ((1..=8).contains(&names.len()) && names.iter().all(is_name)).then(|| names.join("、"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<[String; 4]> {
        let line = dateline(text, &AliasTable::shipped())?;
        let day = line.day.map(|(text, _)| text);
        Some([line.place, day, line.agency, line.byline].map(Option::unwrap_or_default))
    }

    #[test]
    fn datelines_of_papers_and_agencies() {
        for (text, expected) in [
            ("新华社北京8月21日电（记者王小明）渡轮。", ["北京", "8月21日", "新华社", "王小明"]),
            ("中新网8月21日电 渡轮继续运营。", ["", "8月21日", "中新网", ""]),
            ("【新华社莫斯科8月21日电】渡轮。", ["莫斯科", "8月21日", "新华社", ""]),
            ("【渡轮继续运营】新华社8月21日电，渡轮。", ["", "8月21日", "新华社", ""]),
            ("财联社港口日报8月21日电 渡轮。", ["", "8月21日", "财联社", ""]),
            ("新华社电 渡轮继续运营。", ["", "", "新华社", ""]),
            ("本报讯 （见习记者 王小明）渡轮继续运营。", ["", "", "", "王小明"]),
            ("本报讯(记者 李红 通讯员王明)渡轮。", ["", "", "", "李红、王明"]),
            ("本报北京８月２１日讯 渡轮继续运营。", ["北京", "８月２１日", "", ""]),
            ("本报讯（渡轮公司供图）渡轮。", ["", "", "", ""]),
        ] {
            assert_eq!(parts(text), Some(expected.map(str::to_owned)), "{text}");
        }
        for text in [
            "新華社報道，總書記電話慰問",
            "眾新聞傍晚電話聯絡",
            "【信報財經新聞】外電報道",
            "本报通讯员说，渡轮",
            "本报上海办公室讯 渡轮",
            "时报讯 渡轮",
            "电影节开幕",
            "电",
            "",
        ] {
            assert_eq!(parts(text), None, "{text}");
        }
    }

    #[test]
    fn a_headline_may_carry_its_dateline() {
        let table = AliasTable::shipped();
        let (line, title) = titled("新华社北京8月21日电题：渡轮与港口", &table).unwrap();
        assert_eq!((line.place.as_deref(), title.as_str()), (Some("北京"), "渡轮与港口"));
        assert_eq!(titled("渡轮与港口", &table), None);
        assert_eq!(titled("新华社北京8月21日电 渡轮", &table), None);
    }

    #[test]
    fn lines_of_reporters() {
        let read = |text: &str| reporter_line(text).map(|line| (line.names, line.place));
        for (text, names, place) in [
            ("□本报记者 王小明", "王小明", None),
            ("本报记者李红发自上海", "李红", Some("上海")),
            ("本报记者李红英实习记者王明发自上海", "李红英、王明", Some("上海")),
            ("记者李红、王明", "李红、王明", None),
            ("王明　李红　本报特约通讯员　赵海", "王明、李红、赵海", None),
            ("本报记者王明报道", "王明", None),
        ] {
            assert_eq!(read(text), Some((names.to_owned(), place.map(str::to_owned))), "{text}");
        }
        for text in
            ["记者", "记者昨天获悉渡轮继续运营", "本报记者王明报道 渡轮继续运营。", "渡轮", ""]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
