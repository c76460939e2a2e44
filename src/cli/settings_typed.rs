//! Settings that are typed, `KEY=VALUE`, read as a `search.toml` would have them.

use std::path::Path;

use super::exit::Failure;
use super::settings::Layer;
use super::settings_file;

/// Reads one setting. `ranking.x=1` is the key `x` of the table `ranking`; quotes round a text may be left
/// out.
pub fn read(typed: &str) -> Result<Layer, Failure> {
    let help = "a setting is a key of search.toml and its value: recency=soft";
    let Some((key, value)) = typed.split_once('=') else {
        return Err(Failure::usage(format!("{typed:?} is not KEY=VALUE")).help(help));
    };
    let (key, value) = (key.trim(), value.trim());
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if key.is_empty() || !key.chars().all(plain) || value.contains(['\n', '\r']) {
        return Err(Failure::usage(format!("{typed:?} is not KEY=VALUE")).help(help));
    }
    // What names the setting in an error, in place of a file.
    let place = Path::new(typed);
    let as_typed = settings_file::parse(&format!("{key} = {value}"), place);
    let quoted = || settings_file::parse(&format!("{key} = '{value}'"), place);
    let valid = toml::de::DeTable::parse(&format!("x = {value}")).is_ok();
    match as_typed {
        Ok(layer) => Ok(layer),
        // 2024-01-01 is a date of TOML and here a text.
        Err(wrong) if valid => quoted().map_err(|_| wrong),
        Err(_) => quoted(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::values::Matching;

    #[test]
    fn quotes_may_be_left_out() {
        assert!(read("recency=half-life=30d").unwrap().recency.is_some());
        assert_eq!(read("match = \"most\"").unwrap().matching, Some(Matching::Most));
        assert_eq!(read("limit=7").unwrap().limit, Some(7));
        assert_eq!(read("since=2024-01-01").unwrap().since.as_deref(), Some("2024-01-01"));
        assert_eq!(read("index=/a b/c").unwrap().index, Some("/a b/c".into()));
        assert!(read("gates.shrink=3").unwrap().gates.is_some());
    }

    #[test]
    fn faults_name_the_setting() {
        let error = |typed: &str| read(typed).unwrap_err().message;
        assert!(
            error("recncy=soft").contains("did you mean \"recency\""),
            "{}",
            error("recncy=soft")
        );
        assert!(error("limit=-3").contains("whole number"), "{}", error("limit=-3"));
        assert!(error("recency=hard").contains("half-life=30d"));
        assert!(error("recency").contains("is not KEY=VALUE"));
        assert!(error("a b=1").contains("is not KEY=VALUE"));
    }
}
