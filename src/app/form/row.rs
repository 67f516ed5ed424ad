//! One row of a list as a small form over the form it belongs to. What is typed in it stands in the list at
//! once, so that one draft keeps both.

use super::cells::{self, RowSpec};
use super::fields::{Context, Shape};
use super::{Field, Form, Group, RowPlace, Stop};

impl Form {
    /// The list with the focus and its rows.
    pub fn list(&self) -> Option<(&'static RowSpec, Vec<Vec<String>>)> {
        let field = self.focused()?;
        match field.shape {
            Shape::Rows(spec) => Some((spec, cells::decode(&field.text.value()))),
            _ => None,
        }
    }

    /// Makes the small form for a row of the list with the focus; a new one behind the last.
    pub fn open_row(&self, is_new: bool) -> Option<Self> {
        let ((spec, rows), field) = (self.list()?, self.focused()?);
        let at = if is_new { rows.len() } else { field.row.min(rows.len().checked_sub(1)?) };
        let row = rows.get(at).cloned().unwrap_or_default();
        let value = |place: usize| row.get(place).cloned().unwrap_or_default();
        let cell = |(place, spec): (usize, &'static cells::CellSpec)| {
            Field::new((spec.label, spec.label, spec.help), spec.reads.shape(), value(place))
        };
        let fields: Vec<Field> = spec.cells.iter().enumerate().map(cell).collect();
        let groups = vec![Group { title: "", fields: 0..fields.len(), is_open: true }];
        let verb = if is_new { "New" } else { "Edit" };
        let mut form = Self::with(format!("{verb} {}", spec.noun), self.base.clone(), fields, groups);
        let Stop::Field(list) = self.focus else { return None };
        form.row = Some(RowPlace { field: list, at, before: field.text.value(), is_alone: false });
        // The name of a given row is not typed.
        form.focus = Stop::Field(usize::from(spec.is_fixed));
        Some(form)
    }

    /// Makes the small form for the row of a list whose first cell is given, to be saved with its record.
    pub fn open_given_row(&mut self, list: &str, first: &str) -> Option<Self> {
        let place = self.fields.iter().position(|field| field.key == list)?;
        self.focus = Stop::Field(place);
        let group = self.group();
        self.groups.get_mut(group)?.is_open = true;
        let (_, rows) = self.list()?;
        let at = rows.iter().position(|row| row.first().is_some_and(|cell| cell == first))?;
        self.focused_mut()?.row = at;
        let mut small = self.open_row(false)?;
        small.title = format!("{} of {}", first, self.base.title());
        small.row.as_mut()?.is_alone = true;
        Some(small)
    }

    /// Writes the row of a small form into its list; a blank one goes.
    pub fn take_row(&mut self, small: &Self) {
        let Some(place) = &small.row else { return };
        let Some(field) = self.fields.get_mut(place.field) else { return };
        let mut rows = cells::decode(&place.before);
        let row: Vec<String> = small.fields.iter().map(|field| field.text.value()).collect();
        let is_blank = row.iter().all(|cell| cell.trim().is_empty());
        match (place.at < rows.len(), is_blank) {
            (true, true) => drop(rows.remove(place.at)),
            (true, false) => rows[place.at] = row,
            (false, true) => {}
            (false, false) => rows.push(row),
        }
        field.row = place.at.min(rows.len().saturating_sub(1));
        field.error = None;
        field.text.set(&cells::encode(&rows));
        self.look_again();
    }

    /// Puts a list back to what it was before its row was edited.
    pub fn turn_back_row(&mut self, small: &Self) {
        if let Some(place) = &small.row
            && let Some(field) = self.fields.get_mut(place.field)
        {
            field.text.set(&place.before);
        }
        self.look_again();
    }

    /// Checks the cells of a small form against their list. Returns whether all are right.
    pub fn check_row(&mut self, spec: &RowSpec, context: &Context<'_>) -> bool {
        for (cell, field) in spec.cells.iter().zip(&mut self.fields) {
            field.error = cell.reads.check(&field.text.value(), context).err();
        }
        !self.go_to_mistake()
    }

    /// Moves the cursor in the list with the focus. Returns whether there was a row to go to.
    pub fn step_row(&mut self, by: isize) -> bool {
        let Some((_, rows)) = self.list() else { return false };
        let Some(field) = self.focused_mut() else { return false };
        let to = field.row.checked_add_signed(by).filter(|to| *to < rows.len());
        field.row = to.unwrap_or(field.row);
        to.is_some()
    }

    /// Takes the row under the cursor out. Returns whether there was one.
    pub fn remove_row(&mut self) -> bool {
        self.change_rows(|rows, at| {
            if at < rows.len() {
                rows.remove(at);
                return Some(at.min(rows.len().saturating_sub(1)));
            }
            None
        })
    }

    /// Changes places of the row under the cursor and its neighbour. Returns whether there is one.
    pub fn shift_row(&mut self, by: isize) -> bool {
        self.change_rows(|rows, at| {
            let to = at.checked_add_signed(by).filter(|to| *to < rows.len() && at < rows.len())?;
            rows.swap(at, to);
            Some(to)
        })
    }

    fn change_rows(&mut self, change: impl FnOnce(&mut Vec<Vec<String>>, usize) -> Option<usize>) -> bool {
        let Some((spec, mut rows)) = self.list() else { return false };
        let Some(field) = self.focused_mut().filter(|_| !spec.is_fixed) else { return false };
        let Some(row) = change(&mut rows, field.row) else { return false };
        field.row = row;
        field.error = None;
        field.text.set(&cells::encode(&rows));
        self.look_again();
        true
    }
}
