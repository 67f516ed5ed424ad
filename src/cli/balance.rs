//! `northstar balance`: which families and channels are heard, of everything kept or for one candidate, against
//! the mix that is meant; and from which stages of the pipeline nothing comes.

use super::args::Balance;
use super::failure::Failure;
use super::json;
use super::out::Out;
use super::place::Place;
use super::table::{self, Column, fixed, flexible};
use crate::analysis::balance::{self, Reading, percent};
use crate::analysis::{composition, meter, pipeline, voices};
use crate::domain::channel::{Channel, Family};
use crate::domain::id::CandidateId;
use crate::domain::record::RecordId;
use crate::domain::workspace::Workspace;
use crate::runtime::clock;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

const COLUMNS: &[Column] =
    &[fixed("what"), fixed("name"), fixed("heard"), fixed("share"), fixed("meant"), flexible("says")];

/// How balanced the input is.
#[derive(Serialize)]
struct Answer {
    /// `faster horse`, `balanced` and the like.
    verdict: String,
    /// The verdict with its numbers.
    sentence: String,
    /// Signals, or for one candidate voices.
    heard: u32,
    families: Vec<Share>,
    channels: Vec<Share>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stages: Option<Vec<Share>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<Now>,
    /// What is said of the stages, or of the voices of a candidate.
    also: String,
}

#[derive(Serialize)]
struct Share {
    name: String,
    heard: u32,
    /// 0 to 1.
    share: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    meant: Option<f64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    blind: bool,
    /// How often we told a channel something.
    #[serde(skip_serializing_if = "Option::is_none")]
    told: Option<u32>,
}

/// What `now` is made of; shares in whole per cent that add to 100.
#[derive(Serialize)]
struct Now {
    origins: BTreeMap<&'static str, u32>,
    novelty: BTreeMap<&'static str, u32>,
    /// Candidates aligned at +1 and more, and all.
    aligned: Option<(usize, usize)>,
    /// The meter over all candidates in `now`, weighted by their effort.
    mix: Option<String>,
    /// Share of effort under the limit for short-term work, 0 to 1.
    short: Option<f64>,
    /// Steps of the pipeline nothing in `now` moves.
    idle: Vec<String>,
}

/// Shows the balance of everything kept, or of one candidate.
pub fn run(place: &Place, args: &Balance, out: &mut Out) -> Result<(), Failure> {
    let opened = place.read()?;
    let workspace = &opened.workspace;
    let answer = match args.id.as_deref().map(|id| workspace.resolve(id)).transpose()? {
        None => of_all(workspace)?,
        Some(RecordId::Candidate(id)) => of_candidate(id, workspace),
        Some(_) => {
            return Err(Failure::usage("Only a candidate has a balance of its own.")
                .with_hint("`northstar list candidates` shows their ids."));
        }
    };
    if args.json {
        json::write(out, &answer)?;
    } else {
        table::write(out, COLUMNS, &rows(&answer))?;
    }
    Ok(())
}

fn of_all(workspace: &Workspace) -> Result<Answer, Failure> {
    let reading = meter::since(workspace, Timestamp::MIN);
    let reading = reading.ok_or_else(|| Failure::nothing("No signal was kept yet."))?;
    let channels: Vec<Channel> = workspace.index().kept_since(Timestamp::MIN).collect();
    let strategy = workspace.strategy();
    let read = pipeline::read(pipeline::heard(workspace), strategy);
    let stage = |ear: &pipeline::Ear| Share {
        name: strategy.stage_name(ear.stage).into(),
        heard: ear.heard,
        share: f64::from(ear.heard) / f64::from(read.signals.max(1)),
        meant: Some(ear.expected),
        blind: ear.is_blind,
        told: None,
    };
    let stages = read.ears.iter().map(stage).collect();
    Ok(Answer {
        stages: Some(stages),
        now: Some(of_now(workspace)),
        also: read.sentence(strategy),
        ..answer(&reading, &channels, workspace)
    })
}

fn of_now(workspace: &Workspace) -> Now {
    let made = composition::of_now(workspace);
    let shares = |names: &[&'static str], counts: &[u32]| {
        names.iter().copied().zip(composition::whole_percents(counts)).collect()
    };
    let strategy = workspace.strategy();
    let idle = pipeline::transitions(workspace).into_iter().filter(|step| step.movers.is_empty());
    let name = |step: pipeline::Transition| {
        format!("{} to {}", strategy.stage_name(step.from), strategy.stage_name(step.to))
    };
    Now {
        origins: shares(&composition::ORIGINS, &made.origins),
        novelty: shares(&composition::NOVELTY, &made.novelty),
        aligned: composition::aligned(workspace),
        mix: meter::of_now(workspace, clock::now()).map(|reading| reading.sentence()),
        short: composition::short_share(workspace),
        idle: idle.map(name).collect(),
    }
}

fn of_candidate(id: CandidateId, workspace: &Workspace) -> Answer {
    let heard = voices::of_candidate(id, workspace, clock::now());
    let channels: Vec<Channel> = heard.voices.iter().map(|voice| voice.channel).collect();
    let reading = balance::read(heard.mix(), workspace.strategy());
    Answer { also: heard.sentence(), ..answer(&reading, &channels, workspace) }
}

fn answer(reading: &Reading, channels: &[Channel], workspace: &Workspace) -> Answer {
    let meant = workspace.strategy().target_mix.shares();
    let family = |family: Family| Share {
        name: family.name().into(),
        heard: reading.mix.counts[family as usize],
        share: reading.share(family),
        meant: Some(meant[family as usize]),
        blind: false,
        told: None,
    };
    let channel = |channel: Channel| {
        let heard = channels.iter().filter(|other| **other == channel).count();
        let share = heard as f64 / channels.len().max(1) as f64;
        let told = workspace.strategy().told.iter().filter(|told| told.channel == channel).count() as u32;
        Share {
            name: channel.name().into(),
            heard: heard as u32,
            share,
            meant: None,
            blind: false,
            told: Some(told),
        }
    };
    Answer {
        verdict: reading.verdict.words(),
        sentence: reading.sentence(),
        heard: reading.voices(),
        families: Family::ALL.map(family).into(),
        channels: Channel::ALL.map(channel).into(),
        stages: None,
        now: None,
        also: String::new(),
    }
}

fn rows(answer: &Answer) -> Vec<Vec<String>> {
    let row = |what: &str, share: &Share| {
        vec![
            what.into(),
            share.name.clone(),
            share.heard.to_string(),
            percent(share.share),
            share.meant.map_or_else(String::new, percent),
            match share.told {
                _ if share.blind => "blind".into(),
                Some(told) if 0 < told => format!("told {told} times"),
                _ => String::new(),
            },
        ]
    };
    let line = |what: &str, says: &str| {
        let mut cells = vec![String::new(); COLUMNS.len()];
        cells[0] = what.into();
        cells[COLUMNS.len() - 1] = says.into();
        cells
    };
    let mut rows = vec![line("verdict", &answer.sentence)];
    rows.extend(answer.families.iter().map(|share| row("family", share)));
    rows.extend(answer.channels.iter().map(|share| row("channel", share)));
    rows.extend(answer.stages.iter().flatten().map(|share| row("stage", share)));
    if let Some(now) = &answer.now {
        let words = now.origins.iter().map(|(name, share)| format!("{name} {share} %"));
        rows.push(line("now", &words.collect::<Vec<_>>().join(", ")));
        rows.extend(now.mix.as_ref().map(|mix| line("now", mix)));
    }
    let also = if answer.stages.is_some() { "pipeline" } else { "voices" };
    rows.push(line(also, &answer.also));
    rows
}
