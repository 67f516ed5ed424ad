//! From the size of the terminal to rectangles. The view draws by it and paging counts rows by it, so both
//! always agree.

use super::model::Pane;
use ratatui::layout::Rect;

/// From this many columns on, three panes stand side by side.
pub const WIDE: u16 = 100;
/// Below this nothing useful fits.
pub const SMALLEST: (u16, u16) = (40, 10);

/// Where everything is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    pub mode: Mode,
    /// The line of tabs; only when one pane is shown at a time.
    pub tabs: Rect,
    pub signals: Rect,
    pub stakeholders: Rect,
    pub candidates: Rect,
    pub detail: Rect,
    /// Everything above the status line.
    pub body: Rect,
    pub status: Rect,
}

/// How the home screen is cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Three panes and the detail.
    Wide,
    /// One pane with tabs and the detail.
    Narrow,
    /// Too small for anything but a sentence.
    #[default]
    TooSmall,
}

impl Layout {
    /// Cuts a terminal of so many columns and rows.
    pub fn of((columns, rows): (u16, u16)) -> Self {
        if columns < SMALLEST.0 || rows < SMALLEST.1 {
            return Self { body: Rect::new(0, 0, columns, rows), ..Self::default() };
        }
        let status = Rect::new(0, rows - 1, columns, 1);
        let body = Rect::new(0, 0, columns, rows - 1);
        if columns < WIDE { Self::narrow(body, status) } else { Self::wide(body, status) }
    }

    fn narrow(body: Rect, status: Rect) -> Self {
        let tabs = Rect { height: 1, ..body };
        let detail_height = match body.height {
            0..14 => 0,
            14..22 => 6,
            _ => body.height / 3,
        };
        let list = Rect::new(0, 1, body.width, body.height - 1 - detail_height);
        let detail = Rect::new(0, body.height - detail_height, body.width, detail_height);
        Self {
            mode: Mode::Narrow,
            tabs,
            signals: list,
            stakeholders: list,
            candidates: list,
            detail,
            body,
            status,
        }
    }

    fn wide(body: Rect, status: Rect) -> Self {
        let detail_height = (body.height / 3).max(6);
        let lists = body.height - detail_height;
        let left = body.width * 11 / 20;
        let upper = lists * 2 / 5;
        let right = body.width - left;
        Self {
            mode: Mode::Wide,
            tabs: Rect::default(),
            signals: Rect::new(0, 0, left, lists),
            stakeholders: Rect::new(left, 0, right, upper),
            candidates: Rect::new(left, upper, right, lists - upper),
            detail: Rect::new(0, lists, body.width, detail_height),
            body,
            status,
        }
    }

    /// Returns the rectangle of a pane, border included.
    pub fn pane(&self, pane: Pane) -> Rect {
        match pane {
            Pane::Signals => self.signals,
            Pane::Stakeholders => self.stakeholders,
            Pane::Candidates => self.candidates,
        }
    }

    /// Returns how many rows of a pane hold records.
    pub fn rows(&self, pane: Pane) -> usize {
        usize::from(self.pane(pane).height.saturating_sub(2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panes_never_leave_the_terminal() {
        for columns in 0..260 {
            for rows in [0, 1, 9, 10, 13, 20, 24, 50, 200] {
                let layout = Layout::of((columns, rows));
                let screen = Rect::new(0, 0, columns, rows);
                for rect in
                    [layout.signals, layout.stakeholders, layout.candidates, layout.detail, layout.status]
                {
                    assert_eq!(rect.intersection(screen).area(), rect.area(), "{columns}x{rows} {rect:?}");
                }
            }
        }
    }

    #[test]
    fn every_pane_shows_rows_when_wide() {
        let layout = Layout::of((100, 24));
        assert_eq!(layout.mode, Mode::Wide);
        for pane in Pane::ALL {
            assert!(3 <= layout.rows(pane));
        }
    }
}
