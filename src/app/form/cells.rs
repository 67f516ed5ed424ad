//! Lists inside a form: rows of cells kept as text, one row a line. A row is edited in a small form of its
//! own; what its cells must be is checked here, once, for every list of every kind of record.

use super::fields::{self, Context, Shape};
use crate::domain::evidence::Range;
use crate::domain::id::{CandidateId, StakeholderId};
use crate::domain::nearest::did_you_mean;
use jiff::civil::Date;

/// A list of a form.
#[derive(Debug)]
pub struct RowSpec {
    /// What one row is, for titles and sentences: "risk".
    pub noun: &'static str,
    pub cells: &'static [CellSpec],
    /// The rows are given; none is added or taken away.
    pub is_fixed: bool,
    /// Said while there is no row.
    pub empty: &'static str,
}

/// One column of a list.
#[derive(Debug)]
pub struct CellSpec {
    pub label: &'static str,
    pub help: &'static str,
    pub reads: Reads,
}

/// What a cell must be. Empty is nothing, but for `Must`.
#[derive(Clone, Copy, Debug)]
pub enum Reads {
    Text,
    Must,
    Day,
    /// A number from 0 on.
    Number,
    /// A number of either sign.
    Any,
    /// Low to high, both 0 to 1.
    ShareRange,
    Yes,
    OneOf(fn() -> Vec<&'static str>),
    Person,
    Candidate,
    Driver,
}

/// What a picker offers for a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    Person,
    Candidate,
    Driver,
    Goal,
}

/// Makes a column.
pub const fn cell(label: &'static str, help: &'static str, reads: Reads) -> CellSpec {
    CellSpec { label, help, reads }
}

/// Makes a list whose rows come and go.
pub const fn list(noun: &'static str, cells: &'static [CellSpec]) -> RowSpec {
    RowSpec { noun, cells, is_fixed: false, empty: "None yet; a adds one." }
}

/// Yes and no, as a choice.
pub fn yes_no() -> Vec<&'static str> {
    vec!["", "yes", "no"]
}

impl Reads {
    /// How a cell is typed in the small form.
    pub fn shape(self) -> Shape {
        match self {
            Self::Yes => Shape::Choice(yes_no),
            Self::OneOf(names) => Shape::Choice(names),
            Self::Person => Shape::Pick(Pick::Person),
            Self::Candidate => Shape::Pick(Pick::Candidate),
            Self::Driver => Shape::Pick(Pick::Driver),
            _ => Shape::Line,
        }
    }

    /// Returns what is wrong with a cell, as a sentence.
    pub fn check(self, text: &str, context: &Context<'_>) -> Result<(), String> {
        match self {
            Self::Text => Ok(()),
            Self::Must if text.trim().is_empty() => Err("This must not be empty.".into()),
            Self::Must => Ok(()),
            Self::Day => fields::day(text, context.today).map(drop),
            Self::Number => fields::amount(text).map(drop),
            Self::Any => fields::number(text).map(drop),
            Self::ShareRange => fields::share_range(text).map(drop),
            Self::Yes => fields::choice(text, yes, &yes_no()[1..]).map(drop),
            Self::OneOf(names) => {
                let names = names();
                let known = |text: &str| names.iter().find(|name| name.eq_ignore_ascii_case(text.trim()));
                fields::choice(text, known, &names).map(drop)
            }
            Self::Person => fields::known_person(text, context.workspace).map(drop),
            Self::Candidate => fields::known_candidate(text, context.workspace).map(drop),
            Self::Driver => driver(text, context),
        }
    }
}

/// Reads yes or no; empty is no.
pub fn yes_or_no(text: &str) -> Result<bool, String> {
    fields::choice(text, yes, &yes_no()[1..]).map(Option::unwrap_or_default)
}

fn yes(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "yes" | "y" => Some(true),
        "no" | "n" => Some(false),
        _ => None,
    }
}

fn driver(text: &str, context: &Context<'_>) -> Result<(), String> {
    let drivers = &context.workspace.strategy().drivers;
    let keys = || drivers.iter().map(|driver| driver.key.as_str());
    if text.trim().is_empty() || keys().any(|key| key == text.trim()) {
        return Ok(());
    }
    Err(format!("There is no driver `{}`.{}", text.trim(), did_you_mean(text, keys())))
}

/// One row, read cell by cell after its cells were found right.
pub struct Row<'a> {
    cells: Vec<String>,
    context: &'a Context<'a>,
}

