//! What backs a candidate: scores per driver, alignment, gates, dependencies, options.

use crate::app::form::cells::{Reads, RowSpec, cell, list, read, rows_field};
use crate::app::form::fields::{
    Context, FieldSpec, Shape, plain_field, print_candidate, print_day, print_person, print_range,
};
use crate::domain::candidate::{Candidate, Dependency};
use crate::domain::evidence::{Gate, Opinion, Opt, Score};
use crate::domain::workspace::Workspace;

static SCORE_ROWS: RowSpec = RowSpec {
    noun: "score",
    cells: &[
        cell("Driver", "The criterion.", Reads::Driver),
        cell("Value", "0 to 1 on its scale: a point .6 or a range .4..0.8", Reads::ShareRange),
        cell("From", "Where the number comes from.", Reads::Text),
        cell("By", "Who says so; ctrl-l lists people.", Reads::Person),
        cell("On", "The day; today if nothing is said.", Reads::Day),
    ],
    is_fixed: true,
    empty: "No drivers yet: g n and e set up drivers and lenses.",
};

fn print_scores(candidate: &Candidate, workspace: &Workspace) -> Vec<Vec<String>> {
    let known = workspace.strategy().drivers.iter().map(|driver| &driver.key);
    let is_known = |key: &String| workspace.strategy().drivers.iter().any(|driver| driver.key == *key);
    let others = candidate.scores.keys().filter(|key| !is_known(key));
    let row = |key: &String| {
        let score = candidate.scores.get(key);
        vec![
            key.clone(),
            print_range(score.map(|score| score.range)),
            score.map(|score| score.from.clone()).unwrap_or_default(),
            print_person(score.and_then(|score| score.by), workspace),
            print_day(score.and_then(|score| score.on)),
        ]
    };
    known.chain(others).map(row).collect()
}

fn read_scores(candidate: &mut Candidate, text: &str, context: &mut Context<'_>) -> Result<(), String> {
    let (old, today) = (candidate.scores.clone(), context.today);
    let scores = read(&SCORE_ROWS, text, context, |row| {
        let (key, from, by) = (row.text(0), row.text(2), row.person(3));
        let Some(range) = row.range(1) else {
            return if from.is_empty() { Ok(None) } else { Err("the value is missing.".into()) };
        };
        let before = old.get(&key);
        let is_same = before.is_some_and(|one| one.range == range && one.from == from && one.by == by);
        // Another value under the day of the old one was set today.
        let is_dated = row.day(4) != before.and_then(|one| one.on);
        let on = if is_same || is_dated { row.day(4) } else { Some(today) };
        Ok(Some((key, Score { range, from, by, on })))
    })?;
    candidate.scores = scores.into_iter().collect();
    Ok(())
}

fn alignments() -> Vec<&'static str> {
    vec!["", "-2", "-1", "0", "+1", "+2"]
}

pub(super) const SCORES: &[FieldSpec<Candidate>] = &[
    rows_field!(
        "scores",
        "Scores",
        "enter sets a driver: a point or a range, where it comes from.",
        &SCORE_ROWS,
        print_scores,
        read_scores
    ),
    FieldSpec {
        key: "alignment",
        label: "Alignment",
        help: "-2 to +2 towards the North Star.",
        shape: Shape::Choice(alignments),
        get: |candidate, _| {
            candidate.alignment.as_ref().map(|opinion| signed(opinion.value)).unwrap_or_default()
        },
        set: |candidate, text, _| {
            let text = text.trim();
            let why = candidate.alignment.take().map(|opinion| opinion.why).unwrap_or_default();
            match text.parse::<i8>() {
                _ if text.is_empty() => Ok(()),
                Ok(value) if (-2..=2).contains(&value) => {
                    candidate.alignment = Some(Opinion { value, why });
                    Ok(())
                }
                _ => Err(format!("`{text}` is none of -2, -1, 0, +1, +2.")),
            }
        },
    },
    FieldSpec {
        key: "alignment_why",
        label: "Aligned why",
        help: "How it serves the North Star, or does not.",
        shape: Shape::Line,
        get: |candidate, _| candidate.alignment.as_ref().map(|one| one.why.clone()).unwrap_or_default(),
        set: |candidate, text, _| match &mut candidate.alignment {
            Some(opinion) => {
                opinion.why = text.trim().to_string();
                Ok(())
            }
            None if text.trim().is_empty() => Ok(()),
            None => Err("Say how far it is aligned first, from -2 to +2.".into()),
        },
    },
    plain_field!(yes "must_be", "Must-be", "Expected by everybody; ranked apart.", must_be),
    plain_field!(yes "constraint", "Constraint", "A hard constraint; sits above everything ranked.", constraint),
    plain_field!(yes "packaging", "Packaging", "Packaging or pricing; must name the root problem.", packaging),
    plain_field!(line "root_problem", "Root problem", "What the packaging bandages.", root_problem),
];

fn signed(value: i8) -> String {
    if 0 < value { format!("+{value}") } else { value.to_string() }
}

