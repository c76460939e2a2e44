//! The only door to the environment: variables, working directory, clock, time zone, terminal.

#![expect(clippy::disallowed_methods, reason = "this is the one place that may ask")]

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ZonedDateTime};

use super::exit::Failure;

/// Columns of what is not a terminal and does not say.
const COLUMNS: usize = 80;

/// Returns a variable that is set and not empty.
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Returns a path from a variable; unlike other values it need not be UTF-8.
pub fn path(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// Returns a list of paths from a variable, as `PATH` lists them.
pub fn paths(name: &str) -> Option<Vec<PathBuf>> {
    let value = std::env::var_os(name).filter(|value| !value.is_empty())?;
    Some(std::env::split_paths(&value).filter(|path| !path.as_os_str().is_empty()).collect())
}

/// Returns the working directory, if it still exists.
pub fn current_dir() -> Option<PathBuf> {
    std::env::current_dir().ok()
}

/// Returns the user's settings file, which need not exist.
pub fn user_settings() -> Option<PathBuf> {
    let config = match std::env::var_os("XDG_CONFIG_HOME").filter(|dir| !dir.is_empty()) {
        Some(dir) => PathBuf::from(dir),
        None => PathBuf::from(std::env::var_os("HOME")?).join(".config"),
    };
    // The base directory specification has relative paths ignored.
    config.is_absolute().then(|| config.join("news-search/search.toml"))
}

/// Returns where this program stands, as an absolute path.
pub fn program() -> Option<PathBuf> {
    std::env::current_exe().ok()
}

/// Returns the number of the user who owns a file or folder; `None` where it is not there, and on systems
/// without such numbers.
pub fn owner(path: &Path) -> Option<u32> {
    let meta = std::fs::metadata(path).ok()?;
    #[cfg(unix)]
    return Some(std::os::unix::fs::MetadataExt::uid(&meta));
    #[cfg(not(unix))]
    return {
        let _ = meta;
        None
    };
}

/// Returns the present instant.
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// Returns the time zone of that name (`Europe/Berlin`, `UTC`, `+02:00`), or the system's. Reads a
/// zone file: to be called only where a zone matters.
pub fn zone(name: Option<&str>) -> Result<TimeZone, Failure> {
    let Some(name) = name else { return Ok(system_zone()) };
    if name.eq_ignore_ascii_case("utc") || name == "Z" {
        return Ok(TimeZone::UTC);
    }
    if let Some(offset) = offset(name) {
        return Ok(TimeZone::fixed(offset));
    }
    if let Some(zone) = zone_file(name) {
        return Ok(zone);
    }
    TimeZone::get(name).map_err(|_| {
        Failure::usage(format!("no time zone {name:?}; try Europe/Berlin, UTC or +02:00"))
    })
}

/// The zone of this machine, from `TZ` or `/etc/localtime`. jiff lists every zone there is before
/// it reads one, which takes half a millisecond; the one file is read here, and jiff is asked where
/// that does not do.
fn system_zone() -> TimeZone {
    let known = match std::env::var_os("TZ") {
        None => std::fs::read("/etc/localtime")
            .ok()
            .and_then(|file| TimeZone::tzif("Local", &file).ok()),
        Some(name) => name.to_str().and_then(zone_file),
    };
    known.unwrap_or_else(TimeZone::system)
}

/// Reads the file of a zone by its exact name.
fn zone_file(name: &str) -> Option<TimeZone> {
    let parts = name.split('/');
    let plain = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"_+-".contains(&b))
    };
    if !parts.into_iter().all(plain) {
        return None;
    }
    let file = std::fs::read(PathBuf::from("/usr/share/zoneinfo").join(name)).ok()?;
    TimeZone::tzif(name, &file).ok()
}

/// Reads `+2`, `+02`, `+0200` or `+02:00`.
fn offset(text: &str) -> Option<Offset> {
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = text[1..].chars().filter(|c| *c != ':').collect();
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.parse::<i32>().ok()?, 0),
        4 => (digits[..2].parse::<i32>().ok()?, digits[2..].parse::<i32>().ok()?),
        _ => return None,
    };
    if minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * (hours * 3_600 + minutes * 60)).ok()
}

/// Reads `--now`: an instant (RFC 3339), or a civil time or day in the zone.
pub fn instant(text: &str, zone: &TimeZone) -> Result<ZonedDateTime, Failure> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant.to_zoned_datetime(zone.clone()));
    }
    let civil = text.parse::<jiff::civil::DateTime>().ok();
    civil.and_then(|civil| civil.to_zoned_datetime(zone.clone()).ok()).ok_or_else(|| {
        Failure::usage(format!("--now {text:?} is not a time such as 2024-11-03T12:00:00Z"))
    })
}

/// Tells whether standard output is a terminal.
pub fn stdout_is_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// Tells whether standard error is a terminal.
pub fn stderr_is_terminal() -> bool {
    std::io::stderr().is_terminal()
}

/// Returns the terminal's columns and rows; columns from `COLUMNS` where there is no terminal.
pub fn size() -> (usize, Option<usize>) {
    let terminal = if stdout_is_terminal() { terminal_size::terminal_size() } else { None };
    match terminal {
        Some((width, height)) if width.0 > 0 => (width.0.into(), Some(height.0.into())),
        _ => {
            let columns = variable("COLUMNS").and_then(|columns| columns.parse().ok());
            (columns.filter(|columns| *columns > 0).unwrap_or(COLUMNS), None)
        }
    }
}

/// Where the variable says so, ends the process without a word right before a step of a build, as a crash
/// would: before the step of that number, or before the first one of that name. Only in builds for
/// development: tests crash a night at every step.
#[cfg(debug_assertions)]
pub fn listen_for_crash() {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};
    static AT: OnceLock<String> = OnceLock::new();
    static LEFT: AtomicU64 = AtomicU64::new(0);
    let Some(at) = variable("SEARCH_CRASH_AT_STEP") else { return };
    LEFT.store(at.parse().unwrap_or(u64::MAX), Ordering::Relaxed);
    let _ = AT.set(at);
    news_search::engine::steps::listen(|name| {
        let named = AT.get().is_some_and(|at| at == name);
        if named || LEFT.fetch_sub(1, Ordering::Relaxed) == 1 {
            say!("crash before: {name}");
            std::process::abort();
        }
    });
}

/// Returns how many threads this machine runs at once.
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_have_names_and_offsets() {
        for (text, seconds) in [("+2", 7_200), ("-03:30", -12_600), ("+0545", 20_700)] {
            assert_eq!(offset(text).map(Offset::seconds), Some(seconds), "{text}");
        }
        for wrong in ["2", "+", "+123", "+1:2:3:", "+99:00", "+00:60", "+é"] {
            assert_eq!(offset(wrong), None, "{wrong}");
        }
        assert!(zone(Some("Nowhere/Town")).is_err());
        assert!(zone(Some("utc")).is_ok());
        assert!(
            zone_file("../../etc/localtime").is_none() && zone_file("/etc/localtime").is_none()
        );
    }

    #[test]
    fn now_is_an_instant_or_civil() {
        let zone = TimeZone::fixed(Offset::from_seconds(7_200).unwrap());
        let unix = |text| instant(text, &zone).unwrap().timestamp().as_second();
        assert_eq!(unix("2024-11-03T12:00:00Z"), 1_730_635_200);
        assert_eq!(unix("2024-11-03T14:00:00"), 1_730_635_200);
        assert_eq!(unix("2024-11-03"), 1_730_635_200 - 14 * 3_600);
        assert!(instant("noon", &zone).is_err());
    }
}
