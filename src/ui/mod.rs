//! Drawing: reads the model, never changes it.

pub mod text;
pub mod theme;