impl Row<'_> {
    pub fn text(&self, at: usize) -> String {
        self.cells.get(at).map(|cell| cell.trim().to_string()).unwrap_or_default()
    }

    pub fn day(&self, at: usize) -> Option<Date> {
        fields::day(&self.text(at), self.context.today).ok().flatten()
    }

    /// The day of a cell, or today where it says none.
    pub fn day_or_today(&self, at: usize) -> Date {
        self.day(at).unwrap_or(self.context.today)
    }

    pub fn number(&self, at: usize) -> Option<f64> {
        fields::number(&self.text(at)).ok().flatten()
    }

    pub fn range(&self, at: usize) -> Option<Range> {
        fields::range(&self.text(at)).ok().flatten()
    }

    pub fn yes(&self, at: usize) -> bool {
        yes(&self.text(at)).unwrap_or(false)
    }

    /// Yes, no, or not said.
    pub fn maybe(&self, at: usize) -> Option<bool> {
        yes(&self.text(at))
    }

    pub fn person(&self, at: usize) -> Option<StakeholderId> {
        fields::known_person(&self.text(at), self.context.workspace).ok().flatten()
    }

    pub fn candidate(&self, at: usize) -> Option<CandidateId> {
        fields::known_candidate(&self.text(at), self.context.workspace).ok().flatten()
    }
}

/// Reads all rows of a list into what they stand for. Returns what is wrong first: which row, which cell.
pub fn read<V>(
    spec: &RowSpec,
    text: &str,
    context: &Context<'_>,
    make: impl Fn(&Row<'_>) -> Result<Option<V>, String>,
) -> Result<Vec<V>, String> {
    let mut made = Vec::new();
    for (place, cells) in decode(text).into_iter().enumerate() {
        let at = |label: &str, why: &str| format!("Row {}, {label}: {why}", place + 1);
        for (spec, cell) in
            spec.cells.iter().zip(cells.iter().map(String::as_str).chain(std::iter::repeat("")))
        {
            spec.reads.check(cell, context).map_err(|why| at(&spec.label.to_lowercase(), &why))?;
        }
        let row = Row { cells, context };
        made.extend(make(&row).map_err(|why| format!("Row {}: {why}", place + 1))?);
    }
    Ok(made)
}

/// Prints rows as text, one a line; what would break the form is written with a backslash.
pub fn encode(rows: &[Vec<String>]) -> String {
    let cell = |cell: &String| cell.replace('\\', "\\\\").replace('|', "\\|").replace('\n', "\\n");
    let row = |row: &Vec<String>| row.iter().map(cell).collect::<Vec<_>>().join(" | ");
    rows.iter().map(row).collect::<Vec<_>>().join("\n")
}

/// Reads rows as [`encode`] prints them. Empty lines are none.
pub fn decode(text: &str) -> Vec<Vec<String>> {
    text.lines().filter(|line| !line.trim().is_empty()).map(cells).collect()
}

fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        let last = cells.len() - 1;
        match c {
            '|' => cells.push(String::new()),
            '\\' => match chars.next() {
                Some('n') => cells[last].push('\n'),
                Some(other) => cells[last].push(other),
                None => {}
            },
            other => cells[last].push(other),
        }
    }
    cells.iter().map(|cell| cell.trim().to_string()).collect()
}

/// A field that is a list: how its rows are printed and read.
macro_rules! rows_field {
    ($key:literal, $label:literal, $help:literal, $spec:expr, $print:expr, $read:expr) => {
        $crate::app::form::fields::FieldSpec {
            key: $key,
            label: $label,
            help: $help,
            shape: $crate::app::form::fields::Shape::Rows($spec),
            get: |record, workspace| $crate::app::form::cells::encode(&$print(record, workspace)),
            set: |record, text, context| $read(record, text, context),
        }
    };
}
pub(super) use rows_field;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn rows_read_back_as_they_were(rows in prop::collection::vec(prop::collection::vec("[a-z|\\\\é]{1,8}(\n[a-z])?", 1..4), 0..5)) {
            prop_assert_eq!(decode(&encode(&rows)), rows);
        }
    }

    #[test]
    fn blank_cells_keep_their_place() {
        let rows = vec![vec![String::new(), "x".into(), String::new()]];
        assert_eq!(decode(&encode(&rows)), rows);
    }
}
