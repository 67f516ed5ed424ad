//! Small parts every pane and overlay is made of. They know the theme and rectangles, no records.

pub mod input;
pub mod panel;
pub mod prose;
pub mod row;
pub mod tones;

use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Widget};

/// Writes one line of text that was made safe into the first row of a rectangle.
pub fn put(buf: &mut Buffer, area: Rect, text: &str, style: Style) {
    put_line(buf, area, &Line::styled(text, style));
}

/// Writes a styled line into the first row of a rectangle.
pub fn put_line(buf: &mut Buffer, area: Rect, line: &Line<'_>) {
    if !area.intersection(buf.area).is_empty() {
        buf.set_line(area.x, area.y, line, area.width);
    }
}

/// Writes styled lines from the top of a rectangle, as many as fit.
pub fn put_lines(buf: &mut Buffer, area: Rect, lines: &[Line<'_>]) {
    for (line, row) in lines.iter().zip(area.rows()) {
        put_line(buf, row, line);
    }
}

/// The row of a rectangle at an offset from its top; empty below its end.
pub fn row_of(area: Rect, at: u16) -> Rect {
    let height = u16::from(at < area.height);
    Rect { y: area.y.saturating_add(at), height, ..area }
}

/// What is left of a rectangle below so many rows.
pub fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

/// The rectangle in so many columns from the left edge and from the right.
pub fn inset(area: Rect, columns: u16) -> Rect {
    let columns = columns.min(area.width / 2);
    Rect { x: area.x + columns, width: area.width - 2 * columns, ..area }
}

/// A rectangle of at most this size in the middle of another.
pub fn centred(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    let (x, y) = ((area.width - width) / 2, (area.height - height) / 2);
    Rect::new(area.x + x, area.y + y, width, height)
}

/// The place of a box over another rectangle: in its middle, and right up to its edges where only slivers of
/// what lies below would be left.
pub fn box_in(area: Rect, width: u16, height: u16) -> Rect {
    let width = if area.width.saturating_sub(width) <= 4 { area.width } else { width };
    let height = if area.height.saturating_sub(height) <= 2 { area.height } else { height };
    centred(area, width, height)
}

/// Empties a rectangle, and the wide glyph its left edge would cut in half.
pub fn clear(buf: &mut Buffer, area: Rect) {
    let area = area.intersection(buf.area);
    Clear.render(area, buf);
    let Some(x) = area.x.checked_sub(1) else { return };
    for y in area.y..area.bottom() {
        if let Some(cell) = buf.cell_mut((x, y)).filter(|cell| 1 < cell.symbol().cell_width()) {
            cell.set_symbol(" ");
        }
    }
}

/// The start of a text, at most so many bytes of it.
pub fn head(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// A number with a space between its thousands.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if 0 < place && (digits.len() - place).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

/// The first row of a window of so many rows that shows the selected one; keeps `top` if it can.
pub fn window_top(top: usize, selected: usize, rows: usize, height: usize) -> usize {
    let height = height.max(1);
    let top = top.min(rows.saturating_sub(height));
    top.min(selected).max((selected + 1).saturating_sub(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!([0, 999, 1_204, 1_000_000].map(thousands), ["0", "999", "1 204", "1 000 000"]);
    }

    #[test]
    fn a_window_shows_the_selected_row_and_moves_no_more_than_it_must() {
        assert_eq!(window_top(5, 7, 100, 10), 5);
        assert_eq!(window_top(5, 20, 100, 10), 11);
        assert_eq!(window_top(95, 99, 100, 10), 90);
        assert_eq!(window_top(3, 0, 0, 0), 0);
    }

    #[test]
    fn a_box_never_cuts_a_wide_glyph_in_half() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 6, 1));
        buf.set_string(0, 0, "東京駅", Style::new());
        clear(&mut buf, Rect::new(1, 0, 3, 1));
        assert_eq!(buf, Buffer::with_lines(["    駅"]));
    }
}
