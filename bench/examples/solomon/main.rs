//! Solomon's C101, a hundred deliveries in tight windows, solved by the code that plans the
//! enterprise's routes, and the gap to the best solution that is known.
//!
//!     cargo run --release -p demo-bench --example solomon [-- SECONDS]
//!
//! M. M. Solomon, Algorithms for the Vehicle Routing and Scheduling Problems with Time Window
//! Constraints, Operations Research 35 (1987). Best known: 828.94 with 10 vans, proved optimal;
//! distances in double precision, as the tables of best known solutions have them.

use std::time::Instant;

use demo_generate::routes::solver::{Deliveries, Delivery, Limits, Travel, Van, solve};

const INSTANCE: &str = include_str!("c101.txt");
const BEST_KNOWN: f64 = 828.94;
const BEST_KNOWN_VANS: usize = 10;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let seconds = match std::env::args().nth(1) {
        Some(text) => text.parse()?,
        None => 30,
    };
    let deliveries = read(INSTANCE).ok_or("c101.txt is not in Solomon's format")?;
    let limits = Limits {
        seconds,
        generations: 2000,
    };
    let started = Instant::now();
    let tours = solve(&deliveries, limits)?;
    let seconds = started.elapsed().as_secs_f64();
    if !tours.unassigned.is_empty() {
        return Err(format!("{} customers are not served", tours.unassigned.len()).into());
    }
    let used: Vec<&Vec<usize>> = tours.tours.iter().filter(|tour| !tour.is_empty()).collect();
    let mut distance = 0.0;
    for tour in &used {
        distance += check(&deliveries, tour)?;
    }
    // The best known is given to two digits, and so is the gap; it is never `-0.00`.
    let gap = ((distance / BEST_KNOWN - 1.0) * 10_000.0).round() / 100.0 + 0.0;
    println!("instance    best known  vans  found       vans  gap      seconds");
    println!(
        "C101        {BEST_KNOWN:<10}  {BEST_KNOWN_VANS:<4}  {distance:<10.2}  {:<4}  {gap:<6.2}%  {seconds:.1}",
        used.len(),
    );
    Ok(())
}

fn read(text: &str) -> Option<Deliveries> {
    let mut lines = text.lines().map(|line| {
        let words = line.split_whitespace();
        words.map(str::parse).collect::<Result<Vec<i32>, _>>()
    });
    let mut numbers = std::iter::from_fn(|| {
        lines.find(|line| line.as_ref().is_ok_and(|found| !found.is_empty()))
    });
    let fleet = numbers.next()?.ok()?;
    let [vans, capacity] = fleet[..] else {
        return None;
    };
    let rows = numbers.collect::<Result<Vec<_>, _>>().ok()?;
    let column = |row: &Vec<i32>, at: usize| f64::from(row[at]);
    let mut distances = Vec::new();
    for from in &rows {
        for to in &rows {
            let across = column(from, 1) - column(to, 1);
            let up = column(from, 2) - column(to, 2);
            distances.push(across.hypot(up));
        }
    }
    let depot = rows.first()?;
    let van = Van {
        travel: 0,
        from: 0,
        to: 0,
        capacity: [capacity, i32::MAX],
        shift: (column(depot, 4), column(depot, 5)),
    };
    let jobs = rows
        .iter()
        .enumerate()
        .skip(1)
        .map(|(place, row)| Delivery {
            place,
            load: [row[3], 0],
            window: (column(row, 4), column(row, 5)),
            service: column(row, 6),
        });
    Some(Deliveries {
        places: rows.len(),
        jobs: jobs.collect(),
        vans: vec![van; usize::try_from(vans).ok()?],
        travel: vec![Travel {
            durations: distances.clone(),
            distances,
        }],
    })
}

/// Walks a tour: its distance, when it keeps all windows and its capacity.
fn check(deliveries: &Deliveries, tour: &[usize]) -> Result<f64, String> {
    let (mut place, mut time, mut distance, mut load) = (0, 0.0, 0.0, 0);
    let far =
        |from: usize, to: usize| deliveries.travel[0].distances[from * deliveries.places + to];
    for job in tour.iter().map(|job| &deliveries.jobs[*job]) {
        distance += far(place, job.place);
        time = f64::max(time + far(place, job.place), job.window.0);
        if time > job.window.1 {
            return Err(format!("customer {} is served late", job.place));
        }
        time += job.service;
        load += job.load[0];
        place = job.place;
    }
    if load > deliveries.vans[0].capacity[0] {
        return Err(format!("a van carries {load}"));
    }
    Ok(distance + far(place, 0))
}
