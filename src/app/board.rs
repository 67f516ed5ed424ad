//! The roadmap as a board: now, next, later and parked in columns, each in the order of lists. The board knows
//! which candidate is selected; what a row says is looked up when it is drawn.

use super::model::Model;
use crate::analysis::champions::interested;
use crate::analysis::entry;
use crate::domain::candidate::{Candidate, Horizon};
use crate::domain::evidence::Gate;
use crate::domain::id::CandidateId;
use crate::domain::workspace::Workspace;

/// The columns, left to right.
pub const COLUMNS: [Horizon; 4] = [Horizon::Now, Horizon::Next, Horizon::Later, Horizon::Parked];

/// The board on the screen.
#[derive(Clone, Debug, Default)]
pub struct Board {
    /// The column with the focus.
    pub column: usize,
    pub columns: [Column; 4],
}

/// One column.
#[derive(Clone, Debug, Default)]
pub struct Column {
    pub rows: Vec<CandidateId>,
    pub selected: usize,
}

impl Board {
    /// Makes the board of a model, on the first column that holds something.
    pub fn of(model: &Model) -> Self {
        let mut board = Self::default();
        board.fill(model);
        board.column = board.columns.iter().position(|column| !column.rows.is_empty()).unwrap_or(0);
        board
    }

    fn fill(&mut self, model: &Model) {
        for column in &mut self.columns {
            column.rows.clear();
        }
        for candidate in model.ranking.order.iter().filter_map(|id| model.workspace.candidate(*id)) {
            let place = COLUMNS.iter().position(|horizon| *horizon == candidate.horizon);
            if let Some(column) = place.and_then(|place| self.columns.get_mut(place)) {
                column.rows.push(candidate.id);
            }
        }
        for column in &mut self.columns {
            column.selected = column.selected.min(column.rows.len().saturating_sub(1));
        }
    }

    /// Takes the order as it is now; the cursor stays on its candidate, wherever that went.
    pub fn follow(&mut self, model: &Model) {
        let current = self.current();
        self.fill(model);
        if let Some(id) = current {
            self.go_to(id);
        }
    }

    /// Puts the cursor on a candidate. Returns whether the board shows it.
    pub fn go_to(&mut self, id: CandidateId) -> bool {
        for (place, column) in self.columns.iter_mut().enumerate() {
            if let Some(row) = column.rows.iter().position(|row| *row == id) {
                column.selected = row;
                self.column = place;
                return true;
            }
        }
        false
    }

    /// The candidate under the cursor.
    pub fn current(&self) -> Option<CandidateId> {
        let column = self.columns.get(self.column)?;
        column.rows.get(column.selected).copied()
    }

    /// Moves in the column, stopping at the ends. Returns whether anything moved.
    pub fn step(&mut self, by: isize) -> bool {
        let Some(column) = self.columns.get_mut(self.column) else { return false };
        let last = column.rows.len().saturating_sub(1);
        let to = column.selected.saturating_add_signed(by).min(last);
        std::mem::replace(&mut column.selected, to) != to
    }

    /// Goes to another column, round the ends.
    pub fn step_column(&mut self, by: isize) {
        self.column = (self.column as isize + by).rem_euclid(COLUMNS.len() as isize) as usize;
    }
}

/// What is the matter with a candidate, each as a letter and in words.
pub fn marks(candidate: &Candidate, workspace: &Workspace) -> Vec<(char, String)> {
    let mut marks = Vec::new();
    let waits = entry::open_dependencies(candidate, workspace);
    if !waits.is_empty() {
        marks.push(('B', format!("blocked by {}", waits.join(", "))));
    }
    if let Some(account) = frozen(candidate, workspace) {
        marks.push(('F', format!("lands in a freeze of {account}")));
    }
    let is_shut = |gate: Option<&Gate>| !gate.is_some_and(entry::is_open);
    let gates = entry::gates(candidate);
    let shut: Vec<&str> = gates.iter().filter(|(_, gate)| is_shut(*gate)).map(|(name, _)| *name).collect();
    if !shut.is_empty() {
        marks.push(('G', format!("gate not open: {}", shut.join(", "))));
    }
    let texts = [
        (&candidate.problem, "problem"),
        (&candidate.value, "value"),
        (&candidate.business_text, "business text"),
        (&candidate.technical_text, "technical text"),
    ];
    let blank: Vec<&str> =
        texts.iter().filter(|(text, _)| text.trim().is_empty()).map(|(_, name)| *name).collect();
    if !blank.is_empty() {
        marks.push(('T', format!("not told: {}", blank.join(", "))));
    }
    marks
}

/// The account in whose freeze the window of a candidate ends.
fn frozen(candidate: &Candidate, workspace: &Workspace) -> Option<String> {
    let window = candidate.window?;
    let accounts = interested(candidate, workspace);
    let hit = accounts
        .into_iter()
        .find(|account| account.freezes.iter().any(|span| span.from <= window && window <= span.to));
    hit.map(|account| account.name.clone())
}
