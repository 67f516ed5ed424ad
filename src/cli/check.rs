//! `northstar check`: what is wrong with the files, and what the rules say of the records, the worst first. Ends
//! with 1 when something is left. `--fix` mends what can be mended without losing a byte.

use super::args::Check;
use super::failure::Failure;
use super::git_files;
use super::json;
use super::out::{Out, say};
use super::place::Place;
use super::table::{self, fixed, flexible};
use crate::analysis::finding::{Facts, Finding, Severity};
use crate::analysis::{acceptance, rules};
use crate::domain::record::RecordId;
use crate::domain::when::day_of;
use crate::domain::workspace::Workspace;
use crate::runtime::clock;
use crate::store::check::{self, Damage, Grade, Mend};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// One thing that was found. The names are a promise to programs.
#[derive(Serialize)]
struct Found {
    severity: &'static str,
    /// One sentence.
    what: String,
    /// The file, with line and column where they are known.
    #[serde(rename = "where")]
    place: String,
    record: Option<RecordId>,
    /// It was mended just now.
    fixed: bool,
    /// The rule or the kind of damage.
    rule: &'static str,
    /// Of the record.
    title: String,
    /// What an acceptance would hold to.
    #[serde(skip_serializing_if = "String::is_empty")]
    facts: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<Limit>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
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

/// Checks files and records.
pub fn run(place: &Place, args: &Check, out: &mut Out) -> Result<(), Failure> {
    if args.dry_run && !args.fix {
        return Err(Failure::usage("--dry-run goes with --fix."));
    }
    let mut damages = look(place, args.deep)?;
    let mut mended = Vec::new();
    if args.fix {
        (mended, damages) = fix(place, args, damages)?;
    }
    let opened = place.read()?;
    let now = clock::now();
    let facts = Facts::new(&opened.workspace, now, day_of(now, &clock::zone()));
    let of_rules = rules::everything(&facts).into_iter().map(|finding| by_rule(finding, &opened.workspace));
    let (of_rules, accepted): (Vec<_>, Vec<_>) = of_rules.partition(|(_, one)| one.accepted.is_none());
    let mut left: Vec<(Grade, Found)> =
        damages.iter().map(|one| damaged(one, &opened.workspace, false)).collect();
    left.extend(of_rules);
    left.sort_by(|(a, _), (b, _)| b.cmp(a));
    let is_well = left.is_empty();
    left.extend(mended.iter().map(|one| damaged(one, &opened.workspace, true)));
    let found: Vec<Found> = left.into_iter().map(|(_, found)| found).collect();
    if args.json {
        json::write_all(out, found.iter().chain(accepted.iter().map(|(_, one)| one)))?;
    } else if found.is_empty() {
        say("Nothing was found.");
    } else {
        let is_short = out.width().is_some();
        let rows: Vec<_> = found.iter().map(|one| cells(one, &opened.workspace, is_short)).collect();
        let columns =
            [fixed("severity"), fixed("rule"), fixed("id"), flexible("about"), flexible("what was found")];
        table::write(out, &columns, &rows)?;
    }
    if is_well { Ok(()) } else { Err(Failure::silent(1)) }
}

fn look(place: &Place, deep: bool) -> Result<Vec<Damage>, Failure> {
    let mut damages = check::look(&place.dir, deep).map_err(super::place::not_found_is_nothing)?;
    damages.extend(git_files::look(&place.dir));
    Ok(damages)
}

/// Mends what can be. Returns what was mended and what is left.
fn fix(place: &Place, args: &Check, found: Vec<Damage>) -> Result<(Vec<Damage>, Vec<Damage>), Failure> {
    let mends: BTreeSet<&Mend> = found.iter().filter_map(|damage| damage.mend.as_ref()).collect();
    let verb = if args.dry_run { "Would" } else { "Fixing:" };
    mends.iter().for_each(|mend| say(&format!("{verb} {mend}.")));
    if args.dry_run || found.is_empty() {
        return Ok((Vec::new(), found));
    }
    mend(place, &mends)?;
    let left = look(place, args.deep)?;
    let key = |damage: &Damage| (damage.kind, damage.what.clone(), damage.id);
    let is_left = |damage: &Damage| left.iter().any(|one| key(one) == key(damage));
    Ok((found.into_iter().filter(|damage| !is_left(damage)).collect(), left))
}

/// Mends under the lock, so that nobody writes meanwhile. What fails is told; the rest is done.
fn mend(place: &Place, mends: &BTreeSet<&Mend>) -> Result<(), Failure> {
    let desk = place.write_existing()?;
    for mend in mends {
        if let Err(error) = desk.mend(mend) {
            say(&format!("Not done: {mend}. {error}"));
        }
    }
    Ok(())
}

fn by_rule(finding: Finding, workspace: &Workspace) -> (Grade, Found) {
    let grade = match finding.severity {
        Severity::Note => Grade::Note,
        Severity::Warning => Grade::Warning,
        Severity::Error => Grade::Error,
    };
    let record = workspace.get(finding.subject);
    let accepted = acceptance::of(&finding, workspace);
    let found = Found {
        accepted: accepted.map(|one| Quiet { why: one.why, on: one.on }),
        limit: finding.limit.map(|(name, value)| Limit { name, value }),
        numbers: finding.numbers.into_iter().collect(),
        facts: finding.facts,
        severity: finding.severity.name(),
        what: finding.message,
        place: record.as_ref().map_or_else(String::new, check::place_of),
        record: Some(finding.subject),
        fixed: false,
        rule: finding.rule,
        title: record.map(|record| record.title().into()).unwrap_or_default(),
        fix: finding.fix.map(|(words, _)| words),
    };
    (grade, found)
}

fn damaged(damage: &Damage, workspace: &Workspace, fixed: bool) -> (Grade, Found) {
    let record = damage.id.and_then(|id| workspace.get(id));
    let found = Found {
        facts: String::new(),
        limit: None,
        numbers: BTreeMap::new(),
        accepted: None,
        severity: damage.grade.name(),
        what: damage.what.clone(),
        place: damage.place.clone(),
        record: damage.id,
        fixed,
        rule: damage.kind,
        title: record.map(|record| record.title().into()).unwrap_or_default(),
        fix: damage.mend.as_ref().map(ToString::to_string),
    };
    (damage.grade, found)
}

fn cells(one: &Found, workspace: &Workspace, is_short: bool) -> Vec<String> {
    let id = match one.record {
        Some(id) if is_short => workspace.short_id(id),
        Some(id) => id.to_string(),
        None => String::new(),
    };
    let about = if one.title.is_empty() { &one.place } else { &one.title };
    let what = if one.fixed { format!("mended: {}", one.what) } else { one.what.clone() };
    vec![one.severity.into(), one.rule.into(), id, about.clone(), what]
}
