//! Looks for what is wrong with the files of a workspace, and mends what can be mended without losing a byte:
//! whatever is replaced or taken away lies in quarantine first. Looking changes nothing.

mod chain;
mod deep;
mod files;
mod mend;
mod months;

pub use deep::place_of;
pub use mend::Mend;

use super::backup;
use super::layout::JOURNAL;
use super::problem::Problem;
use super::{OpenOptions, StoreError, open};
use crate::domain::record::RecordId;
use crate::domain::shown::shown;
use std::path::Path;

/// How bad it is; the worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Nothing is lost, but it is not as it should be.
    Note,
    /// It may harm somebody or something.
    Warning,
    /// Something cannot be read or was lost.
    Error,
}

impl Grade {
    /// Returns the word in lists, the same as that of a rule's severity.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Damage {
    /// A short name of the kind of damage: `mode`, `journal-line`.
    pub kind: &'static str,
    pub grade: Grade,
    /// One sentence with a full stop.
    pub what: String,
    /// The file or folder, relative to the workspace, with line and column where they are known.
    pub place: String,
    pub id: Option<RecordId>,
    /// What would mend it.
    pub mend: Option<Mend>,
}

impl Damage {
    /// Returns a damage nothing mends by itself.
    pub fn new(kind: &'static str, grade: Grade, place: &str, what: impl Into<String>) -> Self {
        Self { kind, grade, what: what.into(), place: place.into(), id: None, mend: None }
    }

    fn mended_by(self, mend: Mend) -> Self {
        Self { mend: Some(mend), ..self }
    }
}

/// Looks at everything. A `deep` look also compares every record with the journal and reads every backup.
pub fn look(dir: &Path, deep: bool) -> Result<Vec<Damage>, StoreError> {
    let mut opened = open(dir, &OpenOptions { read_only: true, ..OpenOptions::default() })?;
    opened.load_all();
    let mut found = files::look(dir);
    let months = months::look(dir);
    // What has a kind of its own is not told twice.
    let is_told = |problem: &&Problem| {
        problem.path.starts_with(JOURNAL)
            || months.iter().any(|damage| damage.place == place(problem))
            || found.iter().any(|damage| damage.kind == "file-type" && damage.place == problem.path)
    };
    let unreadable: Vec<Damage> = opened
        .problems
        .iter()
        .filter(|problem| !is_told(problem))
        .map(|problem| of_problem(dir, problem))
        .collect();
    found.extend(unreadable);
    found.extend(months);
    found.extend(chain::look(dir)?);
    found.extend(backups(dir, deep));
    if deep {
        found.extend(deep::look(dir, &opened.workspace, &opened.journal)?);
    }
    if let Err(why) = opened.workspace.validate() {
        found.push(Damage::new("index", Grade::Error, "", shown(&why)));
    }
    found.sort_by(|a, b| (b.grade, a.kind, &a.place).cmp(&(a.grade, b.kind, &b.place)));
    Ok(found)
}

fn place(problem: &Problem) -> String {
    let place = [problem.line, problem.column].into_iter().flatten().map(|number| format!(":{number}"));
    std::iter::once(problem.path.clone()).chain(place).collect()
}

/// Tells of a record that cannot be read, and whether an older version of it is known.
fn of_problem(dir: &Path, problem: &Problem) -> Damage {
    let known = problem.id.and_then(|id| backup::last_good(dir, id).ok().flatten());
    let what = shown(&problem.what).trim_end_matches('.').to_string();
    let what = match (known, problem.id) {
        (Some(known), Some(id)) => {
            format!("{what}. {} has it: `northstar restore --only {id}`.", sentence(&known.source))
        }
        _ => format!("{what}."),
    };
    Damage { id: problem.id, ..Damage::new("unreadable", Grade::Error, &place(problem), what) }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn backups(dir: &Path, deep: bool) -> Vec<Damage> {
    let state = |backup: &backup::Backup| match (&backup.manifest, deep) {
        (Err(why), _) => Some(why.clone()),
        (Ok(_), true) => backup.verify().err(),
        (Ok(manifest), false) => {
            (!manifest.is_there(&backup.folder)).then(|| "a file of it is missing".into())
        }
    };
    let damage = |backup: backup::Backup| {
        let why = state(&backup)?;
        let place = format!("{}/{}", super::layout::BACKUPS, backup.name);
        let what = format!("The backup cannot be relied on: {}.", shown(&why));
        Some(
            Damage::new("backup", Grade::Warning, &place, what)
                .mended_by(Mend::SetAside { path: place.clone() }),
        )
    };
    backup::list(dir).into_iter().filter_map(damage).collect()
}
