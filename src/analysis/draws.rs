//! Weights drawn at random around given ones: a Dirichlet distribution by way of gamma draws. The generator
//! is seeded by the caller, so that the same question always gets the same answer.

use fastrand::Rng;

/// Fills `weights` with a draw from Dirichlet(`shapes`): positive, adding to 1. Shapes are above 0.
pub fn dirichlet(shapes: &[f64], weights: &mut [f64], rng: &mut Rng) {
    let mut sum = 0.0;
    for (weight, shape) in weights.iter_mut().zip(shapes) {
        *weight = gamma(*shape, rng);
        sum += *weight;
    }
    // Tiny shapes can all draw 0; then one criterion has everything, which is what they mean.
    if sum <= 0.0 {
        let chosen = rng.usize(..weights.len().max(1));
        if let Some(weight) = weights.get_mut(chosen) {
            *weight = 1.0;
        }
        return;
    }
    weights.iter_mut().for_each(|weight| *weight /= sum);
}

/// Returns a gamma draw of scale 1 (Marsaglia and Tsang 2000).
fn gamma(shape: f64, rng: &mut Rng) -> f64 {
    if shape < 1.0 {
        return gamma(shape + 1.0, rng) * positive(rng).powf(1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(rng);
        let v = (1.0 + c * x).powi(3);
        if 0.0 < v && positive(rng).ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            return d * v;
        }
    }
}

/// Returns a draw from the standard normal distribution (Box and Muller 1958).
fn normal(rng: &mut Rng) -> f64 {
    (-2.0 * positive(rng).ln()).sqrt() * (std::f64::consts::TAU * rng.f64()).cos()
}

/// Returns a number above 0 and at most 1, of which a logarithm can be taken.
fn positive(rng: &mut Rng) -> f64 {
    1.0 - rng.f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(shapes: [f64; 3], times: u32) -> ([f64; 3], [f64; 3]) {
        let mut rng = Rng::with_seed(7);
        let (mut means, mut squares, mut weights) = ([0.0; 3], [0.0; 3], [0.0; 3]);
        for _ in 0..times {
            dirichlet(&shapes, &mut weights, &mut rng);
            assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            for k in 0..3 {
                means[k] += weights[k] / f64::from(times);
                squares[k] += weights[k].powi(2) / f64::from(times);
            }
        }
        (means, [0, 1, 2].map(|k| squares[k] - means[k].powi(2)))
    }

    #[test]
    fn means_and_spreads_are_those_of_the_distribution() {
        for shapes in [[49.5, 29.7, 19.8], [0.5, 0.3, 0.2]] {
            let (means, spreads) = drawn(shapes, 20_000);
            let sum: f64 = shapes.iter().sum();
            for k in 0..3 {
                let mean = shapes[k] / sum;
                assert!((means[k] - mean).abs() < 0.01, "{shapes:?} {means:?}");
                let spread = mean * (1.0 - mean) / (sum + 1.0);
                assert!((spreads[k] / spread - 1.0).abs() < 0.06, "{shapes:?} {spreads:?} {spread}");
            }
        }
    }

    #[test]
    fn vanishing_shapes_still_add_to_one() {
        let (means, _) = drawn([1e-9; 3], 300);
        assert!(means.iter().all(|mean| (0.2..0.5).contains(mean)), "{means:?}");
    }
}
