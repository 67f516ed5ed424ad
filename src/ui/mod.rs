//! Drawing: reads the model, never changes it.
