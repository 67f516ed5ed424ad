//! The command line: what the screen does, without it. Parses arguments, runs one command, and turns its end
//! into a message and an exit code. The only folder in which errors are joined.

mod accept;
mod add;
mod args;
mod balance;
mod check;
mod docs;
mod doctor;
mod edit;
mod explain;
mod export;
mod failure;
mod git;
mod git_files;
mod history;
mod import;
mod json;
mod keys;
mod list;
mod lister;
mod merge_file;
mod out;
mod place;
mod rank;
mod restore;
mod rows;
mod screen;
mod shot;
mod show;
mod surroundings;
mod sync;
mod table;
mod trace;
mod views;

use crate::domain::shown::shown_lines;
use args::{Args, Command};
use clap::Parser;
use clap::error::ErrorKind;
use failure::Failure;
use out::{Out, say, say_more};
use place::Place;
use std::ffi::OsString;
use std::io::Write;

/// Runs the program with its arguments, its own name first. Returns the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => {
            if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
                // There is nobody to tell that help could not be printed.
                let _ = error.print();
                return 0;
            }
            // A complaint repeats what was typed, or pasted, or came out of a file name.
            shown_lines(&error.render().to_string()).for_each(|line| out::complain(&line));
            return 2;
        }
    };
    crate::runtime::signals::survive_file_size_limit();
    let mut out = Out::standard();
    let done = dispatch(&args, &mut out);
    // What was written before a failure is still an answer.
    let flushed = out.flush().map_err(Failure::from);
    done.and(flushed).map_or_else(|failure| end(&failure), |()| 0)
}

fn end(failure: &Failure) -> u8 {
    if !failure.sentence.is_empty() {
        say(&failure.sentence);
        if !failure.hint.is_empty() {
            say_more(&failure.hint);
        }
    }
    failure.exit
}

fn dispatch(args: &Args, out: &mut Out) -> Result<(), Failure> {
    let place = || Place::of(&args.options);
    match &args.command {
        None => screen::run(&place()?, &args.options),
        Some(Command::Demo) => screen::demo(&args.options, out),
        Some(Command::Add(add)) => add::run(&place()?, add, out),
        Some(Command::Import(import)) => import::run(&place()?, import, out),
        Some(Command::List(list)) => list::run(&place()?, list, out),
        Some(Command::Show(show)) => show::run(&place()?, show, out),
        Some(Command::Rank(rank)) => rank::run(&place()?, rank, out),
        Some(Command::Balance(balance)) => balance::run(&place()?, balance, out),
        Some(Command::Check(check)) => check::run(&place()?, check, out),
        Some(Command::Accept(accept)) => accept::run(&place()?, accept, out),
        Some(Command::Trace(show)) => trace::run(&place()?, show, out),
        Some(Command::Edit(edit)) => edit::run(&place()?, edit, out),
        Some(Command::History(history)) => history::run(&place()?, history, out),
        Some(Command::Export(export)) => export::run(&place()?, export, out),
        Some(Command::Restore(restore)) => restore::run(&place()?, restore, out),
        Some(Command::Sync(sync)) => sync::run(&place()?, sync, out),
        Some(Command::Git { command }) => git::run(&place()?, command, out),
        Some(Command::MergeFile(files)) => merge_file::run(files),
        Some(Command::Keys(json)) => keys::run(json, out),
        Some(Command::Doctor(json)) => doctor::run(place(), json, out),
        Some(Command::Completions { shell }) => docs::completions(*shell, out),
        Some(Command::Man) => docs::man(out),
        Some(Command::Shot(shot)) => shot::run(&args.options, shot, out),
        Some(Command::ImportWorker { job }) => Ok(crate::runtime::worker::serve(job)?),
    }
}
