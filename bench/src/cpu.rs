//! The CPU time and memory that processes took, as Linux accounts for it.

use std::{fs, time::Duration};

/// Linux tells times to user space in hundredths of a second, whatever its own tick is.
const TICK: Duration = Duration::from_millis(10);

/// A process's own CPU time; zero when it is not there.
#[must_use]
pub fn of_process(process: u32) -> Duration {
    times(process).0
}

/// The CPU time of this process.
#[must_use]
pub fn of_this() -> Duration {
    of_process(std::process::id())
}

/// The CPU time of a process and of its children, those that ended included.
#[must_use]
pub fn of_family(process: u32) -> Duration {
    let (own, ended) = times(process);
    let listed = fs::read_to_string(format!("/proc/{process}/task/{process}/children"));
    let children = listed.unwrap_or_default();
    let living = children
        .split_whitespace()
        .filter_map(|child| child.parse().ok())
        .map(of_process);
    own + ended + living.sum::<Duration>()
}

/// The most memory that a process ever had resident, in megabytes; zero when it is not there.
#[must_use]
pub fn peak_megabytes(process: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    kilobytes.map_or(0.0, |kilobytes: f64| kilobytes / 1024.0)
}

/// A process's own time, and that of its children that ended.
fn times(process: u32) -> (Duration, Duration) {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The program's name, in parentheses, may hold anything.
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields: Vec<u32> = fields
        .split_whitespace()
        .map(|field| field.parse().unwrap_or(0))
        .collect();
    // utime, stime, cutime and cstime are fields 14 to 17 of proc(5), and 3 is the first here.
    let ticks = |first: usize| {
        let both = fields.iter().skip(first - 3).take(2);
        TICK * both.sum::<u32>()
    };
    (ticks(14), ticks(16))
}
