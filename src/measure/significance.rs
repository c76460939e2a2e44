//! Whether two settings differ by more than chance: the paired randomisation test.
//!
//! If the settings were the same, each topic's difference could as well have the other sign. So signs are
//! flipped at random many times, and p is the share of flips whose mean is at least as far from 0 as the one
//! observed, that one counted in (Fisher's randomisation test, recommended for retrieval by Smucker, Allan
//! and Carterette, CIKM 2007; the +1 after Phipson and Smyth 2010, so that p is never 0).

/// Flips that are tried unless a number is named.
pub const FLIPS: u32 = 50_000;

/// Returns the two-sided p of paired differences, one a topic. The same seed gives the same p. 1 where
/// nothing differs.
pub fn p_value(differences: &[f64], flips: u32, seed: u64) -> f64 {
    // What does not differ does not move the mean, whatever its sign.
    let moving: Vec<f64> = differences.iter().copied().filter(|d| *d != 0.0).collect();
    let observed = moving.iter().sum::<f64>().abs();
    // Sums of the same numbers in another order differ in the last digits.
    let slack = 1e-12 * moving.iter().map(|d| d.abs()).sum::<f64>();
    let mut random = SplitMix(seed);
    let mut as_far = 1_u64;
    for _ in 0..flips {
        let mut sum = 0.0;
        for part in moving.chunks(64) {
            let mut signs = random.next();
            for difference in part {
                sum += if signs & 1 == 0 { *difference } else { -*difference };
                signs >>= 1;
            }
        }
        as_far += u64::from(sum.abs() >= observed - slack);
    }
    as_far as f64 / (f64::from(flips) + 1.0)
}

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_the_published_one() {
        // First values for the seed 1234567 of Vigna's reference, splitmix64.c.
        let mut random = SplitMix(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn nothing_that_differs_is_chance() {
        assert_eq!(p_value(&[0.0; 30], 1_000, 1), 1.0);
        assert_eq!(p_value(&[], 1_000, 1), 1.0);
        // One topic can have either sign.
        assert_eq!(p_value(&[0.4], 1_000, 1), 1.0);
    }

    #[test]
    fn what_always_differs_is_not_chance() {
        let p = p_value(&[0.1; 40], 20_000, 7);
        assert_eq!(p, 1.0 / 20_001.0);
    }

    #[test]
    fn few_topics_agree_with_counting_all_flips() {
        // |sum| is 9. Of the 32 signs as many have at least that: none turned, or the 1, the 2, the 3, or
        // the 1 with the 2, and the mirror of each.
        let observed = [-3.0, 1.0, 2.0, 4.0, 5.0];
        let p = p_value(&observed, 200_000, 3);
        assert!((p - 10.0 / 32.0).abs() < 0.005, "{p}");
    }

    #[test]
    fn neither_side_is_favoured_and_the_seed_decides() {
        let there: Vec<f64> = (0..100).map(|at| f64::from(at % 7) / 10.0 - 0.25).collect();
        let back: Vec<f64> = there.iter().map(|d| -d).collect();
        assert_eq!(p_value(&there, 5_000, 11), p_value(&back, 5_000, 11));
        assert_eq!(p_value(&there, 5_000, 11), p_value(&there, 5_000, 11));
        assert_ne!(p_value(&there, 5_000, 11), p_value(&there, 5_000, 12));
    }
}
