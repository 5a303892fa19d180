//! Rate limits: so many calls in a window for each caller, address or operation.
//!
//! In memory and for one process. A call is counted against all rates of its operation or, when
//! one of them refuses it, against none.
//!
//! **Invariant:** a limit fails closed: what cannot be counted is counted together with others,
//! never let through uncounted.

pub(crate) mod gcra;
mod headers;
mod table;

use std::hash::{BuildHasher, Hash, Hasher};
use std::net::IpAddr;
use std::time::Instant;

use self::gcra::{Gcra, Verdict};
pub(crate) use self::headers::RateHeaders;
use self::table::Table;
use crate::policy::{Rate, RatePer};

/// Keys that are remembered at the same time, over all operations and rates (24 MB).
const CAPACITY: usize = 1 << 20;
/// The group of the coarse limit per address.
const ADDRESS_GROUP: u32 = u32::MAX;

/// Where a call stands with the tightest of its rates. Times are seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Whether the call is admitted.
    pub(crate) admitted: bool,
    /// Which of the operation's rates is the tightest.
    pub(crate) index: usize,
    /// Calls that could still be made at once.
    pub(crate) remaining: u32,
    /// Admitted: until the limit is full again. Refused: until a call is admitted. Rounded up.
    pub(crate) reset: u64,
}

/// Who is counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject {
    /// The hash of the caller's identity: [`Limiter::identity`].
    pub(crate) caller: Option<u64>,
    /// The client's address; callers without one share a key.
    pub(crate) address: Option<IpAddr>,
}

/// The rates of an operation, prepared.
#[derive(Debug)]
pub(crate) struct Plan {
    operation: u32,
    rates: Vec<(Gcra, RatePer)>,
}

impl Plan {
    /// `operation` tells the operations of a router apart.
    pub(crate) fn new(operation: u32, rates: &[Rate]) -> Plan {
        Plan { operation, rates: rates.iter().map(|r| (Gcra::new(r), r.per)).collect() }
    }
}

/// Counts calls.
#[derive(Debug)]
pub(crate) struct Limiter {
    table: Table,
    seed: ahash::RandomState,
    start: Instant,
}

impl Limiter {
    pub(crate) fn new() -> Limiter {
        Limiter {
            table: Table::new(CAPACITY),
            seed: ahash::RandomState::new(),
            start: Instant::now(),
        }
    }

    /// The hash of an identity, for [`Subject::caller`].
    pub(crate) fn identity(&self, identity: impl Hash) -> u64 {
        self.seed.hash_one(identity)
    }

    fn nanos(&self, now: Instant) -> u64 {
        u64::try_from(now.saturating_duration_since(self.start).as_nanos()).unwrap_or(u64::MAX)
    }

    /// Counts a call against the coarse limit of an address. `Err`: the seconds to wait.
    pub(crate) fn admit_address(
        &self,
        gcra: &AddressLimit,
        address: Option<IpAddr>,
        now: Instant,
    ) -> Result<(), u64> {
        let key = self.seed.hash_one((ADDRESS_GROUP, network(address)));
        let verdict = self.table.take(key, ADDRESS_GROUP, gcra.0, self.nanos(now));
        if verdict.admitted { Ok(()) } else { Err(seconds(verdict.reset)) }
    }

    /// Counts a call against all rates of its operation, or against none.
    pub(crate) fn admit(&self, plan: &Plan, subject: Subject, now: Instant) -> Option<Standing> {
        let now = self.nanos(now);
        let mut tightest: Option<(usize, Verdict)> = None;
        for (index, (gcra, per)) in plan.rates.iter().enumerate() {
            let (key, group) = self.key(plan.operation, index, *per, subject);
            let verdict = self.table.take(key, group, *gcra, now);
            if !verdict.admitted {
                self.give_back(plan, index, subject);
                return Some(standing(index, verdict));
            }
            if tightest.is_none_or(|(_, best)| tighter(verdict, best)) {
                tightest = Some((index, verdict));
            }
        }
        tightest.map(|(index, verdict)| standing(index, verdict))
    }

    fn give_back(&self, plan: &Plan, before: usize, subject: Subject) {
        for (index, (gcra, per)) in plan.rates.iter().enumerate().take(before) {
            let (key, group) = self.key(plan.operation, index, *per, subject);
            self.table.give_back(key, group, *gcra);
        }
    }

