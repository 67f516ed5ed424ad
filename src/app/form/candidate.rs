//! The fields of a candidate's form: problem, value, then approach, in that order. The approach stays
//! closed until the first two exist.

use super::fields::{FieldSpec, Shape, choice, number, person, person_name, plain_field, required};
use crate::domain::candidate::{Candidate, Horizon, Novelty};
use crate::domain::evidence::Range;
use jiff::civil::Date;

fn horizons() -> Vec<&'static str> {
    Horizon::ALL.iter().map(|horizon| horizon.name()).collect()
}

fn novelties() -> Vec<&'static str> {
    std::iter::once("").chain(Novelty::ALL.iter().map(|novelty| novelty.name())).collect()
}

/// Stamps the days on which scope and texts last changed, so that stale texts can be told.
pub(super) fn note_changes(before: &Candidate, after: &mut Candidate, today: Date) {
    if before.scope_in != after.scope_in || before.scope_out != after.scope_out {
        after.scope_changed = Some(today);
    }
    if before.business_text != after.business_text || before.technical_text != after.technical_text {
        after.texts_changed = Some(today);
    }
}

pub(super) const FIELDS: &[FieldSpec<Candidate>] = &[
    FieldSpec {
        key: "title",
        label: "Title",
        help: "What it is called on the roadmap.",
        shape: Shape::Line,
        get: |candidate, _| candidate.title.clone(),
        set: |candidate, text, _| required(&mut candidate.title, text, "The title"),
    },
    plain_field!(text "problem", "Problem", "Whose, how often, how bad.", problem),
    plain_field!(text "value", "Value", "What solving it is worth, and to whom.", value),
    FieldSpec {
        key: "approach",
        label: "Approach",
        help: "How. Needs problem and value first.",
        shape: Shape::Text,
        get: |candidate, _| candidate.approach.clone(),
        set: |candidate, text, _| {
            let is_open = !candidate.problem.is_empty() && !candidate.value.is_empty();
            if !text.trim().is_empty() && !is_open {
                return Err("Say the problem and the value first; the approach follows from them.".into());
            }
            candidate.approach = text.trim().to_string();
            Ok(())
        },
    },
    plain_field!(text
        "business",
        "Business text",
        "For those who decide and buy: money, time, risk.",
        business_text
    ),
    plain_field!(text
        "technical",
        "Technical text",
        "For those who build: mechanism, constraint, dependency.",
        technical_text
    ),
    plain_field!(lines "use_cases", "Use cases", "One a line.", use_cases),
    plain_field!(lines "scope_in", "In scope", "One a line.", scope_in),
    plain_field!(lines "scope_out", "Out of scope", "One a line.", scope_out),
    FieldSpec {
        key: "horizon",
        label: "Horizon",
        help: "now next later parked shipped rejected",
        shape: Shape::Choice(horizons),
        get: |candidate, _| candidate.horizon.name().to_string(),
        set: |candidate, text, _| {
            candidate.horizon = choice(text, Horizon::parse, &horizons())?.unwrap_or_default();
            Ok(())
        },
    },
    FieldSpec {
        key: "novelty",
        label: "Novelty",
        help: "Parity, iteration, new capability, or a bet.",
        shape: Shape::Choice(novelties),
        get: |candidate, _| candidate.novelty.map(|novelty| novelty.name().to_string()).unwrap_or_default(),
        set: |candidate, text, _| {
            candidate.novelty = choice(text, Novelty::parse, &novelties()[1..])?;
            Ok(())
        },
    },
    FieldSpec {
        key: "effort",
        label: "Effort, weeks",
        help: "A number or a range: 3 or 3..5",
        shape: Shape::Line,
        get: |candidate, _| candidate.effort_weeks.map(print_range).unwrap_or_default(),
        set: |candidate, text, _| {
            candidate.effort_weeks = range(text)?;
            Ok(())
        },
    },
    FieldSpec {
        key: "sponsor",
        label: "Sponsor",
        help: "The stakeholder who stands for it.",
        shape: Shape::Line,
        get: |candidate, workspace| person_name(candidate.sponsor, workspace),
        set: |candidate, text, context| {
            candidate.sponsor = person(text, context.workspace);
            match (candidate.sponsor, text.trim()) {
                (None, name) if !name.is_empty() => Err(format!("There is no stakeholder `{name}` yet.")),
                _ => Ok(()),
            }
        },
    },
    plain_field!(day "window", "Window", "The last day on which it is worth having.", window),
    plain_field!(day "earliest", "Earliest", "The first day it could be delivered.", earliest),
    plain_field!(tags "tags", "Tags", "Words separated by spaces.", tags),
    plain_field!(private "private", "Private notes", "Hidden while presenting, never exported.", private_notes),
];

fn print_range(range: Range) -> String {
    if range.lo == range.hi { range.lo.to_string() } else { format!("{}..{}", range.lo, range.hi) }
}

fn range(text: &str) -> Result<Option<Range>, String> {
    let (lo, hi) = text.split_once("..").unwrap_or((text, text));
    let (Some(lo), Some(hi)) = (number(lo)?, number(hi)?) else { return Ok(None) };
    let range = Range { lo, hi };
    if lo < 0.0 || !range.is_valid() {
        return Err(format!("`{}` is no range from low to high.", text.trim()));
    }
    Ok(Some(range))
}
