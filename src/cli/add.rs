//! `northstar add`: one signal, from the arguments or from the standard input.

use super::args::Add;
use super::failure::Failure;
use super::out::Out;
use super::place::{Desk, Place};
use crate::domain::capture;
use crate::domain::channel::Channel;
use crate::domain::edit::{Edit, TransactionKind};
use crate::domain::id::SignalId;
use crate::domain::record::RecordId;
use crate::domain::shown::shown;
use crate::domain::signal::Signal;
use crate::domain::wake::wakes;
use crate::domain::workspace::Workspace;
use std::io::{self, Read};

/// The longest text read from the standard input, in bytes.
const LONGEST: u64 = 16 << 20;
/// Characters of a title in the label of the transaction.
const LABELLED: usize = 60;

/// Adds a signal and prints its id.
pub fn run(place: &Place, add: &Add, out: &mut Out) -> Result<(), Failure> {
    let (title, body) = texts(add)?;
    let mut desk = place.write()?;
    let signal = signal(&desk, add, &title, body);
    let id = signal.id;
    let label: String = format!("add {}", signal.title).chars().take(LABELLED).collect();
    let mut edits = wakes(&desk.workspace, &signal);
    edits.insert(0, Edit::from(signal));
    desk.save(label, TransactionKind::Edit, edits)?;
    out.line(&id.to_string())?;
    Ok(())
}

/// Returns title and body as they were given. Of a text of several lines the first is the title.
fn texts(add: &Add) -> Result<(String, String), Failure> {
    let given = |text: &str| if text == "-" { read_input() } else { Ok(text.to_string()) };
    if add.title == "-" && add.body.as_deref() == Some("-") {
        return Err(Failure::usage("The standard input can be the title and body, or the body, not both.")
            .with_hint("Leave out --body: the first line read is the title, the rest the body."));
    }
    let title = given(&add.title)?;
    let (title, rest) = title.trim().split_once('\n').unwrap_or((title.trim(), ""));
    let body = match &add.body {
        Some(body) => [rest.trim(), given(body)?.trim()].join("\n\n").trim().to_string(),
        None => rest.trim().to_string(),
    };
    if title.trim().is_empty() {
        return Err(Failure::usage("A signal needs a title.").with_hint("Nothing was added."));
    }
    Ok((title.trim().into(), body))
}

fn read_input() -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = io::stdin().take(LONGEST + 1).read_to_end(&mut bytes);
    read.map_err(|error| Failure::usage(format!("The standard input cannot be read: {error}.")))?;
    if LONGEST < bytes.len() as u64 {
        return Err(
            Failure::usage("The text is longer than 16 MiB.").with_hint("`northstar import` takes files.")
        );
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::usage(format!("The standard input is no text: byte {at} is not UTF-8."))
            .with_hint("Convert it, for example with iconv.")
    })
}

fn signal(desk: &Desk, add: &Add, title: &str, body: String) -> Signal {
    let workspace = &desk.workspace;
    let mut signal = Signal::new(free_id(workspace), title, Channel::Customer, desk.now);
    signal.body = body;
    signal.tags.clone_from(&add.tags);
    signal.stage = add.stage;
    let mut signal = capture::read_marks(signal, workspace);
    if let Some(from) = &add.from {
        said_by(&mut signal, from, workspace);
    }
    let person = signal.who.and_then(|id| workspace.stakeholder(id));
    signal.channel = add.channel.or(person.and_then(|person| person.channel)).unwrap_or(Channel::Customer);
    signal
}

/// Sets who said it: the person a name or an id means, else the text itself.
fn said_by(signal: &mut Signal, from: &str, workspace: &Workspace) {
    let by_id = match workspace.resolve(from) {
        Ok(RecordId::Stakeholder(id)) => Some(id),
        _ => None,
    };
    let person = by_id.or_else(|| capture::person(from, workspace)).and_then(|id| workspace.stakeholder(id));
    match person {
        Some(person) => {
            signal.who = Some(person.id);
            signal.account = person.account.or(signal.account);
        }
        None => {
            signal.who = None;
            signal.said_by = shown(from.trim()).into_owned();
        }
    }
}

fn free_id(workspace: &Workspace) -> SignalId {
    let mut id = SignalId::from_bits(fastrand::u64(..));
    while workspace.signal(id).is_some() {
        id = id.next();
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(title: &str, body: Option<&str>) -> Add {
        let body = body.map(Into::into);
        Add { title: title.into(), body, channel: None, from: None, tags: vec![], stage: None }
    }

    #[test]
    fn the_first_line_is_the_title() {
        let texts = |title, body| texts(&add(title, body)).unwrap();
        assert_eq!(
            texts(" Login loops\r\n\nEvery Monday.\n", None),
            ("Login loops".into(), "Every Monday.".into())
        );
        assert_eq!(texts("Login", Some(" long ")), ("Login".into(), "long".into()));
    }

    #[test]
    fn no_title_and_two_readers_are_wrong_usage() {
        assert_eq!(texts(&add(" \n", None)).unwrap_err().exit, 2);
        assert_eq!(texts(&add("-", Some("-"))).unwrap_err().exit, 2);
    }
}
