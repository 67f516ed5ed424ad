//! The groups of a candidate's form: problem, value, then approach, in that order, told in two languages;
//! then what backs and bounds it. The approach stays closed until the first two exist.

mod backing;
mod economics;
mod launch;
mod people;

use super::cells::Pick;
use super::fields::{FieldSpec, GroupSpec, Shape, choice, plain_field, required};
use crate::analysis::explain;
use crate::domain::candidate::{Candidate, Horizon, Kind, Novelty, Origin};
use crate::domain::nearest::did_you_mean;
use crate::domain::workspace::Workspace;
use jiff::civil::Date;

fn horizons() -> Vec<&'static str> {
    Horizon::ALL.iter().map(|horizon| horizon.name()).collect()
}

fn novelties() -> Vec<&'static str> {
    std::iter::once("").chain(Novelty::ALL.iter().map(|novelty| novelty.name())).collect()
}

/// Kinds of work with their words.
const KINDS: [(&str, Kind); 3] =
    [("feature", Kind::Feature), ("enhancement", Kind::Enhancement), ("fix", Kind::Fix)];
/// Whose idea it was, with the words.
const ORIGINS: [(&str, Origin); 3] =
    [("demand", Origin::Demand), ("clone", Origin::Clone), ("thesis", Origin::Thesis)];

