//! What a session costs that does not depend on the machine: round trips, statements and bytes
//! to and from PostgreSQL, and allocations.

use anyhow::ensure;

use crate::{
    place::Place,
    relay::{Relay, Traffic},
    ways::{Kind, Scenario, Way, engine::Engine},
};

/// Sessions that open the connections and prepare the statements, before any is counted.
const WARM_UP: usize = 3;
/// An odd number, so that there is one in the middle.
const SESSIONS: usize = 15;

/// The scenario, with a relay before its server.
///
/// # Errors
///
/// A scenario that is not on PostgreSQL, or no free port.
pub async fn behind_relay(scenario: &Scenario) -> anyhow::Result<(Scenario, Relay)> {
    let Place::Postgres(url) = &scenario.place else {
        anyhow::bail!("only PostgreSQL has a wire to count on");
    };
    let relay = Relay::start(url).await?;
    let scenario = Scenario {
        place: Place::Postgres(relay.url().to_owned()),
        ..scenario.clone()
    };
    Ok((scenario, relay))
}

/// The traffic of a session: of each count the median over some sessions, one after another.
/// What the program does beside, such as looking for expired sessions, falls between few.
///
/// # Errors
///
/// A session that fails.
pub async fn traffic(way: &Way, relay: &Relay) -> anyhow::Result<Traffic> {
    for _ in 0..WARM_UP {
        way.session().await?;
    }
    let mut each = Vec::with_capacity(SESSIONS);
    for _ in 0..SESSIONS {
        let before = relay.traffic();
        way.session().await?;
        let after = relay.traffic();
        each.push(Traffic {
            round_trips: after.round_trips - before.round_trips,
            statements: after.statements - before.statements,
            sent: after.sent - before.sent,
            received: after.received - before.received,
        });
    }
    let median = |of: fn(&Traffic) -> u64| {
        let mut counts: Vec<u64> = each.iter().map(of).collect();
        counts.sort_unstable();
        counts[SESSIONS / 2]
    };
    Ok(Traffic {
        round_trips: median(|one| one.round_trips),
        statements: median(|one| one.statements),
        sent: median(|one| one.sent),
        received: median(|one| one.received),
    })
}

/// The allocations of a session by the engine on PostgreSQL. On a runtime of one thread, the
/// caller's, since allocations are counted by thread.
///
/// # Errors
///
/// A session that fails.
pub fn allocations(scenario: &Scenario) -> anyhow::Result<u64> {
    ensure!(
        matches!(scenario.place, Place::Postgres(_)),
        "SQLite works on threads of its own, where nothing is counted"
    );
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let engine = runtime.block_on(async {
        let (store, profile) = scenario.open(Kind::Engine).await?;
        let engine = Engine::new(store, &profile);
        for _ in 0..WARM_UP {
            engine.session().await?;
        }
        anyhow::Ok(engine)
    })?;
    let mut counts = Vec::with_capacity(SESSIONS);
    for _ in 0..SESSIONS {
        let mut result = Ok(());
        let counted = allocation_counter::measure(|| result = runtime.block_on(engine.session()));
        result?;
        counts.push(counted.count_total);
    }
    counts.sort_unstable();
    Ok(counts[SESSIONS / 2])
}
