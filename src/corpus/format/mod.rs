//! Telling formats apart and reading records out of them.
//!
//! [`sniff`] looks at the beginning of a file; [`text`] and [`markdown`] read a whole file as one
//! record, [`json`] and [`csv`] read a stream of records. [`magic`] knows the files that are left
//! alone. Readers know nothing of articles.

pub mod atom;
pub mod csv;
pub mod csv_dialect;
pub mod feed;
pub mod html;
pub mod html_areas;
pub mod html_authors;
pub mod html_body;
pub mod html_facts;
pub mod html_labels;
pub mod html_ld;
pub mod html_page;
pub mod html_scan;
pub mod html_thread;
pub mod html_tree;
pub mod input;
pub mod item_list;
pub mod item_version;
pub mod json;
pub mod json_feed;
pub mod json_scan;
pub mod magic;
pub mod markdown;
pub mod newsml1;
pub mod newsml_g2;
pub mod ninjs;
pub mod nitf;
pub mod reader;
pub mod reuters;
pub mod rss;
pub mod sgml;
pub mod sgml_scan;
pub mod sgml_text;
pub mod sniff;
pub mod status;
pub mod text;
pub mod trec;
pub mod xml;
pub mod xml_records;
pub mod xml_scan;
pub mod xml_text;
pub mod yaml;
