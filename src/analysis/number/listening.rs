//! What was heard, opened: evidence, voices, shares, channels in both directions, stages.

use super::{Breakdown, Context, Line, standing};
use crate::analysis::balance::percent;
use crate::analysis::model::plain;
use crate::analysis::voices::Voice;
use crate::analysis::{evidence, meter, pipeline, weight};
use crate::domain::candidate::Candidate;
use crate::domain::channel::{Channel, Family};
use crate::domain::id::SignalId;
use crate::domain::record::RecordId;
use crate::domain::shown::shown;
use crate::domain::stage::Stage;
use crate::domain::verdict::Verdict;
use jiff::Timestamp;

fn signals(voice: &Voice) -> impl Iterator<Item = RecordId> {
    voice.signals.iter().map(|id| RecordId::Signal(*id))
}

/// The weight by family, the cap on rivals, and the place on the scale of drivers.
pub fn evidence(candidate: &Candidate, context: &Context) -> Breakdown {
    let limits = context.workspace.strategy().limits();
    let voices = standing(candidate, context).voices;
    let worth = evidence::of_voices(&voices, limits);
    let of_family =
        |family: Family| voices.voices.iter().filter(move |voice| voice.family == family && !voice.against);
    let mut lines: Vec<Line> = Family::ALL
        .into_iter()
        .map(|family| {
            let weight = worth.families[family as usize];
            let words = if family == Family::Competitive && weight < worth.uncapped {
                format!(
                    "{:.2} capped to {weight:.2}, {} of all",
                    worth.uncapped,
                    percent(limits.competitive_cap)
                )
            } else {
                format!("{weight:.2} of {} voices", of_family(family).count())
            };
            Line::new(family.name(), words).worth(weight).of(of_family(family).flat_map(signals))
        })
        .collect();
    lines.extend(
        voices
            .voices
            .iter()
            .filter(|voice| !voice.against)
            .map(|voice| voice_line(voice, candidate, context)),
    );
    let half = limits.evidence_half;
    let sum = worth.sum;
    Breakdown {
        title: "Evidence".into(),
        lines,
        result: format!("{sum:.2} / ({sum:.2} + {}) = {:.4}", plain(half), worth.value),
    }
}

/// The arithmetic of the member that weighs most.
fn voice_line(voice: &Voice, candidate: &Candidate, context: &Context) -> Line {
    let limits = context.workspace.strategy().limits();
    let linked = |id: &SignalId| {
        let signal = context.workspace.signal(*id)?;
        let link = signal.link_to(candidate.id)?;
        Some((signal, link, weight::of_link(signal, link, context.now, limits)))
    };
    let strongest = voice.signals.iter().filter_map(linked).max_by(|a, b| a.2.total_cmp(&b.2));
    let words = strongest.map_or_else(String::new, |(signal, link, weight)| {
        let days = weight::age_days(signal.at, context.now);
        format!(
            "{} × {}^{} × 0.5^({days:.0} d / {} d) = {weight:.2}",
            link.importance,
            plain(limits.fidelity),
            signal.hops,
            plain(limits.half_life_days)
        )
    });
    let title = strongest.map_or_else(String::new, |(signal, _, _)| shown(&signal.title).into_owned());
    Line::new(format!("  {}: {title}", voice.channel), words).of(signals(voice))
}

/// The customers' share and its lower bound.
pub fn customer_share(candidate: &Candidate, context: &Context) -> Breakdown {
    let standing = standing(candidate, context);
    let reading = standing.reading;
    let lines = Family::ALL
        .into_iter()
        .map(|family| {
            let count = reading.mix.counts[family as usize];
            let own = standing.voices.voices.iter().filter(|voice| voice.family == family);
            Line::new(
                family.name(),
                format!("{count} of {} voices, {}", reading.voices(), percent(reading.share(family))),
            )
            .worth(f64::from(count))
            .of(own.flat_map(signals))
        })
        .chain([Line::new(
            "lower bound",
            format!(
                "{} at z = {}: {}",
                percent(reading.customer_bound),
                context.workspace.strategy().limits().z,
                reading.sentence()
            ),
        )])
        .collect();
    Breakdown { title: "Share of customers".into(), lines, result: percent(reading.share(Family::Customer)) }
}

/// The customers' share of all kept signals, with the signals of every family.
pub fn share_of_all(context: &Context) -> Result<Breakdown, String> {
    let none = || "Nothing was kept yet.".to_string();
    let reading = meter::since(context.workspace, Timestamp::MIN).ok_or_else(none)?;
    let strategy = context.workspace.strategy();
    let row = |family: Family| {
        let kept = context.workspace.signals().filter(|signal| {
            signal.verdict.counts() && signal.decided.is_some() && strategy.family(signal.channel) == family
        });
        let (count, meant) = (reading.mix.counts[family as usize], strategy.target_mix.shares());
        let words = format!(
            "{count} of {} signals, {} where {} are meant",
            reading.voices(),
            percent(reading.share(family)),
            percent(meant[family as usize])
        );
        let line = Line::new(family.name(), words).worth(f64::from(count));
        line.of(kept.map(|signal| RecordId::Signal(signal.id)))
    };
    let mut lines: Vec<Line> = Family::ALL.into_iter().map(row).collect();
    let words =
        format!("{} at z = {}: {}", percent(reading.customer_bound), strategy.limits().z, reading.sentence());
    lines.push(Line::new("lower bound", words));
    let result = percent(reading.share(Family::Customer));
    Ok(Breakdown { title: "Share of customers in what was kept".into(), lines, result })
}

