//! The arguments, as data. Help, completions and the manual are made from these definitions and nothing else.

use super::views;
use crate::domain::channel::Channel;
use crate::domain::nearest::did_you_mean;
use crate::domain::stage::Stage;
use crate::domain::tag::Tag;
use crate::exchange::import::Kind;
use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

const EXIT_CODES: &str = "\
Exit codes: 0 done, 1 nothing found or the check found something, 2 wrong usage, 3 locked,
4 workspace unreadable, 5 not saved, 6 newer format, 7 no terminal, 130 interrupted.";

/// Signals in, defended priorities out. Without a command the screen starts.
#[derive(Debug, Parser)]
#[command(name = "northstar", version, after_long_help = EXIT_CODES, max_term_width = 100)]
pub struct Args {
    #[command(flatten)]
    pub options: Options,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What every command takes.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The folder of the workspace [default: $NORTHSTAR_HOME, else the platform's data folder]
    #[arg(long, global = true, value_name = "DIR")]
    pub workspace: Option<PathBuf>,
    /// Look, change nothing
    #[arg(long, global = true)]
    pub read_only: bool,
    /// The screen to start with, such as roadmap
    #[arg(long, global = true, value_name = "NAME", value_parser = view)]
    pub view: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Try northstar on a sample that is gone afterwards
    #[command(after_long_help = "Example:\n  northstar demo")]
    Demo,
    /// Add a signal; prints its id
    #[command(after_long_help = "\
Examples:
  northstar add 'SSO login loops on Safari #sso @ben' --channel support
  pbpaste | northstar add - --from 'Ada Obi'")]
    Add(Add),
    /// Bring in files of other tools: CSV, JSON, mbox, mails
    #[command(after_long_help = "\
Examples:
  northstar import tickets.csv --map title=Summary --dry-run
  gh issue list --json number,title,body,url | northstar import -")]
    Import(Import),
    /// List records: a table on a terminal, tab-separated lines in a pipe
    #[command(after_long_help = "\
Examples:
  northstar list signals --filter 'status:inbox channel:sales age<14d'
  northstar list promises --json")]
    List(List),
    /// Show one record
    #[command(after_long_help = "Example:\n  northstar show c-7k2")]
    Show(Show),
    /// Rank the open candidates, and say how firm each rank is
    #[command(after_long_help = "\
Examples:
  northstar rank
  northstar rank --lens executive --json
  northstar rank --without sales
  northstar rank --explain c-7k2")]
    Rank(Rank),
    /// Show how balanced the input is, of everything kept or for one candidate
    #[command(after_long_help = "\
Examples:
  northstar balance
  northstar balance c-7k2 --json")]
    Balance(Balance),
    /// Check the files, and the records against all rules; ends with 1 when something is found
    #[command(after_long_help = "\
Examples:
  northstar check --json
  northstar check --deep --fix --dry-run")]
    Check(Check),
    /// Accept what a rule says about a record, with a reason, until its facts change
    #[command(after_long_help = "Example:\n  northstar accept c-7k2 missing-text --because 'prototype only'")]
    Accept(Accept),
    /// Follow a signal to candidate, decision and message, or name the missing link
    #[command(after_long_help = "Example:\n  northstar trace s-4hd")]
    Trace(Show),
    /// Edit one record in $VISUAL or $EDITOR
    #[command(after_long_help = "Example:\n  EDITOR=nano northstar edit c-7k2")]
    Edit(Edit),
    /// Show what was done, latest first
    #[command(after_long_help = "Example:\n  northstar history --since 2026-11-01")]
    History(History),
    /// Write records out as JSON or CSV
    #[command(after_long_help = "\
Examples:
  northstar export signals --format csv -o signals.csv
  northstar export all > everything.json")]
    Export(Export),
    /// List backups, or go back to one; a step that can be undone
    #[command(after_long_help = "\
Examples:
  northstar restore
  northstar restore latest --dry-run
  northstar restore 2026-11-21T08 --only c-7k2")]
    Restore(Restore),
    /// Commit the workspace, take in what was done elsewhere, and send the result, through git
    #[command(after_long_help = "\
Examples:
  northstar sync
  northstar sync --message 'After the board' --no-push")]
    Sync(Sync),
    /// Tell git how records merge
    #[command(after_long_help = "Example:\n  northstar git setup")]
    Git {
        #[command(subcommand)]
        command: GitCommand,
    },
    /// Merge a file both sides changed; git runs this
    #[command(hide = true, after_long_help = "Example:\n  northstar merge-file BASE OURS THEIRS PATH")]
    MergeFile(MergeFile),
    /// List every command of the screen with its keys
    #[command(after_long_help = "Example:\n  northstar keys --json")]
    Keys(Json),
    /// Check the workspace, the settings and the terminal
    #[command(after_long_help = "Example:\n  northstar doctor")]
    Doctor(Json),
    /// Print the completions of a shell
    #[command(after_long_help = "\
Example:
  northstar completions fish > ~/.config/fish/completions/northstar.fish")]
    Completions { shell: clap_complete::Shell },
    /// Print the manual page
    #[command(after_long_help = "Example:\n  northstar man | man -l -")]
    Man,
    /// Draw a screen of the demo into an SVG file
    #[command(after_long_help = "\
Example:
  northstar shot --view roadmap --size 100x30 --keys 'jj<enter>' -o roadmap.svg")]
    Shot(Shot),
    /// Read a file to import in a process of its own; started by import and by the screen
    #[command(name = crate::runtime::worker::COMMAND, hide = true)]
    ImportWorker {
        /// What to read and how, as JSON; the file is the standard input
        job: String,
    },
}

#[derive(Debug, clap::Args)]
pub struct Json {
    /// JSON for programs
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub struct Add {
    /// The verbatim in one line; `#tag` and `@person` in it are taken out. `-` reads title and body
    pub title: String,
    /// The verbatim in full; `-` reads it
    #[arg(long, value_name = "TEXT|-", allow_hyphen_values = true)]
    pub body: Option<String>,
    /// How it came [default: the person's, else customer]
    #[arg(long, value_name = "C", value_parser = channel)]
    pub channel: Option<Channel>,
    /// Who said it: a name or an id
    #[arg(long, value_name = "PERSON")]
    pub from: Option<String>,
    /// A tag; may be given several times
    #[arg(long = "tag", value_name = "T", value_parser = tag)]
    pub tags: Vec<Tag>,
    /// The stage of the pipeline
    #[arg(long, value_name = "S", value_parser = stage)]
    pub stage: Option<Stage>,
}

#[derive(Debug, clap::Args)]
pub struct Import {
    /// Files and folders; `-` reads the standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The format [default: told by the content]
    #[arg(long, value_name = "F")]
    pub format: Option<String>,
    /// What the rows become: signals, stakeholders, candidates, meetings
    #[arg(long = "as", value_name = "KIND", default_value = "signals", value_parser = kind)]
    pub kind: Kind,
    /// The column a field is read from, such as title=Summary
    #[arg(long = "map", value_name = "FIELD=COLUMN", value_parser = mapping)]
    pub map: Vec<(String, String)>,
    /// The channel of every new signal
    #[arg(long, value_name = "C", value_parser = channel)]
    pub channel: Option<Channel>,
    /// A tag for every new record; may be given several times
    #[arg(long = "tag", value_name = "T", value_parser = tag)]
    pub tags: Vec<Tag>,
    /// Say what would happen, change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Go on when what is there now cannot be backed up first
    #[arg(long)]
    pub no_backup: bool,
    /// JSON for programs
    #[arg(long)]
    pub json: bool,
}

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Listed {
    Signals,
    Stakeholders,
    Accounts,
    Candidates,
    Meetings,
    Promises,
}

#[derive(Debug, clap::Args)]
pub struct List {
    pub what: Listed,
    /// Only what passes, in the words of `/` on the screen
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    pub filter: Option<String>,
    /// JSON for programs
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub struct Show {
    /// An id or its unique beginning
    pub id: String,
    /// JSON for programs
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub struct Rank {
    /// The lens [default: the one of the strategy]
    #[arg(long, value_name = "L")]
    pub lens: Option<String>,
    /// Leave a family or channel out of the evidence, and say who moves
    #[arg(long, value_name = "FAMILY|CHANNEL")]
    pub without: Option<String>,
    /// Leave out what is effort-like
    #[arg(long)]
    pub without_effort: bool,
    /// Order by the score or by the weakest lens
    #[arg(long, value_name = "ORDER", default_value = "score")]
    pub by: Order,
    /// Open the numbers of one candidate instead
    #[arg(long, value_name = "ID")]
    pub explain: Option<String>,
    /// JSON for programs
    #[arg(long)]
    pub json: bool,
}

/// What candidates are ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Order {
    Score,
    Weakest,
}

#[derive(Debug, clap::Args)]
pub struct Accept {
    /// An id or its unique beginning, or `strategy`
    pub id: String,
    /// The rule, as `northstar check` names it
    pub rule: String,
    /// Why it is accepted
    #[arg(long, value_name = "TEXT")]
    pub because: String,
}

#[derive(Debug, clap::Args)]
pub struct Balance {
    /// A candidate's id or its unique beginning
    pub id: Option<String>,
    /// JSON for programs
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub struct Edit {
    /// An id or its unique beginning, or `strategy`
    pub id: String,
}

#[derive(Debug, clap::Args)]
pub struct History {
    /// From this day on: 2026-11-01, 2w
    #[arg(long, value_name = "DAY")]
    pub since: Option<String>,
    /// JSON for programs
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub struct Check {
    /// Also compare every record with the journal, and read every backup
    #[arg(long)]
    pub deep: bool,
    /// Mend what can be; what is replaced or taken away goes into quarantine
    #[arg(long)]
    pub fix: bool,
    /// With --fix: say what would be done, change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// JSON for programs
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub struct Restore {
    /// A backup, the beginning of its name, or `latest` [default: list them]
    pub name: Option<String>,
    /// Only this record; without a backup, as it was last known. May be given several times
    #[arg(long, value_name = "ID")]
    pub only: Vec<String>,
    /// Say what would happen, change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Go on when what is there now cannot be backed up first
    #[arg(long)]
    pub no_backup: bool,
    /// JSON for programs
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub struct Sync {
    /// What the commit is called
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub message: Option<String>,
    /// Take in, send nothing
    #[arg(long)]
    pub no_push: bool,
}

/// What can be done about git.
#[derive(Debug, Subcommand)]
pub enum GitCommand {
    /// Write the files git reads and the merge driver; doing it again changes nothing
    Setup,
}

#[derive(Debug, clap::Args)]
pub struct MergeFile {
    /// The version both come from
    pub base: PathBuf,
    /// Our version, which gets the result
    pub ours: PathBuf,
    pub theirs: PathBuf,
    /// Where the file lies in the repository
    pub path: String,
}

/// What can be written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Exported {
    Signals,
    All,
}

/// How it is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    Json,
    Csv,
}

#[derive(Debug, clap::Args)]
pub struct Export {
    pub what: Exported,
    #[arg(long, value_name = "F", default_value = "json")]
    pub format: ExportFormat,
    /// The file [default: the standard output]
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// Replace a file that is there already
    #[arg(long, requires = "output")]
    pub force: bool,
    /// CSV cells as they are, also those that a spreadsheet would run as formulas
    #[arg(long)]
    pub raw: bool,
}

#[derive(Debug, clap::Args)]
pub struct Shot {
    /// Columns and rows
    #[arg(long, value_name = "WxH", default_value = "120x40", value_parser = size)]
    pub size: (u16, u16),
    /// Keys to press first, such as jj<enter>
    #[arg(long, value_name = "K", allow_hyphen_values = true)]
    pub keys: Option<String>,
    /// The theme
    #[arg(long, value_name = "NAME", default_value = "default")]
    pub theme: String,
    /// The file
    #[arg(short, long, value_name = "FILE", required_unless_present = "print")]
    pub output: Option<PathBuf>,
    /// Print the screen as plain text instead
    #[arg(long, hide = true)]
    pub print: bool,
}

fn view(text: &str) -> Result<String, String> {
    let names = views::names();
    match names.iter().find(|name| name.eq_ignore_ascii_case(text)) {
        Some(name) => Ok(name.clone()),
        None => {
            let names = names.iter().map(String::as_str);
            let hint = did_you_mean(text, names.clone());
            Err(format!(
                "There is no such screen.{hint} The screens are {}.",
                names.collect::<Vec<_>>().join(", ")
            ))
        }
    }
}

fn channel(text: &str) -> Result<Channel, String> {
    let names = Channel::ALL.map(Channel::name);
    Channel::parse(text).ok_or_else(|| unknown("channel", text, &names))
}

fn stage(text: &str) -> Result<Stage, String> {
    let names = Stage::ALL.map(Stage::name);
    Stage::parse(text).ok_or_else(|| unknown("stage", text, &names))
}

fn unknown(what: &str, text: &str, names: &[&'static str]) -> String {
    let hint = did_you_mean(text, names.iter().copied());
    format!("There is no such {what}.{hint} The {what}s are {}.", names.join(", "))
}

fn tag(text: &str) -> Result<Tag, String> {
    Tag::new(text).ok_or_else(|| "A tag needs at least one letter.".into())
}

fn kind(text: &str) -> Result<Kind, String> {
    Kind::parse(text).map_err(|error| error.to_string())
}

fn mapping(text: &str) -> Result<(String, String), String> {
    let (field, column) = text.split_once('=').ok_or("Write FIELD=COLUMN, such as title=Summary.")?;
    Ok((field.trim().into(), column.into()))
}

fn size(text: &str) -> Result<(u16, u16), String> {
    let parts = text.split_once(['x', 'X', '×']);
    let sides = parts.and_then(|(columns, rows)| Some((columns.parse().ok()?, rows.parse().ok()?)));
    let fits = |side: u16| (1..=500).contains(&side);
    sides
        .filter(|(columns, rows)| fits(*columns) && fits(*rows))
        .ok_or_else(|| "Write columns and rows, such as 100x30, each at most 500.".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definitions_hold_together() {
        Args::command().debug_assert();
    }

    #[test]
    fn every_command_has_help_and_an_example() {
        for command in Args::command().get_subcommands().filter(|command| !command.is_hide_set()) {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            let long = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
            assert!(long.contains(&format!("northstar {}", command.get_name())), "{}", command.get_name());
        }
    }

    #[test]
    fn wrong_names_are_told_the_nearest() {
        assert!(channel("suport").unwrap_err().contains("Did you mean `support`?"));
        assert!(stage("led").unwrap_err().contains("Did you mean `lead`?"));
        assert!(view("roadmp").unwrap_err().contains("Did you mean `roadmap`?"));
        assert_eq!(size("100x30"), Ok((100, 30)));
        assert!(size("0x30").is_err() && size("9999x1").is_err() && size("a").is_err());
    }
}
