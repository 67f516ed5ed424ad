//! `northstar doctor`: is everything as it should be, and if not, where. Opens read-only and mends nothing.

use super::args::Json;
use super::failure::Failure;
use super::git_files;
use super::json;
use super::keys;
use super::out::Out;
use super::place::{Place, shown_path, variable};
use super::surroundings::{Programs, Terminal, in_git};
use crate::domain::shown::shown;
use crate::domain::workspace::Workspace;
use crate::runtime::clock;
use crate::runtime::git::{SetupState, setup_state};
use crate::store::{self, OpenOptions, Problem, Size, backup, check, paths};
use jiff::Timestamp;
use serde::Serialize;
use std::path::Path;

/// Columns of a line's name.
const LABEL: usize = 12;

/// Everything that was looked at.
#[derive(Serialize)]
struct Report {
    version: &'static str,
    /// The format this program writes.
    format: u32,
    workspace: Option<Folder>,
    settings: Option<String>,
    ron: &'static str,
    /// The zone in which days begin.
    time_zone: String,
    terminal: Terminal,
    programs: Programs,
    /// What is wrong, as sentences.
    problems: Vec<String>,
}

/// The workspace and its folder.
#[derive(Serialize)]
struct Folder {
    path: String,
    chosen_by: &'static str,
    exists: bool,
    format: Option<u32>,
    name: String,
    records: Records,
    /// Who has it open for writing.
    holder: Option<String>,
    git: bool,
    /// What merges by record lack in the repository; `northstar git setup` mends it.
    git_lacks: Vec<&'static str>,
    /// What could not be taken of the files, for the lines under each.
    #[serde(skip)]
    unread: Vec<Problem>,
    journal: Past,
    backups: Backups,
}

/// The journal.
#[derive(Default, Serialize)]
struct Past {
    segments: usize,
    bytes: u64,
    transactions: usize,
}

/// The backups.
#[derive(Default, Serialize)]
struct Backups {
    count: usize,
    bytes: u64,
    last: Option<Timestamp>,
}

#[derive(Default, Serialize)]
struct Records {
    signals: usize,
    stakeholders: usize,
    accounts: usize,
    candidates: usize,
    meetings: usize,
}

/// Looks at everything and tells it; ends with 1 when something is wrong.
pub fn run(place: Result<Place, Failure>, args: &Json, out: &mut Out) -> Result<(), Failure> {
    let mut problems = Vec::new();
    let workspace = match place {
        Ok(place) => Some(look_at(&place, &mut problems)),
        Err(failure) => {
            problems.push(failure.sentence);
            None
        }
    };
    problems.extend(keys::settings().1);
    let settings = paths::settings_file(&variable).map(|file| shown_path(&file));
    let version = env!("CARGO_PKG_VERSION");
    let (terminal, programs) = (Terminal::look(), Programs::look());
    let is_chosen = ["VISUAL", "EDITOR"].into_iter().any(|name| variable(name).is_some());
    if is_chosen && !programs.editor_found {
        let editor = shown(&programs.editor);
        problems.push(format!("The editor `{editor}` was not found. Set $VISUAL or $EDITOR."));
    }
    let report = Report {
        version,
        format: store::FORMAT,
        workspace,
        settings,
        ron: store::RON,
        time_zone: clock::zone().iana_name().unwrap_or("unknown").into(),
        terminal,
        programs,
        problems,
    };
    if args.json {
        json::write(out, &report)?;
    } else {
        lines(&report).iter().try_for_each(|line| out.line(line))?;
    }
    if report.problems.is_empty() { Ok(()) } else { Err(Failure::silent(1)) }
}

fn look_at(place: &Place, problems: &mut Vec<String>) -> Folder {
    let mut folder = Folder {
        path: shown_path(&place.dir),
        chosen_by: place.chosen_by,
        exists: store::exists(&place.dir),
        format: None,
        name: String::new(),
        records: Records::default(),
        holder: store::holder(&place.dir),
        git: in_git(&place.dir),
        git_lacks: match setup_state(&place.dir) {
            SetupState::Missing(what) => what,
            SetupState::NoRepository | SetupState::Ready => Vec::new(),
        },
        unread: Vec::new(),
        journal: Past::default(),
        backups: backups(&place.dir),
    };
    if !folder.exists {
        return folder;
    }
    folder.format = store::format_of(&place.dir).ok();
    if !is_writable(place) {
        problems.push(format!("{} is not writable. Check its permissions.", folder.path));
    }
    match store::open(&place.dir, &OpenOptions { read_only: true, ..OpenOptions::default() }) {
        Ok(mut opened) => {
            opened.load_all();
            problems.extend(opened.problems.iter().map(ToString::to_string));
            folder.unread = opened.problems.clone();
            problems.extend(opened.workspace.validate().err().map(|why| shown(&why).into_owned()));
            let damages = damages(&place.dir).into_iter().filter(|damage| !problems.contains(damage));
            problems.extend(damages.collect::<Vec<_>>());
            if let Ok(Size { segments, bytes, transactions }) = opened.journal.size() {
                folder.journal = Past { segments, bytes, transactions };
            }
            folder.records = count(&opened.workspace);
            folder.name = opened.name;
        }
        Err(error) => problems.push(format!("{error} {}", error.hint())),
    }
    folder
}

fn backups(dir: &Path) -> Backups {
    let all = backup::list(dir);
    let last = all.iter().find_map(|backup| backup.manifest.as_ref().ok()).map(|manifest| manifest.at);
    Backups { count: all.len(), bytes: all.iter().map(backup::Backup::bytes).sum(), last }
}

