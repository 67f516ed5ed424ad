//! `northstar completions` and `northstar man`: made from the definitions of the arguments and of the commands.

use super::args::Args;
use super::failure::Failure;
use super::keys;
use super::out::Out;
use crate::app::commands::{self, Group};
use clap::CommandFactory;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use std::collections::BTreeMap;
use std::io::Write;

const ENVIRONMENT: [(&str, &str); 4] = [
    ("NORTHSTAR_HOME", "The folder of the workspace when --workspace does not name one."),
    ("VISUAL, EDITOR", "The editor of northstar edit and of ctrl-e on the screen."),
    ("NO_COLOR", "When set, the screen uses no colour."),
    ("XDG_DATA_HOME, XDG_CONFIG_HOME", "Where workspace and settings lie; counts on every system."),
];

/// Prints the completions of a shell.
pub fn completions(shell: clap_complete::Shell, out: &mut Out) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "northstar", &mut script);
    Ok(out.write_all(&script)?)
}

/// Prints the manual page.
pub fn man(out: &mut Out) -> Result<(), Failure> {
    let mut page = Vec::new();
    Man::new(Args::command()).render(&mut page)?;
    commands_and_examples().to_writer(&mut page)?;
    keys().to_writer(&mut page)?;
    environment().to_writer(&mut page)?;
    Ok(out.write_all(&page)?)
}

fn commands_and_examples() -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["EXAMPLES"]);
    for command in Args::command().get_subcommands().filter(|command| !command.is_hide_set()) {
        let help = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
        let lines = help.lines().skip(1).map(str::trim).filter(|line| !line.is_empty());
        for line in lines {
            roff.control("PP", []).text([roman(line)]);
        }
    }
    roff
}

fn keys() -> Roff {
    let rows = keys::rows(&BTreeMap::new());
    let mut roff = Roff::new();
    roff.control("SH", ["KEYS"]);
    roff.text([roman("The usual keys; settings.ron replaces them by command id.")]);
    for group in Group::ALL {
        roff.control("SS", [group.title()]);
        for command in commands::all().filter(|command| command.group == group) {
            for row in rows.iter().filter(|row| row.id == command.id && !row.keys.is_empty()) {
                roff.control("TP", []).text([bold(row.keys.join(", ")), roman(format!(" ({})", row.scope))]);
                roff.text([roman(format!("{} {}", command.title, command.id))]);
                roff.text([roman(command.help)]);
            }
        }
    }
    roff
}

fn environment() -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["ENVIRONMENT"]);
    for (names, text) in ENVIRONMENT {
        roff.control("TP", []).text([bold(names)]).text([roman(text)]);
    }
    roff
}
