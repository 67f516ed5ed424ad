//! The fields of a candidate's form: problem, value, then approach, in that order. The approach stays
//! closed until the first two exist.

use super::fields::{
    FieldSpec, Shape, choice, day, lines, number, person, person_name, print_day, print_tags, required, tags,
};
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

macro_rules! text_field {
    ($key:literal, $label:literal, $help:literal, $field:ident) => {
        FieldSpec {
            key: $key,
            label: $label,
            help: $help,
            shape: Shape::Text,
            get: |candidate: &Candidate, _| candidate.$field.clone(),
            set: |candidate, text, _| {
                candidate.$field = text.trim().to_string();
                Ok(())
            },
        }
    };
}

macro_rules! lines_field {
    ($key:literal, $label:literal, $help:literal, $field:ident) => {
        FieldSpec {
            key: $key,
            label: $label,
            help: $help,
            shape: Shape::Text,
            get: |candidate: &Candidate, _| candidate.$field.join("\n"),
            set: |candidate, text, _| {
                candidate.$field = lines(text);
                Ok(())
            },
        }
    };
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
    text_field!("problem", "Problem", "Whose, how often, how bad.", problem),
    text_field!("value", "Value", "What solving it is worth, and to whom.", value),
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
    text_field!(
        "business",
        "Business text",
        "For those who decide and buy: money, time, risk.",
        business_text
    ),
    text_field!(
        "technical",
        "Technical text",
        "For those who build: mechanism, constraint, dependency.",
        technical_text
    ),
    lines_field!("use_cases", "Use cases", "One a line.", use_cases),
    lines_field!("scope_in", "In scope", "One a line.", scope_in),
    lines_field!("scope_out", "Out of scope", "One a line.", scope_out),
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
    FieldSpec {
        key: "window",
        label: "Window",
        help: "The last day on which it is worth having.",
        shape: Shape::Line,
        get: |candidate, _| print_day(candidate.window),
        set: |candidate, text, context| {
            candidate.window = day(text, context.today)?;
            Ok(())
        },
    },
    FieldSpec {
        key: "earliest",
        label: "Earliest",
        help: "The first day it could be delivered.",
        shape: Shape::Line,
        get: |candidate, _| print_day(candidate.earliest),
        set: |candidate, text, context| {
            candidate.earliest = day(text, context.today)?;
            Ok(())
        },
    },
    FieldSpec {
        key: "tags",
        label: "Tags",
        help: "Words separated by spaces.",
        shape: Shape::Line,
        get: |candidate, _| print_tags(&candidate.tags),
        set: |candidate, text, _| {
            candidate.tags = tags(text);
            Ok(())
        },
    },
    FieldSpec {
        key: "private",
        label: "Private notes",
        help: "Hidden while presenting, never exported.",
        shape: Shape::Private,
        get: |candidate, _| candidate.private_notes.clone(),
        set: |candidate, text, _| {
            candidate.private_notes = text.trim().to_string();
            Ok(())
        },
    },
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
