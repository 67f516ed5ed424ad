//! The ten channels, both ways: what came in, what waits, what was told back. Silent channels are named.

use super::BAR;
use crate::analysis::number::Number;
use crate::app::model::Model;
use crate::app::page::{Line, Tone, bar};
use crate::domain::channel::Channel;

/// What went through one channel.
#[derive(Clone, Copy, Default)]
struct Flow {
    heard: usize,
    waiting: usize,
    told: usize,
}

pub(super) fn lines(model: &Model) -> Vec<Line> {
    let flows = flows(model);
    let most = flows.iter().map(|flow| flow.heard).max().unwrap_or(0).max(1);
    let mut lines = vec![
        Line::heading("Channels, both ways"),
        Line::muted(format!("  {:<12}{:>8}{:>7}{:>6}", "", "heard", "inbox", "told")),
    ];
    lines.extend(Channel::ALL.into_iter().zip(flows).map(|(channel, flow)| row(channel, flow, most)));
    lines
}

fn flows(model: &Model) -> [Flow; 10] {
    let mut flows = [Flow::default(); 10];
    for signal in model.workspace.signals() {
        let flow = &mut flows[signal.channel as usize];
        flow.heard += 1;
        flow.waiting += usize::from(signal.is_in_inbox(model.today));
    }
    for told in &model.workspace.strategy().told {
        flows[told.channel as usize].told += 1;
    }
    flows
}

fn row(channel: Channel, flow: Flow, most: usize) -> Line {
    let Flow { heard, waiting, told } = flow;
    let word = match (heard, told) {
        (0, 0) => "! silent",
        (0, _) => "! told, never heard",
        (_, 0) => "owed an answer",
        _ => "",
    };
    // Silent ones that were told something lead to what they were told.
    let number =
        if heard == 0 && 0 < told { Number::ChannelOut(channel) } else { Number::ChannelIn(channel) };
    let line = Line::default()
        .opening(number, None)
        .and(Tone::Plain, format!("  {:<12}", channel.name()))
        .and(Tone::Muted, format!("{heard:>8}{waiting:>7}{told:>6}  "));
    if heard == 0 {
        return line.and(Tone::Warning, word);
    }
    line.and(Tone::Bar, bar(heard as f64 / most as f64, BAR)).and(Tone::Muted, format!(" {word}"))
}
