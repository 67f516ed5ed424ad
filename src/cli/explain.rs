//! `northstar rank --explain`: the numbers of one candidate, opened down to the records behind them.

use super::failure::Failure;
use super::json;
use super::out::Out;
use crate::analysis::number::{Breakdown, Context, Number, explain};
use crate::domain::id::CandidateId;
use crate::domain::record::RecordId;
use serde::Serialize;

/// What is opened of a candidate, in this order.
const NUMBERS: [Number; 10] = [
    Number::Total,
    Number::Evidence,
    Number::Voices,
    Number::CustomerShare,
    Number::Acceptability,
    Number::Tipping,
    Number::Roi,
    Number::BreakEven,
    Number::Sustainable,
    Number::Coverage,
];

#[derive(Serialize)]
struct Opened {
    title: String,
    result: String,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    what: String,
    arithmetic: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<f64>,
    records: Vec<RecordId>,
}

/// Opens the numbers of a candidate; those it does not have are left out.
pub fn run(id: CandidateId, context: &Context, json: bool, out: &mut Out) -> Result<(), Failure> {
    let subject = Some(RecordId::Candidate(id));
    let known = NUMBERS.iter().filter_map(|number| explain(number, subject, context).ok());
    let opened: Vec<Opened> = known.map(opened).collect();
    if json {
        return Ok(json::write_all(out, &opened)?);
    }
    for number in &opened {
        out.line(&format!("{}: {}", number.title, number.result))?;
        for line in &number.lines {
            let ids: Vec<String> = line.records.iter().map(|id| context.workspace.short_id(*id)).collect();
            let behind = if ids.is_empty() { String::new() } else { format!("  [{}]", ids.join(" ")) };
            out.line(&format!("  {}: {}{behind}", line.what, line.arithmetic))?;
        }
    }
    Ok(())
}

fn opened(number: Breakdown) -> Opened {
    let line = |line: crate::analysis::number::Line| Line {
        what: line.what.trim().into(),
        arithmetic: line.arithmetic,
        value: line.value,
        records: line.records,
    };
    Opened { title: number.title, result: number.result, lines: number.lines.into_iter().map(line).collect() }
}
