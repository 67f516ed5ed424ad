//! Ready models of a score, and which driver feeds which of their slots. Plain data; `analysis::model` reckons.

use super::is_default;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where a slot may take its value from beside the drivers, by key.
pub const EVIDENCE: &str = "evidence";
pub const EFFORT_WEEKS: &str = "effort_weeks";
pub const CUSTOMERS: &str = "customers";

/// How totals are reckoned.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Model {
    pub kind: ModelKind,
    /// What feeds each slot; a slot that is not named takes the driver of its own name.
    #[serde(skip_serializing_if = "is_default")]
    pub slots: BTreeMap<String, Slot>,
}

/// The ready models.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelKind {
    /// Weights of the lens times drivers.
    #[default]
    WeightedSum,
    /// Reach × impact × confidence / effort.
    Rice,
    /// Cost of delay / duration, after Reinertsen.
    Cd3,
    /// (Value + urgency + risk reduction) / job size, as SAFe has it.
    Safe,
}

impl ModelKind {
    pub const ALL: [Self; 4] = [Self::WeightedSum, Self::Rice, Self::Cd3, Self::Safe];

    pub const fn name(self) -> &'static str {
        match self {
            Self::WeightedSum => "weighted_sum",
            Self::Rice => "rice",
            Self::Cd3 => "cd3",
            Self::Safe => "safe",
        }
    }

    /// Returns what the model needs, the divisor last; nothing for a weighted sum.
    pub const fn slots(self) -> &'static [&'static str] {
        match self {
            Self::WeightedSum => &[],
            Self::Rice => &["reach", "impact", "confidence", "effort"],
            Self::Cd3 => &["cost_of_delay", "duration"],
            Self::Safe => &["value", "urgency", "risk_reduction", "job_size"],
        }
    }
}

/// What feeds a slot: a driver by key, or `effort_weeks`, `customers`, `evidence`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Slot {
    pub driver: String,
    /// What 0 on the driver's scale is in the unit of the model.
    #[serde(default, skip_serializing_if = "is_default")]
    pub low: f64,
    /// What 1 on the driver's scale is in the unit of the model.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub high: f64,
}

fn one() -> f64 {
    1.0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_one(value: &f64) -> bool {
    *value == 1.0
}

impl Slot {
    /// Returns the slot fed by the driver of that name on its own scale.
    pub fn of_driver(key: &str) -> Self {
        Self { driver: key.into(), low: 0.0, high: 1.0 }
    }

    /// Returns a value of the driver's scale in the unit of the model.
    pub fn scaled(&self, value: f64) -> f64 {
        self.low + value * (self.high - self.low)
    }
}

impl Model {
    /// Returns what feeds a slot.
    pub fn slot(&self, name: &str) -> Slot {
        self.slots.get(name).cloned().unwrap_or_else(|| Slot::of_driver(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_without_an_entry_takes_the_driver_of_its_name() {
        let mut model = Model { kind: ModelKind::Rice, ..Model::default() };
        assert_eq!(model.slot("reach"), Slot::of_driver("reach"));
        model.slots.insert("reach".into(), Slot { driver: "breadth".into(), low: 100.0, high: 1100.0 });
        assert_eq!(model.slot("reach").scaled(0.5), 600.0);
        assert!(ModelKind::ALL.iter().all(|kind| kind.slots().len() < 5));
    }
}
