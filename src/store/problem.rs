//! Something in a file that could not be taken as it stands. The rest is open, the bytes stay where they are.

use crate::domain::record::RecordId;
use crate::domain::shown::shown;
use std::fmt;

/// What is wrong, and where: file, line and column count from 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The file, relative to the workspace.
    pub path: String,
    pub line: Option<usize>,
    pub column: Option<usize>,
    /// The record it concerns, when it is known.
    pub id: Option<RecordId>,
    pub what: String,
}

impl Problem {
    /// Returns a problem with a file as a whole.
    pub(super) fn of_file(path: impl Into<String>, what: impl Into<String>) -> Self {
        Self { path: path.into(), line: None, column: None, id: None, what: what.into() }
    }

    /// Returns a problem at a byte of a file.
    pub(super) fn at(path: &str, bytes: &[u8], offset: usize, what: impl Into<String>) -> Self {
        let (line, column) = position(bytes, offset);
        Self { line: Some(line), column: Some(column), ..Self::of_file(path, what) }
    }

    /// Returns a parser's complaint about the text that starts at `offset` of a file.
    pub(super) fn parse(path: &str, bytes: &[u8], offset: usize, error: &ron::error::SpannedError) -> Self {
        let (line, column) = position(bytes, offset);
        let start = error.span.start;
        let column = if start.line <= 1 { column + start.col.max(1) - 1 } else { start.col };
        Self {
            line: Some(line + start.line.max(1) - 1),
            column: Some(column),
            ..Self::of_file(path, error.code.to_string())
        }
    }

    pub(super) fn with_id(self, id: impl Into<Option<RecordId>>) -> Self {
        Self { id: id.into(), ..self }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", shown(&self.path))?;
        if let Some(line) = self.line {
            write!(out, ":{line}")?;
        }
        if let Some(column) = self.column {
            write!(out, ":{column}")?;
        }
        write!(out, ": {}", shown(&self.what))
    }
}

/// Returns line and column of a byte, the column in characters.
fn position(bytes: &[u8], offset: usize) -> (usize, usize) {
    let before = &bytes[..offset.min(bytes.len())];
    let line = memchr::memchr_iter(b'\n', before).count() + 1;
    let start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    (line, String::from_utf8_lossy(&before[start..]).chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_file() {
        let text = "[\n(id: 1),\n  (id: é, x),\n]";
        let error = ron::from_str::<(i32, i32)>("(1,\n x)").unwrap_err();
        let problem = Problem::parse("signals/2026-11.ron", text.as_bytes(), 13, &error);
        assert_eq!((problem.line, problem.column), (Some(4), Some(error.span.start.col)));
        let problem = Problem::at("a.ron", text.as_bytes(), 21, "odd\x1b");
        assert_eq!(problem.to_string(), "a.ron:3:10: odd␛");
    }
}
