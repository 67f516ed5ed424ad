//! A form: labels at the left, fields at the right, help or what is wrong under the field; groups under
//! headings that say how much of them is told. Only the focused field is drawn by its text area, which keeps
//! its own scroll; the others show their beginnings.

use super::form_list;
use crate::app::form::fields::Shape;
use crate::app::form::{Field, Form, Group, Stop};
use crate::ui::Scene;
use crate::ui::text::{Align, fit, wrap};
use crate::ui::widgets::panel::Panel;
use crate::ui::widgets::{below, box_in, clear, input, inset, prose, put, row_of};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Columns of the widest form; of one with two texts side by side.
const WIDTH: (u16, u16) = (100, 140);
/// Columns of the labels, bar and gap included.
const LABEL: u16 = 17;
/// Rows of a field of many lines.
const ROWS: (u16, u16) = (3, 8);
/// Columns between two texts side by side.
const BETWEEN: u16 = 2;

/// What stands in the form from left to right.
#[derive(Clone, Copy)]
enum Block {
    Heading(usize),
    Field(usize),
    /// Two texts about the same thing.
    Pair(usize, usize),
}

/// Draws the form. Returns where the caret is.
pub fn draw(scene: &Scene<'_>, form: &Form, buf: &mut Buffer) -> Option<Position> {
    let body = scene.layout.body;
    let is_told = form.fields.iter().any(|field| matches!(field.shape, Shape::Told(_)));
    let widest = if is_told { WIDTH.1 } else { WIDTH.0 };
    let columns = widest.min(body.width.saturating_sub(2));
    let blocks = blocks(form, crate::app::layout::WIDE <= body.width);
    let most = (body.height / 2).clamp(ROWS.0, ROWS.1);
    let size = (columns.saturating_sub(4), most);
    let heights: Vec<u16> = blocks.iter().map(|block| height_of(scene, form, *block, size)).collect();
    let wanted = heights.iter().fold(0_u16, |sum, rows| sum.saturating_add(*rows));
    let area = box_in(body, columns, wanted.saturating_add(2));
    clear(buf, area);
    let is_draft = form.from_draft || (form.row.is_none() && form.draft().is_some());
    let title = if is_draft { format!("{} · draft", form.title) } else { form.title.clone() };
    let place = place(form);
    let panel = Panel { title: &title, foot: &place, is_focused: true, ..Panel::default() };
    let mut rest = inset(panel.draw(buf, area, scene.theme), 1);
    let mut caret = None;
    for (at, block) in blocks.iter().enumerate().skip(first(form, &blocks, &heights, rest.height)) {
        let area = Rect { height: heights[at].min(rest.height), ..rest };
        caret = put_block(scene, form, *block, area, buf).or(caret);
        rest = below(rest, heights[at]);
    }
    caret
}

/// Where the focus is, in words for the border.
fn place(form: &Form) -> String {
    let stops = form.stops();
    let at = stops.iter().position(|stop| *stop == form.focus).map_or(0, |at| at + 1);
    format!("{at} of {}", stops.len())
}

/// What stands in the form, top to bottom.
fn blocks(form: &Form, is_wide: bool) -> Vec<Block> {
    let is_told = |at: usize| form.fields.get(at).is_some_and(|field| matches!(field.shape, Shape::Told(_)));
    let mut blocks = Vec::new();
    for (place, group) in form.groups.iter().enumerate() {
        if !group.title.is_empty() {
            blocks.push(Block::Heading(place));
        }
        let mut at = group.fields.start;
        while group.is_open && at < group.fields.end {
            if is_wide && is_told(at) && at + 1 < group.fields.end && is_told(at + 1) {
                blocks.push(Block::Pair(at, at + 1));
                at += 2;
            } else {
                blocks.push(Block::Field(at));
                at += 1;
            }
        }
    }
    blocks
}

fn holds(block: Block, stop: Stop) -> bool {
    match (block, stop) {
        (Block::Heading(one), Stop::Heading(other)) | (Block::Field(one), Stop::Field(other)) => one == other,
        (Block::Pair(left, right), Stop::Field(other)) => left == other || right == other,
        _ => false,
    }
}

/// The first block on the screen, so that the focused one is on it whole.
fn first(form: &Form, blocks: &[Block], heights: &[u16], room: u16) -> usize {
    let focus = blocks.iter().position(|block| holds(*block, form.focus)).unwrap_or(0);
    let mut first = 0;
    while first < focus && room < heights[first..=focus].iter().sum() {
        first += 1;
    }
    first
}

