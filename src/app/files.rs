//! What a file says when it is read again: problems that went away or came, and records that can be read now.

use super::effect::{Effect, Effects};
use super::model::Model;
use super::notice::Notice;
use crate::domain::edit::Change;
use crate::domain::problem::Problem;
use crate::domain::record::{Record, RecordId};
use crate::domain::shown::shown;

impl Model {
    /// Tells whether a record of a file is not open because something is wrong with it or with the file.
    pub fn is_set_apart(&self, id: RecordId, paths: &[String]) -> bool {
        self.workspace.get(id).is_none()
            && self.problems.iter().any(|problem| {
                let is_of_record = problem.id == Some(id) || problem.id.is_none();
                problem.sets_apart() && is_of_record && paths.contains(&problem.path)
            })
    }

    /// Takes in files that were read again: their problems replace those known, and records that were set apart
    /// are open from now on. Nothing is saved by that: it is what the files say.
    pub fn take_files(&mut self, paths: &[String], records: Vec<Record>, problems: Vec<Problem>) -> Effects {
        let back: Vec<Record> =
            records.into_iter().filter(|record| self.is_set_apart(record.id(), paths)).collect();
        let (known, kept): (Vec<Problem>, Vec<Problem>) =
            std::mem::take(&mut self.problems).into_iter().partition(|problem| paths.contains(&problem.path));
        self.problems = kept;
        let new = problems.iter().find(|problem| !known.contains(problem)).cloned();
        let is_mended = problems.is_empty() && !known.is_empty();
        self.problems.extend(problems);
        self.open_again(&back);
        match (new, back.as_slice()) {
            (Some(problem), _) => self.say(Notice::warning(format!("{problem} g p lists it."))),
            (None, [record]) => {
                let title = shown(record.title()).into_owned();
                self.say(Notice::done(format!("“{title}” can be read again.")));
            }
            (None, [_, ..]) => self.say(Notice::done(format!("{} records can be read again.", back.len()))),
            (None, []) if is_mended => self.say(Notice::done("The file is as it should be again.")),
            (None, []) => {}
        }
        Vec::new()
    }

    /// Opens a record that a file holds in two versions, as one of them.
    pub fn take_back(&mut self, record: Record) {
        if self.workspace.get(record.id()).as_ref() != Some(&record) {
            self.open_again(&[record]);
        }
    }

    fn open_again(&mut self, records: &[Record]) {
        let change = |record: &Record| Change { id: record.id(), before: None, after: Some(record.clone()) };
        let changes: Vec<Change> = records.iter().map(change).collect();
        records.iter().for_each(|record| self.workspace.load(record.clone()));
        self.follow(&changes);
    }

    /// Opens the file of a problem in the user's editor, at the place.
    pub fn open_problem(&mut self, place: usize) -> Effects {
        let Some(problem) = self.problems.get(place) else { return Vec::new() };
        if problem.path.is_empty() {
            self.say(Notice::info("No file of the workspace is behind this line."));
            return Vec::new();
        }
        let (line, column) = (problem.line.unwrap_or(1), problem.column.unwrap_or(1));
        vec![Effect::OpenFile { path: problem.path.clone(), line, column }]
    }
}
