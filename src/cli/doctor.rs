//! `northstar doctor`: is everything as it should be, and if not, where. Opens read-only and mends nothing.

use super::args::Json;
use super::failure::Failure;
use super::json;
use super::keys;
use super::out::Out;
use super::place::{Place, shown_path, variable};
use super::surroundings::{Programs, Terminal, in_git};
use crate::domain::shown::shown;
use crate::domain::workspace::Workspace;
use crate::runtime::git::{SetupState, setup_state};
use crate::store::{self, OpenOptions, paths};
use serde::Serialize;

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
    let report = Report { version, format: store::FORMAT, workspace, settings, terminal, programs, problems };
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
            problems.extend(opened.workspace.validate().err().map(|why| shown(&why).into_owned()));
            folder.records = count(&opened.workspace);
            folder.name = opened.name;
        }
        Err(error) => problems.push(format!("{error} {}", error.hint())),
    }
    folder
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
    let mut lines = vec![line("northstar", &format!("{}, writes format {}", report.version, report.format))];
    if let Some(folder) = &report.workspace {
        folder_lines(folder, &mut lines);
    }
    lines.push(line("settings", report.settings.as_deref().unwrap_or("no folder for them is known")));
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
    let git = if programs.git { "installed" } else { "not installed" };
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
    lines.extend(report.problems.iter().map(|problem| format!("  {}", shown(problem))));
    lines
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
}

fn line(label: &str, text: &str) -> String {
    format!("{label:<LABEL$}{text}")
}