/// Finds the value of a word in a short table.
pub(super) fn word<V: Copy>(table: &[(&'static str, V)], text: &str) -> Option<V> {
    table.iter().find(|(name, _)| name.eq_ignore_ascii_case(text.trim())).map(|(_, value)| *value)
}

/// Finds the word of a value in a short table.
pub(super) fn name_of<V: PartialEq>(table: &[(&'static str, V)], value: &V) -> String {
    table.iter().find(|(_, one)| one == value).map(|(name, _)| (*name).to_string()).unwrap_or_default()
}

fn kinds() -> Vec<&'static str> {
    KINDS.iter().map(|(name, _)| *name).collect()
}

fn origins() -> Vec<&'static str> {
    std::iter::once("").chain(ORIGINS.iter().map(|(name, _)| *name)).collect()
}

/// Stamps the days on which scope and texts last changed, so that stale texts can be told.
pub(super) fn note_changes(before: &Candidate, after: &mut Candidate, today: Date) {
    if before.scope_in != after.scope_in || before.scope_out != after.scope_out {
        after.scope_changed = Some(today);
    }
    if before.business_text != after.business_text || before.technical_text != after.technical_text {
        after.texts_changed = Some(today);
    }
    if after.horizon == Horizon::Shipped && after.shipped.is_none() {
        after.shipped = Some(today);
    }
}

/// What those who decide would miss in a business text (METHODS 4.8).
fn lint_business(text: &str, workspace: &Workspace) -> String {
    if text.trim().is_empty() {
        return "Empty: say what it brings in money, time, risk, compliance or people.".into();
    }
    let read = explain::business(text, &workspace.strategy().glossary);
    let mut said = Vec::new();
    if workspace.strategy().limits().jargon < read.per_hundred() {
        said.push(format!(
            "! {:.1} technical terms in 100 words: {}.",
            read.per_hundred(),
            read.jargon.join(", ")
        ));
    }
    if read.outcomes.is_empty() {
        said.push("! No outcome named: money, time, risk, compliance or people.".into());
    }
    if said.is_empty() {
        let outcomes: Vec<&str> = read.outcomes.iter().map(|outcome| outcome.name()).collect();
        said.push(format!("✓ Names {}.", outcomes.join(", ")));
    }
    said.join(" ")
}

/// What those who build would miss in a technical text.
fn lint_technical(text: &str, workspace: &Workspace) -> String {
    if text.trim().is_empty() {
        return "Empty: name the mechanism, the constraint or the dependency.".into();
    }
    if explain::names_mechanism(text, &workspace.strategy().glossary) {
        "✓ Names a mechanism, a constraint or a dependency.".into()
    } else {
        "! Names no mechanism, constraint or dependency.".into()
    }
}

/// All groups, in the order of the form.
pub(super) const GROUPS: &[GroupSpec<Candidate>] = &[
    GroupSpec { title: "The text", fields: TEXT },
    GroupSpec { title: "Evidence and scores", fields: backing::SCORES },
    GroupSpec { title: "Scope and use cases", fields: SCOPE },
    GroupSpec { title: "Economics and substitutes", fields: economics::FIELDS },
    GroupSpec { title: "Gates", fields: backing::GATES },
    GroupSpec { title: "Dependencies and options", fields: backing::DEPENDENCIES },
    GroupSpec { title: "Unknowns, risks, decisions, consent", fields: people::FIELDS },
    GroupSpec { title: "Goals and time", fields: TIME },
    GroupSpec { title: "Launch", fields: launch::FIELDS },
];

const TEXT: &[FieldSpec<Candidate>] = &[
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
        shape: Shape::After(
            &["problem", "value"],
            "Closed: say the problem and the value first; the approach follows from them.",
        ),
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
    FieldSpec {
        key: "business",
        label: "Business text",
        help: "For those who decide and buy: money, time, risk.",
        shape: Shape::Told(lint_business),
        get: |candidate, _| candidate.business_text.clone(),
        set: |candidate, text, _| {
            candidate.business_text = text.trim().to_string();
            Ok(())
        },
    },
    FieldSpec {
        key: "technical",
        label: "Technical text",
        help: "For those who build: mechanism, constraint, dependency.",
        shape: Shape::Told(lint_technical),
        get: |candidate, _| candidate.technical_text.clone(),
        set: |candidate, text, _| {
            candidate.technical_text = text.trim().to_string();
            Ok(())
        },
    },
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
    plain_field!(tags "tags", "Tags", "Words separated by spaces.", tags),
    plain_field!(private "private", "Private notes", "Hidden while presenting, never exported.", private_notes),
];

const SCOPE: &[FieldSpec<Candidate>] = &[
    plain_field!(lines "use_cases", "Use cases", "One a line: who does what, to what end.", use_cases),
    plain_field!(lines "scope_in", "In scope", "One a line. Both lines are needed before now.", scope_in),
    plain_field!(lines "scope_out", "Out of scope", "One a line: what it will not do.", scope_out),
    super::cells::rows_field!(
        "requirements",
        "Requirements",
        "Business requirement and the specification that answers it.",
        &launch::REQUIREMENTS,
        launch::print_requirements,
        launch::read_requirements
    ),
    plain_field!(text "implication", "Implication", "What it means for the rest of the product.", implication),
];

const TIME: &[FieldSpec<Candidate>] = &[
    FieldSpec {
        key: "goal",
        label: "Goal",
        help: "The key of the product goal it serves; ctrl-l lists them.",
        shape: Shape::Pick(Pick::Goal),
        get: |candidate, _| candidate.goal.clone(),
        set: |candidate, text, context| {
            let keys = || context.workspace.strategy().goals.iter().map(|goal| goal.key.as_str());
            let key = text.trim();
            if !key.is_empty() && !keys().any(|known| known == key) {
                return Err(format!("There is no goal `{key}`.{}", did_you_mean(key, keys())));
            }
            candidate.goal = key.to_string();
            Ok(())
        },
    },
    plain_field!(range "effort", "Effort, weeks", "A number or a range: 3 or 3..5", effort_weeks),
    super::cells::rows_field!(
        "skills",
        "Skills",
        "Weeks each skill is needed for.",
        &launch::SKILLS,
        launch::print_skills,
        launch::read_skills
    ),
    plain_field!(day "window", "Window", "The last day on which it is worth having.", window),
    plain_field!(day "earliest", "Earliest", "The first day it could be delivered.", earliest),
    plain_field!(day "possible", "Possible since", "The day on which it became possible at all.", possible_since),
    FieldSpec {
        key: "assumption",
        label: "Assumption of",
        help: "The year of the assumption it rests on.",
        shape: Shape::Line,
        get: |candidate, _| candidate.assumption_year.map(|year| year.to_string()).unwrap_or_default(),
        set: |candidate, text, _| {
            let year = text.trim();
            candidate.assumption_year = match year.parse::<i16>() {
                _ if year.is_empty() => None,
                Ok(year) if (1900..=2200).contains(&year) => Some(year),
                _ => return Err(format!("`{year}` is no year; 2024, say.")),
            };
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
        key: "kind",
        label: "Kind",
        help: "feature enhancement fix",
        shape: Shape::Choice(kinds),
        get: |candidate, _| name_of(&KINDS, &candidate.kind),
        set: |candidate, text, _| {
            candidate.kind = choice(text, |text| word(&KINDS, text), &kinds())?.unwrap_or_default();
            Ok(())
        },
    },
    FieldSpec {
        key: "origin",
        label: "Origin",
        help: "Whose idea: demand, a clone of theirs, our own thesis.",
        shape: Shape::Choice(origins),
        get: |candidate, _| candidate.origin.map(|one| name_of(&ORIGINS, &one)).unwrap_or_default(),
        set: |candidate, text, _| {
            candidate.origin = choice(text, |text| word(&ORIGINS, text), &origins()[1..])?;
            Ok(())
        },
    },
];
