//! Amounts as people say them: three digits and a letter, `1.2 M`; what is beyond by its power of ten. For screens;
//! files and exports keep all digits.

/// The steps from large to small, with their letters.
const STEPS: [(f64, &str); 3] = [(1e9, " G"), (1e6, " M"), (1e3, " k")];

/// Returns an amount with at most three digits that count and the letter of its size.
pub fn short(amount: f64) -> String {
    if !amount.is_finite() {
        return "?".into();
    }
    if 1e12 <= amount.abs() || (amount != 0.0 && amount.abs() < 0.005) {
        return format!("{amount:.0e}");
    }
    // What would round up to the next letter takes it: 999 600 is 1 M.
    let step = STEPS.into_iter().find(|(size, _)| *size <= (amount.abs() * 1.0005).max(f64::MIN_POSITIVE));
    let (size, letter) = step.unwrap_or((1.0, ""));
    let number = amount / size;
    let digits = match number.abs() {
        large if 99.95 <= large => 0,
        _ if letter.is_empty() && number.fract() == 0.0 => 0,
        middle if 9.995 <= middle => 1,
        _ => 2,
    };
    let text = format!("{number:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    // A small loss rounds to -0, which nobody says.
    let text = if text == "-0" { "0" } else { text };
    format!("{text}{letter}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_three_digits_and_a_letter() {
        for (amount, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (7.0, "7"),
            (0.25, "0.25"),
            (12.34, "12.3"),
            (999.0, "999"),
            (999.6, "1 k"),
            (1_000.0, "1 k"),
            (1_250.0, "1.25 k"),
            (120_000.0, "120 k"),
            (999_600.0, "1 M"),
            (-5_000_000.0, "-5 M"),
            (12_340_000_000.0, "12.3 G"),
            (3e14, "3e14"),
            (0.000_2, "2e-4"),
            (f64::NAN, "?"),
        ] {
            assert_eq!(short(amount), text, "{amount}");
        }
    }
}
