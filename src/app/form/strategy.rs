//! The form of the strategy: North Star, goals, drivers and lenses, capacity, the mix that is meant, limits.
//! Where there are no drivers yet it opens with the usual ones typed in, to be kept or changed.

use super::Field;
use super::cells::{Reads, RowSpec, cell, encode, list, read, rows_field};
use super::fields::{Context, FieldSpec, GroupSpec, Shape, amount, plain_field, share};
use crate::domain::nearest::did_you_mean;
use crate::domain::strategy::{Driver, Goal, Lens, Strategy, Term};
use crate::domain::text;
use crate::domain::thresholds::Thresholds;
use crate::domain::workspace::Workspace;
use std::collections::BTreeMap;

/// All groups, in the order of the form.
pub(super) const GROUPS: &[GroupSpec<Strategy>] = &[
    GroupSpec { title: "North Star and goals", fields: STAR },
    GroupSpec { title: "Drivers and lenses", fields: DRIVERS },
    GroupSpec { title: "Capacity", fields: CAPACITY },
    GroupSpec { title: "Mix, words and limits", fields: LIMITS },
];

const STAR: &[FieldSpec<Strategy>] = &[
    plain_field!(text "statement", "Statement", "What everything serves, in one sentence.", north_star.statement),
    plain_field!(line "metric", "Metric", "What it is measured by.", north_star.metric),
    plain_field!(number "now", "Now", "Where the metric stands.", north_star.now),
    plain_field!(number "target", "Target", "Where it should stand.", north_star.target),
    rows_field!(
        "goals",
        "Goals",
        "Company goals, and product goals under them.",
        &GOALS,
        print_goals,
        read_goals
    ),
];

static GOALS: RowSpec = list(
    "goal",
    &[
        cell("Key", "A short name: G1", Reads::Must),
        cell("Goal", "In one sentence.", Reads::Must),
        cell("Company", "A goal of the company: yes no", Reads::Yes),
        cell("Under", "The key of the goal above.", Reads::Text),
    ],
);

fn print_goals(strategy: &Strategy, _: &Workspace) -> Vec<Vec<String>> {
    let row = |goal: &Goal| {
        let company = if goal.of_company { "yes" } else { "" };
        vec![goal.key.clone(), goal.text.clone(), company.into(), goal.parent.clone()]
    };
    strategy.goals.iter().map(row).collect()
}

fn read_goals(strategy: &mut Strategy, text: &str, context: &mut Context<'_>) -> Result<(), String> {
    let goals = read(&GOALS, text, context, |row| {
        Ok(Some(Goal { key: row.text(0), text: row.text(1), of_company: row.yes(2), parent: row.text(3) }))
    })?;
    let keys = || goals.iter().map(|goal| goal.key.as_str());
    if let Some(goal) =
        goals.iter().find(|goal| !goal.parent.is_empty() && !keys().any(|key| key == goal.parent))
    {
        return Err(format!(
            "{}: there is no goal `{}`.{}",
            goal.key,
            goal.parent,
            did_you_mean(&goal.parent, keys())
        ));
    }
    unique(keys())?;
    strategy.goals = goals;
    Ok(())
}

/// Refuses a key that stands twice.
fn unique<'a>(keys: impl Iterator<Item = &'a str>) -> Result<(), String> {
    let mut seen = std::collections::BTreeSet::new();
    for key in keys {
        if !seen.insert(key) {
            return Err(format!("`{key}` stands twice."));
        }
    }
    Ok(())
}

static DRIVER_ROWS: RowSpec = list(
    "driver",
    &[
        cell("Key", "A short name, as lenses and candidates use it: reach", Reads::Must),
        cell("Name", "What it is called.", Reads::Text),
        cell("0 means", "The low end of the scale, in words.", Reads::Text),
        cell("1 means", "The high end of the scale, in words.", Reads::Text),
        cell("Effort", "More is worse: yes no", Reads::Yes),
        cell("Stale after", "Days until a value is stale; empty is never.", Reads::Number),
    ],
);

fn print_drivers(strategy: &Strategy, _: &Workspace) -> Vec<Vec<String>> {
    strategy.drivers.iter().map(driver_row).collect()
}

