//! A text field: a `TextArea` used as a plain value, with what it lacks: whole graphemes under Backspace and
//! the arrows, undo by words, paste as one step.

use super::chord::{Chord, Key};
use tui_textarea::{CursorMove, Input, Key as AreaKey, TextArea, WrapMode};
use unicode_segmentation::UnicodeSegmentation;

/// Bytes one field may hold; more belongs into a file to import.
pub const LONGEST: usize = 1 << 20;

/// An editable text of one or many lines.
#[derive(Clone, Debug)]
pub struct TextField {
    area: TextArea<'static>,
    many: bool,
}

impl Default for TextField {
    fn default() -> Self {
        Self::line("")
    }
}

impl TextField {
    /// A field of one line; line ends become spaces.
    pub fn line(text: &str) -> Self {
        Self::with(&text.split(['\n', '\r']).collect::<Vec<_>>().join(" "), false)
    }

    /// A field of many lines, soft-wrapped.
    pub fn text(text: &str) -> Self {
        Self::with(text, true)
    }

    fn with(text: &str, many: bool) -> Self {
        let lines = text.split('\n').map(|line| line.trim_end_matches('\r').to_string()).collect();
        let mut area = TextArea::new(lines);
        area.set_wrap_mode(if many { WrapMode::WordOrGlyph } else { WrapMode::None });
        area.set_max_histories(1_000);
        area.set_cursor_line_style(ratatui::style::Style::default());
        area.set_cursor_style(ratatui::style::Style::default());
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Self { area, many }
    }

    /// What stands in the field.
    pub fn value(&self) -> String {
        self.area.lines().join("\n")
    }

    pub fn is_empty(&self) -> bool {
        self.area.lines().iter().all(String::is_empty)
    }

    /// For drawing; by reference, its scroll lives in it.
    pub fn area(&self) -> &TextArea<'static> {
        &self.area
    }

    pub fn area_mut(&mut self) -> &mut TextArea<'static> {
        &mut self.area
    }

    pub fn is_many(&self) -> bool {
        self.many
    }

    /// Replaces what stands in the field.
    pub fn set(&mut self, text: &str) {
        *self = if self.many { Self::text(text) } else { Self::line(text) };
    }

    /// Takes a pasted block as one step. Returns whether it had to be cut.
    pub fn paste(&mut self, text: &str) -> bool {
        let room = LONGEST.saturating_sub(self.value().len());
        let end = (0..=room.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let fitting = text[..end].replace("\r\n", "\n").replace('\r', "\n");
        let fitting = if self.many { fitting } else { fitting.replace('\n', " ") };
        self.area.insert_str(fitting);
        end < text.len()
    }

    /// Takes a key. Returns whether the field knows what to do with it.
    pub fn key(&mut self, chord: &Chord) -> bool {
        match (chord.key(), chord.has_ctrl(), chord.has_alt()) {
            (Key::Enter, false, _) if self.many => self.area.insert_newline(),
            (Key::Backspace, false, false) => self.delete_grapheme_before(),
            (Key::Left, false, false) => self.move_grapheme(false, chord.has_shift()),
            (Key::Right, false, false) => self.move_grapheme(true, chord.has_shift()),
            (Key::Up | Key::Down | Key::Enter, ..) if !self.many => return false,
            (Key::Tab | Key::BackTab | Key::Esc | Key::F(_) | Key::Insert, ..) => return false,
            (Key::Char('j' | 'm'), true, _) if !self.many => return false,
            _ => {
                let Some(input) = area_input(chord) else { return false };
                let before = (self.area.cursor(), self.area.lines().len());
                let changed = self.area.input(input);
                return changed || before != (self.area.cursor(), self.area.lines().len()) || is_text(chord);
            }
        }
        true
    }

    /// How many code points the grapheme before or after the cursor has.
    fn grapheme(&self, forward: bool) -> usize {
        let (row, column) = (self.area.cursor().0, self.area.cursor().1);
        let line = self.area.lines().get(row).map_or("", String::as_str);
        let split = line.char_indices().nth(column).map_or(line.len(), |(at, _)| at);
        let cluster = if forward {
            line[split..].graphemes(true).next()
        } else {
            line[..split].graphemes(true).next_back()
        };
        cluster.map_or(1, |cluster| cluster.chars().count())
    }

    fn delete_grapheme_before(&mut self) {
        for _ in 0..self.grapheme(false) {
            self.area.delete_char();
        }
    }

    fn move_grapheme(&mut self, forward: bool, select: bool) {
        if select && !self.area.is_selecting() {
            self.area.start_selection();
        } else if !select {
            self.area.cancel_selection();
        }
        for _ in 0..self.grapheme(forward) {
            self.area.move_cursor(if forward { CursorMove::Forward } else { CursorMove::Back });
        }
    }
}

fn is_text(chord: &Chord) -> bool {
    matches!(chord.key(), Key::Char(_)) && !chord.has_ctrl() && !chord.has_alt()
}

fn area_input(chord: &Chord) -> Option<Input> {
    let key = match chord.key() {
        Key::Char(c) => AreaKey::Char(c),
        Key::Enter => AreaKey::Enter,
        Key::Backspace => AreaKey::Backspace,
        Key::Delete => AreaKey::Delete,
        Key::Up => AreaKey::Up,
        Key::Down => AreaKey::Down,
        Key::Left => AreaKey::Left,
        Key::Right => AreaKey::Right,
        Key::Home => AreaKey::Home,
        Key::End => AreaKey::End,
        Key::PageUp => AreaKey::PageUp,
        Key::PageDown => AreaKey::PageDown,
        _ => return None,
    };
    Some(Input { key, ctrl: chord.has_ctrl(), alt: chord.has_alt(), shift: chord.has_shift() })
}
