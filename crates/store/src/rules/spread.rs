//! Queries over several threads, each with a database of its own.

use std::{
    panic,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use super::Scratch;

/// The rows of all copies together: half a kilobyte each, and what all rules found before any of
/// it is told.
const ROWS_OF_COPIES: usize = 1_200_000;
/// More threads than this have too little to do each for what a copy costs.
const MOST: usize = 4;

/// A scratch and its copies, one for each thread; fewer where there is no memory for more.
pub(super) fn copies(scratch: Scratch) -> Vec<Scratch> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let copies = (threads.min(MOST) - 1).min(ROWS_OF_COPIES / scratch.rows.max(1));
    let copies = (0..copies).map_while(|_| scratch.twin().ok());
    let mut all: Vec<Scratch> = copies.collect();
    all.push(scratch);
    all
}

/// Does the work for each job, and gives what comes of it to `tell`, in the order of the jobs.
pub(super) fn over<J: Sync, R: Send, E>(
    scratches: &mut [Scratch],
    jobs: &[J],
    work: impl Fn(&Scratch, &J) -> R + Sync,
    mut tell: impl FnMut(&J, R) -> Result<(), E>,
) -> Result<(), E> {
    if let [scratch] = scratches {
        return jobs
            .iter()
            .try_for_each(|job| tell(job, work(scratch, job)));
    }
    let next = AtomicUsize::new(0);
    let take = |scratch: &Scratch| {
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = jobs.get(number) else {
                return done;
            };
            done.push((number, work(scratch, job)));
        }
    };
    let take = &take;
    let mut done = thread::scope(|scope| {
        let threads: Vec<_> = scratches
            .iter_mut()
            .map(|scratch| scope.spawn(move || take(scratch)))
            .collect();
        let join = |thread: thread::ScopedJoinHandle<'_, _>| {
            thread
                .join()
                .unwrap_or_else(|panic| panic::resume_unwind(panic))
        };
        threads.into_iter().flat_map(join).collect::<Vec<_>>()
    });
    done.sort_unstable_by_key(|(number, _)| *number);
    done.into_iter()
        .try_for_each(|(number, result)| tell(&jobs[number], result))
}
