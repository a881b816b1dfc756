//! Chance that is the same on every machine.
//!
//! A draw is a hash of what it is for, so it needs no state, has no order, and a product more
//! changes nothing for the others. Nothing but `+ - * /` and the square root is computed on
//! floating-point numbers in a history: IEEE 754 fixes those to the last bit, where `exp`, `ln`
//! and `cos` are each platform's own.

use sha2::{Digest, Sha256};

/// Where draws come from: `--random-seed`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source(pub(super) u64);

/// Sixteen-bit numbers in a draw.
const PARTS: u32 = 12;

impl Source {
    /// A draw of mean 0 and variance 1, between -6 and 6, for a purpose: the sum of twelve
    /// uniform numbers, less six (Irwin and Hall's distribution), close to the normal one.
    pub(super) fn normal(self, purpose: &[&str], day: usize) -> f64 {
        let mut hash = Sha256::new();
        hash.update(self.0.to_le_bytes());
        for part in purpose {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        hash.update(day.to_string());
        let digest = hash.finalize();
        let sum: u32 = digest
            .chunks_exact(2)
            .take(PARTS as usize)
            .map(|pair| u32::from(pair[0]) << 8 | u32::from(pair[1]))
            .sum();
        // Each is the middle of its 65536th: half of one is added twelve times.
        (f64::from(sum) + f64::from(PARTS) / 2.0) / 65_536.0 - f64::from(PARTS) / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_standard_and_belong_to_their_purpose() {
        let draws: Vec<f64> = (0..20_000)
            .map(|day| Source(1).normal(&["test"], day))
            .collect();
        let count = f64::from(u32::try_from(draws.len()).unwrap());
        let mean = draws.iter().sum::<f64>() / count;
        let variance = draws.iter().map(|draw| draw * draw).sum::<f64>() / count;
        assert!(mean.abs() < 0.02 && (variance - 1.0).abs() < 0.03);
        let first = |seed, purpose: &[&str]| Source(seed).normal(purpose, 0).to_bits();
        assert_eq!(first(1, &["test"]), first(1, &["test"]));
        assert_ne!(first(1, &["test"]), first(2, &["test"]));
        assert_ne!(first(1, &["a", "b"]), first(1, &["ab"]));
    }
}
