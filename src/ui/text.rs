//! Text fitted to columns. Everything passes `shown` first, so a widget never sees a raw title; widths are
//! counted as the screen buffer counts them, by grapheme, and no glyph is ever cut in half.

use crate::domain::shown::{shown, shown_lines};
use ratatui::buffer::CellWidth;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;

/// Where a text shorter than its column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
    Centre,
}

/// Stands for what did not fit; one column wide.
const ELLIPSIS: &str = "…";

/// Characters of a text that are looked at for each column it may fill, so that a title of a megabyte costs
/// no more than a long one. An emoji family takes seven, a letter under a flood of marks nine.
const CHARS_A_COLUMN: usize = 32;

/// Returns the columns a text takes on the screen after it was made safe.
pub fn width(text: &str) -> usize {
    if is_plain(text) {
        return text.len();
    }
    shown(text).graphemes(true).map(columns).sum()
}

/// Returns the text in exactly `width` columns: cut with `…` when too long, else filled up with spaces.
pub fn fit(text: &str, width: usize, align: Align) -> String {
    let text = head(text, width);
    if is_plain(text) && text.len() <= width {
        return pad(text, text.len(), width, align);
    }
    let safe = shown(text);
    let fitted = fit_graphemes(safe.graphemes(true).map(|grapheme| (grapheme, false)), width);
    let kept: String = fitted.kept.iter().map(|(grapheme, _)| *grapheme).collect();
    pad(&kept, fitted.columns, width, align)
}

/// Returns the text as [`fit`] does, with the characters at `hits` (ascending positions in the text, counted
/// in characters) in the style `hit`. A grapheme is highlighted whole.
pub fn fit_highlighted(text: &str, hits: &[usize], width: usize, style: Style, hit: Style) -> Line<'static> {
    if hits.is_empty() {
        return Line::styled(fit(text, width, Align::Left), style);
    }
    let marked = marked_graphemes(head(text, width), hits);
    let fitted = fit_graphemes(marked.iter().map(|(grapheme, is_hit)| (grapheme.as_str(), *is_hit)), width);
    let after = width.saturating_sub(fitted.columns);
    let mut spans: Vec<(String, bool)> = Vec::new();
    for (grapheme, is_hit) in fitted.kept.iter().copied().chain(std::iter::repeat_n((" ", false), after)) {
        match spans.last_mut() {
            Some((run, same)) if *same == is_hit => run.push_str(grapheme),
            _ => spans.push((grapheme.into(), is_hit)),
        }
    }
    let styled = |(run, is_hit)| Span::styled(run, if is_hit { style.patch(hit) } else { style });
    Line::from_iter(spans.into_iter().map(styled))
}

/// Returns the text in lines of at most `width` columns, broken between words, between wide glyphs, and
/// inside a word only when it is longer than a line. Line ends stay. A glyph wider than the whole line stands
/// alone; without any width there are no lines.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    if width == 0 {
        return Vec::new();
    }
    shown_lines(text).flat_map(|line| wrap_line(&line, width)).collect()
}

/// The columns of one grapheme, as the screen buffer counts them.
fn columns(grapheme: &str) -> usize {
    usize::from(grapheme.cell_width())
}

/// What of a text fits, and how wide it is.
struct Fitted<'a> {
    kept: Vec<(&'a str, bool)>,
    columns: usize,
}

fn pad(kept: &str, columns: usize, width: usize, align: Align) -> String {
    let free = width.saturating_sub(columns);
    let (before, after) = match align {
        Align::Left => (0, free),
        Align::Right => (free, 0),
        Align::Centre => (free / 2, free - free / 2),
    };
    let spaces = |count| std::iter::repeat_n(' ', count);
    spaces(before).chain(kept.chars()).chain(spaces(after)).collect()
}

/// The part of a text that can matter for a column.
fn head(text: &str, width: usize) -> &str {
    let most = (width + 1).saturating_mul(CHARS_A_COLUMN);
    if text.len() <= most {
        return text;
    }
    text.char_indices().nth(most).map_or(text, |(cut, _)| &text[..cut])
}

