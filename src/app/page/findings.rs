//! What the rules say about the records, the gravest first, which of it was accepted and why, and which
//! records could not be read.

use super::{Line, Target, Tone, problems};
use crate::analysis::acceptance;
use crate::analysis::finding::{Facts, Finding, Severity};
use crate::analysis::rules;
use crate::app::model::Model;

pub(super) fn lines(model: &Model) -> Vec<Line> {
    let mut lines = problems::blocks(model);
    let mut all = rules::everything(&Facts::new(&model.workspace, model.now, model.today));
    // Both values of a conflict are shown above, with their keys.
    all.retain(|found| found.rule != rules::OPEN_CONFLICT);
    let (accepted, open): (Vec<Finding>, Vec<Finding>) =
        all.into_iter().partition(|finding| acceptance::of(finding, &model.workspace).is_some());
    if open.is_empty() && accepted.is_empty() && lines.is_empty() {
        return vec![Line::muted("Nothing was found: no rule has anything to say.")];
    }
    if !open.is_empty() {
        let accept = "  A accepts with a reason, F mends what can be mended";
        lines.push(Line::heading(format!("Findings · {}", open.len())).and(Tone::Muted, accept));
    }
    lines.extend(open.into_iter().map(|finding| line(model, finding)));
    if !accepted.is_empty() {
        let shown = if model.shows_accepted { "z hides them" } else { "z shows them" };
        lines.push(Line::empty());
        lines.push(
            Line::heading(format!("Accepted · {}", accepted.len())).and(Tone::Muted, format!("  {shown}")),
        );
        if model.shows_accepted {
            lines.extend(accepted.into_iter().map(|finding| accepted_line(model, finding)));
        }
    }
    lines
}

fn line(model: &Model, found: Finding) -> Line {
    let (tone, mark) = match found.severity {
        Severity::Error => (Tone::Error, "‼"),
        Severity::Warning => (Tone::Warning, "!"),
        Severity::Note => (Tone::Muted, "·"),
    };
    let title = model.workspace.get(found.subject).map(|record| record.title().to_string());
    let mut line = Line::default()
        .and(tone, format!("  {mark} "))
        .and(Tone::Strong, title.unwrap_or_else(|| found.subject.to_string()))
        .and(Tone::Plain, format!(": {}", found.message));
    if let Some((words, _)) = &found.fix {
        line = line.and(Tone::Good, format!(" F: {words}"));
    }
    line.indent = 4;
    line.target = Some(Target::Finding(Box::new(found)));
    line
}

fn accepted_line(model: &Model, found: Finding) -> Line {
    let accepted = acceptance::of(&found, &model.workspace);
    let why = accepted.map(|one| format!(" accepted on {}: {}", one.on, one.why)).unwrap_or_default();
    line(model, found).and(Tone::Muted, why)
}