    fn key(&self, operation: u32, index: usize, per: RatePer, subject: Subject) -> (u64, u32) {
        let mut hasher = self.seed.build_hasher();
        (operation, index, per).hash(&mut hasher);
        match (per, subject.caller) {
            (RatePer::Operation, _) => {}
            (RatePer::Client, Some(caller)) => (1_u8, caller).hash(&mut hasher),
            (RatePer::Client, None) | (RatePer::Address, _) => {
                (2_u8, network(subject.address)).hash(&mut hasher);
            }
        }
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        (hasher.finish(), operation.wrapping_mul(64).wrapping_add(index))
    }
}

/// The coarse limit per address, prepared.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AddressLimit(Gcra);

impl AddressLimit {
    pub(crate) fn new(rate: &Rate) -> AddressLimit {
        AddressLimit(Gcra::new(rate))
    }
}

fn tighter(a: Verdict, b: Verdict) -> bool {
    (a.remaining, std::cmp::Reverse(a.reset)) < (b.remaining, std::cmp::Reverse(b.reset))
}

fn standing(index: usize, verdict: Verdict) -> Standing {
    Standing {
        admitted: verdict.admitted,
        index,
        remaining: verdict.remaining,
        reset: seconds(verdict.reset),
    }
}

fn seconds(nanos: u64) -> u64 {
    nanos.div_ceil(1_000_000_000).max(1)
}

/// What of an address is counted: a host of IPv6 commonly owns a whole /64.
fn network(address: Option<IpAddr>) -> Option<IpAddr> {
    match address {
        Some(IpAddr::V6(v6)) => match v6.to_ipv4_mapped() {
            Some(v4) => Some(IpAddr::V4(v4)),
            None => Some(IpAddr::V6((v6.to_bits() >> 64 << 64).into())),
        },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(number: u64) -> Subject {
        Subject { caller: Some(number), address: None }
    }

    #[test]
    fn a_refused_call_is_counted_nowhere() {
        let limiter = Limiter::new();
        let plan = Plan::new(0, &[Rate::per_hour(10), Rate::per_minute(1)]);
        let now = Instant::now();
        assert_eq!(
            limiter.admit(&plan, caller(1), now).map(|s| (s.admitted, s.index)),
            Some((true, 1))
        );
        for _ in 0..50 {
            assert_eq!(
                limiter.admit(&plan, caller(1), now).map(|s| (s.admitted, s.index)),
                Some((false, 1))
            );
        }
        let hourly = Plan::new(0, &[Rate::per_hour(10)]);
        let standing = limiter.admit(&hourly, caller(1), now);
        assert_eq!(standing.map(|s| s.remaining), Some(8));
    }

    #[test]
    fn callers_operations_and_rates_are_apart() {
        let limiter = Limiter::new();
        let now = Instant::now();
        let one = Plan::new(0, &[Rate::per_hour(1)]);
        let other = Plan::new(1, &[Rate::per_hour(1)]);
        let admitted = |plan, who| limiter.admit(plan, who, now).map(|s| s.admitted);
        assert_eq!(admitted(&one, caller(1)), Some(true));
        assert_eq!(admitted(&one, caller(1)), Some(false));
        assert_eq!(admitted(&one, caller(2)), Some(true));
        assert_eq!(admitted(&other, caller(1)), Some(true));
    }

    #[test]
    fn an_operation_is_counted_over_all_callers() {
        let limiter = Limiter::new();
        let now = Instant::now();
        let plan = Plan::new(0, &[Rate::per_hour(1).by_operation()]);
        assert_eq!(limiter.admit(&plan, caller(1), now).map(|s| s.admitted), Some(true));
        assert_eq!(limiter.admit(&plan, caller(2), now).map(|s| s.admitted), Some(false));
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let limiter = Limiter::new();
        let now = Instant::now();
        let limit = AddressLimit::new(&Rate::per_hour(1));
        let one = "2001:db8::1".parse().ok();
        let neighbour = "2001:db8::2".parse().ok();
        let other = "2001:db8:0:1::1".parse().ok();
        assert!(limiter.admit_address(&limit, one, now).is_ok());
        assert!(limiter.admit_address(&limit, neighbour, now).is_err());
        assert!(limiter.admit_address(&limit, other, now).is_ok());
        let mapped = "::ffff:192.0.2.1".parse().ok();
        let plain = "192.0.2.1".parse().ok();
        assert!(limiter.admit_address(&limit, mapped, now).is_ok());
        assert!(limiter.admit_address(&limit, plain, now).is_err());
    }

    #[test]
    fn no_rates_no_standing() {
        let plan = Plan::new(0, &[]);
        assert_eq!(Limiter::new().admit(&plan, caller(1), Instant::now()), None);
    }
}
