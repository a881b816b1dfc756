//! The clock, randomness and environment, which no other file here touches.

use jiff::Timestamp;
use uuid::{Builder, Uuid};

/// A random UUID.
///
/// # Panics
///
/// When the operating system gives no random bytes.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "a measurement has no caller to draw for it"
)]
pub fn random_id() -> Uuid {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    Builder::from_random_bytes(bytes).into_uuid()
}

/// The present instant, to the microsecond.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "a measurement has no caller with a clock"
)]
pub fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
}

/// A variable of the environment.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "the script that starts PostgreSQL says where it is"
)]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
