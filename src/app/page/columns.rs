//! Two texts side by side in so many columns, wrapped each for itself.

use crate::domain::shown::shown;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Rows a text takes at the most; the rest is for an editor.
const ROWS: usize = 12;

/// Returns rows of both texts, the left one filled up with blanks, in `width` columns with three between them.
pub fn side_by_side(left: &str, right: &str, width: usize) -> Vec<(String, String)> {
    let half = (width.saturating_sub(3) / 2).max(8);
    let (left, right) = (wrapped(left, half), wrapped(right, half));
    let row = |rows: &[String], at: usize| rows.get(at).cloned().unwrap_or_default();
    let fill = |text: String| {
        let room = half.saturating_sub(text.width());
        text + &" ".repeat(room)
    };
    (0..left.len().max(right.len())).map(|at| (fill(row(&left, at)), row(&right, at))).collect()
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for line in text.lines() {
        let mut row = String::new();
        for word in shown(line).split_inclusive(' ') {
            if width < row.width() + word.trim_end().width() && !row.is_empty() {
                rows.push(std::mem::take(&mut row));
            }
            for c in word.chars() {
                if width < row.width() + c.width().unwrap_or(0) {
                    rows.push(std::mem::take(&mut row));
                }
                row.push(c);
            }
        }
        rows.push(row);
        if ROWS < rows.len() {
            break;
        }
    }
    if ROWS < rows.len() {
        rows.truncate(ROWS - 1);
        rows.push("…".into());
    }
    rows.into_iter().map(|row| row.trim_end().to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_wrap_in_their_halves() {
        let rows = side_by_side("one two three", "a very-long-word-indeed\nb", 23);
        let left: Vec<_> = rows.iter().map(|row| row.0.trim_end()).collect();
        let right: Vec<_> = rows.iter().map(|row| row.1.as_str()).collect();
        assert_eq!(left, ["one two", "three", "", "", ""]);
        assert_eq!(right, ["a", "very-long-", "word-indee", "d", "b"]);
        assert!(rows.iter().all(|row| row.0.width() == 10 && row.1.width() <= 10));
        assert_eq!(side_by_side(&"x\n".repeat(99), "", 40).len(), ROWS);
    }
}
