//! Lists: an aligned table for people, tab-separated lines without a header for programs. Every cell is made
//! safe to show on the way out.

use super::out::Out;
use crate::domain::shown::shown;
use crate::ui::text::{Align, fit, width};
use std::io;

/// Columns between two cells.
const GAP: usize = 2;
/// The least a cell that gives way keeps, in columns.
const LEAST: usize = 8;

/// One column of a list.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub name: &'static str,
    /// It is cut when the terminal is too narrow.
    pub gives_way: bool,
}

/// Returns a column that is always shown whole.
pub const fn fixed(name: &'static str) -> Column {
    Column { name, gives_way: false }
}

/// Returns a column that is cut where there is no room.
pub const fn flexible(name: &'static str) -> Column {
    Column { name, gives_way: true }
}

/// Writes rows the way the reader needs them.
pub fn write(out: &mut Out, columns: &[Column], rows: &[Vec<String>]) -> io::Result<()> {
    match out.width() {
        Some(width) => aligned(columns, rows, width).iter().try_for_each(|line| out.line(line)),
        None => rows.iter().try_for_each(|row| out.line(&separated(row))),
    }
}

/// Returns a record on one line; tabs and line ends inside a value become spaces.
fn separated(row: &[String]) -> String {
    row.iter().map(|cell| shown(cell)).collect::<Vec<_>>().join("\t")
}

fn aligned(columns: &[Column], rows: &[Vec<String>], width: usize) -> Vec<String> {
    let header = columns.iter().map(|column| column.name.to_uppercase()).collect::<Vec<_>>();
    let widths = widths(columns, rows, width);
    std::iter::once(&header)
        .chain(rows)
        .map(|row| {
            let cells = row.iter().zip(&widths).map(|(cell, width)| fit(cell, *width, Align::Left));
            cells.collect::<Vec<_>>().join(&" ".repeat(GAP)).trim_end().to_string()
        })
        .collect()
}

/// Returns how wide each column is: as wide as its widest cell. Where the whole would not fit, the widest of
/// those that give way gets narrower first.
fn widths(columns: &[Column], rows: &[Vec<String>], most: usize) -> Vec<usize> {
    let widest = |place: usize| rows.iter().filter_map(|row| row.get(place)).map(|cell| width(cell)).max();
    let natural = |(place, column): (usize, &Column)| widest(place).unwrap_or(0).max(column.name.len());
    let mut widths: Vec<usize> = columns.iter().enumerate().map(natural).collect();
    let taken = |widths: &[usize]| widths.iter().sum::<usize>() + GAP * columns.len().saturating_sub(1);
    for (place, _) in columns.iter().enumerate().filter(|(_, column)| column.gives_way) {
        widths[place] = widths[place].min(most.max(LEAST));
    }
    while most < taken(&widths) {
        let flexible = (0..columns.len()).filter(|place| columns[*place].gives_way && LEAST < widths[*place]);
        let Some(place) = flexible.max_by_key(|place| widths[*place]) else { break };
        widths[place] -= 1;
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn columns_align_and_the_flexible_one_gives_way() {
        let columns = [fixed("id"), flexible("title"), fixed("day")];
        let rows =
            [row(&["s-1", "A long title that has no room", "now"]), row(&["s-22", "東京\x1b[2J", "x"])];
        let lines = aligned(&columns, &rows, 23);
        assert_eq!(lines, ["ID    TITLE         DAY", "s-1   A long titl…  now", "s-22  東京␛[2J      x"]);
        assert_eq!(aligned(&columns, &rows, 200)[1], "s-1   A long title that has no room  now");
    }

    #[test]
    fn a_narrow_terminal_keeps_a_little_of_everything() {
        let columns = [fixed("id"), flexible("title")];
        assert_eq!(aligned(&columns, &[row(&["s-1", "0123456789"])], 3)[1], "s-1  0123456…");
    }

    #[test]
    fn values_cannot_break_a_record() {
        assert_eq!(separated(&row(&["a\tb", "c\r\nd\x07", ""])), "a b\tc d␇\t");
    }
}
