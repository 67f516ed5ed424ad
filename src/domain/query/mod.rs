//! The filter language of `/` and `--filter`.
