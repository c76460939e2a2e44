//! The engine on this machine: tantivy behind the waist.
