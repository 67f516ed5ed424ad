//! Value bounded by the cheapest substitute (METHODS 4.5): nobody pays more for a solution than the other way
//! out would cost. Sums say whether they are per customer or in total; nothing here guesses which.

use crate::domain::candidate::Candidate;
use crate::domain::evidence::{Basis, Part, Range};

/// Years a displacement is reckoned over.
pub const YEARS: u32 = 5;

/// What is known of one candidate's money. Sums are in the currency of the strategy.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    pub basis: Basis,
    /// How many customers; counts only where sums are per customer.
    pub customers: f64,
    /// The share of the bounded value we can charge for, 0 to 1.
    pub capture: f64,
    /// What it costs us.
    pub cost: f64,
    /// P: the size of the problem over all parts.
    pub problem: f64,
    /// min(P, S + D) over all parts: what the solution can be worth beside its substitutes.
    pub bounded: f64,
    /// min(P, S) over all parts: what is left once the substitutes are there and switching costs nothing.
    pub displaced: f64,
    /// Yearly chance that the substitutes appear, 0 to 1.
    pub chance: f64,
    /// What doing nothing would bring.
    pub nothing: Option<f64>,
}

/// Says a return: two digits, four where it is next to nothing.
pub fn ratio(roi: f64) -> String {
    if roi.abs() < 0.1 && roi != 0.0 { format!("{roi:.4}") } else { format!("{roi:.2}") }
}

/// Returns `(value − cost) / cost`, or nothing when it costs nothing.
pub fn roi(value: f64, cost: f64) -> Option<f64> {
    (0.0 < cost).then(|| (value - cost) / cost)
}

/// Returns what a part can be worth: its size, or its substitute and the difference where that is less.
pub fn bounded(part: &Part) -> f64 {
    part.substitute.map_or(part.size, |substitute| part.size.min(substitute + part.difference))
}

/// Returns the present value of a yearly problem that a substitute bounds from the year it appears in. Runs
/// over `years` from now on; `chance` is that of one year, `discount` a share a year.
pub fn displaced_value(problem: f64, substitute: f64, chance: f64, discount: f64, years: u32) -> f64 {
    let bounded = problem.min(substitute);
    (0..years)
        .map(|year| {
            let alone = (1.0 - chance.clamp(0.0, 1.0)).powf(f64::from(year));
            (alone * problem + (1.0 - alone) * bounded) / (1.0 + discount).powf(f64::from(year))
        })
        .sum()
}

/// Returns the case of a candidate, or what is missing for one, in words.
pub fn case(candidate: &Candidate) -> Result<Case, &'static str> {
    let economics = &candidate.economics;
    let basis = economics.basis.ok_or("whether its sums are per customer or in total")?;
    if candidate.parts.is_empty() {
        return Err("the size of its problem");
    }
    let customers = match (basis, economics.customers) {
        (Basis::PerCustomer, None) => return Err("the number of customers"),
        (_, customers) => customers.map_or(1.0, Range::mid),
    };
    let sum = |of: &dyn Fn(&Part) -> f64| candidate.parts.iter().map(of).sum::<f64>();
    Ok(Case {
        basis,
        customers,
        capture: economics.capture.unwrap_or(1.0),
        cost: economics.cost.ok_or("its cost")?.mid(),
        problem: sum(&|part| part.size),
        bounded: sum(&bounded),
        displaced: sum(&|part| part.substitute.map_or(part.size, |substitute| part.size.min(substitute))),
        chance: economics.displacement.unwrap_or(0.0),
        nothing: economics.do_nothing,
    })
}

impl Case {
    /// Returns V: what we can earn with it, over all customers.
    pub fn value(&self) -> f64 {
        self.times() * self.bounded * self.capture
    }

    /// Returns how much V is above what doing nothing would bring, where that is known.
    pub fn over_nothing(&self) -> Option<f64> {
        self.nothing.map(|nothing| self.value() - nothing)
    }

