//! Second readings: remarks on them, and their refusal in strict mode.
//!
//! Takes what was read and where; adds warnings that say how it was read, and what to type so that
//! there is one reading.

use std::ops::Range;

use super::ast::{KeyValue, Node};
use super::error::QueryError;
use super::parse::Warning;
use super::parser::{Parser, Shared, Within};
use super::{codes, print};
use crate::article::Field;

/// Refuses in strict mode what was remarked on in this text, from one remark on, as having a second
/// reading: the first such thing in the text.
pub(super) fn check_strict(text: &str, shared: &Shared, from: usize) -> Result<(), QueryError> {
    if !shared.options.strict {
        return Ok(());
    }
    let remarks = shared.warnings[from..].iter().filter(|remark| remark.instead.is_some());
    let mut remarks: Vec<&Warning> = remarks.collect();
    remarks.sort_by_key(|remark| remark.span.start);
    let Some(Warning { code, message, span, .. }) = remarks.first() else { return Ok(()) };
    let help = settled(text, &remarks);
    if *code == codes::W_MIXED {
        let message = "AND and OR meet without brackets; say with brackets which comes first";
        return Err(QueryError::new(codes::MIXED, span.clone(), message).help(help));
    }
    let error = QueryError::new(codes::TWO_READINGS, span.clone(), message.clone()).help(help);
    Err(match *code {
        codes::W_LOWER => {
            error.advice(format!("to search for the word itself write \\{}", &text[span.clone()]))
        }
        _ => error.label("may mean something else"),
    })
}

/// Writes a text with what each remark would have instead.
fn settled(text: &str, remarks: &[&Warning]) -> String {
    let mut settled = String::with_capacity(text.len());
    let mut done = 0;
    for Warning { span, instead, .. } in remarks {
        if span.start >= done {
            settled.push_str(&text[done..span.start]);
            let instead = instead.as_deref().unwrap_or_default();
            settled.push_str(instead);
            // What is left out takes its space along.
            let gap = instead.is_empty() && text[span.end..].starts_with(' ');
            done = span.end + usize::from(gap);
        }
    }
    settled.push_str(&text[done..]);
    settled.trim().to_owned()
}

impl Parser<'_, '_, '_> {
    /// Remarks on `source:(China Daily)`, which asks for two outlets.
    pub(super) fn remark_name(
        &mut self,
        items: &[Node],
        within: Option<Within>,
        span: Range<usize>,
    ) {
        let named = |field| matches!(field, Field::Source | Field::Origin | Field::Via);
        let Some(within) = within.filter(|within| named(within.field)) else { return };
        if items.iter().all(|item| matches!(item, Node::Key { value: KeyValue::Is(_), .. })) {
            let (field, typed) = (within.field.name(), &self.text[span.clone()]);
            let message =
                format!("a name of several words needs quotes, as in {field}:\"{typed}\"");
            let instead = Some(format!("\"{typed}\""));
            self.shared.warnings.push(Warning { code: codes::W_NAME, message, span, instead });
        }
    }

    /// Shows how mixed AND and OR were read: once, at the outermost place where they meet.
    pub(super) fn remark_mixed(&mut self, node: &Node, span: Range<usize>) {
        let reading = print::print(node);
        let message = format!("AND binds tighter than OR; read as {reading}");
        let warning =
            Warning { code: codes::W_MIXED, message, span: span.clone(), instead: Some(reading) };
        let (level, warnings) = (self.shared.inside.len(), &mut self.shared.warnings);
        match self.shared.mixed {
            None => {
                self.shared.mixed = Some((warnings.len(), level));
                warnings.push(warning);
            }
            // Brackets are read before what they stand in. A place in a saved query is compared only
            // where both stand in the same text.
            Some((at, of)) if of >= level && warnings[at].span.start >= span.start => {
                self.shared.mixed = Some((at, level));
                warnings[at] = warning;
            }
            Some(_) => {}
        }
    }
}
