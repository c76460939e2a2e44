//! Hits and articles to bytes: terminal page, JSON, CSV, Markdown, TREC runs.

pub mod renderer;
