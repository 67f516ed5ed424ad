//! Questions nobody has answered, risks, what was decided, and where everybody stands.

use super::backing::said;
use super::{name_of, word};
use crate::app::form::cells::{Reads, RowSpec, cell, list, read, rows_field};
use crate::app::form::fields::{Context, FieldSpec, plain_field, print_day, print_person};
use crate::domain::candidate::Candidate;
use crate::domain::evidence::{Consent, Decision, Objected, Risk, Seed, Stand, Unknown};
use crate::domain::workspace::Workspace;

static UNKNOWN_ROWS: RowSpec = list(
    "unknown",
    &[
        cell("Question", "What nobody has answered yet.", Reads::Must),
        cell("Asked", "The day; today if nothing is said.", Reads::Day),
        cell("Can answer", "Who; ctrl-l lists people.", Reads::Person),
        cell("Answer", "Once there is one.", Reads::Text),
        cell("Understood", "Confirmed by who asked: yes no", Reads::Yes),
    ],
);

fn print_unknowns(candidate: &Candidate, workspace: &Workspace) -> Vec<Vec<String>> {
    let row = |one: &Unknown| {
        let who = print_person(one.can_answer, workspace);
        vec![one.question.clone(), one.asked.to_string(), who, one.answer.clone(), said(one.understood)]
    };
    candidate.unknowns.iter().map(row).collect()
}

fn read_unknowns(candidate: &mut Candidate, text: &str, context: &mut Context<'_>) -> Result<(), String> {
    candidate.unknowns = read(&UNKNOWN_ROWS, text, context, |row| {
        let (asked, can_answer) = (row.day_or_today(1), row.person(2));
        Ok(Some(Unknown {
            question: row.text(0),
            asked,
            can_answer,
            answer: row.text(3),
            understood: row.yes(4),
        }))
    })?;
    Ok(())
}

static RISK_ROWS: RowSpec = list(
    "risk",
    &[
        cell("What", "What may go wrong.", Reads::Must),
        cell("Since", "The day; today if nothing is said.", Reads::Day),
        cell("Owner", "Who; ctrl-l lists people.", Reads::Person),
        cell("Closed", "yes no", Reads::Yes),
    ],
);

fn print_risks(candidate: &Candidate, workspace: &Workspace) -> Vec<Vec<String>> {
    let row = |one: &Risk| {
        vec![one.what.clone(), one.since.to_string(), print_person(one.owner, workspace), said(one.closed)]
    };
    candidate.risks.iter().map(row).collect()
}

fn read_risks(candidate: &mut Candidate, text: &str, context: &mut Context<'_>) -> Result<(), String> {
    candidate.risks = read(&RISK_ROWS, text, context, |row| {
        Ok(Some(Risk {
            what: row.text(0),
            since: row.day_or_today(1),
            owner: row.person(2),
            closed: row.yes(3),
        }))
    })?;
    Ok(())
}

static OBJECTION_ROWS: RowSpec = list(
    "objection",
    &[
        cell("By", "Who; ctrl-l lists people.", Reads::Person),
        cell("Objection", "In their words.", Reads::Must),
        cell("On", "The day; today if nothing is said.", Reads::Day),
        cell("Answer", "What we say to it.", Reads::Text),
    ],
);

fn print_objections(candidate: &Candidate, workspace: &Workspace) -> Vec<Vec<String>> {
    let row = |one: &Objected| {
        vec![print_person(Some(one.by), workspace), one.text.clone(), one.on.to_string(), one.answer.clone()]
    };
    candidate.objections.iter().map(row).collect()
}

fn read_objections(candidate: &mut Candidate, text: &str, context: &mut Context<'_>) -> Result<(), String> {
    candidate.objections = read(&OBJECTION_ROWS, text, context, |row| {
        let by = row.person(0).ok_or("say who objects.")?;
        Ok(Some(Objected { by, text: row.text(1), on: row.day_or_today(2), answer: row.text(3) }))
    })?;
    Ok(())
}

static DECISION_ROWS: RowSpec = list(
    "decision",
    &[
        cell("What", "What was decided.", Reads::Must),
        cell("Why", "The reason.", Reads::Text),
        cell("On", "The day; today if nothing is said.", Reads::Day),
        cell("By", "Who; ctrl-l lists people.", Reads::Person),
        cell("Revisit when", "What would reopen it.", Reads::Text),
    ],
);

fn print_decisions(candidate: &Candidate, workspace: &Workspace) -> Vec<Vec<String>> {
    let row = |one: &Decision| {
        let (on, by) = (one.on.to_string(), print_person(one.by, workspace));
        vec![one.what.clone(), one.why.clone(), on, by, one.revisit_when.clone()]
    };
    candidate.decisions.iter().map(row).collect()
}

