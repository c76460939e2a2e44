//! The codes of errors and warnings: stable names that scripts may rely on.
//!
//! A code is never reused for another meaning. Errors begin with `Q`: 1xx is wrong syntax, 2xx a limit. Warnings begin with `W`.

/// Nothing to look for.
pub const EMPTY: &str = "Q101";
/// A quotation that is never closed.
pub const QUOTE: &str = "Q102";
/// A bracket that is never closed.
pub const OPEN: &str = "Q103";
/// A closing bracket without an opening one.
pub const CLOSE: &str = "Q104";
/// Brackets or quotes with nothing in them.
pub const HOLLOW: &str = "Q105";
/// AND, OR, NOT or `-` without an operand.
pub const DANGLING: &str = "Q106";
/// PRE, NEAR, SENT or PARA without an operand.
pub const SIDE: &str = "Q107";
/// An operand that has no place in a text.
pub const OPERAND: &str = "Q108";
/// Two fields in one proximity.
pub const FIELDS_MEET: &str = "Q109";
/// A number that is missing, wrong or out of range.
pub const NUMBER: &str = "Q110";
/// A weight that is not a number above 0 and up to 100.
pub const WEIGHT: &str = "Q111";
/// A slop that is not a number up to 64.
pub const SLOP: &str = "Q112";
/// An edit distance other than 1 or 2.
pub const DISTANCE: &str = "Q113";
/// A regular expression that is never closed.
pub const REGEX: &str = "Q114";
/// A pattern where none can stand, or without a letter.
pub const PATTERN: &str = "Q115";
/// A field that does not exist.
pub const FIELD: &str = "Q116";
/// A field without a value directly behind it.
pub const VALUE_MISSING: &str = "Q117";
/// A field inside the group of another one.
pub const NESTED: &str = "Q118";
/// `text:`, which means nothing here.
pub const TEXT_FIELD: &str = "Q119";
/// A value that this field cannot have.
pub const VALUE: &str = "Q120";
/// A date that cannot be read.
pub const DATE: &str = "Q121";
/// A date that can be read in two ways.
pub const DATE_ORDER: &str = "Q122";
/// A range that ends before it begins.
pub const BACKWARDS: &str = "Q123";
/// A year outside 1600–2200.
pub const YEAR: &str = "Q124";
/// A saved query that does not exist.
pub const SAVED: &str = "Q125";
/// A saved query that contains itself, or too many inside each other.
pub const SAVED_LOOP: &str = "Q126";
/// AND and OR meet without brackets, in strict mode.
pub const MIXED: &str = "Q127";
/// `&&` or `||`.
pub const FOREIGN: &str = "Q128";
/// A count that wants its items in another shape.
pub const ITEMS: &str = "Q129";
/// Another reading than the one that was taken is likely, in strict mode.
pub const TWO_READINGS: &str = "Q130";
/// A connector or command of Nexis that nothing here means exactly.
pub const NO_FORM: &str = "Q131";
/// A connector of Nexis whose number or unit cannot be read.
pub const CONNECTOR: &str = "Q132";
/// `!`, `*` or `?` where a word of Nexis cannot have it.
pub const WILDCARD: &str = "Q133";
/// A segment that does not exist, or that articles here do not have.
pub const SEGMENT: &str = "Q134";
/// Brackets or segments side by side without a connector, in Nexis.
pub const SIDE_BY_SIDE: &str = "Q135";
/// `date` or `length` of Nexis without a comparison that can be read.
pub const COMPARISON: &str = "Q136";
/// The query is too long.
pub const LONG: &str = "Q201";
/// The query is nested too deeply.
pub const DEEP: &str = "Q202";
/// The query has too many clauses.
pub const CLAUSES: &str = "Q203";
/// The regular expression is too long.
pub const REGEX_LONG: &str = "Q204";
/// A pattern that cannot be used: wrong inside, or too large.
pub const UNUSABLE: &str = "Q210";
/// A phrase whose alternatives multiply out to too many readings.
pub const READINGS: &str = "Q211";
/// A field that takes no value of this kind.
pub const COMPARED: &str = "Q212";
/// The tree is nested too deeply for the engine.
pub const TREE_DEEP: &str = "Q213";
/// A saved query that was not put in.
pub const NOT_PUT_IN: &str = "Q214";
/// Too many hits are skipped and shown.
pub const FAR: &str = "Q215";
/// The article does not match the query that should explain it.
pub const NO_MATCH: &str = "Q216";

/// AND and OR meet without brackets.
pub const W_MIXED: &str = "W101";
/// An operator in lower case is read as a word.
pub const W_LOWER: &str = "W102";
/// A word that is only punctuation is left out.
pub const W_PUNCTUATION: &str = "W103";
/// A question mark at the end: punctuation, or one more character.
pub const W_QUESTION: &str = "W104";
/// Control or direction characters are read as spaces.
pub const W_CONTROL: &str = "W105";
/// A sign of another query language is read as punctuation.
pub const W_SIGN: &str = "W106";
/// A name of several words stands without quotes.
pub const W_NAME: &str = "W107";
/// A pattern inside quotes is read as it stands.
pub const W_QUOTED: &str = "W108";
/// Only exclusions: everything except them is found.
pub const W_EXCEPT: &str = "W109";
/// A bag of words was cut.
pub const W_CUT: &str = "W110";
/// A word followed by a colon that resembles a field.
pub const W_COLON: &str = "W111";

/// A query for each error code that shows how to say it right; it stands in where the query itself
/// could not be repaired. Limits on size and loops have none.
pub const EXAMPLES: &[(&str, &str)] = &[
    (EMPTY, "*"),
    (QUOTE, "\"sign deals\""),
    (OPEN, "(putin OR kremlin) visit"),
    (CLOSE, "(putin OR kremlin) visit"),
    (HOLLOW, "(putin OR kremlin)"),
    (DANGLING, "trade AND deal"),
    (SIDE, "sign PRE/3 deal"),
    (OPERAND, "(sign OR seal) NEAR/5 deal"),
    (FIELDS_MEET, "headline:(sign NEAR/5 deal)"),
    (NUMBER, "sign NEAR/5 deal"),
    (WEIGHT, "deal^2"),
    (SLOP, "\"premier president\"~3"),
    (DISTANCE, "mishustin~1"),
    (REGEX, "/mish.+in/"),
    (PATTERN, "minist*"),
    (FIELD, "headline:deal"),
    (VALUE_MISSING, "headline:deal"),
    (NESTED, "headline:deal source:reuters"),
    (TEXT_FIELD, "copies:3f9a1c"),
    (VALUE, "source:\"China Daily\""),
    (DATE, "date:2024-08-21"),
    (DATE_ORDER, "date:2024-04-03"),
    (BACKWARDS, "date:2024-08-19..2024-08-25"),
    (YEAR, "date:1600..2200"),
    (SAVED, "\"@name\""),
    (MIXED, "(trade AND deal) OR visit"),
    (FOREIGN, "trade OR deal"),
    (ITEMS, "ANY/2(trade deal visit)"),
    (TWO_READINGS, "(trade OR deal) -gas"),
    (REGEX_LONG, "/mish.+in/"),
    (UNUSABLE, "/mish.+in/"),
    (READINGS, "\"sign (deals OR accords)\""),
];

/// Returns the example for an error code.
pub(super) fn example(code: &str) -> Option<&'static str> {
    EXAMPLES.iter().find(|(of, _)| *of == code).map(|(_, query)| *query)
}
