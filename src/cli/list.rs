//! `northstar list`: records of one kind, in the order of the screen. The filter is the one of `/`.

use super::args::{List, Listed};
use super::failure::Failure;
use super::json;
use super::lister::Lister;
use super::out::{Out, say};
use super::place::Place;
use super::rows::Row;
use super::table;
use crate::domain::query::{Query, parse};
use crate::runtime::clock;

/// Lists records; nothing found is an end of its own.
pub fn run(place: &Place, list: &List, out: &mut Out) -> Result<(), Failure> {
    let query = list.filter.as_deref().map(parse).transpose()?.unwrap_or_default();
    let opened = match place.read() {
        Ok(opened) => opened,
        Err(failure) if failure.exit == 1 => return nothing(list, out, failure),
        Err(failure) => return Err(failure),
    };
    let lister = Lister::new(&opened.workspace, clock::now(), clock::zone());
    let count = match list.what {
        Listed::Signals => show(out, list.json, &lister.signals(&query), &lister),
        Listed::Stakeholders => show(out, list.json, &lister.stakeholders(&query), &lister),
        Listed::Accounts => show(out, list.json, &lister.accounts(&query), &lister),
        Listed::Candidates => show(out, list.json, &lister.candidates(&query), &lister),
        Listed::Meetings => show(out, list.json, &lister.meetings(&query), &lister),
        Listed::Promises => show(out, list.json, &lister.promises(&query), &lister),
    }?;
    if count == 0 { Err(empty(list, &query)) } else { Ok(()) }
}

fn show<T: Row>(out: &mut Out, as_json: bool, records: &[T], lister: &Lister<'_>) -> Result<usize, Failure> {
    if as_json {
        json::write_all(out, records)?;
    } else if !records.is_empty() {
        let is_short = out.width().is_some();
        let rows: Vec<_> = records.iter().map(|record| record.cells(lister, is_short)).collect();
        table::write(out, T::COLUMNS, &rows)?;
    }
    Ok(records.len())
}

fn nothing(list: &List, out: &mut Out, failure: Failure) -> Result<(), Failure> {
    if list.json {
        json::write_all(out, [(); 0])?;
    }
    Err(failure)
}

fn empty(list: &List, query: &Query) -> Failure {
    let what = match list.what {
        Listed::Signals => "signals",
        Listed::Stakeholders => "stakeholders",
        Listed::Accounts => "accounts",
        Listed::Candidates => "candidates",
        Listed::Meetings => "meetings",
        Listed::Promises => "promises",
    };
    if query.is_empty() {
        say(&format!("There are no {what} yet."));
    } else {
        say(&format!("No {what} pass the filter."));
    }
    Failure::silent(1)
}
