//! Numbers that cannot be meant, in sentences: an edit that holds one is refused. And names in a strategy that
//! nothing answers to, which are kept and become findings. Never changes what it reads.

use super::account::Account;
use super::candidate::Candidate;
use super::evidence::Range;
use super::model::{CUSTOMERS, EFFORT_WEEKS, EVIDENCE};
use super::shown::shown;
use super::strategy::{Lens, Strategy};
use super::thresholds::Thresholds;
use std::collections::BTreeSet;

/// Returns why an account's numbers cannot be meant.
pub fn of_account(account: &Account) -> Option<String> {
    let value = account.value;
    (!value.is_finite() || value < 0.0)
        .then(|| format!("The value of an account must be a number from 0 on, not {value}."))
}

/// Returns why a candidate's numbers cannot be meant: the first there is.
pub fn of_candidate(candidate: &Candidate) -> Option<String> {
    let scores = candidate.scores.iter().find_map(|(key, score)| {
        let words = format!("The score of {}", shown(key));
        range(&words, score.range, 0.0, 1.0)
    });
    let economics = &candidate.economics;
    let amounts = [
        ("The number of customers", economics.customers),
        ("The cost", economics.cost),
        ("The effort in weeks", candidate.effort_weeks),
    ];
    let amount = |(words, known): (&str, Option<Range>)| range(words, known?, 0.0, f64::MAX);
    let shares =
        [("The captured share", economics.capture), ("The chance of displacement", economics.displacement)];
    let opinion = candidate.alignment.as_ref().map(|opinion| opinion.value);
    scores
        .or_else(|| amounts.into_iter().find_map(amount))
        .or_else(|| shares.into_iter().find_map(|(words, value)| share(words, value?)))
        .or_else(|| candidate.parts.iter().find_map(part))
        .or_else(|| {
            candidate
                .skills
                .iter()
                .find_map(|(skill, weeks)| from_zero(&format!("The weeks of {}", shown(skill)), *weeks))
        })
        .or_else(|| {
            let value = opinion.filter(|value| !(-2..=2).contains(value))?;
            Some(format!("The alignment must lie between -2 and 2, not {value}."))
        })
}

fn part(part: &super::evidence::Part) -> Option<String> {
    let what = shown(&part.what);
    from_zero(&format!("The size of {what}"), part.size)
        .or_else(|| from_zero(&format!("The substitute for {what}"), part.substitute?))
        .or_else(|| from_zero(&format!("The difference of {what}"), part.difference))
}

/// Returns why a range is none, or leaves its bounds.
fn range(words: &str, range: Range, least: f64, most: f64) -> Option<String> {
    let Range { lo, hi } = range;
    if !lo.is_finite() || !hi.is_finite() {
        return Some(format!("{words} must be two numbers, not {lo}..{hi}."));
    }
    if hi < lo {
        return Some(format!("{words} is upside down: {lo}..{hi} should read {hi}..{lo}."));
    }
    if lo < least || most < hi {
        let bounds =
            if most < f64::MAX { format!("between {least} and {most}") } else { format!("from {least} on") };
        return Some(format!("{words} must lie {bounds}, not at {lo}..{hi}."));
    }
    None
}

fn share(words: &str, value: f64) -> Option<String> {
    (!(0.0..=1.0).contains(&value)).then(|| format!("{words} must lie between 0 and 1, not at {value}."))
}

fn from_zero(words: &str, value: f64) -> Option<String> {
    (!value.is_finite() || value < 0.0).then(|| format!("{words} must be a number from 0 on, not {value}."))
}

/// Returns why a strategy cannot be meant: the first impossible number.
pub fn impossible(strategy: &Strategy) -> Option<String> {
    let capacity = &strategy.capacity;
    strategy
        .lenses
        .iter()
        .find_map(lens)
        .or_else(|| mix(strategy))
        .or_else(|| from_zero("The capacity in weeks", capacity.weeks))
        .or_else(|| from_zero("The reserve in weeks", capacity.reserve))
        .or_else(|| {
            capacity
                .skills
                .iter()
                .find_map(|(skill, weeks)| from_zero(&format!("The weeks of {}", shown(skill)), *weeks))
        })
        .or_else(|| {
            strategy.stage_mix.values().find_map(|value| from_zero("The expected share of a stage", *value))
        })
        .or_else(|| limits(&strategy.thresholds))
        .or_else(|| strategy.profiles.values().find_map(limits))
}

fn lens(lens: &Lens) -> Option<String> {
    let name = shown(&lens.name);
    let wrong = lens.weights.iter().find(|(_, weight)| !weight.is_finite() || **weight < 0.0);
    if let Some((driver, weight)) = wrong {
        return Some(format!(
            "The weight of {} in the lens {name} must be a number from 0 on, not {weight}.",
            shown(driver)
        ));
    }
    let sum: f64 = lens.weights.values().sum();
    (sum <= 0.0 || !sum.is_finite()).then(|| {
        format!("The weights of the lens {name} add up to {sum}: give at least one driver a weight.")
    })
}

