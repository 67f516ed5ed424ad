//! `northstar check`: what the rules say, the worst first. Ends with 1 when they say anything.

use super::args::Json;
use super::failure::Failure;
use super::json;
use super::out::{Out, say};
use super::place::Place;
use super::table::{self, fixed, flexible};
use crate::analysis::finding::{Facts, Finding};
use crate::analysis::rules;
use crate::domain::record::RecordId;
use crate::domain::when::day_of;
use crate::domain::workspace::Workspace;
use crate::runtime::clock;
use serde::Serialize;

/// One finding with the title of what it is about.
#[derive(Serialize)]
struct Found {
    rule: &'static str,
    severity: &'static str,
    subject: RecordId,
    title: String,
    message: String,
    /// What would mend it, where the program knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<String>,
}

/// Checks all records against all rules.
pub fn run(place: &Place, args: &Json, out: &mut Out) -> Result<(), Failure> {
    let opened = place.read()?;
    let now = clock::now();
    let facts = Facts::new(&opened.workspace, now, day_of(now, &clock::zone()));
    let found = rules::findings(&facts).into_iter().map(|finding| found(finding, &opened.workspace));
    let found: Vec<Found> = found.collect();
    if args.json {
        json::write_all(out, &found)?;
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
    Found {
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
