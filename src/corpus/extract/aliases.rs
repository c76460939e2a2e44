//! The table of agencies and outlets: canonical names, acronyms, other scripts.

/// Knows outlets and agencies by all their names.
#[derive(Debug, Default)]
pub struct AliasTable {}