fn height_of(scene: &Scene<'_>, form: &Form, block: Block, (columns, most): (u16, u16)) -> u16 {
    let text = |columns: u16| columns.saturating_sub(LABEL);
    let of = |at: usize, columns: u16| height(scene, form, at, (columns, most));
    match block {
        Block::Heading(_) => 1,
        Block::Field(at) => of(at, text(columns)),
        Block::Pair(left, right) => {
            let half = half(columns);
            1 + of(left, half).max(of(right, half))
        }
    }
}

/// Columns of one of two texts side by side.
fn half(columns: u16) -> u16 {
    columns.saturating_sub(2 + BETWEEN) / 2
}

/// Rows of a field with the sentences under it.
fn height(scene: &Scene<'_>, form: &Form, at: usize, (columns, most): (u16, u16)) -> u16 {
    let Some(field) = form.fields.get(at) else { return 0 };
    let is_focused = form.focus == Stop::Field(at);
    let text = match field.shape {
        Shape::Line | Shape::Choice(_) | Shape::Pick(_) => 1,
        _ if field.closed.is_some() => 1,
        Shape::Rows(_) => form_list::height(field, is_focused, most),
        _ => {
            let value = field.text.value();
            let rows = prose::window(&value, columns.into(), 0, usize::from(most)).lines.len() as u16;
            // A line more than there is, to go on writing in.
            (rows + u16::from(is_focused)).clamp(ROWS.0, most)
        }
    };
    text + (sentences(scene, field, is_focused, columns).len() as u16)
}

/// What stands under a field: what is wrong with it, else what a reader would miss, else help while it has
/// the focus.
fn sentences(scene: &Scene<'_>, field: &Field, is_focused: bool, columns: u16) -> Vec<String> {
    match (&field.error, field.shape) {
        (Some(why), _) => wrap(&format!("✗ {why}"), columns.into()),
        (None, Shape::Told(lint)) if is_focused || !field.text.is_empty() => {
            wrap(&lint(&field.text.value(), &scene.model.workspace), columns.into())
        }
        (None, _) if is_focused && field.closed.is_none() && !field.help.is_empty() => {
            wrap(field.help, columns.into())
        }
        _ => Vec::new(),
    }
}

fn put_block(scene: &Scene<'_>, form: &Form, block: Block, area: Rect, buf: &mut Buffer) -> Option<Position> {
    match block {
        Block::Heading(place) => {
            let group = form.groups.get(place)?;
            put_heading(scene, form, (group, form.focus == Stop::Heading(place)), area, buf)
        }
        Block::Field(at) => {
            put_field(scene, (form.fields.get(at)?, form.focus == Stop::Field(at)), area, buf)
        }
        Block::Pair(left, right) => {
            let width = half(area.width);
            let one = Rect { x: area.x + 2.min(area.width), width, ..area };
            let other = Rect { x: one.right() + BETWEEN, width, ..area };
            let left = put_half(scene, (form.fields.get(left)?, form.focus == Stop::Field(left)), one, buf);
            let right = (form.fields.get(right)?, form.focus == Stop::Field(right));
            left.or(put_half(scene, right, other, buf))
        }
    }
}

/// The heading of a group: open or closed, its name, how much of it is told.
fn put_heading(
    scene: &Scene<'_>,
    form: &Form,
    (group, is_focused): (&Group, bool),
    area: Rect,
    buf: &mut Buffer,
) -> Option<Position> {
    let theme = scene.theme;
    let (said, all) = form.said_in(group);
    let sign = if group.is_open { "▾" } else { "▸" };
    let wrong = form.fields.get(group.fields.clone()).unwrap_or_default();
    let mark = if wrong.iter().any(|field| field.error.is_some()) { " ✗" } else { "" };
    let text = format!("{sign} {} · {said} of {all}{mark}", group.title);
    let row = row_of(area, 0);
    put(buf, row, &fit(&text, row.width.into(), Align::Left), theme.title);
    if is_focused {
        buf.set_style(row, theme.selected);
    }
    is_focused.then(|| row.as_position())
}

/// One of two texts side by side: its name above it.
fn put_half(
    scene: &Scene<'_>,
    (field, is_focused): (&Field, bool),
    area: Rect,
    buf: &mut Buffer,
) -> Option<Position> {
    let theme = scene.theme;
    let style = if is_focused { theme.title } else { theme.muted };
    if is_focused {
        let bar = Rect { x: area.x.saturating_sub(2), width: 1, ..row_of(area, 0) };
        put(buf, bar, "▌", theme.border_focused);
    }
    put(buf, row_of(area, 0), &fit(field.label, area.width.into(), Align::Left), style);
    put_text(scene, (field, is_focused), below(area, 1), buf)
}

