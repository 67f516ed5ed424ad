//! A prompt: one line asked for, and under it what it means so far or why it cannot be taken.

use crate::app::overlay::Prompt;
use crate::ui::Scene;
use crate::ui::text::{Align, fit};
use crate::ui::widgets::panel::Panel;
use crate::ui::widgets::row::Row;
use crate::ui::widgets::{box_in, clear, input, inset, put, put_line, row_of};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Columns of the box.
const WIDTH: u16 = 72;

/// Draws the prompt. Returns where its caret is.
pub fn draw(scene: &Scene<'_>, prompt: &Prompt, buf: &mut Buffer) -> Option<Position> {
    let body = scene.layout.body;
    let area = box_in(body, WIDTH.min(body.width.saturating_sub(2)), 4);
    clear(buf, area);
    let panel = Panel { title: &prompt.title, is_focused: true, ..Panel::default() };
    let inner = inset(panel.draw(buf, area, scene.theme), 1);
    let line = row_of(inner, 0);
    put(buf, line, "›", scene.theme.key);
    let text = Rect { x: line.x + 2.min(line.width), width: line.width.saturating_sub(2), ..line };
    let caret = input::draw(buf, text, &prompt.field, scene.theme);
    // An empty answer is not a mistake yet.
    let (mark, style, words) = match &prompt.echo {
        Ok(words) if words.is_empty() => ("", scene.theme.muted, words),
        Ok(words) => ("→", scene.theme.good, words),
        Err(why) if prompt.field.is_empty() => ("", scene.theme.muted, why),
        Err(why) => ("✗", scene.theme.error, why),
    };
    let below = row_of(inner, 1);
    let room = usize::from(below.width).saturating_sub(2);
    let row = Row::default().left(mark, 1, style).gap(1).left(&fit(words, room, Align::Left), room, style);
    put_line(buf, below, &row.done());
    caret
}
