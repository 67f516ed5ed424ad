//! A window on a long text: only what is seen is wrapped, so that a mail of a megabyte costs no more than
//! its first screen.

use super::head;
use crate::ui::text::wrap;

/// The wrapped lines of a window.
#[derive(Debug, PartialEq)]
pub struct Prose {
    pub lines: Vec<String>,
    /// Lines above the window.
    pub top: usize,
    /// Whether there is text below it.
    pub has_more: bool,
}

/// Wraps a text and takes `height` lines from line `scroll` on, or the last ones.
pub fn window(text: &str, width: usize, scroll: usize, height: usize) -> Prose {
    let wanted = scroll.saturating_add(height);
    let mut lines = Vec::new();
    let mut has_more = false;
    for line in text.trim_end().lines() {
        if wanted <= lines.len() {
            has_more = true;
            break;
        }
        // A line without an end is cut where it surely fills the window.
        let budget = (wanted - lines.len()).saturating_add(1).saturating_mul(width.max(1) * 8);
        let part = head(line, budget);
        if part.is_empty() {
            lines.push(String::new());
        } else {
            lines.extend(wrap(part, width));
        }
    }
    has_more |= wanted < lines.len();
    lines.truncate(wanted);
    let top = scroll.min(lines.len().saturating_sub(height));
    Prose { lines: lines.split_off(top), top, has_more }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_moves_over_the_text_and_stops_at_its_end() {
        let text = "one two\n\nthree\nfour";
        assert_eq!(window(text, 5, 0, 3).lines, ["one", "two", ""]);
        assert!(window(text, 5, 0, 3).has_more);
        let end = window(text, 5, 90, 2);
        assert_eq!((end.lines, end.top, end.has_more), (vec!["three".into(), "four".into()], 3, false));
        assert_eq!(window("", 5, 0, 3).lines, Vec::<String>::new());
    }

    #[test]
    fn a_line_without_an_end_is_not_wrapped_whole() {
        let text = "word ".repeat(1_000_000);
        let prose = window(&text, 40, 0, 10);
        assert_eq!(prose.lines.len(), 10);
        assert!(prose.has_more);
    }
}
