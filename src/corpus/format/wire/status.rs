//! Whether a wire wants an item to be read: usable, embargoed, withheld, canceled, killed.
//!
//! The words are those of the IPTC (NewsML-G2 `pubstatus`, NITF `management-status`, NewsML 1
//! `Status`). An embargo is no reason to leave an item out: its instant is kept, and whoever asks
//! earlier does not see it.

use crate::article::ItemVersion;
use crate::corpus::format::reader::Flaw;

/// Why an item is left out: a stable code and a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// Stable code, such as `canceled`.
    pub code: &'static str,
    /// One sentence for a person.
    pub reason: String,
    /// The state of an item that takes back what was sent of it before.
    pub withdraws: Option<ItemVersion>,
}

impl Stop {
    /// Makes one.
    pub fn new(code: &'static str, reason: impl Into<String>) -> Stop {
        Stop { code, reason: reason.into(), withdraws: None }
    }

    /// Says it of the record at an offset.
    pub fn at(self, offset: u64) -> Flaw {
        let withdraws = self.withdraws;
        Flaw { withdraws, ..Flaw::by_rule(offset, self.code, self.reason) }
    }

    /// Says which item is meant. Whoever cancels, withholds or kills one means all that was sent of
    /// it so far.
    pub fn of(self, item: Option<ItemVersion>) -> Stop {
        let all = matches!(self.code, "canceled" | "withheld" | "killed");
        Stop { withdraws: item.filter(|_| all), ..self }
    }
}

/// The word of a status, without the scheme before it (`stat:canceled`, `…/pubstatusg2/withheld`).
fn word(status: &str) -> String {
    status.trim().rsplit([':', '/', '#']).next().unwrap_or("").to_ascii_lowercase()
}

/// Says whether an item of this status may be read. `until` is the end of an embargo.
///
/// # Errors
/// A [`Stop`] for withdrawn items, and for an embargo without an end.
pub fn judge(status: &str, until: Option<&str>) -> Result<(), Stop> {
    match word(status).as_str() {
        "canceled" | "cancelled" | "deleted" => {
            Err(Stop::new("canceled", "its publisher canceled this item"))
        }
        "withheld" => Err(Stop::new("withheld", "its publisher withholds this item")),
        "kill" | "killed" | "withdrawn" => Err(killed()),
        "embargoed" if until.is_none_or(|until| until.trim().is_empty()) => Err(Stop::new(
            "embargoed",
            "under an embargo that does not say until when; index it again \
             once it is released",
        )),
        _ => Ok(()),
    }
}

/// Tells whether an instruction to editors takes the item back.
pub fn is_kill(instruction: &str) -> bool {
    matches!(
        word(instruction).as_str(),
        "kill"
            | "mandatory kill"
            | "bulletin kill"
            | "killed"
            | "withdraw"
            | "withdrawn"
            | "delete"
    )
}

/// The end of an item that was taken back.
pub fn killed() -> Stop {
    Stop::new("killed", "its publisher took this item back (kill or withdrawal)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_iptc_are_understood() {
        let code = |status, until| judge(status, until).err().map_or("read", |stop| stop.code);
        assert_eq!(code("stat:usable", None), "read");
        assert_eq!(code("stat:canceled", None), "canceled");
        assert_eq!(code("http://cv.iptc.org/newscodes/pubstatusg2/withheld", None), "withheld");
        assert_eq!(code("Embargoed", Some("2024-01-01")), "read");
        assert_eq!(code("embargoed", Some(" ")), "embargoed");
        assert!(
            is_kill("act:Kill")
                && is_kill(" MANDATORY KILL")
                && !is_kill("Adds kill count")
                && is_kill("sig:withdraw")
                && !is_kill("sig:correction")
        );
    }
}
