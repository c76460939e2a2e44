//! Words as systemd, a shell and cron read them: what `search index timer` prints has to mean the
//! paths that it was given, whatever signs stand in them.
//!
//! Takes text without control characters ([`super::timer`] refuses those); gives one word.

/// Tells whether a sign means itself to systemd, to a shell and to cron.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "/._-+:@,=".contains(c)
}

/// Quotes an argument of `ExecStart=` (systemd.service(5), "Command lines"): escapes as in C,
/// `%` for specifiers and `$` for variables, both doubled to mean themselves.
pub fn systemd_argument(text: &str) -> String {
    quoted_for_systemd(text, true)
}

/// Quotes the program of `ExecStart=`, in which no variable is replaced; also a path of
/// `RequiresMountsFor=`.
pub fn systemd_word(text: &str) -> String {
    quoted_for_systemd(text, false)
}

fn quoted_for_systemd(text: &str, variables: bool) -> String {
    if text.chars().all(is_plain) && !text.is_empty() {
        return text.to_owned();
    }
    let mut word = String::with_capacity(text.len() + 8);
    word.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => word.extend(['\\', c]),
            '%' => word.push_str("%%"),
            '$' if variables => word.push_str("$$"),
            c => word.push(c),
        }
    }
    word.push('"');
    word
}

/// Quotes a path of `ReadWritePaths=`. There a backslash means itself (systemd reads that list with
/// quotes, but without escapes), so that a quote has to stand between quotes of the other kind.
pub fn systemd_listed_path(path: &str) -> String {
    if path.chars().all(is_plain) {
        return path.to_owned();
    }
    let mut word = String::with_capacity(path.len() + 8);
    word.push('"');
    for c in path.chars() {
        match c {
            '"' => word.push_str("\"'\"'\""),
            '%' => word.push_str("%%"),
            c => word.push(c),
        }
    }
    word.push('"');
    word
}

/// Tells whether `ExecStart=` can begin with this program: systemd takes no quote and no backslash in its
/// path, however they are escaped.
pub fn systemd_starts(program: &str) -> bool {
    !program.contains(['"', '\'', '\\'])
}

/// Quotes a word for a shell. No backslash is used: cron would read it, too.
pub fn shell_word(text: &str) -> String {
    if text.chars().all(is_plain) && !text.is_empty() {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\"'\"'"))
}

/// Makes a shell's command fit for a crontab, where `%` ends the command unless a backslash stands before
/// it (crontab(5)). `None` if it has a backslash: some crons take away one of two, others do not.
pub fn cron_command(command: &str) -> Option<String> {
    (!command.contains('\\')).then(|| command.replace('%', "\\%"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_stay_as_they_are() {
        for text in ["/srv/news-2/a_b.c", "--index", "a=b"] {
            assert_eq!(systemd_argument(text), text);
            assert_eq!(systemd_word(text), text);
            assert_eq!(systemd_listed_path(text), text);
            assert_eq!(shell_word(text), text);
            assert_eq!(cron_command(text).as_deref(), Some(text));
        }
        assert_eq!((systemd_argument("").as_str(), shell_word("").as_str()), ("\"\"", "''"));
    }

    #[test]
    fn each_reader_has_its_own_escapes() {
        let text = "/a b/100%/$HOME/\"q\"/it's/back\\slash/é;#";
        assert_eq!(
            systemd_argument(text),
            "\"/a b/100%%/$$HOME/\\\"q\\\"/it's/back\\\\slash/é;#\""
        );
        assert_eq!(systemd_word("/a b/$HOME"), "\"/a b/$HOME\"");
        assert_eq!(systemd_listed_path("/a\\b/\"q\"/5%"), "\"/a\\b/\"'\"'\"q\"'\"'\"/5%%\"");
        assert_eq!(shell_word("it's $5"), "'it'\"'\"'s $5'");
        assert_eq!(cron_command("a '5%'").as_deref(), Some("a '5\\%'"));
        assert_eq!(cron_command("a\\b"), None);
        assert!(systemd_starts("/opt/my $tools/100%/search") && !systemd_starts("/it's/search"));
    }
}
