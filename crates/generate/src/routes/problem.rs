//! Deliveries over vans: what a solution comes to, and the better of the solver's and the file's.

use std::collections::BTreeSet;

use super::{
    Error, Options,
    ground::Ground,
    profile::{Delivery, Profile},
    solver::{self, Deliveries, Limits, Travel},
    timetable::{self, Shift, Timetable},
};

/// The search ends after so many generations. A hundred stops are solved to within a thousandth
/// of the best known in fewer: see `bench/examples/solomon`.
const GENERATIONS: usize = 1000;

/// What it comes to when nobody plans.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Listed {
    /// In hundredths of a kilometre.
    pub(super) distance: i64,
    /// Deliveries after their window, and vans back after their shift.
    pub(super) late: usize,
}

/// Deliveries over vans. A solution is the deliveries of each van, in order.
pub(super) struct Problem<'a> {
    pub(super) profile: &'a Profile<'a>,
    pub(super) ground: &'a Ground,
    pub(super) options: &'a Options,
    pub(super) vans: Vec<(usize, Shift)>,
    pub(super) deliveries: Vec<usize>,
    /// The van is loaded already: no load has to fit.
    pub(super) loaded: bool,
}

impl Problem<'_> {
    pub(super) fn timetable(&self, van: usize, stops: &[usize]) -> Timetable {
        let stops: Vec<&Delivery> = stops
            .iter()
            .map(|at| &self.profile.deliveries[*at])
            .collect();
        timetable::best(self.ground, &self.vans[van].1, &stops)
    }

    fn fits(&self, van: usize, stops: &[usize]) -> bool {
        let capacity = self.profile.vans[self.vans[van].0].capacity;
        let load = |of: usize| -> i64 {
            stops
                .iter()
                .map(|at| self.profile.deliveries[*at].load[of])
                .sum()
        };
        self.loaded || (load(0) <= capacity[0] && load(1) <= capacity[1])
    }

    /// The distance of a solution; `None` when it is not one.
    fn distance(&self, tours: &[Vec<usize>]) -> Option<i64> {
        let mut wanted: BTreeSet<usize> = self.deliveries.iter().copied().collect();
        let mut distance = 0;
        for (van, stops) in tours
            .iter()
            .enumerate()
            .filter(|(_, stops)| !stops.is_empty())
        {
            let once = stops.iter().all(|stop| wanted.remove(stop));
            let timetable = self.timetable(van, stops);
            if !once || timetable.late > 0 || !self.fits(van, stops) {
                return None;
            }
            distance += timetable.distance;
        }
        wanted.is_empty().then_some(distance)
    }

    /// The deliveries as they are listed, into one van until it is full, then into the next.
    pub(super) fn listed(&self) -> Listed {
        let mut tours: Vec<Vec<usize>> = vec![Vec::new()];
        for delivery in &self.deliveries {
            let van = tours.len() - 1;
            tours[van].push(*delivery);
            if tours.len() < self.vans.len() && !self.fits(van, &tours[van]) {
                tours[van].pop();
                tours.push(vec![*delivery]);
            }
        }
        let mut listed = Listed::default();
        for (van, stops) in tours
            .iter()
            .enumerate()
            .filter(|(_, stops)| !stops.is_empty())
        {
            if van < self.vans.len() {
                let timetable = self.timetable(van, stops);
                listed.distance += timetable.distance;
                listed.late += timetable.late;
            }
        }
        listed
    }

    /// The solution that the file has.
    pub(super) fn in_file(&self) -> Option<Vec<Vec<usize>>> {
        let mut tours = vec![Vec::new(); self.vans.len()];
        for index in &self.deliveries {
            let stop = self.profile.deliveries[*index].stop?;
            let route = self
                .profile
                .routes
                .iter()
                .find(|route| route.id == stop.route)?;
            let van = |(van, _): &(usize, Shift)| self.profile.vans[*van].id == route.van;
            tours[self.vans.iter().position(van)?].push(*index);
        }
        for tour in &mut tours {
            tour.sort_by_key(|index| {
                self.profile.deliveries[*index]
                    .stop
                    .map(|stop| stop.sequence)
            });
        }
        Some(tours)
    }

    /// The better of the solver's solution and the file's; of equals the file's, so that a second
    /// run changes nothing.
    pub(super) fn solve(&self, in_file: Option<Vec<Vec<usize>>>) -> Result<Vec<Vec<usize>>, Error> {
        if self.deliveries.is_empty() {
            return Ok(vec![Vec::new(); self.vans.len()]);
        }
        let limits = Limits {
            seconds: self.options.seconds,
            generations: GENERATIONS,
        };
        let solved = solver::solve(&self.stated(), limits).map_err(Error::Solver)?;
        let numbers = |stops: Vec<usize>| stops.iter().map(|at| self.deliveries[*at]).collect();
        let tours: Vec<Vec<usize>> = solved.tours.into_iter().map(numbers).collect();
        let kept = in_file.and_then(|tours| Some((self.distance(&tours)?, tours)));
        let found = self.distance(&tours).map(|distance| (distance, tours));
        let better = kept
            .into_iter()
            .chain(found)
            .min_by_key(|(distance, _)| *distance);
        better.map(|(_, tours)| tours).ok_or_else(|| {
            let number = |at: &usize| {
                self.profile.deliveries[self.deliveries[*at]]
                    .number
                    .to_owned()
            };
            Error::Undeliverable(solved.unassigned.iter().map(number).collect())
        })
    }

    /// In the solver's words.
    fn stated(&self) -> Deliveries {
        let size = self.ground.size;
        let pairs = (0..size).flat_map(|from| (0..size).map(move |to| (from, to)));
        let (distances, durations) = pairs
            .map(|(from, to)| {
                let (distance, minutes) = (
                    self.ground.distance(from, to),
                    self.ground.minutes(from, to),
                );
                (float(distance), float(minutes))
            })
            .unzip();
        let jobs = self.deliveries.iter().map(|at| {
            let delivery = &self.profile.deliveries[*at];
            solver::Delivery {
                place: delivery.place,
                load: if self.loaded {
                    [0, 0]
                } else {
                    delivery.load.map(narrow)
                },
                window: (float(delivery.window.0), float(delivery.window.1)),
                service: float(delivery.service),
            }
        });
        let vans = self.vans.iter().map(|(van, shift)| solver::Van {
            travel: 0,
            from: shift.from,
            to: shift.to,
            capacity: self.profile.vans[*van].capacity.map(narrow),
            shift: (float(shift.earliest), float(shift.end)),
        });
        Deliveries {
            places: size,
            travel: vec![Travel {
                distances,
                durations,
            }],
            jobs: jobs.collect(),
            vans: vans.collect(),
        }
    }
}

/// Loads and capacities are far below twenty thousand tonnes.
fn narrow(value: i64) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "minutes of a few months and hundredths of kilometres on one planet"
)]
fn float(value: i64) -> f64 {
    value as f64
}
