//! Text in, text out: importers and exporters. No files.

pub mod demo;
pub mod import;
