//! A box with a title in its upper border, one at the right of it, and one in its lower border.

use super::put;
use crate::ui::text::{Align, fit, width};
use crate::ui::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Block, BorderType, Widget};

/// What stands in the borders.
#[derive(Default)]
pub struct Panel<'a> {
    pub title: &'a str,
    /// At the right of the upper border; gives way to the title.
    pub aside: &'a str,
    /// At the right of the lower border.
    pub foot: &'a str,
    pub is_focused: bool,
}

impl Panel<'_> {
    /// Draws the box. Returns what is inside.
    pub fn draw(&self, buf: &mut Buffer, area: Rect, theme: &Theme) -> Rect {
        let border = if self.is_focused { theme.border_focused } else { theme.border };
        let block = Block::bordered().border_type(BorderType::Rounded).border_style(border);
        let inner = block.inner(area);
        block.render(area, buf);
        if area.height == 0 {
            return inner;
        }
        let room = usize::from(area.width.saturating_sub(2));
        let used = label(buf, area, (0, room), self.title, theme.title);
        let aside = width(self.aside) + 3;
        if used + aside <= room {
            label(buf, area, (room - aside, aside - 1), self.aside, theme.muted);
        }
        let foot = width(self.foot) + 3;
        if 1 < area.height && foot <= room {
            let lower = Rect { y: area.bottom() - 1, height: 1, ..area };
            label(buf, lower, (room - foot, foot - 1), self.foot, theme.muted);
        }
        inner
    }
}

/// Writes a title with a space around it into a border. Returns the columns it took.
fn label(buf: &mut Buffer, area: Rect, (at, room): (usize, usize), text: &str, style: Style) -> usize {
    if text.is_empty() || room < 3 {
        return 0;
    }
    let columns = width(text).min(room - 2);
    let text = format!(" {} ", fit(text, columns, Align::Left));
    let at = area.x + 1 + at as u16;
    put(buf, Rect::new(at, area.y, columns as u16 + 2, 1), &text, style);
    columns + 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(panel: &Panel<'_>, width: u16) -> Vec<String> {
        let area = Rect::new(0, 0, width, 2);
        let mut buf = Buffer::empty(area);
        panel.draw(&mut buf, area, &Theme::plain());
        let row = |y| (0..width).map(|x| buf[(x, y)].symbol()).collect();
        (0..2).map(row).collect()
    }

    #[test]
    fn titles_stand_in_the_borders_and_the_aside_gives_way() {
        let panel = Panel { title: "Signals", aside: "2 marked", foot: "1 of 9", is_focused: false };
        assert_eq!(drawn(&panel, 26), ["╭ Signals ──── 2 marked ─╮", "╰─────────────── 1 of 9 ─╯"]);
        assert_eq!(drawn(&panel, 12), ["╭ Signals ─╮", "╰─ 1 of 9 ─╯"]);
        assert_eq!(drawn(&panel, 8), ["╭ Sig… ╮", "╰──────╯"]);
    }
}
