//! Which state of a story a record is, where a wire sends the same item again.
//!
//! NITF, NewsML, ninjs and Atom name an item once and for all and send each new state of it under
//! that name. Of the states read in one build the newest is the article.

use serde::{Deserialize, Serialize};

use crate::article::ArticleId;

/// One state of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemVersion {
    /// Names the item: a hash of who issued it and of the name that its issuer gave it.
    pub item: ArticleId,
    /// The number of this state, counted up by the issuer; `None` where states are not counted.
    pub number: Option<u32>,
    /// When this state was made, Unix seconds, in UTC where no zone is stated.
    pub changed: Option<i64>,
}

impl ItemVersion {
    /// Names an item by its issuer (empty where names are unique in the world) and its name.
    pub fn new(issuer: &str, name: &str, number: Option<u32>, changed: Option<i64>) -> ItemVersion {
        ItemVersion { item: ArticleId::of_record(Some(issuer), name.as_bytes()), number, changed }
    }

    /// Orders the states of one item, the newest last: by number, then by time.
    pub fn age(&self) -> (u32, i64) {
        (self.number.unwrap_or(0), self.changed.unwrap_or(i64::MIN))
    }

    /// Tells whether an order to take the item back, itself a state of it, holds for an earlier
    /// state: by number where both are counted, else by time. An order without a time holds for
    /// all.
    pub fn is_withdrawn_by(&self, order: &ItemVersion) -> bool {
        match (self.number, order.number) {
            (Some(own), Some(order)) => own <= order,
            _ => self.changed.is_none_or(|own| order.changed.is_none_or(|at| own <= at)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(number: Option<u32>, changed: Option<i64>) -> ItemVersion {
        ItemVersion::new("wire.example", "a", number, changed)
    }

    #[test]
    fn numbers_count_before_times() {
        assert!(state(Some(2), Some(5)).age() > state(Some(1), Some(9)).age());
        assert!(state(None, Some(9)).age() > state(None, Some(5)).age());
        assert!(state(Some(1), None).age() > state(None, Some(9)).age());
        assert_ne!(ItemVersion::new("b", "a", None, None).item, state(None, None).item);
    }

    #[test]
    fn orders_hold_for_what_was_before_them() {
        let kill = state(Some(2), Some(50));
        assert!(state(Some(2), Some(90)).is_withdrawn_by(&kill));
        assert!(!state(Some(3), Some(10)).is_withdrawn_by(&kill));
        assert!(state(None, Some(50)).is_withdrawn_by(&kill));
        assert!(!state(None, Some(51)).is_withdrawn_by(&kill));
        assert!(state(Some(7), Some(9)).is_withdrawn_by(&state(None, None)));
    }
}
