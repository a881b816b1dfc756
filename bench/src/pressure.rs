//! `demo-bench load`: what the service does when there is much of everything.

use std::time::Duration;

use crate::{
    bursts::{self, Burst, Limits},
    living::{self, Living, Options},
    place::{Engine, Place},
    ways::Scenario,
};

/// Clients of the bursts.
const CLIENTS: [usize; 2] = [100, 500];

/// Prints the bursts and the living sessions of each engine; whether all is as it must be.
///
/// # Errors
///
/// What keeps it from being measured.
pub async fn run(engines: &[Engine], short: bool) -> anyhow::Result<bool> {
    let time = Duration::from_secs(if short { 2 } else { 10 });
    let options = if short {
        Options {
            few: 20,
            many: 200,
            expire: 100,
            samples: 50,
        }
    } else {
        Options {
            few: 100,
            many: 10_000,
            expire: 5_000,
            samples: 1_000,
        }
    };
    let mut kept = true;
    println!("# {} s a burst, professional with history", time.as_secs());
    println!("{}", Burst::HEADINGS);
    for engine in engines {
        let directory = tempfile::tempdir()?;
        let place = Place::of(*engine, directory.path())?;
        let scenario = Scenario::new(&place, "professional", true);
        for clients in CLIENTS {
            for limits in Limits::ALL {
                let burst = bursts::run(&scenario, limits, clients, time).await?;
                println!("{}", burst.line(engine.as_str()));
                for wrong in &burst.wrong {
                    println!("# wrong: {wrong}");
                }
                kept &= burst.wrong.is_empty();
            }
        }
    }
    println!("# sessions that live, professional without history");
    println!("{}", Living::HEADINGS);
    for engine in engines {
        let directory = tempfile::tempdir()?;
        let place = Place::of(*engine, directory.path())?;
        let scenario = Scenario::new(&place, "professional", false);
        let (lines, within) = living::run(&scenario, options)
            .await?
            .lines(engine.as_str(), options);
        print!("{lines}");
        kept &= within;
    }
    println!(
        "# {}",
        if kept {
            "all as it must be"
        } else {
            "NOT all as it must be"
        }
    );
    Ok(kept)
}
