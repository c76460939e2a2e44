//! Carries which state of its item a record is from the readers of wires to the article.
//!
//! The state is no text that a rule reads, so it travels as one named value of its own.

use serde_json::Value;

use crate::article::ItemVersion;
use crate::corpus::extract::dates;
use crate::corpus::format::xml::records::Fields;

/// The name of the value. No file states a value of that shape.
const FIELD: &str = "item version";

/// Names a state: who issued the item (empty where names are unique in the world), its name, the
/// number of the state and when it was made. A number or time that cannot be read counts as none.
pub fn state(
    issuer: &str,
    name: &str,
    number: Option<&str>,
    changed: Option<&str>,
) -> Option<ItemVersion> {
    let name = name.trim();
    let number = number.and_then(|number| number.trim().parse().ok());
    let changed = changed.and_then(|time| dates::parse(time, None).ok()).map(|at| at.instant());
    (!name.is_empty()).then(|| ItemVersion::new(issuer.trim(), name, number, changed))
}

/// Adds a state to the named values of a record.
pub fn add(fields: &mut Fields, version: Option<ItemVersion>) {
    let value = version.and_then(|version| serde_json::to_value(version).ok());
    fields.extend(value.map(|value: Value| (FIELD.to_owned(), value)));
}

/// Takes the state out of the named values again.
pub fn take(fields: &mut Fields) -> Option<ItemVersion> {
    let at = fields.iter().position(|(name, _)| name == FIELD)?;
    serde_json::from_value(fields.remove(at).1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_goes_there_and_back() {
        let version = state("w.example", " a ", Some("3"), Some("20240822T072000+0800"));
        let mut fields = vec![("headline".to_owned(), Value::from("H"))];
        add(&mut fields, version);
        assert_eq!(take(&mut fields), version);
        assert_eq!(fields.len(), 1);
        let version = version.unwrap();
        assert_eq!((version.number, version.changed), (Some(3), Some(1_724_282_400)));
        assert_eq!(state("", " ", None, None), None);
        let unread = state("", "a", Some("draft"), Some("soon")).unwrap();
        assert_eq!((unread.number, unread.changed), (None, None));
    }
}