/// Tells whether every byte is one column.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

fn fit_graphemes<'a>(graphemes: impl Iterator<Item = (&'a str, bool)>, width: usize) -> Fitted<'a> {
    let mut fitted = Fitted { kept: Vec::new(), columns: 0 };
    // The screen buffer drops what has no width, so it must not hold a place here either.
    for (grapheme, is_hit) in graphemes.filter(|(grapheme, _)| columns(grapheme) != 0) {
        if width < fitted.columns + columns(grapheme) {
            return cut(fitted, width);
        }
        fitted.columns += columns(grapheme);
        fitted.kept.push((grapheme, is_hit));
    }
    fitted
}

/// Takes graphemes off the end until the ellipsis has room.
fn cut(mut fitted: Fitted<'_>, width: usize) -> Fitted<'_> {
    while width < fitted.columns + 1 {
        let Some((last, _)) = fitted.kept.pop() else { return fitted };
        fitted.columns -= columns(last);
    }
    fitted.kept.push((ELLIPSIS, false));
    fitted.columns += 1;
    fitted
}

/// The graphemes of the safe text, each with whether a hit lies in it.
fn marked_graphemes(text: &str, hits: &[usize]) -> Vec<(String, bool)> {
    let mut hits = hits.iter().copied().peekable();
    let mut position = 0;
    let mut marked = Vec::new();
    for grapheme in text.graphemes(true) {
        position += grapheme.chars().count();
        let mut is_hit = false;
        while hits.next_if(|hit| *hit < position).is_some() {
            is_hit = true;
        }
        // One hostile character becomes several graphemes, all of them hit or not.
        marked.extend(shown(grapheme).graphemes(true).map(|safe| (safe.to_owned(), is_hit)));
    }
    marked
}

/// A piece of a line that is not broken if it can be helped.
struct Piece<'a> {
    text: &'a str,
    columns: usize,
    is_space: bool,
}

fn wrap_line(line: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut current, mut used) = (String::new(), 0);
    // Spaces wait until a word follows on the same line; at a break they are dropped.
    let (mut gap, mut gap_columns) = ("", 0);
    for piece in pieces(line) {
        if piece.is_space {
            (gap, gap_columns) = (piece.text, piece.columns);
            continue;
        }
        if used + gap_columns + piece.columns <= width {
            current.push_str(gap);
            used += gap_columns;
        } else if !current.is_empty() {
            lines.push(std::mem::take(&mut current));
            used = 0;
        }
        (gap, gap_columns) = ("", 0);
        for grapheme in piece.text.graphemes(true) {
            if width < used + columns(grapheme) && !current.is_empty() {
                lines.push(std::mem::take(&mut current));
                used = 0;
            }
            current.push_str(grapheme);
            used += columns(grapheme);
        }
    }
    lines.push(current);
    lines
}

/// The pieces of a line: runs of spaces, words, single wide glyphs with the punctuation that closes them.
fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let (mut start, mut after_narrow) = (0, false);
    for (at, grapheme) in line.grapheme_indices(true) {
        let (columns, is_space) = (columns(grapheme), grapheme == " ");
        let is_narrow = columns < 2;
        let joins = is_space || closes(grapheme) || (is_narrow && after_narrow);
        match pieces.last_mut() {
            Some(last) if last.is_space == is_space && joins => {
                last.text = &line[start..at + grapheme.len()];
                last.columns += columns;
            }
            _ => {
                start = at;
                pieces.push(Piece { text: grapheme, columns, is_space });
            }
        }
        after_narrow = is_narrow;
    }
    pieces
}