fn driver_row(one: &Driver) -> Vec<String> {
    let effort = if one.is_effort { "yes" } else { "" };
    let stale = if one.stale_days == 0 { String::new() } else { one.stale_days.to_string() };
    vec![one.key.clone(), one.name.clone(), one.low.clone(), one.high.clone(), effort.into(), stale]
}

fn read_drivers(strategy: &mut Strategy, text: &str, context: &mut Context<'_>) -> Result<(), String> {
    let drivers = read(&DRIVER_ROWS, text, context, |row| {
        let key = row.text(0);
        let name = if row.text(1).is_empty() { key.clone() } else { row.text(1) };
        let (low, high, is_effort) = (row.text(2), row.text(3), row.yes(4));
        let stale_days = row.number(5).unwrap_or_default() as u16;
        Ok(Some(Driver { key, name, low, high, is_effort, stale_days }))
    })?;
    unique(drivers.iter().map(|driver| driver.key.as_str()))?;
    strategy.drivers = drivers;
    Ok(())
}

static LENS_ROWS: RowSpec = list(
    "lens",
    &[
        cell("Name", "One per audience: house", Reads::Must),
        cell("Weights", "Each driver and its share: reach 30, impact 50, effort 20", Reads::Must),
    ],
);

fn print_lenses(strategy: &Strategy, _: &Workspace) -> Vec<Vec<String>> {
    strategy.lenses.iter().map(lens_row).collect()
}

fn lens_row(lens: &Lens) -> Vec<String> {
    let weight = |(key, weight): (&String, &f64)| format!("{key} {weight}");
    vec![lens.name.clone(), lens.weights.iter().map(weight).collect::<Vec<_>>().join(", ")]
}

fn read_lenses(strategy: &mut Strategy, text: &str, context: &mut Context<'_>) -> Result<(), String> {
    let drivers = &strategy.drivers;
    let lenses = read(&LENS_ROWS, text, context, |row| {
        let weights = weights(&row.text(1), drivers)?;
        Ok(Some(Lens { name: row.text(0), weights }))
    })?;
    unique(lenses.iter().map(|lens| lens.name.as_str()))?;
    strategy.lenses = lenses;
    Ok(())
}

/// Reads `reach 30, impact 70`; only drivers there are, nothing below 0, not all 0.
fn weights(text: &str, drivers: &[Driver]) -> Result<BTreeMap<String, f64>, String> {
    let mut weights = BTreeMap::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let wrong = || format!("`{part}` is no weight; a driver and a number: reach 30.");
        let (key, weight) = part.rsplit_once(char::is_whitespace).ok_or_else(wrong)?;
        let weight = amount(weight)?.ok_or_else(wrong)?;
        let keys = || drivers.iter().map(|driver| driver.key.as_str());
        if !keys().any(|known| known == key.trim()) {
            return Err(format!("there is no driver `{}`.{}", key.trim(), did_you_mean(key.trim(), keys())));
        }
        weights.insert(key.trim().to_string(), weight);
    }
    if weights.values().sum::<f64>() <= 0.0 {
        return Err("no driver weighs anything.".into());
    }
    Ok(weights)
}

const DRIVERS: &[FieldSpec<Strategy>] = &[
    rows_field!(
        "drivers",
        "Drivers",
        "The criteria of the score, 0 to 1 on scales said in words.",
        &DRIVER_ROWS,
        print_drivers,
        read_drivers
    ),
    rows_field!(
        "lenses",
        "Lenses",
        "Sets of weights, one per audience.",
        &LENS_ROWS,
        print_lenses,
        read_lenses
    ),
    FieldSpec {
        key: "lens",
        label: "Shown lens",
        help: "The lens shown unless another is chosen; empty is the first.",
        shape: Shape::Line,
        get: |strategy, _| strategy.lens.clone(),
        set: |strategy, text, _| {
            let names = || strategy.lenses.iter().map(|lens| lens.name.as_str());
            let name = text.trim();
            if !name.is_empty() && !names().any(|known| known == name) {
                return Err(format!("There is no lens `{name}`.{}", did_you_mean(name, names())));
            }
            strategy.lens = name.to_string();
            Ok(())
        },
    },
];

static SKILL_ROWS: RowSpec = list(
    "skill",
    &[
        cell("Skill", "A word for it.", Reads::Must),
        cell("Weeks", "How many weeks of it there are.", Reads::Number),
    ],
);

