//! The filter language of `/` and `--filter`.

pub mod fold;
pub mod needle;
