//! One row of a list, built from left to right in exact columns.

use super::head;
use crate::ui::text::{Align, fit};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Bytes of a text that are looked at for one row; no terminal is that wide.
const LONGEST: usize = 4096;

/// A row in the making.
#[derive(Default)]
pub struct Row {
    line: Line<'static>,
    columns: usize,
}

impl Row {
    /// Adds a text in exactly so many columns.
    pub fn cell(mut self, text: &str, columns: usize, align: Align, style: Style) -> Self {
        if columns != 0 {
            self.line.push_span(Span::styled(fit(capped(text), columns, align), style));
            self.columns += columns;
        }
        self
    }

    /// Adds a text at the left of so many columns.
    pub fn left(self, text: &str, columns: usize, style: Style) -> Self {
        self.cell(text, columns, Align::Left, style)
    }

    /// Adds a text at the right of so many columns.
    pub fn right(self, text: &str, columns: usize, style: Style) -> Self {
        self.cell(text, columns, Align::Right, style)
    }

    /// Adds spaces.
    pub fn gap(self, columns: usize) -> Self {
        self.left("", columns, Style::new())
    }

    /// Adds a line that takes so many columns.
    pub fn line(mut self, line: Line<'static>, columns: usize) -> Self {
        self.line.spans.extend(line.spans);
        self.columns += columns;
        self
    }

    /// The columns taken so far.
    pub fn columns(&self) -> usize {
        self.columns
    }

    pub fn done(self) -> Line<'static> {
        self.line
    }
}

/// The start of a text, as much as a row may look at.
pub fn capped(text: &str) -> &str {
    head(text, LONGEST)
}
