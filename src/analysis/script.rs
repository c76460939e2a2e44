//! The scripts for which stemmers exist, told by code point.
//!
//! Takes normalised characters; gives one of five scripts or nothing. Not a full script table:
//! a script without a stemmer needs no name here.

/// A script that at least one stemmer reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say all")]
pub enum Script {
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Tamil,
}

impl Script {
    /// All scripts, in the order of their bits in a stem set.
    pub const ALL: [Script; 5] =
        [Script::Latin, Script::Cyrillic, Script::Greek, Script::Arabic, Script::Tamil];

    /// Returns the lower-case English name.
    pub fn name(self) -> &'static str {
        match self {
            Script::Latin => "latin",
            Script::Cyrillic => "cyrillic",
            Script::Greek => "greek",
            Script::Arabic => "arabic",
            Script::Tamil => "tamil",
        }
    }

    /// Returns the script of that name.
    pub fn from_name(name: &str) -> Option<Script> {
        Script::ALL.into_iter().find(|s| s.name() == name)
    }

    /// Returns the script of a letter, by block (Unicode 16); `None` for scripts without stemmer.
    #[inline]
    pub fn of(c: char) -> Option<Script> {
        match c as u32 {
            0x41..=0x5A | 0x61..=0x7A | 0xAA | 0xBA | 0xC0..=0x2AF => Some(Script::Latin),
            0x370..=0x3FF | 0x1F00..=0x1FFF => Some(Script::Greek),
            0x400..=0x52F | 0x1C80..=0x1C8F | 0xA640..=0xA69F => Some(Script::Cyrillic),
            0x600..=0x6FF | 0x750..=0x77F | 0x8A0..=0x8FF => Some(Script::Arabic),
            0xB80..=0xBFF => Some(Script::Tamil),
            0x1D00..=0x1DBF | 0x1E00..=0x1EFF | 0x2C60..=0x2C7F | 0xA720..=0xA7FF => {
                Some(Script::Latin)
            }
            _ => None,
        }
    }
}
