//! `northstar trace`: from a signal to the candidate it backs, the decision on it and the message it became; or
//! which link of that chain is missing. From a candidate, the signals come first.

use super::args::Show;
use super::failure::Failure;
use super::json;
use super::out::Out;
use super::place::Place;
use super::table::{self, fixed, flexible};
use crate::domain::candidate::Candidate;
use crate::domain::id::{CandidateId, SignalId};
use crate::domain::record::RecordId;
use crate::domain::signal::Signal;
use crate::domain::verdict::Verdict;
use crate::domain::workspace::Workspace;
use jiff::civil::Date;
use serde::Serialize;

/// One chain: all that leads to a candidate and all that came of it.
#[derive(Serialize)]
struct Chain<'a> {
    signals: Vec<Step<'a, SignalId>>,
    candidate: Option<Step<'a, CandidateId>>,
    decisions: Vec<Decided<'a>>,
    message: &'a str,
    /// What is missing, in words.
    missing: Vec<&'static str>,
}

#[derive(Serialize)]
struct Step<'a, Id> {
    id: Id,
    title: &'a str,
    /// The verdict of a signal, the horizon of a candidate.
    state: &'static str,
}

#[derive(Serialize)]
struct Decided<'a> {
    on: Date,
    what: &'a str,
    why: &'a str,
}

/// Traces the record an id or its beginning names.
pub fn run(place: &Place, args: &Show, out: &mut Out) -> Result<(), Failure> {
    let opened = place.read()?;
    let workspace = &opened.workspace;
    let chains = match workspace.resolve(&args.id)? {
        RecordId::Signal(id) => of_signal(id, workspace),
        RecordId::Candidate(id) => of_candidate(id, workspace),
        _ => {
            return Err(Failure::usage("A trace starts at a signal or at a candidate.")
                .with_hint("`northstar list signals` shows ids."));
        }
    };
    if args.json {
        json::write_all(out, &chains)?;
        return Ok(());
    }
    let is_short = out.width().is_some();
    let shown_id = |id: RecordId| if is_short { workspace.short_id(id) } else { id.to_string() };
    let rows: Vec<_> = chains.iter().flat_map(|chain| rows(chain, &shown_id)).collect();
    table::write(out, &[fixed("link"), fixed("where"), fixed("state"), flexible("what")], &rows)?;
    Ok(())
}

fn of_signal(id: SignalId, workspace: &Workspace) -> Vec<Chain<'_>> {
    let path = survivors(id, workspace);
    let links = path.last().map(|signal| signal.links.as_slice()).unwrap_or_default();
    let targets: Vec<&Candidate> =
        links.iter().filter_map(|link| workspace.candidate(link.to)).map(AsRef::as_ref).collect();
    if targets.is_empty() {
        return vec![chain(&path, None)];
    }
    targets.into_iter().map(|candidate| chain(&path, Some(candidate))).collect()
}

/// Returns the signal and those it was merged into, one after the other.
fn survivors(id: SignalId, workspace: &Workspace) -> Vec<&Signal> {
    let mut path: Vec<&Signal> = Vec::new();
    let mut next = Some(id);
    while let Some(signal) = next.and_then(|id| workspace.signal(id)).map(AsRef::as_ref) {
        if path.iter().any(|seen| seen.id == signal.id) {
            break;
        }
        path.push(signal);
        next = if let Verdict::Merged { into } = signal.verdict { Some(into) } else { None };
    }
    path
}

fn of_candidate(id: CandidateId, workspace: &Workspace) -> Vec<Chain<'_>> {
    let signals = workspace.index().of_candidate(id).filter_map(|id| workspace.signal(id));
    let signals: Vec<&Signal> = signals.map(AsRef::as_ref).collect();
    vec![chain(&signals, workspace.candidate(id).map(AsRef::as_ref))]
}

fn chain<'a>(signals: &[&'a Signal], candidate: Option<&'a Candidate>) -> Chain<'a> {
    let decisions = candidate.map(|one| one.decisions.as_slice()).unwrap_or_default();
    let message = candidate.map_or("", |one| one.message.trim());
    let gaps = [
        (signals.is_empty(), "no signal backs it"),
        (candidate.is_none(), "no candidate is linked"),
        (decisions.is_empty(), "no decision was taken"),
        (message.is_empty(), "no message was written"),
    ];
    let step = |one: &&'a Signal| Step { id: one.id, title: &one.title, state: one.verdict.name() };
    let decided =
        |one: &'a crate::domain::evidence::Decision| Decided { on: one.on, what: &one.what, why: &one.why };
    Chain {
        signals: signals.iter().map(step).collect(),
        candidate: candidate.map(|one| Step { id: one.id, title: &one.title, state: one.horizon.name() }),
        decisions: decisions.iter().map(decided).collect(),
        message,
        missing: gaps.into_iter().filter(|(is_missing, _)| *is_missing).map(|(_, gap)| gap).collect(),
    }
}

fn rows(chain: &Chain<'_>, shown_id: &dyn Fn(RecordId) -> String) -> Vec<Vec<String>> {
    let row = |link: &str, place: String, state: &str, what: &str| {
        vec![link.to_string(), place, state.to_string(), what.to_string()]
    };
    let mut rows = Vec::new();
    for signal in &chain.signals {
        rows.push(row("signal", shown_id(RecordId::Signal(signal.id)), signal.state, signal.title));
    }
    if let Some(one) = &chain.candidate {
        rows.push(row("candidate", shown_id(RecordId::Candidate(one.id)), one.state, one.title));
    }
    for decision in &chain.decisions {
        rows.push(row(
            "decision",
            decision.on.to_string(),
            "",
            &format!("{} {}", decision.what, decision.why),
        ));
    }
    if !chain.message.is_empty() {
        rows.push(row("message", String::new(), "", chain.message));
    }
    rows.extend(chain.missing.iter().map(|gap| row("missing", String::new(), "", gap)));
    rows
}
