//! Drawing: reads the model, never changes it.

pub mod svg;
pub mod text;
pub mod theme;