/// Returns what `check` finds wrong with the files.
fn damages(dir: &Path) -> Vec<String> {
    let found = check::look(dir, false).unwrap_or_default().into_iter().chain(git_files::look(dir));
    found
        .map(|damage| {
            if damage.place.is_empty() {
                damage.what
            } else {
                format!("{}: {}", shown(&damage.place), damage.what)
            }
        })
        .collect()
}

fn count(workspace: &Workspace) -> Records {
    Records {
        signals: workspace.signals().len(),
        stakeholders: workspace.stakeholders().len(),
        accounts: workspace.accounts().len(),
        candidates: workspace.candidates().len(),
        meetings: workspace.meetings().len(),
    }
}

fn is_writable(place: &Place) -> bool {
    #[cfg(unix)]
    return rustix::fs::access(&place.dir, rustix::fs::Access::WRITE_OK).is_ok();
    #[cfg(not(unix))]
    return std::fs::metadata(&place.dir).is_ok_and(|data| !data.permissions().readonly());
}

fn lines(report: &Report) -> Vec<String> {
    let version = format!("{}, writes format {} with ron {}", report.version, report.format, report.ron);
    let mut lines = vec![line("northstar", &version)];
    if let Some(folder) = &report.workspace {
        folder_lines(folder, &mut lines);
    }
    lines.push(line("settings", report.settings.as_deref().unwrap_or("no folder for them is known")));
    lines.push(line("time zone", &shown(&report.time_zone)));
    let Terminal { term, colorterm, no_color, size, locale, utf8 } = &report.terminal;
    let size = size.map_or_else(|| "not a terminal".into(), |(columns, rows)| format!("{columns}x{rows}"));
    let or_unset =
        |text: &str| if text.is_empty() { "not set".to_string() } else { shown(text).into_owned() };
    lines.push(line(
        "terminal",
        &format!("{size}, TERM {}, COLORTERM {}", or_unset(term), or_unset(colorterm)),
    ));
    lines.push(line("colours", if *no_color { "off by NO_COLOR" } else { "on" }));
    let letters = if *utf8 { "UTF-8" } else { "drawn in ASCII, since it names no UTF-8" };
    lines.push(line("locale", &format!("{}, {letters}", or_unset(locale))));
    let programs = &report.programs;
    let found = if programs.editor_found { "" } else { ", not found" };
    lines.push(line("editor", &format!("{}{found}", shown(&programs.editor))));
    let clipboard = programs.clipboard.map_or(String::new(), |tool| format!(" and {tool}"));
    lines.push(line("clipboard", &format!("through the terminal{clipboard}")));
    let git = programs.git_version.as_deref().map_or_else(
        || if programs.git { "installed" } else { "not installed" }.to_string(),
        |version| shown(version).into_owned(),
    );
    let repository = report.workspace.as_ref().is_some_and(|folder| folder.git);
    let is_lacking = report.workspace.as_ref().is_some_and(|folder| !folder.git_lacks.is_empty());
    let repository = match (repository, is_lacking) {
        (false, _) => "not in",
        (true, false) => "in",
        (true, true) => "not set up in",
    };
    lines.push(line("git", &format!("{git}; the workspace is {repository} a repository")));
    if is_lacking {
        lines.push(line("", "records merge line by line; `northstar git setup` mends that"));
    }
    lines.push(String::new());
    match report.problems.len() {
        0 => lines.push("Everything is as it should be.".into()),
        1 => lines.push("1 problem:".into()),
        count => lines.push(format!("{count} problems:")),
    }
    for problem in &report.problems {
        lines.push(format!("  {}", shown(problem)));
        let unread = report.workspace.iter().flat_map(|folder| &folder.unread);
        lines.extend(unread.filter(|unread| unread.to_string() == *problem).take(1).flat_map(below));
    }
    lines
}

/// The offending line with its caret, and what helps.
fn below(problem: &Problem) -> Vec<String> {
    let place = problem.lines_at().into_iter().flat_map(|(text, caret)| [text, caret]);
    let hint = Some(shown(&problem.hint).into_owned()).filter(|hint| !hint.is_empty());
    place.chain(hint).map(|line| format!("      {line}")).collect()
}

fn folder_lines(folder: &Folder, lines: &mut Vec<String>) {
    lines.push(line("workspace", &format!("{} (by {})", folder.path, folder.chosen_by)));
    if !folder.exists {
        lines.push(line("", "not there yet; the first start makes it"));
        return;
    }
    let format = folder.format.map_or_else(|| "unknown".into(), |format| format.to_string());
    lines.push(line("", &format!("{}, format {format}", shown(&folder.name))));
    let Records { signals, stakeholders, accounts, candidates, meetings } = &folder.records;
    lines.push(line(
        "records",
        &format!("{signals} signals, {stakeholders} stakeholders, {accounts} accounts,"),
    ));
    lines.push(line("", &format!("{candidates} candidates, {meetings} meetings")));
    let holder =
        folder.holder.as_deref().map_or_else(|| "free".into(), |who| format!("held by {}", shown(who)));
    lines.push(line("lock", &holder));
    let Past { segments, bytes, transactions } = &folder.journal;
    lines.push(line("journal", &format!("{transactions} transactions, {segments} segments, {bytes} bytes")));
    let Backups { count, bytes, last } = &folder.backups;
    let last = last.map_or_else(String::new, |at| {
        format!(", the last of {}", at.to_zoned(clock::zone()).strftime("%Y-%m-%d %H:%M"))
    });
    lines.push(line("backups", &format!("{count}, {bytes} bytes{last}")));
}

fn line(label: &str, text: &str) -> String {
    format!("{label:<LABEL$}{text}")
}
