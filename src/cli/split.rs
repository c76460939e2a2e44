//! Tells options, words and subcommands apart before anything else reads the arguments.
//!
//! Only `--x` and exactly `-n`, `-nNUMBER`, `-q`, `-v`, `-h`, `-V` are options; any other `-x` is a
//! word of the query, so that `search -date:*` and `search oil -gas` work. Behind `--` everything
//! is a word. The first word decides: the name of a subcommand, or a query.

use std::ffi::OsString;

/// The subcommands that there are.
pub const COMMANDS: [&str; 9] =
    ["index", "show", "explain", "extract", "fields", "batch", "eval", "completions", "man"];

/// Names kept for subcommands to come, so that no query changes its meaning then.
pub const PLANNED: [&str; 2] = ["bench", "serve"];

/// Long options of a query whose value is the next argument. A test keeps it in step with clap.
pub const VALUED: [&str; 20] = [
    "index", "corpus", "limit", "offset", "sort", "recency", "since", "until", "source", "lang",
    "match", "collapse", "format", "fields", "timeout", "now", "zone", "color", "syntax", "config",
];

/// What the arguments ask for.
#[derive(Debug, PartialEq, Eq)]
pub enum Call {
    /// A query: its options, and its words.
    Query {
        options: Vec<OsString>,
        words: Vec<OsString>,
    },
    /// A subcommand, with the options that stood before its name put behind it.
    Command {
        name: &'static str,
        args: Vec<OsString>,
    },
    /// A name that is kept for later.
    Planned {
        name: &'static str,
    },
    Help,
    Version,
}

/// Sorts the arguments (without the program's name).
pub fn split(args: Vec<OsString>) -> Call {
    let mut options = Vec::new();
    let mut words: Vec<OsString> = Vec::new();
    let mut args = args.into_iter();
    while let Some(arg) = args.next() {
        let text = arg.to_string_lossy();
        match text.as_ref() {
            "--" => {
                words.extend(args);
                break;
            }
            "-h" | "--help" => return Call::Help,
            "-V" | "--version" => return Call::Version,
            "-q" | "-v" => options.push(arg),
            "-n" => {
                options.push(arg);
                options.extend(args.next());
            }
            _ if is_count(&text) => options.push(arg),
            _ if text.starts_with("--") && text.len() > 2 => {
                let valued = VALUED.contains(&&text[2..]);
                options.push(arg);
                if valued {
                    options.extend(args.next());
                }
            }
            name => {
                if words.is_empty() {
                    if let Some(name) = COMMANDS.into_iter().find(|command| *command == name) {
                        let args = args.chain(options).collect();
                        return Call::Command { name, args };
                    }
                    if let Some(name) = PLANNED.into_iter().find(|command| *command == name) {
                        return Call::Planned { name };
                    }
                }
                words.push(arg);
            }
        }
    }
    Call::Query { options, words }
}

/// Tells whether an argument is `-nNUMBER`.
fn is_count(text: &str) -> bool {
    text.strip_prefix("-n").is_some_and(|number| {
        !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit())
    })
}

/// Tells whether the arguments ask for errors in JSON, before anything has been checked.
pub fn wants_json(args: &[OsString]) -> bool {
    let mut before_value = false;
    for arg in args {
        let text = arg.to_string_lossy();
        if text == "--" {
            return false;
        }
        if text == "--format=json" || (before_value && text == "json") {
            return true;
        }
        before_value = text == "--format";
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(line: &str) -> Call {
        split(line.split(' ').filter(|s| !s.is_empty()).map(OsString::from).collect())
    }

    fn query(options: &str, words: &str) -> Call {
        let list =
            |text: &str| text.split(' ').filter(|s| !s.is_empty()).map(OsString::from).collect();
        Call::Query { options: list(options), words: list(words) }
    }

    #[test]
    fn dashes_belong_to_the_query() {
        assert_eq!(call("-date:*"), query("", "-date:*"));
        assert_eq!(call("oil -gas -n5 -nope"), query("-n5", "oil -gas -nope"));
        assert_eq!(call("oil -n 5 -q -x -"), query("-n 5 -q", "oil -x -"));
        assert_eq!(call("-vote -v"), query("-v", "-vote"));
    }

    #[test]
    fn options_take_their_values_anywhere() {
        assert_eq!(call("oil --sort newest price"), query("--sort newest", "oil price"));
        assert_eq!(
            call("oil --sort=newest --count price"),
            query("--sort=newest --count", "oil price")
        );
        assert_eq!(call("oil --since"), query("--since", "oil"));
    }

    #[test]
    fn the_first_word_decides() {
        assert_eq!(
            call("--index d show 12 --raw"),
            Call::Command {
                name: "show",
                args: ["12", "--raw", "--index", "d"].map(OsString::from).to_vec()
            }
        );
        assert_eq!(call("-- index"), query("", "index"));
        assert_eq!(call("oil index"), query("", "oil index"));
        assert_eq!(call("bench"), Call::Planned { name: "bench" });
        assert_eq!(call("-- -n 5 --x"), query("", "-n 5 --x"));
        assert_eq!(call("oil --help"), Call::Help);
        assert_eq!(call("-V"), Call::Version);
    }

    #[test]
    fn json_is_seen_early() {
        let wants =
            |line: &str| wants_json(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert!(wants("oil --format json") && wants("--format=json"));
        assert!(!wants("json") && !wants("-- --format json") && !wants("--format jsonl"));
    }
}
