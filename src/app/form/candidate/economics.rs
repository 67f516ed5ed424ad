//! Money: what the problem costs, in parts with their cheapest substitutes, and what solving it costs.

use super::backing::said;
use super::{name_of, word};
use crate::app::form::cells::{Reads, RowSpec, cell, list, read, rows_field};
use crate::app::form::fields::{Context, FieldSpec, Shape, choice, plain_field, print_number};
use crate::domain::candidate::Candidate;
use crate::domain::evidence::{Basis, Part};
use crate::domain::workspace::Workspace;

const BASES: [(&str, Basis); 2] = [("per customer", Basis::PerCustomer), ("in total", Basis::InTotal)];

fn bases() -> Vec<&'static str> {
    std::iter::once("").chain(BASES.iter().map(|(name, _)| *name)).collect()
}

static PART_ROWS: RowSpec = list(
    "part",
    &[
        cell("What", "A part of the problem.", Reads::Must),
        cell("Size", "P: what this part costs.", Reads::Number),
        cell("Substitute", "S: what the cheapest credible substitute costs.", Reads::Number),
        cell("Difference", "D: switching cost and proven difference.", Reads::Number),
        cell("By", "What the substitute is, and whose.", Reads::Text),
        cell("Adjacent", "From another industry's vendor: yes no", Reads::Yes),
    ],
);

fn print_parts(candidate: &Candidate, _: &Workspace) -> Vec<Vec<String>> {
    let row = |part: &Part| {
        vec![
            part.what.clone(),
            part.size.to_string(),
            print_number(part.substitute),
            if part.difference == 0.0 { String::new() } else { part.difference.to_string() },
            part.by.clone(),
            said(part.adjacent_industry),
        ]
    };
    candidate.parts.iter().map(row).collect()
}

fn read_parts(candidate: &mut Candidate, text: &str, context: &mut Context<'_>) -> Result<(), String> {
    candidate.parts = read(&PART_ROWS, text, context, |row| {
        let size = row.number(1).ok_or("the size of the part is missing.")?;
        let (substitute, difference) = (row.number(2), row.number(3).unwrap_or_default());
        let (what, by, adjacent_industry) = (row.text(0), row.text(4), row.yes(5));
        Ok(Some(Part { what, size, substitute, difference, by, adjacent_industry }))
    })?;
    Ok(())
}

pub(super) const FIELDS: &[FieldSpec<Candidate>] = &[
    FieldSpec {
        key: "basis",
        label: "Sums are",
        help: "Per customer, or in total over all of them.",
        shape: Shape::Choice(bases),
        get: |candidate, _| candidate.economics.basis.map(|one| name_of(&BASES, &one)).unwrap_or_default(),
        set: |candidate, text, _| {
            candidate.economics.basis = choice(text, |text| word(&BASES, text), &bases()[1..])?;
            Ok(())
        },
    },
    rows_field!(
        "parts",
        "Parts",
        "The problem in parts; each is worth no more than its substitute and difference.",
        &PART_ROWS,
        print_parts,
        read_parts
    ),
    plain_field!(range "customers", "Customers", "How many have it: 20 or 10..40", economics.customers),
    plain_field!(share "capture", "Capture", "The share of the value we can charge for: .3 or 30 %", economics.capture),
    plain_field!(range "cost", "Our cost", "A sum or a range: 100000..150000", economics.cost),
    plain_field!(share "displacement", "Displaced", "Yearly chance that the substitute appears.", economics.displacement),
    plain_field!(amount "do_nothing", "Doing nothing", "What it costs a year if nothing is done.", economics.do_nothing),
    plain_field!(amount "actual_cost", "Actual cost", "What it cost in the end.", economics.actual_cost),
];
