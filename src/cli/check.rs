//! `northstar check`: what the rules say, the worst first. Ends with 1 when they say anything.

use super::args::Json;
use super::failure::Failure;
use super::json;
use super::out::{Out, say};
use super::place::Place;
use super::table::{self, fixed, flexible};
use crate::analysis::finding::{Facts, Finding};
use crate::analysis::{acceptance, rules};
use crate::domain::record::RecordId;
use crate::domain::when::day_of;
use crate::domain::workspace::Workspace;
use crate::runtime::clock;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// One finding with the title of what it is about.
#[derive(Serialize)]
struct Found {
    rule: &'static str,
    severity: &'static str,
    subject: RecordId,
    title: String,
    message: String,
    /// What an acceptance would hold to.
    facts: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<Limit>,
    numbers: BTreeMap<&'static str, f64>,
    /// Why it was accepted; with `--json` accepted ones are listed too, and do not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted: Option<Quiet>,
    /// What would mend it, where the program knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<String>,
}

/// A limit of the strategy.
#[derive(Serialize)]
struct Limit {
    name: &'static str,
    value: f64,
}

#[derive(Serialize)]
struct Quiet {
    why: String,
    on: Date,
}

/// Checks all records against all rules.
pub fn run(place: &Place, args: &Json, out: &mut Out) -> Result<(), Failure> {
    let opened = place.read()?;
    let now = clock::now();
    let facts = Facts::new(&opened.workspace, now, day_of(now, &clock::zone()));
    let found = rules::everything(&facts).into_iter().map(|finding| found(finding, &opened.workspace));
    let (found, accepted): (Vec<Found>, Vec<Found>) = found.partition(|one| one.accepted.is_none());
    if args.json {
        json::write_all(out, found.iter().chain(&accepted))?;
    } else if found.is_empty() {
        say("Nothing was found.");
    } else {
        let is_short = out.width().is_some();
        let rows: Vec<_> = found.iter().map(|one| cells(one, &opened.workspace, is_short)).collect();
        let columns =
            [fixed("severity"), fixed("rule"), fixed("id"), flexible("about"), flexible("what was found")];
        table::write(out, &columns, &rows)?;
    }
    if found.is_empty() { Ok(()) } else { Err(Failure::silent(1)) }
}

fn found(finding: Finding, workspace: &Workspace) -> Found {
    let accepted = acceptance::of(&finding, workspace);
    Found {
        accepted: accepted.map(|one| Quiet { why: one.why, on: one.on }),
        limit: finding.limit.map(|(name, value)| Limit { name, value }),
        numbers: finding.numbers.into_iter().collect(),
        facts: finding.facts,
        rule: finding.rule,
        severity: finding.severity.name(),
        subject: finding.subject,
        title: workspace.get(finding.subject).map(|record| record.title().into()).unwrap_or_default(),
        message: finding.message,
        fix: finding.fix.map(|(words, _)| words),
    }
}

fn cells(one: &Found, workspace: &Workspace, is_short: bool) -> Vec<String> {
    let id = if is_short { workspace.short_id(one.subject) } else { one.subject.to_string() };
    vec![one.severity.into(), one.rule.into(), id, one.title.clone(), one.message.clone()]
}
