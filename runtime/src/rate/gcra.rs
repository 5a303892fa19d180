//! The generic cell rate algorithm: one time stamp a key, steady refill, no counters.
//!
//! **Invariant:** in any span of one window at most twice the limit is admitted, and never more
//! than the limit at once; a refused call costs its caller nothing.

use crate::policy::Rate;

/// A rate prepared for the hot path. Times are nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Gcra {
    /// What one call costs: the window divided by the limit.
    interval: u64,
    /// How far ahead of now a key may be: the limit times the interval.
    depth: u64,
}

/// What a rate says about a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// Whether the call is within the rate.
    pub(crate) admitted: bool,
    /// Calls that could still be made at once.
    pub(crate) remaining: u32,
    /// Admitted: nanoseconds until the key is as good as new. Refused: until a call is admitted.
    pub(crate) reset: u64,
}

impl Gcra {
    pub(crate) fn new(rate: &Rate) -> Gcra {
        let window = u64::from(rate.window.max(1)).saturating_mul(1_000_000_000);
        let limit = u64::from(rate.limit.max(1));
        let interval = (window / limit).max(1);
        Gcra { interval, depth: interval.saturating_mul(limit) }
    }

    /// The time at which a key that was last used at `stamp` will be as good as new, after one
    /// more call at `now`; and what that means for the call. A refused call leaves the stamp.
    pub(crate) fn take(self, stamp: u64, now: u64) -> (u64, Verdict) {
        let next = stamp.max(now).saturating_add(self.interval);
        let ahead = next - now;
        if ahead > self.depth {
            return (stamp, Verdict { admitted: false, remaining: 0, reset: ahead - self.depth });
        }
        let remaining = (self.depth - ahead) / self.interval;
        let remaining = u32::try_from(remaining).unwrap_or(u32::MAX);
        (next, Verdict { admitted: true, remaining, reset: ahead })
    }

    /// The stamp after a call that was taken and then refused elsewhere.
    pub(crate) fn give_back(self, stamp: u64) -> u64 {
        stamp.saturating_sub(self.interval)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000_000;

    #[test]
    fn admits_the_limit_at_once_and_then_one_an_interval() {
        let gcra = Gcra::new(&Rate::per_second(10));
        let now = 5 * SECOND;
        let mut stamp = 0;
        for left in (0..10).rev() {
            let (next, verdict) = gcra.take(stamp, now);
            assert!(verdict.admitted);
            assert_eq!(verdict.remaining, left);
            stamp = next;
        }
        let (same, refused) = gcra.take(stamp, now);
        assert!(!refused.admitted);
        assert_eq!(same, stamp, "a refused call costs nothing");
        assert_eq!(refused.reset, SECOND / 10);
        assert!(!gcra.take(stamp, now + SECOND / 10 - 1).1.admitted);
        assert!(gcra.take(stamp, now + SECOND / 10).1.admitted);
    }

    #[test]
    fn refills_fully_and_not_beyond() {
        let gcra = Gcra::new(&Rate::per_minute(3));
        let (stamp, first) = gcra.take(0, 0);
        assert_eq!((first.remaining, first.reset), (2, 20 * SECOND));
        let (_, later) = gcra.take(stamp, 3600 * SECOND);
        assert_eq!(later.remaining, 2);
    }

    #[test]
    fn gives_back() {
        let gcra = Gcra::new(&Rate::new(1, 60));
        let (stamp, _) = gcra.take(0, 7);
        assert!(!gcra.take(stamp, 8).1.admitted);
        assert!(gcra.take(gcra.give_back(stamp), 8).1.admitted);
    }
}