/// Tells whether a mark must not begin a line.
fn closes(grapheme: &str) -> bool {
    grapheme.starts_with(|c| "、。，．！？：；）」』】〉》｝］”’,.!?:;)]}".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;

    #[test]
    fn texts_fill_their_column() {
        assert_eq!(fit("Audit", 8, Align::Left), "Audit   ");
        assert_eq!(fit("Audit", 8, Align::Right), "   Audit");
        assert_eq!(fit("Audit", 8, Align::Centre), " Audit  ");
        assert_eq!(fit("Audit export", 8, Align::Left), "Audit e…");
        assert_eq!((fit("Audit", 1, Align::Left), fit("Audit", 0, Align::Left)), ("…".into(), String::new()));
        assert_eq!(fit(&"x".repeat(1 << 20), 4, Align::Left), "xxx…");
    }

    #[test]
    fn wide_glyphs_are_not_cut_in_half() {
        assert_eq!(fit("東京駅", 6, Align::Left), "東京駅");
        assert_eq!(fit("東京駅", 5, Align::Left), "東京…");
        assert_eq!(fit("東京駅", 4, Align::Left), "東… ");
        assert_eq!(fit("👩‍💻👩‍💻", 3, Align::Left), "👩‍💻…");
        assert_eq!(fit("a\x1b[2J\tb", 20, Align::Left), "a␛[2J b             ");
    }

    #[test]
    fn hits_keep_their_place_beside_hostile_characters() {
        let plain = Style::new();
        let line = fit_highlighted("a\u{202e}bc", &[2], 12, plain, Style::new().bold());
        let spans: Vec<(&str, bool)> =
            line.spans.iter().map(|span| (&*span.content, span.style == plain)).collect();
        assert_eq!(spans, [("a⟦U+202E⟧", true), ("b", false), ("c ", true)]);
    }

    #[test]
    fn words_wrap_and_long_ones_break() {
        assert_eq!(wrap("SSO login loops on Safari.", 10), ["SSO login", "loops on", "Safari."]);
        assert_eq!(wrap("unbreakable", 4), ["unbr", "eaka", "ble"]);
        assert_eq!(wrap("one\n\ntwo", 9), ["one", "", "two"]);
        assert_eq!(wrap("  indent stays", 9), ["  indent", "stays"]);
        assert_eq!(wrap("東京駅、東京 駅", 6), ["東京", "駅、東", "京 駅"]);
        assert_eq!(wrap("        deep", 6), ["deep"]);
        assert_eq!((wrap("x", 0), wrap("東a", 1)), (vec![], vec!["東".to_owned(), "a".into()]));
    }

    /// Text of all the kinds that break naive layouts.
    fn any_text() -> impl Strategy<Value = String> {
        let kind = prop_oneof![
            "[a-z ]{0,12}",
            "[東京駅、。ｶﾞ한각]{0,6}",
            prop::sample::select(vec!["👩‍💻", "🇩🇪", "👍🏽", "é", "❤️", "\u{600}", "\u{202e}", "\n", "\t", "لا"])
                .prop_map(str::to_owned),
            any::<String>(),
        ];
        prop::collection::vec(kind, 0..6).prop_map(|parts| parts.concat())
    }

    /// The columns a text takes when the screen buffer really draws it.
    fn drawn(text: &str) -> usize {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 400, 1));
        usize::from(buffer.set_stringn(0, 0, text, 400, Style::new()).0)
    }

    fn visible(text: &str) -> String {
        text.chars().filter(|c| !c.is_whitespace()).collect()
    }

    proptest! {
        #[test]
        fn any_text_takes_exactly_its_column(text in any_text(), columns in 0_usize..40) {
            for align in [Align::Left, Align::Right, Align::Centre] {
                prop_assert_eq!(drawn(&fit(&text, columns, align)), columns);
            }
            let line = fit_highlighted(&text, &[0, 2, 3], columns, Style::new(), Style::new().bold());
            prop_assert_eq!(line.spans.iter().map(|span| drawn(&span.content)).sum::<usize>(), columns);
        }

        #[test]
        fn wrapping_loses_nothing_and_stays_inside(text in any_text(), columns in 2_usize..30) {
            let lines = wrap(&text, columns);
            let before: String = shown_lines(&text).map(|line| visible(&line)).collect();
            prop_assert_eq!(lines.iter().map(|line| visible(line)).collect::<String>(), before);
            for line in lines {
                let is_single = line.graphemes(true).count() == 1;
                prop_assert!(drawn(&line) <= columns || is_single, "{:?}", line);
            }
        }
    }
}
