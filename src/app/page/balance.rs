//! Balance: the ten channels and what came through each, the four families against the target mix.

use super::{Line, Tone, bar};
use crate::app::model::Model;
use crate::domain::channel::{Channel, Family};
use crate::domain::verdict::Verdict;

/// Columns of the longest bar.
const BAR: usize = 20;

pub(super) fn lines(model: &Model) -> Vec<Line> {
    let mut all = [0usize; 10];
    let mut waiting = [0usize; 10];
    let mut families = [0usize; 4];
    for signal in model.workspace.signals() {
        let place = signal.channel as usize;
        all[place] += 1;
        waiting[place] += usize::from(signal.is_in_inbox(model.today));
        if matches!(signal.verdict, Verdict::Kept) {
            families[model.workspace.strategy().family(signal.channel) as usize] += 1;
        }
    }
    let mut lines = vec![Line::heading("Signals by channel"), Line::muted("                    all  inbox")];
    let most = all.iter().copied().max().unwrap_or(0).max(1);
    for channel in Channel::ALL {
        let place = channel as usize;
        let tone = if all[place] == 0 { Tone::Warning } else { Tone::Bar };
        lines.push(
            Line::default()
                .and(Tone::Plain, format!("  {:<12}", channel.name()))
                .and(Tone::Muted, format!("{:>9} {:>6}  ", all[place], waiting[place]))
                .and(tone, bar(all[place] as f64 / most as f64, BAR))
                .and(Tone::Muted, if all[place] == 0 { "silent" } else { "" }),
        );
    }
    lines.push(Line::empty());
    lines.push(Line::heading("Kept signals by family, against the target"));
    let kept: usize = families.iter().sum();
    let target = model.workspace.strategy().target_mix.shares();
    for family in Family::ALL {
        let share = families[family as usize] as f64 / kept.max(1) as f64;
        let meant = target[family as usize];
        lines.push(
            Line::default()
                .and(Tone::Plain, format!("  {:<12}", family.name()))
                .and(Tone::Muted, format!("{:>4.0} % of {:>3.0} %  ", share * 100.0, meant * 100.0))
                .and(Tone::Bar, bar(share, BAR)),
        );
    }
    lines.push(Line::empty());
    let week = model
        .mix
        .as_ref()
        .map_or("nothing was kept yet".to_string(), crate::analysis::balance::Reading::sentence);
    lines.push(Line::text(format!("This week's triage: {week}")));
    lines
}
