//! Splits a month file into chunks: each the bytes of one record, or of something that should be one.
//!
//! A line of ours is a chunk. Anything else is found by its brackets; where those are broken, or hold a thing
//! that is no signal, the chunk is cut where the next record seems to start, and garbage where one starts on its
//! line, so that one slip hides one record.

use super::LINE_START;
use crate::domain::signal::Signal;
use crate::store::scan::{find_group, skip_group, skip_trivia, skip_value};
use crate::store::text::parse;
use std::ops::Range;

/// Walks over the chunks of a file, from any place between two of them.
#[derive(Debug)]
pub struct Chunks<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Whether the list was opened, and whether it was closed after the last chunk.
    pub is_open: bool,
    pub is_closed: bool,
    /// Where the text behind the opening bracket starts.
    pub head: usize,
    /// Chunks that could not be read; counted by the reader.
    pub refused: usize,
    /// Bytes looked at in vain; past [`Self::patience`] only lines are told apart, so that a file of garbage takes
    /// no longer than one of records.
    wasted: usize,
    /// The last look for a record: from where, and where the next one starts.
    next: Option<(usize, Option<usize>)>,
}

impl<'a> Chunks<'a> {
    /// Starts at a byte, 0 or where an earlier walk stopped.
    pub fn new(bytes: &'a [u8], at: usize) -> Self {
        let at = if at == 0 && bytes.starts_with("\u{feff}".as_bytes()) { 3 } else { at };
        Self { bytes, at, is_open: false, is_closed: false, head: at, refused: 0, wasted: 0, next: None }
    }

    /// Where the walk is.
    pub const fn place(&self) -> usize {
        self.at
    }

    /// Returns the line at the place of the walk if it looks like one of ours; whether it is one whole value
    /// is for the caller to check, by reading it or with [`Self::is_whole`].
    pub fn line(&self) -> Option<Range<usize>> {
        let rest = &self.bytes[self.at..];
        if !rest.starts_with(LINE_START) {
            return None;
        }
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let line = rest[..end].trim_ascii_end();
        line.ends_with(b"),").then(|| self.at..self.at + line.len() - 1)
    }

    /// Tells whether a line is one value by its brackets.
    pub fn is_whole(&self, line: &Range<usize>) -> bool {
        let has_comma = self.bytes.get(line.end) == Some(&b',');
        if !has_comma && self.is_impatient() {
            return false;
        }
        let end = if has_comma {
            skip_group(&self.bytes[..=line.end], line.start)
        } else {
            skip_value(self.bytes, line.start)
        };
        end == Some(line.end)
    }

    const fn patience(&self) -> usize {
        16 * self.bytes.len() + (64 << 10)
    }

    fn is_impatient(&self) -> bool {
        self.patience() < self.wasted
    }

    /// Passes blanks and comments; nothing when a comment is never closed.
    fn trivia(&mut self) -> Option<usize> {
        if self.is_impatient() {
            return Some(self.at + blanks(&self.bytes[self.at..]));
        }
        let behind = skip_trivia(self.bytes, self.at);
        if behind.is_none() {
            self.wasted += self.bytes.len() - self.at;
        }
        behind
    }

    /// Goes on behind a chunk.
    pub fn take(&mut self, chunk: &Range<usize>) {
        self.at = chunk.end;
        self.is_closed = false;
        self.pass_punctuation();
    }

    /// Goes to the next chunk; false at the end of the file.
    pub fn seek(&mut self) -> bool {
        self.pass_punctuation();
        self.at < self.bytes.len()
    }

    /// Passes blanks, comments, commas and the brackets of the list.
    fn pass_punctuation(&mut self) {
        while let Some(at) = self.trivia() {
            self.at = at;
            match self.bytes.get(at) {
                Some(b'[') => {
                    if !self.is_open {
                        self.head = line_end(self.bytes, at + 1);
                    }
                    self.is_open = true;
                }
                Some(b']') => self.is_closed = true,
                Some(b',') => {}
                _ => return,
            }
            self.at += 1;
        }
        // A comment that is never closed: what follows is still looked at.
        self.at += blanks(&self.bytes[self.at..]);
    }

    /// Returns the chunk at the place of the walk by its brackets; what opens none is garbage up to its line end.
    pub fn any(&mut self) -> Range<usize> {
        let start = self.at;
        let next = self.next_from(start);
        let is_open = self.bytes[start] == b'(';
        let skip = if is_open { skip_group } else { skip_value };
        let end = if self.is_impatient() { None } else { skip(self.bytes, start) };
        if let Some(end) = end.filter(|end| start < *end) {
            let is_alone = next.is_none_or(|next| end <= next);
            if (is_open && is_alone) || is_signal(&self.bytes[start..end]) {
                return start..end;
            }
        }
        self.wasted += end.unwrap_or(self.bytes.len()) - start;
        let end =
            if is_open { next.unwrap_or_else(|| self.last_bracket(start)) } else { self.garbage_end(start) };
        start..self.trim(start, end)
    }

    /// Returns where in a line of garbage a record starts, as where a line end was lost; else the line's end.
    fn garbage_end(&self, start: usize) -> usize {
        let end = line_end(self.bytes, start);
        let by_bytes =
            |from: usize| memchr::memmem::find(&self.bytes[from..end], LINE_START).map(|place| from + place);
        let found = find_group(self.bytes, start, end, b"id").unwrap_or_else(by_bytes);
        found.filter(|place| start < *place).unwrap_or(end)
    }

    /// Finds the next record, or remembers where it was found.
    fn next_from(&mut self, from: usize) -> Option<usize> {
        let known = self.next.filter(|(start, next)| *start <= from && next.is_none_or(|next| from < next));
        let next = known.map_or_else(|| self.next_record(from), |(_, next)| next);
        self.next = Some((from, next));
        next
    }

    /// Returns the start of the next line that seems to begin a record.
    fn next_record(&self, from: usize) -> Option<usize> {
        let mut at = from;
        while let Some(newline) = memchr::memchr(b'\n', &self.bytes[at..]) {
            at += newline + 1;
            let line = &self.bytes[at..line_end(self.bytes, at)];
            let text = line.trim_ascii();
            let name = text.strip_prefix(b"(").map(<[u8]>::trim_ascii_start);
            if name.is_some_and(|name| name.is_empty() || name.starts_with(b"id")) {
                return Some(at + line.len() - line.trim_ascii_start().len());
            }
        }
        None
    }

    /// Returns the place of a closing bracket alone on the last line, else the end of the file.
    fn last_bracket(&self, from: usize) -> usize {
        let text = self.bytes[from..].trim_ascii_end();
        let is_last = text.ends_with(b"]") && text[..text.len() - 1].ends_with(b"\n");
        if is_last { from + text.len() - 1 } else { self.bytes.len() }
    }

    fn trim(&self, start: usize, end: usize) -> usize {
        let text = self.bytes[start..end].trim_ascii_end();
        let text = text.strip_suffix(b",").unwrap_or(text);
        start + text.len().max(1)
    }
}

/// Returns the index behind the line end, or the end of the file.
pub fn line_end(bytes: &[u8], at: usize) -> usize {
    memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |newline| at + newline + 1)
}

fn blanks(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

fn is_signal(value: &[u8]) -> bool {
    std::str::from_utf8(value).is_ok_and(|text| parse::<Signal>(text).is_ok())
}
