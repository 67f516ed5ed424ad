//! The launch and what came of it; and the short tables of requirements and skills.

use super::{name_of, word};
use crate::app::form::cells::{Reads, RowSpec, cell, list, read, rows_field};
use crate::app::form::fields::{
    Context, FieldSpec, Shape, choice, lines, number, plain_field, print_number, share,
};
use crate::domain::candidate::Candidate;
use crate::domain::channel::Channel;
use crate::domain::evidence::{Outcome, Pair, Used};
use crate::domain::nearest::did_you_mean;
use crate::domain::stage::Stage;
use crate::domain::workspace::Workspace;

pub(super) static REQUIREMENTS: RowSpec = list(
    "requirement",
    &[
        cell("Requirement", "In the words of the business.", Reads::Text),
        cell("Specification", "What engineering answers.", Reads::Text),
    ],
);

pub(super) fn print_requirements(candidate: &Candidate, _: &Workspace) -> Vec<Vec<String>> {
    candidate
        .requirements
        .iter()
        .map(|one| vec![one.requirement.clone(), one.specification.clone()])
        .collect()
}

pub(super) fn read_requirements(
    candidate: &mut Candidate,
    text: &str,
    context: &mut Context<'_>,
) -> Result<(), String> {
    candidate.requirements = read(&REQUIREMENTS, text, context, |row| {
        Ok(Some(Pair { requirement: row.text(0), specification: row.text(1) }))
    })?;
    Ok(())
}

pub(super) static SKILLS: RowSpec = list(
    "skill",
    &[
        cell("Skill", "As the strategy names it.", Reads::Must),
        cell("Weeks", "How many weeks of it.", Reads::Number),
    ],
);

pub(super) fn print_skills(candidate: &Candidate, _: &Workspace) -> Vec<Vec<String>> {
    candidate.skills.iter().map(|(skill, weeks)| vec![skill.clone(), weeks.to_string()]).collect()
}

pub(super) fn read_skills(
    candidate: &mut Candidate,
    text: &str,
    context: &mut Context<'_>,
) -> Result<(), String> {
    let skills = read(&SKILLS, text, context, |row| {
        Ok(Some((row.text(0), row.number(1).ok_or("the weeks are missing.")?)))
    })?;
    candidate.skills = skills.into_iter().collect();
    Ok(())
}

static READINESS: RowSpec = list(
    "part of the launch",
    &[cell("What", "message, price, training, support", Reads::Must), cell("Ready", "yes no", Reads::Yes)],
);

fn print_readiness(candidate: &Candidate, _: &Workspace) -> Vec<Vec<String>> {
    let word = |is_ready: bool| if is_ready { "yes" } else { "no" }.to_string();
    candidate.readiness.iter().map(|(what, is_ready)| vec![what.clone(), word(*is_ready)]).collect()
}

fn read_readiness(candidate: &mut Candidate, text: &str, context: &mut Context<'_>) -> Result<(), String> {
    let rows = read(&READINESS, text, context, |row| Ok(Some((row.text(0), row.yes(1)))))?;
    candidate.readiness = rows.into_iter().collect();
    Ok(())
}

const USED: [(&str, Used); 3] = [("used", Used::Used), ("partly", Used::Partly), ("unused", Used::Unused)];

fn uses() -> Vec<&'static str> {
    std::iter::once("").chain(USED.iter().map(|(name, _)| *name)).collect()
}

/// Changes the outcome, if there is one to change.
fn on_outcome(
    candidate: &mut Candidate,
    is_blank: bool,
    set: impl FnOnce(&mut Outcome),
) -> Result<(), String> {
    match &mut candidate.outcome {
        Some(outcome) => {
            set(outcome);
            Ok(())
        }
        None if is_blank => Ok(()),
        None => Err("Say first whether it is used.".into()),
    }
}

