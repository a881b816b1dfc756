//! SIGTERM and Ctrl-C: the first stops in order, the second at once.

use std::pin::pin;

use anyhow::Context as _;
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::oneshot,
};

use crate::Outcome;

/// What a shell says of a program that a signal ended: 128 and the signal's number.
const INTERRUPTED: u8 = 130;
const TERMINATED: u8 = 143;

/// Done at the first signal; never when it cannot come.
pub type Stop = oneshot::Receiver<()>;

/// Runs work on as many threads as cores, and hands it the first signal. At a second one the
/// work is dropped where it stands: whatever is half made is undone by the next start.
///
/// # Errors
///
/// What the work fails with.
pub fn run<F>(work: impl FnOnce(Stop) -> F) -> anyhow::Result<Outcome>
where
    F: Future<Output = anyhow::Result<Outcome>>,
{
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start threads")?;
    let outcome = runtime.block_on(async {
        let mut signals = Signals::new()?;
        let (first, stop) = oneshot::channel();
        let mut first = Some(first);
        let mut work = pin!(work(stop));
        loop {
            tokio::select! {
                outcome = &mut work => return outcome,
                status = signals.next() => match first.take() {
                    Some(first) => {
                        let _ = first.send(());
                    }
                    None => return Ok(Outcome::Killed(status)),
                },
            }
        }
    });
    // Not even a statement that a database is busy with is waited for.
    runtime.shutdown_background();
    outcome
}

struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn new() -> anyhow::Result<Self> {
        let listen = |kind| signal(kind).context("cannot listen for signals");
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
        })
    }

    /// The exit status that the next signal stands for.
    async fn next(&mut self) -> u8 {
        tokio::select! {
            _ = self.terminate.recv() => TERMINATED,
            _ = self.interrupt.recv() => INTERRUPTED,
        }
    }
}