static GATE_ROWS: RowSpec = RowSpec {
    noun: "gate",
    cells: &[
        cell("Gate", "Importance, feasibility or technical value.", Reads::Text),
        cell("Verdict", "open shut", Reads::OneOf(verdicts)),
        cell("Reason", "Why; a gate without a reason opens nothing.", Reads::Text),
        cell("Verified by", "Who looked; ctrl-l lists people.", Reads::Person),
        cell("On", "The day; today if nothing is said.", Reads::Day),
    ],
    is_fixed: true,
    empty: "",
};

fn verdicts() -> Vec<&'static str> {
    vec!["", "open", "shut"]
}

fn print_gates(candidate: &Candidate, workspace: &Workspace) -> Vec<Vec<String>> {
    let gates = &candidate.gates;
    [
        ("importance", &gates.importance),
        ("feasibility", &gates.feasibility),
        ("technical value", &gates.technical_value),
    ]
    .map(|(name, gate)| match gate {
        Some(gate) => vec![
            name.into(),
            if gate.open { "open" } else { "shut" }.into(),
            gate.why.clone(),
            print_person(gate.by, workspace),
            gate.on.to_string(),
        ],
        None => vec![name.into(), String::new(), String::new(), String::new(), String::new()],
    })
    .into()
}

fn read_gates(candidate: &mut Candidate, text: &str, context: &mut Context<'_>) -> Result<(), String> {
    let gates = read(&GATE_ROWS, text, context, |row| {
        let open = match row.text(1).to_lowercase().as_str() {
            "open" => true,
            "shut" => false,
            _ if row.text(2).is_empty() && row.person(3).is_none() => return Ok(Some(None)),
            _ => return Err("the verdict is missing: open or shut.".into()),
        };
        Ok(Some(Some(Gate { open, why: row.text(2), by: row.person(3), on: row.day_or_today(4) })))
    })?;
    let mut gates = gates.into_iter();
    let gate = &mut candidate.gates;
    for place in [&mut gate.importance, &mut gate.feasibility, &mut gate.technical_value] {
        *place = gates.next().flatten();
    }
    Ok(())
}

pub(super) const GATES: &[FieldSpec<Candidate>] = &[rows_field!(
    "gates",
    "Gates",
    "Verdict, reason, verifier and day; without all three open nothing enters now.",
    &GATE_ROWS,
    print_gates,
    read_gates
)];

static DEPENDENCY_ROWS: RowSpec = list(
    "dependency",
    &[
        cell("Needs", "Another candidate; ctrl-l lists them.", Reads::Candidate),
        cell("Or", "What is waited for, when it is no candidate.", Reads::Text),
        cell("Technical", "yes no", Reads::Yes),
        cell("Done", "yes no", Reads::Yes),
    ],
);

/// Yes, or nothing.
pub(super) fn said(is_so: bool) -> String {
    if is_so { "yes".into() } else { String::new() }
}

fn print_dependencies(candidate: &Candidate, workspace: &Workspace) -> Vec<Vec<String>> {
    let row = |one: &Dependency| {
        vec![print_candidate(one.on, workspace), one.what.clone(), said(one.technical), said(one.done)]
    };
    candidate.depends_on.iter().map(row).collect()
}

fn read_dependencies(candidate: &mut Candidate, text: &str, context: &mut Context<'_>) -> Result<(), String> {
    candidate.depends_on = read(&DEPENDENCY_ROWS, text, context, |row| {
        let (on, what) = (row.candidate(0), row.text(1));
        if on.is_none() && what.is_empty() {
            return Err("say what is needed.".into());
        }
        Ok(Some(Dependency { on, what, technical: row.yes(2), done: row.yes(3) }))
    })?;
    Ok(())
}

static OPTION_ROWS: RowSpec = list(
    "option",
    &[
        cell("What", "A way to do it.", Reads::Must),
        cell("Cost", "", Reads::Text),
        cell("Risk", "", Reads::Text),
        cell("Benefit", "", Reads::Text),
        cell("Chosen", "yes no", Reads::Yes),
        cell("Why", "Why it was chosen, or was not.", Reads::Text),
    ],
);

fn print_options(candidate: &Candidate, _: &Workspace) -> Vec<Vec<String>> {
    let row = |one: &Opt| {
        let texts = [&one.what, &one.cost, &one.risk, &one.benefit].map(Clone::clone);
        texts.into_iter().chain([said(one.chosen), one.why.clone()]).collect()
    };
    candidate.options.iter().map(row).collect()
}

fn read_options(candidate: &mut Candidate, text: &str, context: &mut Context<'_>) -> Result<(), String> {
    candidate.options = read(&OPTION_ROWS, text, context, |row| {
        let [what, cost, risk, benefit] = [0, 1, 2, 3].map(|at| row.text(at));
        Ok(Some(Opt { what, cost, risk, benefit, chosen: row.yes(4), why: row.text(5) }))
    })?;
    Ok(())
}

pub(super) const DEPENDENCIES: &[FieldSpec<Candidate>] = &[
    rows_field!(
        "depends_on",
        "Needs first",
        "What must come before it; a circle is refused with its path.",
        &DEPENDENCY_ROWS,
        print_dependencies,
        read_dependencies
    ),
    rows_field!(
        "options",
        "Options",
        "Ways to do it, and which one was chosen.",
        &OPTION_ROWS,
        print_options,
        read_options
    ),
];
