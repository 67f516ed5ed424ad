//! `northstar import`: files of other tools, all of them or none, as one transaction.

use super::args::Import;
use super::failure::Failure;
use super::json;
use super::out::Out;
use super::place::Place;
use crate::domain::edit::{Change, TransactionKind};
use crate::domain::shown::shown;
use crate::domain::workspace::Workspace;
use crate::exchange::import::merge::{Plan, Report, plan};
use crate::exchange::import::{Options, Parsed};
use crate::runtime::clock;
use crate::runtime::files::{failed, files_in, open};
use crate::runtime::reader::Reader;
use crate::store;
use crate::store::backup::Reason;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// Skipped rows of a file that are told to people; programs are told all.
const TOLD: usize = 20;

/// One file, and what became of it.
struct Done {
    name: String,
    mapping: Vec<(String, String)>,
    plan: Plan,
}

/// Imports everything named, or refuses it all.
pub fn run(place: &Place, import: &Import, out: &mut Out) -> Result<(), Failure> {
    let options = Options {
        format: import.format.clone(),
        kind: import.kind,
        map: import.map.clone(),
        channel: import.channel,
        tags: import.tags.clone(),
        ..Options::new(clock::now(), clock::zone())
    };
    let files = files(&import.paths)?;
    let parsed = files.iter().map(|path| parse(path, &options)).collect::<Result<Vec<_>, _>>()?;
    let done = if import.dry_run {
        let mut workspace =
            if store::exists(&place.dir) { place.read()?.workspace } else { Workspace::default() };
        take(parsed, &mut workspace, &options)?.0
    } else {
        let mut desk = place.write()?;
        let had_records = !desk.workspace.is_empty();
        let (done, changes) = take(parsed, &mut desk.workspace, &options)?;
        if had_records && changes.iter().any(|change| change.before != change.after) {
            desk.back_up(Reason::Import, import.no_backup)?;
        }
        desk.save_changes(label(&done), TransactionKind::Import, changes)?;
        done
    };
    if import.json {
        json::write(out, &total(&done))?;
    } else {
        tell(&done, import.dry_run, out)?;
    }
    Ok(())
}

/// Returns the files that are named, and those in the folders that are; `-` is standard input.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        match path.as_os_str() == "-" {
            true => files.push(path.clone()),
            false => files.extend(files_in(path)?),
        }
    }
    Ok(files)
}

fn parse(path: &Path, options: &Options) -> Result<(String, Parsed), Failure> {
    let name = path.to_string_lossy().into_owned();
    let reader = Reader::new().map_err(|error| failed(path, error))?;
    let parsed = match name.as_str() {
        "-" => reader.patient().read(&name, Stdio::inherit(), options)?,
        _ => {
            let file = open(path)?;
            // The program at the other end of a pipe takes as long as it takes.
            let is_file = file.metadata().is_ok_and(|about| about.is_file());
            let reader = if is_file { reader } else { reader.patient() };
            reader.read(&name, file, options)?
        }
    };
    Ok((name, parsed))
}

/// Applies file after file, so that each is told what the ones before it brought.
fn take(
    parsed: Vec<(String, Parsed)>,
    workspace: &mut Workspace,
    options: &Options,
) -> Result<(Vec<Done>, Vec<Change>), Failure> {
    let (mut done, mut changes) = (Vec::new(), Vec::new());
    for (name, parsed) in parsed {
        let mapping = parsed.mapping.clone();
        let mut plan = plan(vec![parsed], workspace, options);
        for edit in std::mem::take(&mut plan.edits) {
            changes.push(workspace.apply(edit)?);
        }
        done.push(Done { name, mapping, plan });
    }
    Ok((done, changes))
}

fn label(done: &[Done]) -> String {
    let total = total(done);
    let from = match done {
        [one] if one.name == "-" => "the standard input".to_string(),
        [one] => Path::new(&one.name)
            .file_name()
            .map_or_else(String::new, |name| shown(&name.to_string_lossy()).into()),
        many => format!("{} files", many.len()),
    };
    format!("import {} new, {} updated from {from}", total.new, total.updated)
}

fn total(done: &[Done]) -> Report {
    let mut formats: Vec<&str> = done.iter().map(|file| file.plan.format.as_str()).collect();
    formats.sort_unstable();
    formats.dedup();
    let sum = |count: fn(&Plan) -> usize| done.iter().map(|file| count(&file.plan)).sum();
    Report {
        format: formats.join(", "),
        new: sum(|plan| plan.new),
        updated: sum(|plan| plan.updated),
        same: sum(|plan| plan.same),
        skipped: done.iter().flat_map(|file| file.plan.report().skipped).collect(),
    }
}

fn tell(done: &[Done], is_dry: bool, out: &mut Out) -> io::Result<()> {
    for file in done {
        let Plan { format, new, updated, same, skipped, .. } = &file.plan;
        let name = shown(&file.name);
        let skips = skipped.len();
        out.line(&format!("{name} ({format}): {new} new, {updated} updated, {same} same, {skips} skipped"))?;
        if is_dry && !file.mapping.is_empty() {
            let pairs = file.mapping.iter().map(|(field, column)| format!("{field}={}", shown(column)));
            out.line(&format!("  read as {}", pairs.collect::<Vec<_>>().join(", ")))?;
        }
        for skipped in skipped.iter().take(TOLD) {
            out.line(&format!("  {}: {}", shown(&skipped.place), shown(&skipped.why)))?;
        }
        if TOLD < skips {
            out.line(&format!("  … and {} more; --json tells all", skips - TOLD))?;
        }
    }
    if 1 < done.len() {
        let Report { new, updated, same, skipped, .. } = total(done);
        let skips = skipped.len();
        let count = done.len();
        out.line(&format!("{count} files: {new} new, {updated} updated, {same} same, {skips} skipped"))?;
    }
    if is_dry {
        out.line("Nothing was saved (--dry-run).")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::import::read;
    use std::fs;

    #[test]
    fn folders_give_their_files_in_order_without_hidden_ones() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["b.csv", "a.csv", ".hidden.csv"] {
            fs::write(dir.path().join(name), "title\nx\n").unwrap();
        }
        fs::create_dir(dir.path().join("folder")).unwrap();
        let found = files(&["-".into(), dir.path().into()]).unwrap();
        assert_eq!(found, [PathBuf::from("-"), dir.path().join("a.csv"), dir.path().join("b.csv")]);
        assert_eq!(files(&[dir.path().join("folder")]).unwrap_err().exit, 2);
    }

    #[test]
    fn a_later_file_knows_what_an_earlier_one_brought() {
        let options = Options::new(jiff::Timestamp::UNIX_EPOCH, jiff::tz::TimeZone::UTC);
        let file = |name: &str| (name.to_string(), read(name, b"id,title\n1,Login\n", &options).unwrap());
        let mut workspace = Workspace::default();
        let (done, changes) = take(vec![file("a.csv"), file("b.csv")], &mut workspace, &options).unwrap();
        assert_eq!((done[0].plan.new, done[1].plan.same, changes.len()), (1, 1, 1));
        assert_eq!(label(&done), "import 1 new, 0 updated from 2 files");
        assert_eq!(total(&done).format, "csv");
    }
}