fn mix(strategy: &Strategy) -> Option<String> {
    let shares = strategy.target_mix.shares();
    let sum: f64 = shares.iter().sum();
    (shares.iter().find_map(|value| share("A share of the target mix", *value))).or_else(|| {
        (0.001 < (sum - 1.0).abs()).then(|| format!("The target mix adds up to {sum:.2}, not to 1."))
    })
}

fn limits(limits: &Thresholds) -> Option<String> {
    let shares = [
        ("The limit faster_horse", limits.faster_horse),
        ("The limit faster_horse_market", limits.faster_horse_market),
        ("The limit skewed", limits.skewed),
        ("The limit largest_account", limits.largest_account),
        ("The limit competitive_cap", limits.competitive_cap),
        ("The limit fidelity", limits.fidelity),
        ("The limit firm", limits.firm),
        ("The limit band", limits.band),
        ("The limit sustainable", limits.sustainable),
        ("The limit blind", limits.blind),
        ("The limit agreement", limits.agreement),
        ("The limit trusted", limits.trusted),
        ("The limit tactical", limits.tactical),
        ("The limit owning_channel", limits.owning_channel),
        ("The limit own_thesis", limits.own_thesis),
        ("The limit alike", limits.alike),
        ("The limit covered", limits.covered),
        ("The limit aligned", limits.aligned),
    ];
    let amounts = [
        ("The limit z", limits.z),
        ("The limit half_life_days", limits.half_life_days),
        ("The limit kappa", limits.kappa),
        ("The limit discount", limits.discount),
        ("The limit jargon", limits.jargon),
        ("The limit evidence_half", limits.evidence_half),
        ("The limit short_weeks", limits.short_weeks),
    ];
    (shares.into_iter().find_map(|(words, value)| share(words, value)))
        .or_else(|| amounts.into_iter().find_map(|(words, value)| from_zero(words, value)))
}

/// Returns the names in a strategy that nothing answers to, each in a sentence.
pub fn unanswered(strategy: &Strategy) -> Vec<String> {
    let drivers: BTreeSet<&str> = strategy.drivers.iter().map(|driver| driver.key.as_str()).collect();
    let is_known = |key: &str| drivers.contains(key) || key == EVIDENCE;
    let goals: BTreeSet<&str> = strategy.goals.iter().map(|goal| goal.key.as_str()).collect();
    let weights = strategy.lenses.iter().flat_map(|lens| lens.weights.keys().map(move |key| (lens, key)));
    let mut all: Vec<String> = weights
        .filter(|(_, key)| !is_known(key))
        .map(|(lens, key)| {
            format!("The lens {} weighs {}, which is no driver.", shown(&lens.name), shown(key))
        })
        .collect();
    let slots = strategy.model.kind.slots().iter().map(|name| (name, strategy.model.slot(name)));
    let outside = [EFFORT_WEEKS, CUSTOMERS];
    all.extend(
        slots.filter(|(_, slot)| !is_known(&slot.driver) && !outside.contains(&slot.driver.as_str())).map(
            |(name, slot)| {
                format!("The model takes {name} from {}, which is no driver.", shown(&slot.driver))
            },
        ),
    );
    if !strategy.lens.is_empty() && !strategy.lenses.iter().any(|lens| lens.name == strategy.lens) {
        all.push(format!("The lens {} is to be shown and does not exist.", shown(&strategy.lens)));
    }
    if !strategy.profile.is_empty() && !strategy.profiles.contains_key(&strategy.profile) {
        all.push(format!("The profile {} is chosen and does not exist.", shown(&strategy.profile)));
    }
    let astray =
        strategy.goals.iter().filter(|goal| !goal.parent.is_empty() && !goals.contains(goal.parent.as_str()));
    all.extend(astray.map(|goal| {
        format!("The goal {} is under {}, which does not exist.", shown(&goal.key), shown(&goal.parent))
    }));
    all.extend(
        twice(strategy.drivers.iter().map(|driver| driver.key.as_str()))
            .map(|key| format!("The driver {} is there twice.", shown(key))),
    );
    all.extend(
        twice(strategy.lenses.iter().map(|lens| lens.name.as_str()))
            .map(|name| format!("The lens {} is there twice.", shown(name))),
    );
    all
}