fn print_skills(strategy: &Strategy, _: &Workspace) -> Vec<Vec<String>> {
    strategy.capacity.skills.iter().map(|(skill, weeks)| vec![skill.clone(), weeks.to_string()]).collect()
}

fn read_skills(strategy: &mut Strategy, text: &str, context: &mut Context<'_>) -> Result<(), String> {
    let rows = read(&SKILL_ROWS, text, context, |row| {
        Ok(Some((row.text(0), row.number(1).ok_or("the weeks are missing.")?)))
    })?;
    strategy.capacity.skills = rows.into_iter().collect();
    Ok(())
}

const CAPACITY: &[FieldSpec<Strategy>] = &[
    FieldSpec {
        key: "weeks",
        label: "Weeks in now",
        help: "How many weeks of work there are; empty draws no cut line.",
        shape: Shape::Line,
        get: |strategy, _| plain(strategy.capacity.weeks),
        set: |strategy, text, _| {
            strategy.capacity.weeks = amount(text)?.unwrap_or_default();
            Ok(())
        },
    },
    FieldSpec {
        key: "reserve",
        label: "Reserve, weeks",
        help: "How many of them are kept for fixes.",
        shape: Shape::Line,
        get: |strategy, _| plain(strategy.capacity.reserve),
        set: |strategy, text, _| {
            let reserve = amount(text)?.unwrap_or_default();
            if strategy.capacity.weeks < reserve {
                return Err(format!(
                    "Only {} weeks there are; {reserve} cannot be kept.",
                    strategy.capacity.weeks
                ));
            }
            strategy.capacity.reserve = reserve;
            Ok(())
        },
    },
    rows_field!(
        "skills",
        "Skills",
        "Weeks per skill; a shortage is named.",
        &SKILL_ROWS,
        print_skills,
        read_skills
    ),
];

fn plain(number: f64) -> String {
    if number == 0.0 { String::new() } else { number.to_string() }
}

static TERM_ROWS: RowSpec = list(
    "term",
    &[
        cell("Technical", "The technical word.", Reads::Must),
        cell("Plain", "The plain word for it.", Reads::Text),
    ],
);

fn print_terms(strategy: &Strategy, _: &Workspace) -> Vec<Vec<String>> {
    strategy.glossary.iter().map(|term| vec![term.technical.clone(), term.plain.clone()]).collect()
}

fn read_terms(strategy: &mut Strategy, text: &str, context: &mut Context<'_>) -> Result<(), String> {
    strategy.glossary =
        read(&TERM_ROWS, text, context, |row| Ok(Some(Term { technical: row.text(0), plain: row.text(1) })))?;
    Ok(())
}

static LIMIT_ROWS: RowSpec = RowSpec {
    noun: "limit",
    cells: &[cell("Limit", "Its name.", Reads::Text), cell("Value", "What rules judge by.", Reads::Number)],
    is_fixed: true,
    empty: "",
};

/// Names and values of all limits, as files hold them.
fn print_limits(limits: &Thresholds) -> Vec<Vec<String>> {
    let printed = text::print(limits, text::Style::Compact).unwrap_or_default();
    let inside = printed.trim_start_matches('(').trim_end_matches(')');
    let row = |part: &str| part.split_once(':').map(|(name, value)| vec![name.into(), value.into()]);
    inside.split(',').filter_map(row).collect()
}

fn read_limits(text: &str, context: &Context<'_>) -> Result<Thresholds, String> {
    let rows = read(&LIMIT_ROWS, text, context, |row| Ok(Some((row.text(0), row.number(1)))))?;
    let given = rows.into_iter().filter_map(|(name, value)| Some(format!("{name}:{}", value?)));
    let ron = format!("({})", given.collect::<Vec<_>>().join(","));
    text::parse(&ron).map_err(|error| format!("One limit cannot be read: {}.", error.code))
}

