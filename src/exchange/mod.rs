//! Text in, text out: importers and exporters. No files.

pub mod demo;
pub mod formula;
pub mod import;
