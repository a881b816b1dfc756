//! How often one address or e-mail may ask.

use std::{hash::Hash, net::IpAddr, num::NonZeroU32};

use governor::{
    Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
    state::keyed::HashMapStateStore,
};

use crate::{
    app::Limits,
    error::{Problem, kind},
};

/// The limiters of an app.
pub struct RateLimits {
    /// New sessions by address.
    pub address: Rate<IpAddr>,
    /// New sessions by e-mail.
    pub email: Rate<String>,
    /// Log-ins by address.
    pub login: Rate<IpAddr>,
}

impl RateLimits {
    /// As configured.
    pub fn new(limits: &Limits) -> Self {
        Self {
            address: Rate::new(limits.per_address, "new sessions from this address"),
            email: Rate::new(limits.per_email, "new sessions for this e-mail"),
            login: Rate::new(limits.logins_per_address, "log-ins from this address"),
        }
    }

    /// Forgets those who have not asked for a minute, lest memory grow.
    pub fn forget(&self) {
        self.address.forget();
        self.email.forget();
        self.login.forget();
    }
}

/// So many a minute for each key; none at all when switched off.
pub struct Rate<K: Hash + Eq + Clone> {
    limiter: Option<RateLimiter<K, HashMapStateStore<K>, DefaultClock>>,
    what: &'static str,
}

impl<K: Hash + Eq + Clone> Rate<K> {
    fn new(per_minute: u32, what: &'static str) -> Self {
        let limiter =
            NonZeroU32::new(per_minute).map(|n| RateLimiter::hashmap(Quota::per_minute(n)));
        Self { limiter, what }
    }

    /// Counts one request.
    pub fn check(&self, key: &K) -> Result<(), Problem> {
        let Some(limiter) = &self.limiter else {
            return Ok(());
        };
        limiter.check_key(key).map(drop).map_err(|not_until| {
            let wait = not_until.wait_time_from(DefaultClock::default().now());
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            Problem::new(kind::TOO_MANY, format!("there were too many {}", self.what))
                .retry_after(seconds)
        })
    }

    fn forget(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}
