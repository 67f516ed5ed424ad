//! The arithmetic behind a number: what it is reckoned from, line by line, down to the signals and people. Every
//! line leads to the number or the record it rests on. What is reckoned is `analysis::number`; nothing is here.

use super::{Line, Target, Tone, signal_line};
use crate::analysis::number::{self, Context, Number, explain};
use crate::app::model::Model;
use crate::domain::record::RecordId;
use std::collections::BTreeSet;

/// Records listed under one line at the most.
const LISTED: usize = 50;

/// What numbers on this screen are read in.
pub(super) fn context(model: &Model) -> Context<'_> {
    let (workspace, lens) = (&model.workspace, model.ranking.chosen.as_str());
    Context { workspace, lens, now: model.now, today: model.today }
}

pub(super) fn lines(model: &Model, number: &Number, of: Option<RecordId>) -> Vec<Line> {
    let mut lines = match explain(number, of, &context(model)) {
        Err(why) => vec![Line::text(why)],
        Ok(opened) => {
            let mut lines = vec![
                Line::heading(opened.title.clone()),
                Line::default().and(Tone::Strong, format!("  {}", opened.result)),
            ];
            lines.extend(aside(model, number).map(|text| Line::default().and(Tone::Warning, text)));
            lines.push(Line::empty());
            lines.extend(terms(model, &opened.lines, of));
            lines
        }
    };
    lines.push(Line::empty());
    lines.extend(others(number, of));
    if let Some(id) = of {
        lines.push(Line::field("Of", title(model, id)).to(id));
    }
    lines
}

/// What the order on the screen does otherwise than the arithmetic of one lens.
fn aside(model: &Model, number: &Number) -> Option<String> {
    let follows = matches!(number, Number::Total | Number::Acceptability | Number::Tipping);
    let differs = model.ranking.weakest || model.ranking.without_effort;
    let name = model.lens_name().filter(|_| follows && differs)?;
    Some(format!("  ! The list goes by {name}; this is the whole lens."))
}

/// Every line of a number, and under it the records it rests on, each record under the last line that names it.
fn terms(model: &Model, opened: &[number::Line], of: Option<RecordId>) -> Vec<Line> {
    let mut told: BTreeSet<RecordId> = BTreeSet::new();
    let mut blocks: Vec<Vec<Line>> = Vec::new();
    for line in opened.iter().rev() {
        let own: Vec<RecordId> = line.records.iter().copied().filter(|id| told.insert(*id)).collect();
        let mut row = Line::field(&format!("  {:<20} ", line.what), line.arithmetic.clone());
        row.indent = 23;
        row.target = match (&line.opens, line.records.first()) {
            (Some(number), _) => Some(Target::Number(number.clone(), of)),
            (None, Some(id)) => Some(Target::Record(*id)),
            (None, None) => None,
        };
        let is_alone = line.records.len() == 1 && !matches!(line.records[0], RecordId::Signal(_));
        // Who said it stands behind what was said, unless the line is called so.
        if let Some(title) = line.records.first().filter(|_| is_alone).map(|id| title(model, *id))
            && title != line.what
        {
            row = row.and(Tone::Muted, format!("  {title}"));
        }
        let mut block = vec![row];
        if line.opens.is_none() && !is_alone {
            block.extend(own.iter().take(LISTED).map(|id| record_line(model, *id)));
            if LISTED < own.len() {
                block.push(Line::muted(format!("    … and {} more", own.len() - LISTED)));
            }
        }
        blocks.push(block);
    }
    blocks.into_iter().rev().flatten().collect()
}

fn record_line(model: &Model, id: RecordId) -> Line {
    match id {
        RecordId::Signal(id) => {
            let mut line = signal_line(model, id);
            line.spans.insert(0, (Tone::Muted, "  ".into()));
            line
        }
        id => Line::text(format!("    {}", title(model, id))).to(id),
    }
}

fn title(model: &Model, id: RecordId) -> String {
    model.workspace.get(id).map_or_else(|| id.to_string(), |record| record.title().to_string())
}

/// Numbers that belong beside this one.
fn others(number: &Number, of: Option<RecordId>) -> Vec<Line> {
    let beside: Vec<(&str, Number)> = match (number, of) {
        (Number::ChannelIn(channel), _) => vec![("What we told it", Number::ChannelOut(*channel))],
        (Number::ChannelOut(channel), _) => vec![("What came in", Number::ChannelIn(*channel))],
        (Number::StageCount(_), _) => vec![("All stages", Number::Divergence)],
        (Number::Roi | Number::BreakEven | Number::PresentValue | Number::Sustainable, _) => vec![
            ("Return on investment", Number::Roi),
            ("Break-even", Number::BreakEven),
            ("Present value", Number::PresentValue),
            ("Sustainable share", Number::Sustainable),
        ],
        (_, Some(RecordId::Candidate(_))) => vec![
            ("Score", Number::Total),
            ("Evidence", Number::Evidence),
            ("Voices", Number::Voices),
            ("Voices in effect", Number::EffectiveCount),
            ("Share of customers", Number::CustomerShare),
            ("How firm its rank is", Number::Acceptability),
            ("What would let the next pass", Number::Tipping),
        ],
        _ => Vec::new(),
    };
    let others = beside.into_iter().filter(|(_, other)| other != number);
    others.map(|(label, other)| Line::default().and(Tone::Muted, label).opening(other, of)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::page::testing::{model_of, text};
    use crate::domain::edit::Edit;
    use crate::domain::workspace::Workspace;
    use crate::exchange::demo;
    use jiff::civil::date;

    fn sample() -> Model {
        let mut workspace = Workspace::default();
        for record in demo::records(date(2026, 11, 21)).unwrap() {
            workspace.apply(Edit::Put(record)).unwrap();
        }
        model_of(workspace)
    }

    #[test]
    fn a_score_leads_to_its_drivers_and_evidence_to_its_signals() {
        let (model, export) = (sample(), RecordId::parse("c-exp0rt0000"));
        let score = lines(&model, &Number::Total, export);
        let reach = score.iter().find(|line| line.plain().contains("Reach")).unwrap();
        assert_eq!(reach.target, Some(Target::Number(Number::Driver("reach".into()), export)));
        let driver = lines(&model, &Number::Driver("reach".into()), export);
        assert!(
            driver.iter().any(|line| line.target.as_ref()
                == Some(&Target::Record(RecordId::parse("p-marek00000").unwrap())))
        );
        let evidence = lines(&model, &Number::Evidence, export);
        let signals: Vec<_> = evidence
            .iter()
            .filter(|line| {
                line.plain().starts_with("    ")
                    && !line.plain().contains('=')
                    && matches!(line.target, Some(Target::Record(RecordId::Signal(_))))
            })
            .collect();
        assert_eq!(signals.len(), 8, "{}", text(&evidence));
    }

    #[test]
    fn a_number_nobody_knows_says_so_and_the_list_that_goes_otherwise_too() {
        let mut model = sample();
        let said = text(&lines(&model, &Number::Roi, RecordId::parse("c-reg10ns000")));
        assert!(said.starts_with("Not known: "), "{said}");
        model.ranking.weakest = true;
        let said = text(&lines(&model, &Number::Total, RecordId::parse("c-exp0rt0000")));
        assert!(said.contains("! The list goes by weakest of all"), "{said}");
    }
}