fn read_decisions(candidate: &mut Candidate, text: &str, context: &mut Context<'_>) -> Result<(), String> {
    let old = candidate.decisions.clone();
    candidate.decisions = read(&DECISION_ROWS, text, context, |row| {
        let (what, on) = (row.text(0), row.day_or_today(2));
        // In which meeting it was made is not typed; it stays with the decision.
        let meeting = old.iter().find(|one| one.what == what && one.on == on).and_then(|one| one.meeting);
        let (why, by, revisit_when) = (row.text(1), row.person(3), row.text(4));
        Ok(Some(Decision { what, why, on, by, revisit_when, meeting }))
    })?;
    Ok(())
}

const STANDS: [(&str, Stand); 2] = [("agreed", Stand::Agreed), ("objects", Stand::Objects)];

fn stands() -> Vec<&'static str> {
    vec!["unknown", "agreed", "objects"]
}

static CONSENT_ROWS: RowSpec = list(
    "consent",
    &[
        cell("Who", "A stakeholder; ctrl-l lists people.", Reads::Person),
        cell("Stand", "agreed objects unknown", Reads::OneOf(stands)),
        cell("On", "The day; today if nothing is said.", Reads::Day),
        cell("Why", "", Reads::Text),
    ],
);

fn print_consent(candidate: &Candidate, workspace: &Workspace) -> Vec<Vec<String>> {
    let row = |one: &Consent| {
        let (who, stand) = (print_person(Some(one.who), workspace), name_of(&STANDS, &one.stand));
        vec![who, stand, print_day(one.on), one.why.clone()]
    };
    candidate.consent.iter().map(row).collect()
}

fn read_consent(candidate: &mut Candidate, text: &str, context: &mut Context<'_>) -> Result<(), String> {
    let old = candidate.consent.clone();
    candidate.consent = read(&CONSENT_ROWS, text, context, |row| {
        let who = row.person(0).ok_or("say who.")?;
        // Unknown is the absence of a stand.
        let Some(stand) = word(&STANDS, &row.text(1)) else { return Ok(None) };
        let is_old = old.iter().any(|one| one.who == who && one.stand == stand);
        let on = if is_old { row.day(2) } else { Some(row.day_or_today(2)) };
        Ok(Some(Consent { who, stand, on, why: row.text(3) }))
    })?;
    Ok(())
}

static SEED_ROWS: RowSpec = list(
    "seed",
    &[
        cell("Idea", "\"Can this work?\", asked of engineering.", Reads::Must),
        cell("On", "The day; today if nothing is said.", Reads::Day),
        cell("Stuck", "Whether it took hold: yes no", Reads::Yes),
        cell("Why", "", Reads::Text),
    ],
);

fn print_seeds(candidate: &Candidate, _: &Workspace) -> Vec<Vec<String>> {
    let row = |one: &Seed| {
        let stuck = one.stuck.map(|stuck| if stuck { "yes" } else { "no" }.to_string()).unwrap_or_default();
        vec![one.idea.clone(), one.on.to_string(), stuck, one.why.clone()]
    };
    candidate.seeds.iter().map(row).collect()
}

fn read_seeds(candidate: &mut Candidate, text: &str, context: &mut Context<'_>) -> Result<(), String> {
    candidate.seeds = read(&SEED_ROWS, text, context, |row| {
        Ok(Some(Seed { idea: row.text(0), on: row.day_or_today(1), stuck: row.maybe(2), why: row.text(3) }))
    })?;
    Ok(())
}

pub(super) const FIELDS: &[FieldSpec<Candidate>] = &[
    rows_field!(
        "unknowns",
        "Unknowns",
        "Questions still open.",
        &UNKNOWN_ROWS,
        print_unknowns,
        read_unknowns
    ),
    rows_field!("risks", "Risks", "With age and owner.", &RISK_ROWS, print_risks, read_risks),
    rows_field!(
        "objections",
        "Objections",
        "To the candidate itself.",
        &OBJECTION_ROWS,
        print_objections,
        read_objections
    ),
    rows_field!(
        "decisions",
        "Decisions",
        "What, why, by whom.",
        &DECISION_ROWS,
        print_decisions,
        read_decisions
    ),
    rows_field!("consent", "Consent", "Who agreed, who objects.", &CONSENT_ROWS, print_consent, read_consent),
    plain_field!(person "sponsor", "Sponsor", "The stakeholder who stands for it; ctrl-l lists people.", sponsor),
    plain_field!(person "owner", "Owner", "Who sees it through; ctrl-l lists people.", owner),
    rows_field!("seeds", "Idea seeds", "What was asked of engineering.", &SEED_ROWS, print_seeds, read_seeds),
];
