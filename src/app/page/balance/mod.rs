//! Balance: what comes in through the ten channels and what goes back, the families against the mix that is
//! meant, and the stages of the pipeline with their blind spots. Every chart says its numbers beside its bars.

mod channels;
mod families;
mod stages;

use super::Line;
use crate::app::model::Model;

/// Columns of the longest bar.
const BAR: usize = 20;

pub(super) fn lines(model: &Model) -> Vec<Line> {
    let mut lines = channels::lines(model);
    lines.push(Line::empty());
    lines.extend(families::lines(model));
    lines.push(Line::empty());
    lines.extend(stages::lines(model));
    lines
}

#[cfg(test)]
mod tests {
    use crate::analysis::pipeline;
    use crate::app::page::testing::{self, model_of};
    use crate::domain::channel::Channel;
    use crate::domain::edit::Edit;
    use crate::domain::id::SignalId;
    use crate::domain::record::Record;
    use crate::domain::signal::Signal;
    use crate::domain::stage::Stage;
    use crate::domain::strategy::{Strategy, Told};
    use crate::domain::verdict::Verdict;
    use crate::domain::workspace::Workspace;
    use jiff::{Timestamp, civil::date};

    /// Forty kept signals over the stages as in METHODS 4.7, all through support.
    fn workspace() -> Workspace {
        let mut workspace = Workspace::default();
        let mut number = 0;
        for (stage, count) in Stage::ALL.into_iter().zip([0, 1, 2, 6, 3, 22, 6]) {
            for _ in 0..count {
                let id = SignalId::from_bits(number);
                let mut signal = Signal::new(id, "Words", Channel::Support, Timestamp::UNIX_EPOCH);
                (signal.stage, signal.verdict) = (Some(stage), Verdict::Kept);
                signal.decided = Some(Timestamp::UNIX_EPOCH);
                workspace.load(signal.into());
                number += 1;
            }
        }
        let mut strategy = Strategy::default();
        let told =
            Told { channel: Channel::Sales, on: date(2026, 11, 2), what: "Roadmap".into(), about: None };
        strategy.told.push(told);
        workspace.apply(Edit::Put(Record::Strategy(strategy.into()))).unwrap();
        workspace
    }

    fn text() -> String {
        testing::text(&super::lines(&model_of(workspace())))
    }

    #[test]
    fn all_ten_channels_are_there_with_both_directions() {
        let text = text();
        for channel in Channel::ALL {
            assert!(text.contains(&format!("  {:<12}", channel.name())), "{channel:?}\n{text}");
        }
        let row = |name: &str| text.lines().find(|line| line.trim_start().starts_with(name)).unwrap();
        assert!(row("support").contains("owed an answer"), "{text}");
        assert!(row("sales").contains("told, never heard"), "{text}");
        assert!(row("industry").contains("silent"), "{text}");
    }

    #[test]
    fn families_show_the_target_and_stages_their_blind_spots() {
        let text = text();
        assert!(text.contains("100 % of  50 %"), "{text}");
        assert!(text.contains("faster horse: at least"), "{text}");
        let blind = text.lines().filter(|line| line.contains("! blind")).count();
        let heard = pipeline::heard(&workspace());
        assert_eq!(blind, pipeline::read(heard, &Strategy::default()).blind().count());
        assert_eq!(blind, 2, "{text}");
        assert!(text.contains("nobody moves"), "{text}");
    }

    #[test]
    fn every_bar_fits_a_small_terminal() {
        let lines = super::lines(&model_of(workspace()));
        for line in lines.iter().filter(|line| line.spans.len() > 1) {
            assert!(line.plain().chars().count() <= 76, "{}", line.plain());
        }
    }
}