fn twice<'a>(names: impl Iterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    let mut seen = BTreeSet::new();
    names.filter(move |name| !seen.insert(*name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::edit::{Edit, EditError};
    use crate::domain::evidence::{Opinion, Score};
    use crate::domain::id::{AccountId, CandidateId};
    use crate::domain::strategy::Goal;
    use crate::domain::workspace::Workspace;

    fn with_weight(weight: f64) -> Strategy {
        let lens = Lens { name: "house".into(), weights: [("reach".to_string(), weight)].into() };
        Strategy { lenses: vec![lens], ..Strategy::default() }
    }

    fn score(lo: f64, hi: f64) -> Candidate {
        let mut candidate = Candidate::new(CandidateId::derived("a"), "A");
        let score = Score { range: Range { lo, hi }, from: String::new(), by: None, on: None };
        candidate.scores.insert("reach".into(), score);
        candidate
    }

    #[test]
    fn impossible_strategies_are_refused_with_a_sentence() {
        let cases: [(Strategy, &str); 6] = [
            (
                with_weight(-0.1),
                "The weight of reach in the lens house must be a number from 0 on, not -0.1.",
            ),
            (
                with_weight(f64::NAN),
                "The weight of reach in the lens house must be a number from 0 on, not NaN.",
            ),
            (
                with_weight(0.0),
                "The weights of the lens house add up to 0: give at least one driver a weight.",
            ),
            (
                Strategy {
                    target_mix: crate::domain::strategy::TargetMix { customer: 0.9, ..Default::default() },
                    ..Strategy::default()
                },
                "The target mix adds up to 1.40, not to 1.",
            ),
            (
                Strategy {
                    capacity: crate::domain::strategy::Capacity { weeks: -1.0, ..Default::default() },
                    ..Strategy::default()
                },
                "The capacity in weeks must be a number from 0 on, not -1.",
            ),
            (
                Strategy {
                    thresholds: Thresholds { firm: 80.0, ..Thresholds::default() },
                    ..Strategy::default()
                },
                "The limit firm must lie between 0 and 1, not at 80.",
            ),
        ];
        for (strategy, sentence) in cases {
            let mut workspace = Workspace::default();
            let refused = workspace.apply(Edit::from(strategy));
            assert_eq!(refused, Err(EditError::Unsound { sentence: sentence.into() }));
            assert_eq!(workspace, Workspace::default());
        }
        assert_eq!(impossible(&Strategy::default()), None);
        assert_eq!(impossible(&with_weight(0.1)), None);
    }

    #[test]
    fn impossible_candidates_and_accounts_are_named() {
        assert_eq!(of_candidate(&score(0.2, 0.4)), None);
        assert_eq!(
            of_candidate(&score(0.7, 0.4)).unwrap(),
            "The score of reach is upside down: 0.7..0.4 should read 0.4..0.7."
        );
        assert_eq!(
            of_candidate(&score(0.7, 1.4)).unwrap(),
            "The score of reach must lie between 0 and 1, not at 0.7..1.4."
        );
        assert!(of_candidate(&score(0.7, f64::INFINITY)).unwrap().contains("two numbers"));
        let mut one = score(0.0, 1.0);
        one.effort_weeks = Some(Range { lo: -1.0, hi: 2.0 });
        assert_eq!(of_candidate(&one).unwrap(), "The effort in weeks must lie from 0 on, not at -1..2.");
        one.effort_weeks = None;
        one.economics.capture = Some(20.0);
        assert_eq!(of_candidate(&one).unwrap(), "The captured share must lie between 0 and 1, not at 20.");
        one.economics.capture = None;
        one.alignment = Some(Opinion { value: 3, why: String::new() });
        assert_eq!(of_candidate(&one).unwrap(), "The alignment must lie between -2 and 2, not 3.");
        let mut account = Account::new(AccountId::derived("a"), "A");
        account.value = -1.0;
        assert_eq!(
            of_account(&account).unwrap(),
            "The value of an account must be a number from 0 on, not -1."
        );
    }

    #[test]
    fn names_nothing_answers_to_are_kept_and_named() {
        let mut strategy = with_weight(1.0);
        strategy.lens = "hose".into();
        strategy.goals =
            vec![Goal { key: "a".into(), text: "A".into(), of_company: false, parent: "b".into() }];
        assert_eq!(
            unanswered(&strategy),
            [
                "The lens house weighs reach, which is no driver.",
                "The lens hose is to be shown and does not exist.",
                "The goal a is under b, which does not exist.",
            ]
        );
        assert_eq!(unanswered(&Strategy::default()), [""; 0]);
    }

    #[test]
    fn a_thousand_dependencies_are_read_and_a_circle_through_them_is_told_short() {
        use crate::domain::candidate::Dependency;
        let id = |place: usize| CandidateId::derived(&place.to_string());
        let on = |place: usize| Dependency {
            on: Some(id(place)),
            what: String::new(),
            technical: true,
            done: false,
        };
        let mut workspace = Workspace::default();
        for place in 0..1000 {
            let mut candidate = Candidate::new(id(place), place.to_string());
            candidate.depends_on.extend((0 < place).then(|| on(place - 1)));
            workspace.apply(Edit::from(candidate)).unwrap();
        }
        let mut first = Candidate::new(id(0), "0");
        first.depends_on.push(on(999));
        let Err(EditError::DependencyCycle { path }) = workspace.apply(Edit::from(first)) else {
            panic!("a circle")
        };
        assert_eq!(path, "0 → 999 → 998 → 997 → … → 3 → 2 → 1 → 0");
        let mut alone = Candidate::new(id(2000), "alone");
        alone.depends_on.push(on(2000));
        let Err(EditError::DependencyCycle { path }) = workspace.apply(Edit::from(alone)) else {
            panic!("a circle")
        };
        assert_eq!(path, "alone → alone");
        let mut many = Candidate::new(id(3000), "many");
        many.depends_on.extend((0..1000).map(on));
        assert!(workspace.apply(Edit::from(many)).is_ok());
    }
}
