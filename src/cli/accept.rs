//! `northstar accept`: takes what a rule says about a record as it is, with a reason. It is quiet until the facts
//! it was accepted on change.

use super::args::Accept;
use super::failure::Failure;
use super::out::Out;
use super::place::Place;
use crate::analysis::finding::{Facts, Finding};
use crate::analysis::{acceptance, rules};
use crate::domain::edit::TransactionKind;
use crate::domain::nearest::did_you_mean;
use crate::domain::shown::shown;
use crate::domain::when::day_of;
use crate::runtime::clock;

/// Accepts what one rule says about one record.
pub fn run(place: &Place, args: &Accept, out: &mut Out) -> Result<(), Failure> {
    if rules::rule(&args.rule).is_none() {
        let hint = did_you_mean(&args.rule, rules::RULES.iter().map(|rule| rule.id));
        return Err(Failure::usage(format!("There is no rule {}.{hint}", shown(&args.rule)))
            .with_hint("`northstar check` names the rules that speak."));
    }
    let mut desk = place.write_existing()?;
    let id = desk.workspace.resolve(&args.id)?;
    let today = day_of(desk.now, &clock::zone());
    let found = rules::everything(&Facts::new(&desk.workspace, desk.now, today));
    let about = |finding: &Finding| finding.rule == args.rule && finding.subject == id;
    let found: Vec<Finding> = found.into_iter().filter(about).collect();
    if found.is_empty() {
        return Err(Failure::nothing(format!("The rule {} says nothing about {id}", args.rule)));
    }
    let mut changes = Vec::new();
    for finding in &found {
        let edit = acceptance::accept(finding, &args.because, today, &desk.workspace);
        changes.extend(desk.apply(vec![edit.map_err(Failure::usage)?])?);
    }
    desk.save_changes(format!("accept {} of {id}", args.rule), TransactionKind::Edit, changes)?;
    for finding in &found {
        out.line(&format!("Accepted: {}", finding.message))?;
    }
    Ok(())
}