fn put_field(
    scene: &Scene<'_>,
    (field, is_focused): (&Field, bool),
    area: Rect,
    buf: &mut Buffer,
) -> Option<Position> {
    let theme = scene.theme;
    let label = Rect { width: LABEL.min(area.width), ..area };
    let label_style = if is_focused { theme.title } else { theme.muted };
    if is_focused {
        put(buf, row_of(label, 0), "▌", theme.border_focused);
    }
    let name = Rect { x: label.x + 2.min(label.width), width: label.width.saturating_sub(2), ..label };
    put(buf, row_of(name, 0), &fit(field.label, name.width.into(), Align::Left), label_style);
    let right = Rect { x: label.right(), width: area.width - label.width, ..area };
    put_text(scene, (field, is_focused), right, buf)
}

/// The text of a field and the sentences under it.
fn put_text(
    scene: &Scene<'_>,
    (field, is_focused): (&Field, bool),
    right: Rect,
    buf: &mut Buffer,
) -> Option<Position> {
    let theme = scene.theme;
    let sentences = sentences(scene, field, is_focused, right.width);
    let text_height = right.height.saturating_sub(sentences.len() as u16).max(right.height.min(1));
    let text = Rect { height: text_height, ..right };
    let caret = match field.shape {
        Shape::Private if scene.model.presenting => {
            put(buf, text, "hidden while presenting", theme.muted);
            Some(text.as_position())
        }
        // Opening a form must not show a name; typing in it may.
        _ if is_focused && is_veiled(scene, field) => {
            put_still(scene, field, text, buf);
            Some(text.as_position())
        }
        _ if let Some(why) = field.closed => {
            put(buf, text, &fit(why, text.width.into(), Align::Left), theme.muted);
            Some(text.as_position())
        }
        Shape::Rows(spec) => form_list::draw(scene, (field, spec, is_focused), text, buf),
        Shape::Choice(_) => put_choice(scene, field, is_focused, text, buf),
        _ if is_focused => input::draw(buf, text, &field.text, theme),
        _ => {
            put_still(scene, field, text, buf);
            None
        }
    };
    let is_told = matches!(field.shape, Shape::Told(_));
    let style = match &field.error {
        Some(_) => theme.error,
        None if is_told && sentences.first().is_some_and(|line| line.starts_with('!')) => theme.warning,
        None => theme.muted,
    };
    for (line, row) in sentences.iter().zip(below(right, text_height).rows()) {
        put(buf, row, line, style);
    }
    caret.filter(|_| is_focused)
}

/// Tells whether a field holds names that are hidden now, and nothing was typed into it yet.
fn is_veiled(scene: &Scene<'_>, field: &Field) -> bool {
    let value = field.text.value();
    scene.veil.is_on() && value == field.before && scene.veil.cover(&value) != value
}

/// A value of a closed list between the arrows that turn it; typing its name works as in any line.
fn put_choice(
    scene: &Scene<'_>,
    field: &Field,
    is_focused: bool,
    area: Rect,
    buf: &mut Buffer,
) -> Option<Position> {
    let theme = scene.theme;
    if !is_focused {
        let value = field.text.value();
        let value = if value.is_empty() { "–" } else { &value };
        put(buf, area, &fit(value, area.width.into(), Align::Left), theme.text);
        return None;
    }
    let value = crate::ui::text::width(&field.text.value()) as u16 + 1;
    let columns = value.min(area.width.saturating_sub(4));
    put(buf, area, "‹", theme.key);
    let text = Rect { x: area.x + 2.min(area.width), width: columns, height: area.height.min(1), ..area };
    let caret = input::draw(buf, text, &field.text, theme);
    put(
        buf,
        Rect { x: text.right(), width: area.right().saturating_sub(text.right()), ..area },
        "›",
        theme.key,
    );
    caret.or(Some(area.as_position()))
}

/// A field that is not being typed in shows how its text begins.
fn put_still(scene: &Scene<'_>, field: &Field, area: Rect, buf: &mut Buffer) {
    let value = field.text.value();
    if value.is_empty() {
        put(buf, area, "–", scene.theme.muted);
        return;
    }
    let text = scene.veil.cover(&value);
    let lines = if field.text.is_many() {
        prose::window(&text, area.width.into(), 0, area.height.into()).lines
    } else {
        vec![fit(&text, area.width.into(), Align::Left)]
    };
    for (line, row) in lines.iter().zip(area.rows()) {
        put(buf, row, line, scene.theme.text);
    }
}
