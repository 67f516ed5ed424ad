//! Something in a file that could not be taken as it stands: what, where, and how to mend it. Data, so that a
//! page can show it, a key can open the file there, and it can go away when the file is read again.
//!
//! Knows no file: it is made of bytes somebody else read. The rest is open, the bytes stay where they are.

use super::record::{Record, RecordId};
use super::shown::shown;
use std::fmt;

/// Characters of the offending line that are shown at the most.
const EXCERPT: usize = 72;
/// How many of them stand before the place.
const BEFORE: usize = 40;

/// What is wrong, and where: file, line and column count from 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The file, relative to the workspace; empty when it is about none.
    pub path: String,
    pub line: Option<usize>,
    pub column: Option<usize>,
    /// The record it concerns, when it is known.
    pub id: Option<RecordId>,
    pub what: String,
    /// What to do about it, as a sentence; may be empty.
    pub hint: String,
    /// The line it is on, as far as it is shown.
    pub excerpt: Option<Excerpt>,
    pub kind: ProblemKind,
}

/// What a problem keeps from being used.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum ProblemKind {
    /// The record, or the whole file.
    #[default]
    SetApart,
    /// One field; the record is open without it and its text stays.
    Field(String),
    /// Nothing; it is only told.
    Note,
    /// The record, in two versions that git could not join.
    GitConflict(Box<Sides>),
}

/// The versions of a record between the marks of git; nothing where one cannot be read or is none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sides {
    pub base: Option<Record>,
    pub ours: Option<Record>,
    pub theirs: Option<Record>,
}

/// A line, or the part of it around the place, made safe to show.
#[derive(Clone, Debug, PartialEq)]
pub struct Excerpt {
    pub text: String,
    /// The characters before the place, in columns of the screen.
    pub caret: usize,
}

impl Problem {
    /// Returns a problem with a file as a whole.
    pub fn of_file(path: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            line: None,
            column: None,
            id: None,
            what: what.into(),
            hint: String::new(),
            excerpt: None,
            kind: ProblemKind::SetApart,
        }
    }

    /// Returns a problem at a byte of a file.
    pub fn at(path: &str, bytes: &[u8], offset: usize, what: impl Into<String>) -> Self {
        let (line, column) = position(bytes, offset);
        let excerpt = Some(Excerpt::of(bytes, offset));
        Self { line: Some(line), column: Some(column), excerpt, ..Self::of_file(path, what) }
    }

    pub fn with_id(self, id: impl Into<Option<RecordId>>) -> Self {
        Self { id: id.into(), ..self }
    }

    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }

    pub fn with_kind(self, kind: ProblemKind) -> Self {
        Self { kind, ..self }
    }

    /// Tells whether a record, or what may be some, is not open because of it.
    pub const fn sets_apart(&self) -> bool {
        matches!(self.kind, ProblemKind::SetApart | ProblemKind::GitConflict(_))
    }

    /// Returns the offending line and, under the place, a caret; nothing when the place is not known.
    pub fn lines_at(&self) -> Option<(String, String)> {
        let excerpt = self.excerpt.as_ref()?;
        Some((excerpt.text.clone(), format!("{}^", " ".repeat(excerpt.caret))))
    }
}

impl Excerpt {
    fn of(bytes: &[u8], offset: usize) -> Self {
        let offset = offset.min(bytes.len());
        let start = bytes[..offset].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
        let from = start.max(offset.saturating_sub(4 * BEFORE));
        let line = &bytes[offset..];
        let until = line.iter().take(4 * EXCERPT).position(|byte| *byte == b'\n');
        let until = until.unwrap_or_else(|| line.len().min(4 * EXCERPT));
        let before = String::from_utf8_lossy(&bytes[from..offset]);
        let skipped = before.chars().count().saturating_sub(BEFORE);
        let is_cut = start < from || 0 < skipped;
        let before: String = before.chars().skip(skipped).collect();
        let before = format!("{}{}", if is_cut { "…" } else { "" }, shown(&before));
        let behind: String = String::from_utf8_lossy(&line[..until]).chars().take(EXCERPT).collect();
        let room = EXCERPT.saturating_sub(before.chars().count());
        let behind: String = shown(&behind).chars().take(room).collect();
        Self { caret: unicode_width::UnicodeWidthStr::width(before.as_str()), text: before + &behind }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            return write!(out, "{}", shown(&self.what));
        }
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
pub fn position(bytes: &[u8], offset: usize) -> (usize, usize) {
    let before = &bytes[..offset.min(bytes.len())];
    let line = memchr::memchr_iter(b'\n', before).count() + 1;
    let start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    let start = if start == 0 && before.starts_with("\u{feff}".as_bytes()) { 3 } else { start };
    (line, String::from_utf8_lossy(&before[start..]).chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_file() {
        let text = "[\n(id: 1),\n  (id: é, x),\n]";
        let problem = Problem::at("a.ron", text.as_bytes(), 21, "odd\x1b");
        assert_eq!(problem.to_string(), "a.ron:3:10: odd␛");
        let (line, caret) = problem.lines_at().unwrap();
        assert_eq!((line.as_str(), caret.as_str()), ("  (id: é, x),", "         ^"));
        assert_eq!(position("\u{feff}(x".as_bytes(), 4), (1, 2));
        assert_eq!(Problem::of_file("", "kept").to_string(), "kept");
    }

    #[test]
    fn a_long_or_hostile_line_is_cut_and_shown() {
        let text = format!("{}\u{1b}[2J{}", "x".repeat(5000), "y".repeat(5000));
        let (line, caret) = Problem::at("a.ron", text.as_bytes(), 5004, "odd").lines_at().unwrap();
        assert!(line.starts_with('…') && line.chars().count() <= EXCERPT + 1, "{line}");
        assert!(line.contains('␛') && !line.contains('\u{1b}'));
        assert_eq!(line.chars().nth(caret.len() - 1), Some('y'));
        let problem = Problem::at("a.ron", b"\xff\xfe(", 99, "odd");
        assert_eq!((problem.line, problem.column), (Some(1), Some(4)));
    }
}