/// Kish's effective count: what unequal weights are worth in equal ones.
pub fn effective_count(candidate: &Candidate, context: &Context) -> Breakdown {
    let voices = standing(candidate, context).voices.voices;
    let lines: Vec<Line> = voices
        .iter()
        .map(|voice| {
            Line::new(voice.channel.name(), format!("weight {:.2}", voice.weight))
                .worth(voice.weight)
                .of(signals(voice))
        })
        .collect();
    let (sum, squares) = (
        voices.iter().map(|voice| voice.weight).sum::<f64>(),
        voices.iter().map(|voice| voice.weight.powi(2)).sum::<f64>(),
    );
    let result = if squares == 0.0 {
        "0".into()
    } else {
        format!("{sum:.2}² / {squares:.2} = {:.1}", sum * sum / squares)
    };
    Breakdown { title: "Voices in effect".into(), lines, result }
}

/// Which signals are one voice, and why.
pub fn voices(candidate: &Candidate, context: &Context) -> Breakdown {
    let heard = standing(candidate, context).voices;
    let line = |voice: &Voice| {
        let account = voice.account.and_then(|id| context.workspace.account(id));
        let who = account.map_or_else(|| "no account".into(), |account| shown(&account.name).into_owned());
        let stand = if voice.against { ", against" } else { "" };
        let words = format!("{} of {who}, weight {:.2}{stand}", voice.signals.len(), voice.weight);
        Line::new(voice.channel.name(), words).worth(1.0).of(signals(voice))
    };
    Breakdown {
        title: "Voices".into(),
        lines: heard.voices.iter().map(line).collect(),
        result: heard.sentence(),
    }
}

/// What came through a channel and counts.
pub fn channel_in(channel: Channel, context: &Context) -> Breakdown {
    let all = context.workspace.signals().filter(|signal| signal.channel == channel);
    let mut lines: Vec<Line> = Verdict::NAMES.iter().map(|name| Line::new(*name, "")).collect();
    let mut kept = 0;
    for signal in all {
        kept += u32::from(signal.verdict.counts());
        for (line, name) in lines.iter_mut().zip(Verdict::NAMES) {
            if signal.verdict.name() == name {
                line.records.push(RecordId::Signal(signal.id));
            }
        }
    }
    for line in &mut lines {
        line.arithmetic = line.records.len().to_string();
    }
    Breakdown { title: format!("In through {channel}"), lines, result: format!("{kept} kept") }
}

/// What we told a channel.
pub fn channel_out(channel: Channel, context: &Context) -> Breakdown {
    let told = context.workspace.strategy().told.iter().filter(|told| told.channel == channel);
    let lines: Vec<Line> = told
        .map(|told| {
            Line::new(told.on.to_string(), shown(&told.what))
                .worth(1.0)
                .of(told.about.map(RecordId::Candidate))
        })
        .collect();
    Breakdown { title: format!("Out through {channel}"), result: format!("{} told", lines.len()), lines }
}

/// How many signals a stage gave, and how likely so few are.
pub fn stage(stage: Stage, context: &Context) -> Breakdown {
    let strategy = context.workspace.strategy();
    let read = pipeline::read(pipeline::heard(context.workspace), strategy);
    let ear = read.ears[stage as usize];
    let heard = context.workspace.signals().filter(|signal| {
        signal.stage == Some(stage)
            && !matches!(signal.verdict, Verdict::Merged { .. } | Verdict::Routed { .. })
    });
    let lines = vec![
        Line::new("heard", format!("{} of {} signals", ear.heard, read.signals))
            .of(heard.map(|signal| RecordId::Signal(signal.id))),
        Line::new("expected", percent(ear.expected)),
        Line::new(
            "so few by chance",
            format!("{:.3}, blind below {}", ear.probability, strategy.limits().blind),
        ),
    ];
    Breakdown {
        title: format!("Heard from {}", shown(strategy.stage_name(stage))),
        lines,
        result: ear.heard.to_string(),
    }
}

/// The mix of the stages against the one that is expected.
pub fn divergence(context: &Context) -> Result<Breakdown, String> {
    let strategy = context.workspace.strategy();
    let read = pipeline::read(pipeline::heard(context.workspace), strategy);
    if read.signals == 0 {
        return Err("No signal names a stage yet.".into());
    }
    let all = f64::from(read.signals);
    let parts = read.ears.map(|ear| pipeline::apart(f64::from(ear.heard) / all, ear.expected));
    let row = |(ear, part): (&pipeline::Ear, f64)| {
        let share = f64::from(ear.heard) / all;
        let words = format!("{} heard, {} expected: {part:.4} bit", percent(share), percent(ear.expected));
        Line::new(shown(strategy.stage_name(ear.stage)), words)
            .worth(part)
            .opening(super::Number::StageCount(ear.stage))
    };
    let lines = read.ears.iter().zip(parts).map(row).collect();
    Ok(Breakdown {
        title: "Stages apart from the expected mix".into(),
        lines,
        result: format!("{:.2} bit", read.divergence),
    })
}
