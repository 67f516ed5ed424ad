//! Text in, text out: importers and exporters. No files.

pub mod import;