    /// Returns what V would be if nobody had another way out.
    pub fn naive_value(&self) -> f64 {
        self.times() * self.problem * self.capture
    }

    fn times(&self) -> f64 {
        match self.basis {
            Basis::PerCustomer => self.customers,
            Basis::InTotal => 1.0,
        }
    }

    /// Returns the return on investment, 0 for a cost just earned back; nothing when it costs nothing.
    pub fn roi(&self) -> Option<f64> {
        roi(self.value(), self.cost)
    }

    /// Returns the customers needed to earn the cost back; nothing where sums are in total, or where no number
    /// of customers would do.
    pub fn break_even(&self) -> Option<f64> {
        self.customers_for(self.bounded)
    }

    /// Returns the customers it would take if nobody had another way out.
    pub fn naive_break_even(&self) -> Option<f64> {
        self.customers_for(self.problem)
    }

    fn customers_for(&self, each: f64) -> Option<f64> {
        let earned = self.capture * each;
        (self.basis == Basis::PerCustomer && 0.0 < earned).then(|| self.cost / earned)
    }

    /// Returns the share of the problem's size that stays ours beside the substitutes, 0 to 1.
    pub fn sustainable(&self) -> f64 {
        if 0.0 < self.problem { (self.bounded / self.problem).clamp(0.0, 1.0) } else { 0.0 }
    }

    /// Returns the present value of the problem over the next years if the substitutes may appear, in the
    /// terms of the basis.
    pub fn displaced_value(&self, discount: f64) -> f64 {
        displaced_value(self.problem, self.displaced, self.chance, discount, YEARS)
    }

