//! [`Rate`]: how often an operation may be called.
//!
//! **Invariant:** neither the calls nor the window is zero.

/// A rate limit: so many calls in a window, refilled steadily (GCRA).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Its name in `RateLimit-Policy`.
    pub name: &'static str,
    /// Calls in a window.
    pub limit: u32,
    /// The window in seconds.
    pub window: u32,
    /// What is counted together.
    pub per: RatePer,
}

/// What a rate limit counts together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RatePer {
    /// Calls of one caller: the verified client or subject, or the address where there is none.
    Client,
    /// Calls from one address.
    Address,
    /// All calls of the operation.
    Operation,
}

impl Rate {
    /// So many calls in so many seconds, counted per client. Zero of either counts as one.
    pub const fn new(limit: u32, window: u32) -> Rate {
        let limit = if limit == 0 { 1 } else { limit };
        let window = if window == 0 { 1 } else { window };
        Rate { name: "default", limit, window, per: RatePer::Client }
    }

    /// So many calls a second.
    pub const fn per_second(limit: u32) -> Rate {
        Rate::new(limit, 1)
    }

    /// So many calls a minute.
    pub const fn per_minute(limit: u32) -> Rate {
        Rate::new(limit, 60)
    }

    /// So many calls an hour.
    pub const fn per_hour(limit: u32) -> Rate {
        Rate::new(limit, 3600)
    }

    /// So many calls a day.
    pub const fn per_day(limit: u32) -> Rate {
        Rate::new(limit, 86_400)
    }

    /// The same rate under a name.
    #[must_use]
    pub const fn named(mut self, name: &'static str) -> Rate {
        self.name = name;
        self
    }

    /// The same rate, counted per address.
    #[must_use]
    pub const fn by_address(mut self) -> Rate {
        self.per = RatePer::Address;
        self
    }

    /// The same rate, counted over all calls of the operation.
    #[must_use]
    pub const fn by_operation(mut self) -> Rate {
        self.per = RatePer::Operation;
        self
    }
}