fn stage(text: &str) -> Result<Stage, String> {
    let names = Stage::ALL.map(Stage::name);
    Stage::parse(text).ok_or_else(|| {
        let text = text.trim();
        format!("`{text}` is no stage: {}.{}", names.join(", "), did_you_mean(text, names))
    })
}

pub(super) const FIELDS: &[FieldSpec<Candidate>] = &[
    plain_field!(text "message", "Message", "What is said at the launch.", message),
    rows_field!(
        "readiness",
        "Readiness",
        "What the launch needs.",
        &READINESS,
        print_readiness,
        read_readiness
    ),
    FieldSpec {
        key: "touches",
        label: "Touches",
        help: "Functions it touches, one a line: sales, support …",
        shape: Shape::Text,
        get: |candidate, _| {
            candidate.touches.iter().map(|channel| channel.name()).collect::<Vec<_>>().join("\n")
        },
        set: |candidate, text, _| {
            let names: Vec<&'static str> = Channel::ALL.iter().map(|channel| channel.name()).collect();
            let channel = |line: &String| choice(line, Channel::parse, &names);
            let read: Result<Vec<_>, String> = lines(text).iter().map(channel).collect();
            candidate.touches = read?.into_iter().flatten().collect();
            Ok(())
        },
    },
    FieldSpec {
        key: "moves",
        label: "Moves",
        help: "The step of the pipeline it should move: lead > purchase",
        shape: Shape::Line,
        get: |candidate, _| {
            candidate.moves.map(|(from, to)| format!("{} > {}", from.name(), to.name())).unwrap_or_default()
        },
        set: |candidate, text, _| {
            candidate.moves = match text.split_once('>') {
                _ if text.trim().is_empty() => None,
                Some((from, to)) => Some((stage(from)?, stage(to)?)),
                None => return Err("Two stages with > between them: lead > purchase.".into()),
            };
            Ok(())
        },
    },
    plain_field!(day "shipped", "Shipped", "The day it went out.", shipped),
    FieldSpec {
        key: "outcome",
        label: "Outcome",
        help: "used partly unused",
        shape: Shape::Choice(uses),
        get: |candidate, _| {
            candidate.outcome.as_ref().map(|outcome| name_of(&USED, &outcome.used)).unwrap_or_default()
        },
        set: |candidate, text, context| {
            let used = choice(text, |text| word(&USED, text), &uses()[1..])?;
            candidate.outcome = used.map(|used| match candidate.outcome.take() {
                Some(outcome) => Outcome { used, on: context.today, ..outcome },
                None => {
                    Outcome { used, on: context.today, note: String::new(), forecast: None, actual: None }
                }
            });
            Ok(())
        },
    },
    FieldSpec {
        key: "outcome_note",
        label: "Outcome note",
        help: "What was learnt.",
        shape: Shape::Text,
        get: |candidate, _| candidate.outcome.as_ref().map(|one| one.note.clone()).unwrap_or_default(),
        set: |candidate, text, _| {
            on_outcome(candidate, text.trim().is_empty(), |one| one.note = text.trim().to_string())
        },
    },
    FieldSpec {
        key: "forecast",
        label: "Forecast",
        help: "The adoption that was expected: .4 or 40 %",
        shape: Shape::Line,
        get: |candidate, _| print_number(candidate.outcome.as_ref().and_then(|one| one.forecast)),
        set: |candidate, text, _| {
            let forecast = share(text)?;
            on_outcome(candidate, forecast.is_none(), |one| one.forecast = forecast)
        },
    },
    FieldSpec {
        key: "adoption",
        label: "Adoption",
        help: "The adoption that came: .3 or 30 %",
        shape: Shape::Line,
        get: |candidate, _| print_number(candidate.outcome.as_ref().and_then(|one| one.actual)),
        set: |candidate, text, _| {
            let actual = share(text)?;
            on_outcome(candidate, number(text).is_ok_and(|one| one.is_none()), |one| one.actual = actual)
        },
    },
];