    /// Says what sums refer to.
    pub fn basis_words(&self) -> &'static str {
        match self.basis {
            Basis::PerCustomer => "per customer",
            Basis::InTotal => "in total",
        }
    }

    /// Says the case with its numbers, without a full stop.
    pub fn sentence(&self) -> String {
        let share = super::balance::percent(self.sustainable());
        let mut text = format!(
            "{:.0} {} of {:.0} hold beside the substitutes ({share})",
            self.bounded,
            self.basis_words(),
            self.problem
        );
        if let Some(roi) = self.roi() {
            text.push_str(&format!(", return {} on a cost of {:.0}", ratio(roi), self.cost));
        }
        if let Some(customers) = self.break_even() {
            text.push_str(&format!(", break-even at {customers:.1} customers of {:.0}", self.customers));
        }
        if let Some(gain) = self.over_nothing() {
            text.push_str(&format!(", {gain:.0} more than doing nothing"));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::CandidateId;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 0.005
    }

    fn part(size: f64, substitute: Option<f64>, difference: f64) -> Part {
        Part { what: "P".into(), size, substitute, difference, by: String::new(), adjacent_industry: false }
    }

    /// P = 10 M, S = 0.1 M, C = 5 M, 50 customers.
    fn candidate(difference: f64, capture: f64) -> Candidate {
        let mut candidate = Candidate::new(CandidateId::derived("a"), "A");
        candidate.parts.push(part(10e6, Some(0.1e6), difference));
        candidate.economics.basis = Some(Basis::PerCustomer);
        candidate.economics.customers = Some(Range::point(50.0));
        candidate.economics.capture = Some(capture);
        candidate.economics.cost = Some(Range { lo: 4e6, hi: 6e6 });
        candidate
    }

    #[test]
    fn returns_of_the_literature() {
        assert_eq!(roi(10.0, 5.0), Some(1.0));
        assert!((roi(100.0, 99.0).unwrap() - 0.0101).abs() < 0.0001);
        assert_eq!(roi(1.0, 0.0), None);
    }

    #[test]
    fn the_substitute_moves_the_break_even_from_half_a_customer_to_fifty() {
        let case = case(&candidate(0.0, 1.0)).unwrap();
        assert!(near(case.naive_break_even().unwrap(), 0.5) && near(case.break_even().unwrap(), 50.0));
        assert!(near(case.roi().unwrap(), 0.0) && near(roi(case.naive_value(), case.cost).unwrap(), 99.0));
        assert!(near(case.sustainable(), 0.01));
    }

    #[test]
    fn a_proven_difference_half_captured_needs_67_customers() {
        let case = case(&candidate(50e3, 0.5)).unwrap();
        assert!((case.break_even().unwrap() - 66.7).abs() < 0.05);
        assert_eq!(
            case.sentence(),
            "150000 per customer of 10000000 hold beside the substitutes (2 %), return -0.25 on a cost of 5000000, break-even at 66.7 customers of 50"
        );
    }

    #[test]
    fn displacement_of_the_method() {
        for (chance, expected) in [(0.0, 4.17), (0.25, 2.69), (0.5, 1.82), (0.9, 1.13)] {
            let value = displaced_value(1.0, 0.01, chance, 0.10, YEARS);
            assert!(near(value, expected), "{chance}: {value}");
        }
        let mut sure = candidate(0.0, 1.0);
        sure.economics.displacement = Some(0.9);
        assert!(near(case(&sure).unwrap().displaced_value(0.10) / 10e6, 1.13));
    }

    #[test]
    fn the_size_of_the_problem_and_no_substitute_bound_it_too() {
        assert_eq!(bounded(&part(8.0, None, 3.0)), 8.0);
        assert_eq!(bounded(&part(8.0, Some(5.0), 9.0)), 8.0);
        assert_eq!(bounded(&part(8.0, Some(5.0), 1.0)), 6.0);
    }

    #[test]
    fn in_total_nothing_is_multiplied() {
        let mut total = candidate(0.0, 1.0);
        total.economics.basis = Some(Basis::InTotal);
        let case = case(&total).unwrap();
        assert!(near(case.value(), 0.1e6) && case.break_even().is_none());
        assert!(case.sentence().contains("100000 in total"), "{}", case.sentence());
    }

    #[test]
    fn what_is_missing_is_named() {
        let mut bare = candidate(0.0, 1.0);
        bare.economics.cost = None;
        assert_eq!(case(&bare), Err("its cost"));
        bare.economics.customers = None;
        assert_eq!(case(&bare), Err("the number of customers"));
        bare.parts.clear();
        assert_eq!(case(&bare), Err("the size of its problem"));
        bare.economics.basis = None;
        assert_eq!(case(&bare), Err("whether its sums are per customer or in total"));
    }

    #[test]
    fn the_examples_of_the_literature_are_printed_exactly() {
        let of = |size: f64, cost: f64| {
            let mut one = Candidate::new(CandidateId::derived("a"), "A");
            one.parts.push(part(size, None, 0.0));
            one.economics.basis = Some(Basis::InTotal);
            one.economics.cost = Some(Range::point(cost));
            case(&one).unwrap().sentence()
        };
        assert_eq!(
            of(10.0, 5.0),
            "10 in total of 10 hold beside the substitutes (100 %), return 1.00 on a cost of 5"
        );
        assert_eq!(
            of(100.0, 99.0),
            "100 in total of 100 hold beside the substitutes (100 %), return 0.0101 on a cost of 99"
        );
        let bounded = case(&candidate(0.0, 1.0)).unwrap().sentence();
        assert!(
            bounded.ends_with("return 0.00 on a cost of 5000000, break-even at 50.0 customers of 50"),
            "{bounded}"
        );
    }

    #[test]
    fn doing_nothing_is_the_baseline() {
        let mut one = candidate(0.0, 1.0);
        assert_eq!(case(&one).unwrap().over_nothing(), None);
        one.economics.do_nothing = Some(1e6);
        let case = case(&one).unwrap();
        assert!(near(case.over_nothing().unwrap(), 4e6));
        assert!(case.sentence().ends_with(", 4000000 more than doing nothing"), "{}", case.sentence());
    }
}
