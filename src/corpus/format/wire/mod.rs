//! Newswire: the stories that agencies send, as NITF, NewsML 1, NewsML-G2 and ninjs.
//!
//! Each file knows one format and gives the named values of a story. [`status`] knows the words by which
//! an item is withheld or taken back, [`item_version`] which state of its item a record is.

pub mod item_version;
pub mod newsml1;
pub mod newsml_g2;
pub mod ninjs;
pub mod nitf;
pub mod status;
