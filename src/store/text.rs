//! What files of the workspace are written in: the dialect of `domain::text` in a format of this number.

pub use crate::domain::text::{Style, parse, parse_record, print, print_record};

/// The format this program writes, and the newest it reads.
pub const FORMAT: u32 = 1;

/// The version of the library that reads and writes it.
pub const RON: &str = "0.12.3";

/// Tells whether a file holds nothing, or the zeros a power cut leaves behind.
pub fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0 || byte.is_ascii_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_ron_is_the_one_that_is_built_in() {
        let lock = include_str!("../../Cargo.lock").replace("\r\n", "\n");
        assert!(lock.contains(&format!("name = \"ron\"\nversion = \"{RON}\"")));
    }

    #[test]
    fn zeros_and_blanks_are_blank() {
        assert!(is_blank(b"") && is_blank(b"\0\0\n") && !is_blank(b"()"));
    }
}
