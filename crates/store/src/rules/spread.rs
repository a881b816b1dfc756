//! Queries over several threads, each with a database of its own.

use std::{
    panic,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use super::Scratch;

/// With more rows than this the copies would need more memory than the time is worth: a copy's
/// own, half a kilobyte a row, and what all rules found before any of it is told.
const ROWS_TO_COPY: usize = 1_200_000;
/// More threads than this have too little to do each for what a copy costs.
const MOST: usize = 4;

/// A scratch and its copies, one for each thread.
pub(super) fn copies(scratch: Scratch) -> rusqlite::Result<Vec<Scratch>> {
    let threads = match scratch.rows {
        0..=ROWS_TO_COPY => thread::available_parallelism().map_or(1, usize::from),
        _ => 1,
    };
    let copies = (1..threads.min(MOST)).map(|_| scratch.twin());
    let mut all = copies.collect::<Result<Vec<_>, _>>()?;
    all.push(scratch);
    Ok(all)
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
