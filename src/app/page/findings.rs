//! What the rules say about the records, the gravest first, and which records could not be read.

use super::{Line, Tone, problems};
use crate::analysis::finding::{Facts, Severity};
use crate::analysis::rules;
use crate::app::model::Model;

pub(super) fn lines(model: &Model) -> Vec<Line> {
    let mut lines = problems::blocks(model);
    let mut findings = rules::findings(&Facts::new(&model.workspace, model.now, model.today));
    // Both values of a conflict are shown above, with their keys.
    findings.retain(|found| found.rule != rules::OPEN_CONFLICT);
    if findings.is_empty() && lines.is_empty() {
        return vec![Line::muted("Nothing was found: no rule has anything to say.")];
    }
    if !findings.is_empty() {
        lines.push(Line::heading(format!("Findings · {}", findings.len())));
    }
    for found in findings {
        let (tone, mark) = match found.severity {
            Severity::Error => (Tone::Error, "‼"),
            Severity::Warning => (Tone::Warning, "!"),
            Severity::Note => (Tone::Muted, "·"),
        };
        let title = model.workspace.get(found.subject).map(|record| record.title().to_string());
        let mut line = Line::default()
            .and(tone, format!("  {mark} "))
            .and(Tone::Strong, title.unwrap_or_else(|| found.subject.to_string()))
            .and(Tone::Plain, format!(": {}", found.message))
            .to(found.subject);
        line.indent = 4;
        lines.push(line);
    }
    lines
}