const LIMITS: &[FieldSpec<Strategy>] = &[
    FieldSpec {
        key: "mix",
        label: "Target mix",
        help: "Customer, market, internal, competitive; shares that add to 1.",
        shape: Shape::Line,
        get: |strategy, _| strategy.target_mix.shares().map(|share| share.to_string()).join(", "),
        set: |strategy, text, _| {
            let shares: Result<Vec<f64>, String> =
                text.split(',').map(|part| Ok(share(part)?.unwrap_or_default())).collect();
            let shares = shares?;
            let ([customer, market, internal, competitive], sum) = match shares.as_slice() {
                [a, b, c, d] => ([*a, *b, *c, *d], a + b + c + d),
                _ => return Err("Four shares with commas between them: 0.5, 0.2, 0.2, 0.1.".into()),
            };
            if 0.001 < (sum - 1.0).abs() {
                return Err(format!("The shares add to {sum:.2}, not to 1."));
            }
            let mix = &mut strategy.target_mix;
            (mix.customer, mix.market, mix.internal, mix.competitive) =
                (customer, market, internal, competitive);
            Ok(())
        },
    },
    plain_field!(line "currency", "Currency", "Behind sums of money: EUR", currency),
    rows_field!(
        "glossary",
        "Glossary",
        "Technical words and plain ones.",
        &TERM_ROWS,
        print_terms,
        read_terms
    ),
    plain_field!(lines "reasons", "Decline reasons", "Offered when a signal is declined, one a line.", decline_reasons),
    FieldSpec {
        key: "profile",
        label: "Profile",
        help: "Which named set of limits is in force; empty is the general one.",
        shape: Shape::Line,
        get: |strategy, _| strategy.profile.clone(),
        set: |strategy, text, _| {
            let (name, names) = (text.trim(), || strategy.profiles.keys().map(String::as_str));
            if !name.is_empty() && !names().any(|known| known == name) {
                return Err(format!("There is no profile `{name}`.{}", did_you_mean(name, names())));
            }
            strategy.profile = name.to_string();
            Ok(())
        },
    },
    rows_field!(
        "limits",
        "Limits",
        "What rules judge by, of the profile in force.",
        &LIMIT_ROWS,
        |strategy: &Strategy, _: &Workspace| print_limits(strategy.limits()),
        |strategy: &mut Strategy, text: &str, context: &mut Context<'_>| {
            let limits = read_limits(text, context)?;
            match strategy.profiles.get_mut(&strategy.profile) {
                Some(profile) => *profile = limits,
                None => strategy.thresholds = limits,
            }
            Ok(())
        }
    ),
];

/// The drivers and the lens a new workspace is offered: key, name, low end, high end.
const USUAL: [(&str, &str, &str, &str, u8); 5] = [
    ("reach", "Reach", "one customer", "nearly all customers", 25),
    ("impact", "Impact", "hardly noticed", "a problem they would leave for", 25),
    ("alignment", "Alignment", "beside the North Star", "moves its metric", 25),
    ("confidence", "Confidence", "a hunch", "measured, several sources", 15),
    ("effort", "Effort", "days", "quarters", 10),
];

/// Types the usual drivers into the form of a strategy that has none.
pub(super) fn suggest(strategy: &Strategy, fields: &mut [Field]) {
    if !strategy.drivers.is_empty() || !strategy.lenses.is_empty() {
        return;
    }
    let driver = |(key, name, low, high, _): (&str, &str, &str, &str, u8)| Driver {
        key: key.into(),
        name: name.into(),
        low: low.into(),
        high: high.into(),
        is_effort: key == "effort",
        stale_days: 0,
    };
    let drivers: Vec<Vec<String>> = USUAL.map(|one| driver_row(&driver(one))).into();
    let weights = USUAL.iter().map(|(key, .., weight)| ((*key).to_string(), f64::from(*weight))).collect();
    let lens = Lens { name: "house".into(), weights };
    for field in fields {
        match field.key {
            "drivers" => field.text.set(&encode(&drivers)),
            "lenses" => field.text.set(&encode(&[lens_row(&lens)])),
            _ => {}
        }
    }
}

/// Marks what only the whole can tell: a lens that weighs a driver there is no more.
pub(super) fn check(strategy: &Strategy, fields: &mut [Field]) {
    let is_known = |key: &String| strategy.drivers.iter().any(|driver| driver.key == *key);
    let lost = strategy.lenses.iter().find_map(|lens| {
        let key = lens.weights.keys().find(|key| !is_known(key))?;
        Some(format!("{} weighs `{key}`, which is no driver.", lens.name))
    });
    if let Some(field) = fields.iter_mut().find(|field| field.key == "lenses" && field.error.is_none()) {
        field.error = lost;
    }
}
